import { type PlacedSchema, type SchemaSet, within } from "../conformance/schema-set.ts";
import type { SchemaLocation } from "../model/contract.ts";

/** A keyword with what it says and where it stands. */
export interface PlacedKeyword {
  readonly keyword: string;
  readonly value: unknown;
  readonly location: SchemaLocation;
}

/**
 * What all schemas that apply to one value say together, `$ref` and `allOf` followed and one branch of every `anyOf`
 * and `oneOf` taken: enough to build values from. Whether a value conforms is never decided here.
 */
export interface Shape {
  readonly locations: readonly SchemaLocation[];
  /** Every schema that was read for it, those that references lead to as well. */
  readonly read: ReadonlySet<SchemaLocation>;
  readonly keywords: readonly PlacedKeyword[];
  /** The JSON types that are allowed; null where nothing limits them. */
  readonly types: readonly string[] | null;
  /** The schemas of each declared member, in the order of declaration. */
  readonly members: ReadonlyMap<string, readonly SchemaLocation[]>;
  readonly required: readonly PlacedKeyword[];
  readonly items: readonly SchemaLocation[];
  readonly prefix: readonly (readonly SchemaLocation[])[];
  /** The member that tells the alternatives apart, and what it is in the one that was taken; null without one. */
  readonly tag: { readonly member: string; readonly value: string } | null;
  /** How many branches the outermost `anyOf` or `oneOf` has; 0 without one. */
  readonly branches: number;
}

type Json = { readonly [keyword: string]: unknown };

const CONSTRAINTS = new Set([
  ...["type", "enum", "const", "format", "pattern", "minLength", "maxLength", "minimum", "maximum"],
  ...["exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems", "maxItems", "uniqueItems"],
  ...["minProperties", "maxProperties", "additionalProperties", "unevaluatedProperties"],
]);

const HINTS = new Set(["default", "example", "examples", "readOnly", "writeOnly", "x-secret", "title"]);

const EVERY_TYPE = ["object", "array", "string", "number", "integer", "boolean", "null"];

/** Both lists' common types; `integer` is a `number`. */
const meet = (one: readonly string[] | null, other: readonly string[]): string[] => {
  if (one === null) return [...other];
  return EVERY_TYPE.filter((type) => {
    const has = (list: readonly string[]) => list.includes(type) || (type === "integer" && list.includes("number"));
    return has(one) && has(other) && (one.includes(type) || other.includes(type));
  });
};

/** Reads shapes off a contract's schemas; the same locations are read once. */
export class Shapes {
  readonly schemas: SchemaSet;
  readonly #known = new Map<string, Shape>();

  constructor(schemas: SchemaSet) {
    this.schemas = schemas;
  }

  /** The shape at some locations together; `branch` says which branch of the outermost alternatives to take. */
  of(locations: readonly SchemaLocation[], branch = 0): Shape {
    const key = `${locations.join(" ")} ${branch}`;
    let shape = this.#known.get(key);
    if (shape === undefined) {
      shape = this.#read(locations, branch);
      this.#known.set(key, shape);
    }
    return shape;
  }

  #read(locations: readonly SchemaLocation[], branch: number): Shape {
    const keywords: PlacedKeyword[] = [];
    const members = new Map<string, SchemaLocation[]>();
    const required: PlacedKeyword[] = [];
    const items: SchemaLocation[] = [];
    const prefix: SchemaLocation[][] = [];
    const visited = new Set<SchemaLocation>();
    let types: string[] | null = null;
    let branches = 0;
    let tag: Shape["tag"] = null;
    const queue: PlacedSchema[] = locations.map((location) => this.schemas.at(location));
    for (let placed = queue.shift(); placed !== undefined; placed = queue.shift()) {
      const { schema, location } = placed;
      if (typeof schema === "boolean" || visited.has(location)) continue;
      visited.add(location);
      const from = placed;
      for (const [keyword, value] of Object.entries(schema as Json)) {
        const at = within(location, keyword);
        if (CONSTRAINTS.has(keyword) || HINTS.has(keyword)) keywords.push({ keyword, value, location: at });
        if (keyword === "type") types = meet(types, [value].flat() as string[]);
        else if (keyword === "$ref") queue.push(this.schemas.follow(value as string, from));
        else if (keyword === "allOf")
          for (const index of (value as unknown[]).keys()) queue.push(this.schemas.at(within(at, index)));
        else if (keyword === "anyOf" || keyword === "oneOf") {
          const count = (value as unknown[]).length;
          if (branches === 0) branches = count;
          const taken = Math.min(branch, count - 1);
          const { $ref } = (value as Json[])[taken] ?? {};
          if (typeof $ref === "string") tag ??= tagOf(schema as Json, [$ref]);
          queue.push(this.schemas.at(within(at, taken)));
        } else if (keyword === "discriminator" && !("oneOf" in schema || "anyOf" in schema))
          tag ??= tagOf(schema as Json, [...visited]);
        else if (keyword === "properties")
          for (const name of Object.keys(value as object)) {
            const known = members.get(name);
            if (known === undefined) members.set(name, [within(at, name)]);
            else known.push(within(at, name));
          }
        else if (keyword === "required")
          for (const name of value as string[])
            if (!required.some((one) => one.value === name))
              required.push({ keyword, value: name, location: `${at}:${name}` });
        if (keyword === "items" && typeof value === "object" && !Array.isArray(value)) items.push(at);
        if (keyword === "prefixItems")
          for (const index of (value as unknown[]).keys())
            prefix[index] = [...(prefix[index] ?? []), within(at, index)];
      }
    }
    return { locations, read: visited, keywords, types, members, required, items, prefix, tag, branches };
  }
}

/**
 * What a discriminator has for the schemas that references led to: the name that is mapped to one of them, else the
 * first one's own name (OpenAPI 3.1, 4.8.25).
 */
const tagOf = ({ discriminator }: Json, references: readonly string[]): Shape["tag"] => {
  const { propertyName, mapping } = (discriminator ?? {}) as { propertyName?: string; mapping?: Json };
  if (typeof propertyName !== "string") return null;
  const names = Object.entries(mapping ?? {});
  const own = (reference: unknown): string => String(reference).replace(/^.*\//, "");
  const mapped = names.find(([, target]) => references.some((one) => own(one) === own(target)));
  return { member: propertyName, value: mapped?.[0] ?? names[0]?.[0] ?? own(references[0]) };
};

/** What a shape says by a keyword: the first schema that says it, or undefined. */
export const saying = (shape: Shape, keyword: string): unknown =>
  shape.keywords.find((one) => one.keyword === keyword)?.value;

/** Whether values of a JSON type are allowed. */
export const allows = (shape: Shape, type: string): boolean => {
  const { types } = shape;
  if (types !== null) return types.includes(type) || (type === "integer" && types.includes("number"));
  const values = listedValues(shape);
  return values === null || values.some((value) => typeName(value) === type);
};

/** The values that `enum` or `const` lists, or null without either. */
export const listedValues = (shape: Shape): readonly unknown[] | null => {
  const constant = shape.keywords.find(({ keyword }) => keyword === "const");
  if (constant !== undefined) return [constant.value];
  const values = saying(shape, "enum");
  return Array.isArray(values) ? values : null;
};

/** The JSON type of a value. */
export const typeName = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
