import { below, type Pointer } from "../../src/model/pointer.ts";

/** Keywords that refuse instances by themselves. */
export const ASSERTIONS: readonly string[] = [
  "type",
  "enum",
  "const",
  "format",
  "pattern",
  "minLength",
  "maxLength",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minItems",
  "maxItems",
  "uniqueItems",
  "minContains",
  "maxContains",
  "minProperties",
  "maxProperties",
  "dependentRequired",
];

/** Keywords that hold one subschema. */
export const SINGLE: readonly string[] = [
  "items",
  "contains",
  "additionalProperties",
  "unevaluatedItems",
  "unevaluatedProperties",
  "propertyNames",
  "not",
  "if",
  "then",
  "else",
];

/** Keywords that hold a list of subschemas. */
export const LISTS: readonly string[] = ["allOf", "anyOf", "oneOf", "prefixItems"];

/** Keywords that hold subschemas by name. */
export const MAPS: readonly string[] = ["properties", "patternProperties", "dependentSchemas", "$defs"];

/** Keywords whose parts only mean something together: whoever binds one binds all that is below it. */
export const GROUPS: readonly string[] = [
  "anyOf",
  "oneOf",
  "not",
  "if",
  "then",
  "else",
  "contains",
  "dependentSchemas",
];

/** Keywords that refuse nothing but say who may see or send a value. */
export const MARKS: readonly string[] = ["readOnly", "writeOnly", "x-secret"];

/** Keywords that say nothing about which instances conform. */
export const ANNOTATIONS: readonly string[] = [
  "$schema",
  "$id",
  "$anchor",
  "$comment",
  "title",
  "description",
  "default",
  "examples",
  "deprecated",
  "contentEncoding",
  "contentMediaType",
];

/** The keywords a clause has to bind, `required` apart, whose entries are bound one by one. */
export const CONSTRAINING: ReadonlySet<string> = new Set([
  ...ASSERTIONS,
  ...MARKS,
  ...SINGLE,
  ...LISTS,
  "patternProperties",
  "dependentSchemas",
]);

/** Every keyword a schema may use, `x-*` annotations apart. */
export const ALLOWED: ReadonlySet<string> = new Set([
  ...ASSERTIONS,
  ...SINGLE,
  ...LISTS,
  ...MAPS,
  ...MARKS,
  ...ANNOTATIONS,
  "$ref",
  "required",
]);

/** A schema that is an object of keywords. */
export type SchemaObject = Readonly<Record<string, unknown>>;

/** Whether a value is an object and not an array. */
export const isObject = (value: unknown): value is SchemaObject =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** A subschema with its place, and the grouping keywords above it, outermost first. */
export interface Subschema {
  readonly at: Pointer;
  readonly schema: SchemaObject | boolean;
  readonly groups: readonly Pointer[];
}

/** Walks a schema and all that is below it, itself first, in the order written. Does not follow `$ref`. */
export function* subschemasOf(
  schema: unknown,
  at: Pointer = "",
  groups: readonly Pointer[] = [],
): Generator<Subschema> {
  if (typeof schema === "boolean") yield { at, schema, groups };
  if (!isObject(schema)) return;
  yield { at, schema, groups };
  for (const [keyword, value] of Object.entries(schema)) {
    const here = below(at, keyword);
    const inner = GROUPS.includes(keyword) ? [...groups, here] : groups;
    const childGroups = (child: Pointer) => (inner === groups ? groups : [...inner, child]);
    if (SINGLE.includes(keyword)) yield* subschemasOf(value, here, inner);
    else if (LISTS.includes(keyword) && Array.isArray(value)) {
      for (const [index, item] of value.entries()) {
        const child = below(here, index);
        yield* subschemasOf(item, child, childGroups(child));
      }
    } else if (MAPS.includes(keyword) && isObject(value)) {
      for (const [name, item] of Object.entries(value)) {
        const child = below(here, name);
        yield* subschemasOf(item, child, childGroups(child));
      }
    }
  }
}
