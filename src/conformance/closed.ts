import type { Schema, SchemaLocation } from "../model/contract.ts";
import type { Direction } from "../model/finding.ts";
import { pointerOf } from "../model/pointer.ts";
import { type Dialect, dialectOf } from "./dialect.ts";
import { type PlacedSchema, partsOf, type SchemaSet } from "./schema-set.ts";

type Json = { [name: string]: unknown };

const SAME_PLACE_LISTS = new Set(["allOf", "anyOf", "oneOf"]);
const SAME_PLACE = new Set(["if", "then", "else"]);
const ELSEWHERE = new Set(["items", "contains", "additionalProperties", "additionalItems", "unevaluatedItems"]);
const ELSEWHERE_MAPS = new Set(["properties", "patternProperties"]);
const WORDS = new Set(
  `$id $anchor $schema $comment title description default examples example deprecated readOnly writeOnly contentEncoding
  contentMediaType contentSchema discriminator xml externalDocs $defs definitions`.split(/\s+/),
);

/** Our own keyword for ajv: an object has no other members than these. Quicker than `additionalProperties: false`. */
export const CLOSED = "x-closed";

/** Schemas whose meaning the closed form cannot state; they have no gate. */
class NoGate extends Error {}

/**
 * One self-contained schema, for ajv, that accepts an instance exactly if the schema at `location` does and every member of the
 * instance is declared. References become local, annotations go, and every object that lists members is closed.
 * Members that do not belong in the given direction are refused. Null where that cannot be said in one schema.
 */
export const closedSchema = (
  schemas: SchemaSet,
  location: SchemaLocation,
  direction: Direction | null,
): { schema: Json; dialect: Dialect } | null => {
  const dialectAt = (at: SchemaLocation): Dialect =>
    dialectOf(schemas.documents.get(partsOf(at).source) as Schema, at, "2020-12");
  const dialect = dialectAt(location);
  const hidden = direction === "response" ? "writeOnly" : direction === "request" ? "readOnly" : null;
  const definitions = new Map<string, { name: string; schema: unknown }>();

  const reference = (placed: PlacedSchema, closed: boolean): string => {
    const key = `${placed.location} ${closed}`;
    let definition = definitions.get(key);
    if (definition === undefined) {
      definition = { name: `s${definitions.size}`, schema: undefined };
      definitions.set(key, definition);
      definition.schema = transform(placed, closed);
    }
    return `#/$defs/${definition.name}`;
  };

  /** `closed`: the schema is all that this place of the instance is shown, so members it does not list are undeclared. */
  const transform = (placed: PlacedSchema, closed: boolean): unknown => {
    const { schema } = placed;
    if (typeof schema === "boolean") return schema;
    if (dialectAt(placed.location) !== dialect) throw new NoGate();
    if (hidden !== null && schema[hidden] === true) return false;
    if (dialect === "draft-07" && typeof schema.$ref === "string")
      return { $ref: reference(schemas.follow(schema.$ref, placed), closed) };
    const below = (...segments: (string | number)[]): PlacedSchema => schemas.at(placed.location + pointerOf(segments));
    const result: Json = {};
    let combined = false;
    for (const [keyword, value] of Object.entries(schema)) {
      if (WORDS.has(keyword) || keyword.startsWith("x-")) continue;
      if (keyword === "$ref") {
        result.$ref = reference(
          schemas.follow(value as string, placed),
          closed && Object.keys(constraints(schema)).length === 1,
        );
        combined = true;
      } else if (SAME_PLACE_LISTS.has(keyword)) {
        result[keyword] = (value as unknown[]).map((_, index) => transform(below(keyword, index), false));
        combined = true;
      } else if (SAME_PLACE.has(keyword)) {
        result[keyword] = transform(below(keyword), false);
        combined = true;
      } else if (keyword === "dependentSchemas" || keyword === "dependencies") {
        throw new NoGate();
      } else if (ELSEWHERE_MAPS.has(keyword)) {
        const names = Object.keys(value as Json);
        result[keyword] = Object.fromEntries(names.map((name) => [name, transform(below(keyword, name), true)]));
      } else if (ELSEWHERE.has(keyword) && !Array.isArray(value)) {
        result[keyword] = transform(below(keyword), true);
      } else if (keyword === "prefixItems" || keyword === "items") {
        result[keyword] = (value as unknown[]).map((_, index) => transform(below(keyword, index), true));
      } else if (keyword === "not" || keyword === "propertyNames") {
        result[keyword] = transform(below(keyword), false);
      } else if (keyword === "unevaluatedProperties") {
        result[keyword] = value === false ? false : transform(below(keyword), true);
      } else result[keyword] = value;
    }
    const lists = Object.hasOwn(schema, "properties") || Object.hasOwn(schema, "patternProperties");
    const says = Object.hasOwn(schema, "additionalProperties") || Object.hasOwn(schema, "unevaluatedProperties");
    if (closed && !says && combined && listsBelow(result)) result.unevaluatedProperties = false;
    else if (closed && !says && lists) {
      if (Object.hasOwn(schema, "patternProperties")) result.additionalProperties = false;
      else result[CLOSED] = Object.keys(result.properties as Json);
    }
    return result;
  };

  /** A lone reference is closed where it leads; anything else that combines schemas is closed around them. */
  const listsBelow = (schema: Json): boolean => !(Object.keys(schema).length === 1 && Object.hasOwn(schema, "$ref"));

  try {
    const root = transform(schemas.at(location), true) as Json | boolean;
    if (typeof root === "boolean") return null;
    const $defs = Object.fromEntries([...definitions.values()].map(({ name, schema }) => [name, schema]));
    return { schema: definitions.size === 0 ? root : { ...root, $defs }, dialect };
  } catch (error) {
    if (error instanceof NoGate) return null;
    throw error;
  }
};

const constraints = (schema: { readonly [keyword: string]: unknown }): Json =>
  Object.fromEntries(Object.entries(schema).filter(([name]) => !WORDS.has(name) && !name.startsWith("x-")));
