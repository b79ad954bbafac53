import { below, type Pointer, parentOf, pointerOf, segmentsOf, valueAt } from "../../src/model/pointer.ts";
import { ASSERTIONS, isObject, LISTS, type SchemaObject, SINGLE, subschemasOf } from "../bookkeeping/keywords.ts";

/** A schema with one constraint less. */
export interface Mutation {
  /** Names it, in one provider's schemas: `mattr/tenant.schema.json#/required "id"`. */
  readonly id: string;
  readonly file: string;
  /** The schema without the constraint. */
  readonly mutant: unknown;
}

const trivial = (schema: unknown): boolean =>
  schema === true ||
  (isObject(schema) && Object.keys(schema).every((keyword) => /^(?:title|description|x-.*)$/.test(keyword)));

/** A copy of a schema without what stands at a pointer; an item is taken out of its list. */
const without = (schema: unknown, at: Pointer): unknown => {
  const copy = structuredClone(schema);
  const holder = valueAt(copy, parentOf(at));
  const last = segmentsOf(at).at(-1) ?? "";
  if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else if (isObject(holder)) delete (holder as Record<string, unknown>)[last];
  return copy;
};

/** What to remove from one subschema: pointers below it, with the value they name where it is an item. */
function* removals(schema: SchemaObject): Generator<readonly [at: Pointer, item: unknown]> {
  for (const [keyword, value] of Object.entries(schema)) {
    const at = pointerOf([keyword]);
    const items = Array.isArray(value) ? [...value.entries()] : [];
    if (keyword === "required") for (const [index, item] of items) yield [below(at, index), item];
    if ((keyword === "type" || keyword === "enum") && items.length > 1) {
      for (const [index, item] of items) yield [below(at, index), item];
    }
    if (ASSERTIONS.includes(keyword) || keyword === "$ref") yield [at, undefined];
    if (SINGLE.includes(keyword) && !trivial(value)) yield [at, undefined];
    if (LISTS.includes(keyword)) {
      yield [at, undefined];
      if (keyword !== "prefixItems" && items.length > 1)
        for (const [index] of items) yield [below(at, index), undefined];
    }
    if ((keyword === "patternProperties" || keyword === "dependentSchemas") && isObject(value)) {
      for (const name of Object.keys(value)) if (!trivial(value[name])) yield [below(at, name), undefined];
    }
  }
}

/** Every way to take a single constraint out of a schema, in the order written. */
export function* mutationsOf(file: string, schema: unknown): Generator<Mutation> {
  for (const { at, schema: part } of subschemasOf(schema)) {
    if (!isObject(part)) continue;
    for (const [removal, item] of removals(part)) {
      const place = item === undefined ? at + removal : `${at}${parentOf(removal)} ${JSON.stringify(item)}`;
      yield { id: `${file}#${place}`, file, mutant: without(schema, at + removal) };
    }
  }
}
