import type { Schema, SchemaLocation } from "../model/contract.ts";
import { type PlacedSchema, type SchemaSet, within } from "./schema-set.ts";

type Json = { readonly [keyword: string]: unknown };

/** How deep a value can be that travels as text: a form, its members, their items. */
const DEPTH = 2;

const typeOf = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "array" : Number.isInteger(value) ? "integer" : typeof value;

/**
 * What texts need to know of schemas to be read as values: `type`, `properties` and `items`, with `$ref`, `allOf` and
 * all alternatives taken together. Each location is read once. Never used to judge.
 */
export class TextualSchemas {
  readonly #schemas: SchemaSet;
  readonly #known = new Map<SchemaLocation, Schema>();

  constructor(schemas: SchemaSet) {
    this.#schemas = schemas;
  }

  at(location: SchemaLocation): Schema {
    let schema = this.#known.get(location);
    if (schema === undefined) {
      schema = this.#read([this.#schemas.at(location)], 0);
      this.#known.set(location, schema);
    }
    return schema;
  }

  #read(placed: readonly PlacedSchema[], depth: number): Schema {
    const types = new Set<string>();
    const members = new Map<string, PlacedSchema[]>();
    const items: PlacedSchema[] = [];
    const visited = new Set<SchemaLocation>();
    const queue = [...placed];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { schema, location } = next;
      if (typeof schema === "boolean" || visited.has(location)) continue;
      visited.add(location);
      const { type, enum: listed, properties, items: inner, $ref } = schema as Json;
      if (type !== undefined) for (const name of [type].flat() as string[]) types.add(name);
      else if (Array.isArray(listed)) for (const value of listed) types.add(typeOf(value));
      else if ("const" in schema) types.add(typeOf(schema.const));
      if (typeof $ref === "string") queue.push(this.#schemas.follow($ref, next));
      for (const keyword of ["allOf", "anyOf", "oneOf"])
        for (const index of ((schema as Json)[keyword] as unknown[] | undefined)?.keys() ?? [])
          queue.push(this.#schemas.at(within(location, keyword, index)));
      for (const name of Object.keys((properties as object | undefined) ?? {}))
        members.set(name, [...(members.get(name) ?? []), this.#schemas.at(within(location, "properties", name))]);
      if (typeof inner === "object" && inner !== null && !Array.isArray(inner))
        items.push(this.#schemas.at(within(location, "items")));
    }
    const below = (parts: readonly PlacedSchema[]): Schema => (depth < DEPTH ? this.#read(parts, depth + 1) : true);
    return {
      type: [...types],
      ...(items.length === 0 ? {} : { items: below(items) }),
      properties: Object.fromEntries([...members].map(([name, parts]) => [name, below(parts)])),
    };
  }
}
