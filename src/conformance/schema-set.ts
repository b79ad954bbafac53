import type { Documents, Schema, SchemaLocation } from "../model/contract.ts";
import { below, type Pointer, valueAt } from "../model/pointer.ts";

/** A schema found in a set of documents, with what its own references are relative to. */
export interface PlacedSchema {
  readonly schema: Schema;
  readonly location: SchemaLocation;
  readonly base: string;
}

/** A reference, or a location, that leads nowhere. */
export class UnresolvedReference extends Error {
  override name = "UnresolvedReference";
  readonly reference: string;
  readonly from: string;

  constructor(reference: string, from: string) {
    super(`the reference "${reference}" in ${from} leads nowhere`);
    this.reference = reference;
    this.from = from;
  }
}

const ORIGIN = "documents:/";

/** The URI a document is known by when it has no `$id`: its name under a scheme of our own, or the name if it is a URL. */
export const uriOf = (name: string): string =>
  /^[a-z][a-z0-9+.-]*:\/\//i.test(name) ? name : ORIGIN + encodeURI(name);

const split = (uri: string): [string, string] => {
  const hash = uri.indexOf("#");
  return hash < 0 ? [uri, ""] : [uri.slice(0, hash), uri.slice(hash + 1)];
};

const resolve = (reference: string, base: string): string => {
  if (reference.startsWith("#")) return split(base)[0] + reference;
  try {
    return new URL(reference, base).href;
  } catch {
    return reference;
  }
};

/** Splits `schemas/mattr/tenant.schema.json#/properties/id` into its document's name and the pointer. */
export const partsOf = (location: SchemaLocation): { source: string; pointer: Pointer } => {
  const [source, pointer] = split(location);
  return { source, pointer };
};

/** The location of a part of the schema at `location`. */
export const within = (location: SchemaLocation, ...segments: (string | number)[]): SchemaLocation =>
  segments.reduce<string>(below, location.includes("#") ? location : `${location}#`);

const MAPS = new Set(["properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "schemas"]);
const DATA = new Set(["const", "enum", "default", "example", "examples"]);

/**
 * The documents a contract's schemas live in. Resolves `$ref`s by `$id`, by `$anchor` and by file, as JSON Schema
 * 2020-12 (section 8.2) and OpenAPI 3.1 (4.3) have it.
 */
export class SchemaSet {
  readonly documents: Documents;
  readonly #byUri = new Map<string, { source: string; pointer: Pointer }>();
  readonly #bases = new Map<string, string>();

  constructor(documents: Documents) {
    this.documents = documents;
    for (const [name, document] of documents) this.#index(name, document);
  }

  #index(source: string, document: unknown): void {
    const byFile = uriOf(source);
    this.#byUri.set(byFile, { source, pointer: "" });
    const queue: [unknown, Pointer, string, boolean][] = [[document, "", byFile, false]];
    while (queue.length > 0) {
      const [node, pointer, outerBase, isMap] = queue.pop()!;
      if (node === null || typeof node !== "object") continue;
      let base = outerBase;
      if (!isMap && !Array.isArray(node)) {
        const { $id, $anchor } = node as { $id?: unknown; $anchor?: unknown };
        if (typeof $id === "string") {
          if ($id.startsWith("#")) this.#byUri.set(split(base)[0] + $id, { source, pointer });
          else {
            base = resolve($id, base);
            this.#byUri.set(split(base)[0], { source, pointer });
            this.#bases.set(`${source}#${pointer}`, base);
          }
        }
        if (typeof $anchor === "string") this.#byUri.set(`${split(base)[0]}#${$anchor}`, { source, pointer });
      }
      for (const [key, child] of Object.entries(node))
        if (isMap || !DATA.has(key)) queue.push([child, below(pointer, key), base, !isMap && MAPS.has(key)]);
    }
  }

  /** The base URI for references at a place: the nearest `$id` around it, else the document's own URI. */
  #baseAt(source: string, pointer: Pointer): string {
    for (let at = pointer; ; at = at.slice(0, at.lastIndexOf("/"))) {
      const base = this.#bases.get(`${source}#${at}`);
      if (base !== undefined) return base;
      if (at === "") return uriOf(source);
    }
  }

  /** The schema at a location. Throws {@link UnresolvedReference} where there is none. */
  at(location: SchemaLocation): PlacedSchema {
    const { source, pointer } = partsOf(location);
    const document = this.documents.get(source);
    const schema = document === undefined ? undefined : valueAt(document, pointer);
    if (typeof schema !== "boolean" && (typeof schema !== "object" || schema === null))
      throw new UnresolvedReference(location, source);
    return { schema: schema as Schema, location: `${source}#${pointer}`, base: this.#baseAt(source, pointer) };
  }

  /** The schema that `$ref: reference` means at `from`. Throws {@link UnresolvedReference} where there is none. */
  follow(reference: string, from: { readonly base: string; readonly location: SchemaLocation }): PlacedSchema {
    const location =
      this.#find(resolve(reference, from.base)) ?? this.#find(resolve(reference, uriOf(partsOf(from.location).source)));
    if (location === null) throw new UnresolvedReference(reference, from.location);
    try {
      return this.at(location);
    } catch {
      throw new UnresolvedReference(reference, from.location);
    }
  }

  #find(uri: string): SchemaLocation | null {
    const exact = this.#byUri.get(uri);
    if (exact !== undefined) return `${exact.source}#${exact.pointer}`;
    const [resource, fragment] = split(uri);
    const root = this.#byUri.get(resource);
    if (root === undefined) return null;
    let pointer: string;
    try {
      pointer = decodeURIComponent(fragment);
    } catch {
      return null;
    }
    if (pointer !== "" && !pointer.startsWith("/")) return null;
    return `${root.source}#${root.pointer}${pointer}`;
  }
}
