import type { Schema } from "../../model/contract.ts";
import { MOST_EXCLUSIVE } from "./expand.ts";
import { isAnnotation } from "./graph.ts";
import { INTEGER_FORMATS } from "./keywords.ts";
import { type HiddenMembers, union } from "./one-way.ts";
import type { Located, SchemaSource } from "./source.ts";
import { stepInto } from "./source.ts";
import { isObject, type JsonObject } from "./value.ts";

/** Keywords whose values are instances or names, not schemas. */
const DATA = new Set(["const", "enum", "required", "dependentRequired", "type"]);
const MAPS = new Set(["properties", "patternProperties", "dependentSchemas", "dependencies"]);

/**
 * One self-contained JSON Schema 2020-12 that means what a schema of a document means in one direction: references
 * gathered under `$defs`, OpenAPI 3.0 forms written as 2020-12, widths of integers as limits. It is made from the
 * document's own text, not from the normal form, so that a validator judges independently of it. `names` are the
 * names of all members of the instances to be judged: what is said of other members is left out, for it judges nothing.
 * `goesOn` is asked for each schema that is written; null where it ends the work.
 */
export const bundleOf = (
  source: SchemaSource,
  root: Located,
  hiddenMembers: HiddenMembers,
  names: ReadonlySet<string> | null = null,
  goesOn: () => boolean = () => true,
): JsonObject | null => {
  const known = new Map<object, Map<string, string>>();
  let count = 0;
  let unfinished = false;
  const definitions: Record<string, unknown> = {};
  const pending: [string, Located, ReadonlySet<string>][] = [];
  // A part of `allOf` is written once for each set of members that the parts around it keep from travelling.
  const nameOf = (located: Located, hidden: ReadonlySet<string>): string => {
    const { schema } = located;
    if (typeof schema === "boolean") {
      const name = schema ? "anything" : "nothing";
      definitions[name] = schema;
      return name;
    }
    const names = known.get(schema) ?? new Map<string, string>();
    known.set(schema, names);
    const key = [...hidden].sort().join("\n");
    let name = names.get(key);
    if (name === undefined) {
      name = `s${count++}`;
      names.set(key, name);
      pending.push([name, located, hidden]);
    }
    return name;
  };

  const refTo = (located: Located, hidden: ReadonlySet<string>): JsonObject => ({
    $ref: `#/$defs/${nameOf(located, hidden)}`,
  });

  const copy = (located: Located, hidden: ReadonlySet<string>): Schema => {
    const { schema, location } = located;
    if (typeof schema === "boolean") return schema;
    unfinished ||= !goesOn();
    if (unfinished) return true;
    const out: Record<string, unknown> = {};
    const dropped = union(hidden, hiddenMembers.of(located));
    const child = (value: unknown, keyword: string, ...segments: (string | number)[]): unknown =>
      typeof value === "boolean" || isObject(value)
        ? nested(
            { schema: value, location: stepInto(location, keyword, ...segments) },
            IN_PLACE.has(keyword) ? dropped : NO_NAMES,
          )
        : true;
    for (const [keyword, value] of Object.entries(schema)) {
      if (isAnnotation(keyword)) continue;
      if (keyword === "$ref" && typeof value === "string") {
        const target = source.follow(value, location);
        if (target === null) throw new Error(`the reference "${value}" leads nowhere`);
        out.$ref = refTo(target, dropped).$ref;
      } else if (keyword === "required" && Array.isArray(value)) {
        const left = [...new Set(value)].filter((name) => !dropped.has(String(name)));
        if (left.length > 0) out.required = left;
      } else if (DATA.has(keyword)) out[keyword] = value;
      else if (MAPS.has(keyword) && isObject(value))
        out[keyword] = Object.fromEntries(
          entriesOf(value, keyword === "patternProperties" ? null : names).map(([name, part]) => [
            name,
            keyword === "properties" && dropped.has(name)
              ? true
              : Array.isArray(part)
                ? part
                : child(part, keyword, name),
          ]),
        );
      else if (keyword === "items" && Array.isArray(value)) {
        out.prefixItems = value.map((part, index) => child(part, keyword, index));
        if (schema.additionalItems !== undefined) out.items = child(schema.additionalItems, "additionalItems");
      } else if (keyword === "additionalItems") continue;
      // Each alternative's code would stand inside that of the one before.
      else if (keyword === "oneOf" && Array.isArray(value) && value.length > MOST_EXCLUSIVE)
        throw new Error("there are too many alternatives");
      else if (Array.isArray(value)) out[keyword] = value.map((part, index) => child(part, keyword, index));
      else if (isObject(value) || typeof value === "boolean")
        out[keyword] = SCALARS.has(keyword) ? value : child(value, keyword);
      else out[keyword] = value;
    }
    return modern(out, schema);
  };

  const nested = (located: Located, hidden: ReadonlySet<string>): unknown => {
    const { schema } = located;
    if (typeof schema === "boolean") return schema;
    return known.has(schema) ? refTo(located, hidden) : copy(located, hidden);
  };

  const name = nameOf(root, NO_NAMES);
  for (let next = pending.pop(); next !== undefined; next = pending.pop())
    definitions[next[0]] = copy(next[1], next[2]);
  return unfinished ? null : { $ref: `#/$defs/${name}`, $defs: definitions };
};

/** The members of an object, or those of some names. */
const entriesOf = (value: JsonObject, names: ReadonlySet<string> | null): [string, unknown][] =>
  names === null
    ? Object.entries(value)
    : [...names].filter((name) => Object.hasOwn(value, name)).map((name) => [name, value[name]]);

/** Keywords whose schemas apply to the same value. */
const IN_PLACE = new Set(["allOf", "anyOf", "oneOf", "then", "else", "dependentSchemas", "dependencies"]);
const NO_NAMES: ReadonlySet<string> = new Set();

const SCALARS = new Set(["uniqueItems", "exclusiveMinimum", "exclusiveMaximum"]);

/** OpenAPI 3.0 and draft 4 forms as 2020-12 has them; formats that name a width as the limits they mean. */
const modern = (out: Record<string, unknown>, schema: JsonObject): Schema => {
  for (const [exclusive, inclusive] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ] as const) {
    if (typeof out[exclusive] !== "boolean") continue;
    const strict = out[exclusive] === true && typeof out[inclusive] === "number";
    if (strict) {
      out[exclusive] = out[inclusive];
      delete out[inclusive];
    } else delete out[exclusive];
  }
  if (schema.nullable === true && out.type !== undefined)
    out.type = [...new Set([...(Array.isArray(out.type) ? out.type : [out.type]), "null"])];
  const range = typeof out.format === "string" ? INTEGER_FORMATS[out.format] : undefined;
  if (range === undefined) return out;
  delete out.format;
  const types = Array.isArray(out.type) ? out.type : [out.type];
  if (!types.includes("integer") || types.includes("number")) return out;
  return { allOf: [out, { minimum: range[0], maximum: range[1] }] };
};

/** The names of all members of an instance, at whatever depth. */
export const namesIn = (instance: unknown): ReadonlySet<string> => {
  const names = new Set<string>();
  const pending: unknown[] = [instance];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (isObject(value)) for (const name of Object.keys(value)) names.add(name);
    if (typeof value === "object" && value !== null)
      for (const part of Object.values(value)) if (part !== null) pending.push(part);
  }
  return names;
};
