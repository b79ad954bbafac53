import type { Schema, SchemaLocation } from "../../model/contract.ts";
import { below, type Pointer, valueAt } from "../../model/pointer.ts";
import { isObject } from "./value.ts";

/** A schema as written, and where it stands. */
export interface Located {
  readonly schema: Schema;
  readonly location: SchemaLocation;
}

/** Finds schemas by location, and what a `$ref` in one of them means; null where there is nothing. */
export interface SchemaSource {
  at(location: SchemaLocation): Located | null;
  follow(reference: string, from: SchemaLocation): Located | null;
}

/** The document's name and the pointer of a location. */
export const splitLocation = (location: SchemaLocation): { source: string; pointer: Pointer } => {
  const hash = location.indexOf("#");
  return hash < 0
    ? { source: location, pointer: "" }
    : { source: location.slice(0, hash), pointer: location.slice(hash + 1) };
};

/** The location one step, or several, below another. */
export const stepInto = (location: SchemaLocation, ...segments: (string | number)[]): SchemaLocation =>
  segments.reduce<string>(below, location);

const asSchema = (value: unknown): Schema | null => (typeof value === "boolean" || isObject(value) ? value : null);

const isUrl = (name: string): boolean => /^[a-z][a-z0-9+.-]*:/i.test(name);

/** The name a relative file reference means beside `source`: `../a/b.json` beside `specs/x.yaml` is `a/b.json`. */
export const siblingName = (reference: string, source: string): string => {
  if (isUrl(reference)) return reference;
  const colon = source.indexOf(":");
  const prefix = colon > 0 && !source.slice(0, colon).includes("/") ? source.slice(0, colon + 1) : "";
  if (isUrl(source) && source.startsWith(`${prefix}//`)) return new URL(reference, source).href;
  const parts = source.slice(prefix.length).split("/").slice(0, -1);
  if (reference.startsWith("/")) return prefix + reference;
  for (const part of reference.split("/")) {
    if (part === "..") {
      if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
      else parts.push("..");
    } else if (part !== "." && part !== "") parts.push(part);
  }
  return prefix + parts.join("/");
};

/** The identifiers (`$id`, `$anchor`, `$dynamicAnchor`) of a document's schemas, by URI or `#anchor`. */
const identifiersOf = (name: string, document: unknown): Map<string, SchemaLocation> => {
  const found = new Map<string, SchemaLocation>();
  const pending: [unknown, SchemaLocation, string][] = [[document, `${name}#`, name]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [value, location, outer] = next;
    if (typeof value !== "object" || value === null) continue;
    let base = outer;
    if (isObject(value)) {
      if (typeof value.$id === "string") {
        base = isUrl(value.$id) || !isUrl(outer) ? value.$id : new URL(value.$id, outer).href;
        found.set(base.replace(/#$/, ""), location);
      }
      for (const anchor of [value.$anchor, value.$dynamicAnchor])
        if (typeof anchor === "string") {
          found.set(`${base}#${anchor}`, location);
          found.set(`#${anchor}`, location);
        }
    }
    for (const [key, child] of Object.entries(value)) pending.push([child, below(location, key), base]);
  }
  return found;
};

/**
 * Reads schemas out of documents by name. `$ref`s are resolved by file and pointer; by `$id` and `$anchor` where that
 * finds nothing, so that documents without them need no index.
 */
export class DocumentSource implements SchemaSource {
  readonly #documents: ReadonlyMap<string, unknown>;
  /** By document and reference. */
  readonly #followed = new Map<string, Map<string, Located | null>>();
  #identifiers: Map<string, SchemaLocation> | null = null;

  constructor(documents: ReadonlyMap<string, unknown>) {
    this.#documents = documents;
  }

  at(location: SchemaLocation): Located | null {
    const { source, pointer } = splitLocation(location);
    const document = this.#documents.get(source);
    const schema = document === undefined ? null : asSchema(valueAt(document, pointer));
    return schema === null ? null : { schema, location: `${source}#${pointer}` };
  }

  follow(reference: string, from: SchemaLocation): Located | null {
    const hash = from.indexOf("#");
    const source = hash < 0 ? from : from.slice(0, hash);
    const followed = this.#followed.get(source) ?? new Map<string, Located | null>();
    if (followed.size === 0) this.#followed.set(source, followed);
    const known = followed.get(reference);
    if (known !== undefined) return known;
    const found = this.#byFile(reference, source) ?? this.#byIdentifier(reference, source);
    followed.set(reference, found);
    return found;
  }

  #byFile(reference: string, source: string): Located | null {
    const { source: file, pointer: fragment } = splitLocation(reference);
    let pointer: string;
    try {
      pointer = decodeURIComponent(fragment);
    } catch {
      return null;
    }
    if (pointer !== "" && !pointer.startsWith("/")) return null;
    return this.at(`${file === "" ? source : siblingName(file, source)}#${pointer}`);
  }

  #byIdentifier(reference: string, source: string): Located | null {
    if (this.#identifiers === null) {
      this.#identifiers = new Map();
      for (const [name, document] of this.#documents)
        for (const [uri, location] of identifiersOf(name, document)) this.#identifiers.set(uri, location);
    }
    const exact = this.#identifiers.get(reference) ?? this.#identifiers.get(`${source}${reference}`);
    if (exact !== undefined) return this.at(exact);
    const { source: file, pointer } = splitLocation(reference);
    if (file === "") return null;
    for (const [uri, location] of this.#identifiers)
      if (uri === file || uri.endsWith(`/${file}`)) return this.at(pointer === "" ? location : location + pointer);
    return null;
  }
}
