import type { Schema } from "../../model/contract.ts";
import type { Step } from "../schema/change.ts";
import type { Located, SchemaSource } from "../schema/source.ts";
import { stepInto } from "../schema/source.ts";
import { isObject } from "../schema/value.ts";

/** The place of a part of a schema: through references and the parts of `allOf`, as far as it can be told. */
export const locationIn = (
  source: SchemaSource,
  root: Located,
  path: readonly Step[],
  member: string | null,
): string => {
  let current = root;
  const names = member === null ? path : [...path, { by: "member", name: member } as const];
  for (const one of names) {
    const next = partAt(source, current, keysOf(one), 0);
    if (next === null) return target(source, current).location;
    current = next;
  }
  return current.location;
};

const keysOf = (step: Step): readonly string[] => {
  switch (step.by) {
    case "member":
      return ["properties", step.name];
    case "position":
      return ["prefixItems", String(step.index)];
    case "pattern":
      return ["patternProperties", step.source];
    default:
      return [step.by === "item" ? "items" : "additionalProperties"];
  }
};

/** The schema that a chain of plain references leads to. */
export const target = (source: SchemaSource, located: Located): Located => {
  let current = located;
  for (let hops = 0; hops < 20; hops++) {
    const schema: unknown = current.schema;
    if (!isObject(schema) || typeof schema.$ref !== "string" || Object.keys(schema).length > 1) break;
    const next = source.follow(schema.$ref, current.location);
    if (next === null) break;
    current = next;
  }
  return current;
};

const partAt = (source: SchemaSource, located: Located, keys: readonly string[], depth: number): Located | null => {
  const { schema, location } = target(source, located);
  return partIn(source, schema, location, () => location, keys, depth);
};

/** `at` tells where the schema stands, once that matters; `document` is a place in the same document. */
const partIn = (
  source: SchemaSource,
  schema: Schema,
  document: string,
  at: () => string,
  keys: readonly string[],
  depth: number,
): Located | null => {
  let value: unknown = schema;
  for (const key of keys)
    value =
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : undefined;
  if (typeof value === "boolean" || isObject(value)) return { schema: value, location: stepInto(at(), ...keys) };
  if (!isObject(schema) || depth > 8) return null;
  for (const keyword of ["allOf", "anyOf", "oneOf"])
    for (const [index, part] of (Array.isArray(schema[keyword]) ? schema[keyword] : []).entries()) {
      if (!isObject(part)) continue;
      const found =
        part.$ref === undefined || Object.keys(part).length > 1
          ? partIn(source, part, document, () => stepInto(at(), keyword, index), keys, depth + 1)
          : partAt(source, { schema: part, location: document }, keys, depth + 1);
      if (found !== null) return found;
    }
  return null;
};

/** The schema of a member, wherever a schema declares it; null where it does not. */
export const memberOf = (source: SchemaSource, located: Located, name: string): Located | null =>
  partAt(source, located, ["properties", name], 0);
