import type { SchemaSource } from "../schema/source.ts";
import { isObject, type JsonObject } from "../schema/value.ts";

/** An object of a document, references followed, and where it stands. */
export interface Part {
  readonly value: JsonObject;
  readonly at: string;
}

/** The most references that are followed one after the other. */
const MOST_HOPS = 50;

/** A text, or another where there is none. */
export const text = (value: unknown, otherwise: string): string => (typeof value === "string" ? value : otherwise);

/** An object; an empty one for anything else. */
export const object = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** A list; an empty one for anything else. */
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** An object of a document, or what its `$ref` leads to. */
export const partOf = (source: SchemaSource, value: unknown, at: string): Part => {
  let part: Part = { value: object(value), at };
  for (let hops = 0; typeof part.value.$ref === "string" && hops < MOST_HOPS; hops++) {
    const found = source.follow(part.value.$ref, part.at);
    if (found === null || typeof found.schema === "boolean") break;
    part = { value: found.schema, at: found.location };
  }
  return part;
};
