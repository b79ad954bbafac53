import { below, type Pointer, parentOf, valueAt } from "../../src/model/pointer.ts";
import { isObject } from "./keywords.ts";

/** Schemas by name: `mattr/tenant.schema.json`. */
export type Schemas = ReadonlyMap<string, unknown>;

/** A place in one of them. */
export interface Location {
  readonly file: string;
  readonly at: Pointer;
}

/** The location that `mattr/tenant.schema.json#/properties/id` spells; a missing fragment is the root. */
export const parseLocation = (text: string): Location => {
  const hash = text.indexOf("#");
  return hash < 0 ? { file: text, at: "" } : { file: text.slice(0, hash), at: text.slice(hash + 1) };
};

/** The text of a location. */
export const formatLocation = (location: Location): string => `${location.file}#${location.at}`;

/** Where a relative `$ref` leads from a schema, or null if it leaves the provider's folder or names no plain pointer. */
export const refTarget = (from: string, ref: string): Location | null => {
  const [path = "", fragment = ""] = ref.split("#");
  if (path.includes("/") || path.includes(":") || (fragment !== "" && !fragment.startsWith("/"))) return null;
  const file = path === "" ? from : `${parentOf(from)}/${path}`;
  try {
    return { file, at: decodeURIComponent(fragment) };
  } catch {
    return null;
  }
};

/** The value at a location, or `undefined`. */
export const schemaAt = (schemas: Schemas, location: Location): unknown =>
  valueAt(schemas.get(location.file), location.at);

const IN_PLACE = ["allOf", "anyOf", "oneOf"];
const CONDITIONAL = ["if", "then", "else"];

/** The location itself and all that applies to the same instance: through `$ref`, `allOf`, `anyOf`, `oneOf`, `if`. */
const applied = (schemas: Schemas, start: Location): Location[] => {
  const found = new Map<string, Location>();
  const pending = [start];
  for (let location = pending.pop(); location !== undefined; location = pending.pop()) {
    const key = formatLocation(location);
    if (found.has(key)) continue;
    const { file, at } = location;
    found.set(key, location);
    const schema = schemaAt(schemas, location);
    if (!isObject(schema)) continue;
    const target = typeof schema.$ref === "string" ? refTarget(file, schema.$ref) : null;
    if (target !== null) pending.push(target);
    for (const keyword of IN_PLACE) {
      const branches = schema[keyword];
      if (!Array.isArray(branches)) continue;
      for (const index of branches.keys()) pending.push({ file, at: below(below(at, keyword), index) });
    }
    for (const keyword of CONDITIONAL) {
      if (keyword in schema) pending.push({ file, at: below(at, keyword) });
    }
  }
  return [...found.values()];
};

const stepped = (schema: Readonly<Record<string, unknown>>, segment: string): string[][] => {
  const paths: string[][] = [];
  const properties = isObject(schema.properties) ? schema.properties : {};
  const patterns = isObject(schema.patternProperties) ? Object.keys(schema.patternProperties) : [];
  const every = segment === "*";
  if (every) for (const name of Object.keys(properties)) paths.push(["properties", name]);
  else if (Object.hasOwn(properties, segment)) paths.push(["properties", segment]);
  for (const pattern of patterns) {
    if (every || new RegExp(pattern, "u").test(segment)) paths.push(["patternProperties", pattern]);
  }
  if (isObject(schema.additionalProperties) && (every || paths.length === 0)) paths.push(["additionalProperties"]);
  const prefix = Array.isArray(schema.prefixItems) ? schema.prefixItems : [];
  for (const index of prefix.keys()) if (every || segment === String(index)) paths.push(["prefixItems", String(index)]);
  if (isObject(schema.items) && (every || /^\d+$/.test(segment))) paths.push(["items"]);
  return paths;
};

/**
 * The subschemas that declare what an instance pointer leads to, starting from the schema at a location. `*` stands for
 * every item or member. Empty where nothing is declared there.
 */
export const declarationsAt = (schemas: Schemas, start: Location, segments: readonly string[]): Location[] => {
  let current = applied(schemas, start);
  for (const segment of segments) {
    const next = new Map<string, Location>();
    for (const { file, at } of current) {
      const schema = schemaAt(schemas, { file, at });
      if (!isObject(schema)) continue;
      for (const path of stepped(schema, segment)) {
        for (const location of applied(schemas, { file, at: path.reduce(below, at) })) {
          next.set(formatLocation(location), location);
        }
      }
    }
    current = [...next.values()];
  }
  return current;
};
