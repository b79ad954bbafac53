import { below, type Pointer } from "../../src/model/pointer.ts";
import { CONSTRAINING, isObject, subschemasOf } from "./keywords.ts";
import type { Obligation } from "./obligation.ts";
import { formatLocation, type Schemas } from "./schema-navigation.ts";

/** Spells the binding for a subschema's declaration, for one of its keywords, or for an entry of its `required`. */
export type BindingSpelling = (at: Pointer, keyword: string | null, entry?: string) => string;

/** Every declared member, constraining keyword and `required` entry of a schema. `base` is what keys start with. */
export function* obligationsOfSchema(
  schema: unknown,
  base: string,
  place: { readonly file: string; readonly at: Pointer },
  bindingOf: BindingSpelling,
): Generator<Obligation> {
  const members = new Set<Pointer>();
  for (const { at, schema: part, groups } of subschemasOf(schema)) {
    const orBy = groups.map((group) => base + group);
    const where = (pointer: Pointer) => ({ orBy, file: place.file, at: place.at + pointer });
    if (members.has(at)) {
      const what = `the member ${at.slice(at.lastIndexOf("/") + 1)}, declared here.`;
      yield { key: base + at, ...where(at), orBelow: "keyword", what, binding: bindingOf(at, null) };
    }
    if (!isObject(part)) continue;
    for (const name of Object.keys(isObject(part.properties) ? part.properties : {})) {
      members.add(below(below(at, "properties"), name));
    }
    for (const [keyword, value] of Object.entries(part)) {
      const here = below(at, keyword);
      for (const entry of keyword === "required" && Array.isArray(value) ? value.map(String) : []) {
        const what = `the entry "${entry}" of \`required\`.`;
        const binding = bindingOf(at, null, entry);
        yield { key: base + below(here, entry), ...where(here), orBelow: "nothing", what, binding };
      }
      if (!CONSTRAINING.has(keyword)) continue;
      const what = `the keyword \`${keyword}\`.`;
      yield { key: base + here, ...where(here), orBelow: "anything", what, binding: bindingOf(at, keyword) };
    }
  }
}

/** What the schemas of a provider oblige its clauses to bind. */
export function* obligationsOfSchemas(schemas: Schemas): Generator<Obligation> {
  for (const [file, schema] of schemas) {
    yield* obligationsOfSchema(schema, `${file}#`, { file: `schemas/${file}`, at: "" }, (at, keyword, entry) => {
      const entries = entry === undefined ? "" : `, required: [${entry}]`;
      const keywords = keyword === null ? "" : `, keywords: [${keyword}]`;
      return `{ schema: "${formatLocation({ file, at })}"${entries}${keywords} }`;
    });
  }
}
