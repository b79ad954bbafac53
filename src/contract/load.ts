import { readFile } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { dirname, join, normalize } from "node:path/posix";
import type { Documents } from "../model/contract.ts";
import { below, type Pointer } from "../model/pointer.ts";
import { readJson } from "../readers/json.ts";
import { DocumentError } from "./contract.ts";
import { upgradeFrom30 } from "./upgrade.ts";

/** Documents of the user's own, with all that they refer to; `source` is the name of the first. */
export interface Loaded {
  readonly source: string;
  readonly documents: Documents;
}

/** How documents may be loaded. */
export interface LoadOptions {
  /** Whether `http:` and `https:` references may be fetched. */
  readonly remote?: boolean;
  /** Reads a local file's text, instead of the file system; for documents that live in git or in memory. */
  readonly read?: (name: string) => Promise<string>;
}

const REMOTE = /^https?:\/\//i;
const REMOTE_LIMIT = 20 * 1024 * 1024;

/** A path as findings show it: relative to the working directory where it lies below it, with forward slashes. */
export const displayName = (path: string): string => {
  const fromHere = relative(resolve(), resolve(path));
  const inside = fromHere !== "" && !fromHere.startsWith("..") && !isAbsolute(fromHere);
  return (inside ? fromHere : path).split(sep).join("/");
};

/**
 * Loads an OpenAPI document or a JSON Schema, YAML or JSON, and every file its `$ref`s lead to. OpenAPI 3.0 is
 * rewritten as 3.1. Throws `DocumentError` naming file and remedy for what is missing or malformed.
 */
export const loadDocuments = async (path: string, options: LoadOptions = {}): Promise<Loaded> => {
  const source = REMOTE.test(path) ? path : displayName(path);
  const documents = new Map<string, unknown>();
  const aliases = new Set<string>();
  /** Whether the schemas are those of OpenAPI 3.0: in files that such a document refers to as well. */
  let old = false;
  const queue: { name: string; from: string | null; at: Pointer }[] = [{ name: source, from: null, at: "" }];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (documents.has(next.name) || aliases.has(next.name)) continue;
    const document = await read(next.name, next.from, next.at, options);
    if (isObject(document) && typeof document.openapi === "string") old = document.openapi.startsWith("3.0");
    if (old && isObject(document) && document.$schema === undefined) upgradeFrom30(document);
    documents.set(next.name, document);
    for (const { reference, at, base } of references(document)) {
      if (base !== null) aliases.add(base);
      const name = nameOf(reference, next.name, base);
      if (name !== null) queue.push({ name, from: next.name, at });
    }
  }
  return { source, documents };
};

/** The document a reference leads to, by file; null for the same document. Identified documents still load by file. */
const nameOf = (reference: string, from: string, base: string | null): string | null => {
  const target = reference.split("#")[0]!;
  if (target === "") return null;
  if (REMOTE.test(target)) return base !== null && new URL(target, base).href === base ? null : target;
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return null;
  if (REMOTE.test(from)) return new URL(target, from).href;
  return normalize(join(dirname(from), decodeURIComponent(target)));
};

const read = async (name: string, from: string | null, at: Pointer, options: LoadOptions): Promise<unknown> => {
  const text = REMOTE.test(name) ? await fetchText(name, from, at, options) : await readText(name, from, at, options);
  return parse(text, name);
};

const readText = async (name: string, from: string | null, at: Pointer, options: LoadOptions): Promise<string> => {
  try {
    return options.read === undefined ? await readFile(name, "utf8") : await options.read(name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason =
      code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a folder" : (error as Error).message;
    if (from === null)
      throw new DocumentError(
        name,
        "",
        `cannot be read: ${reason}`,
        "Give the path of an OpenAPI document or a JSON Schema.",
      );
    throw new DocumentError(
      from,
      at,
      `refers to ${name}, which cannot be read: ${reason}`,
      "Correct the $ref, or add the file.",
    );
  }
};

const fetchText = async (url: string, from: string | null, at: Pointer, { remote }: LoadOptions): Promise<string> => {
  const refused = (reason: string, remedy: string) =>
    new DocumentError(from ?? url, at, `refers to ${url}, ${reason}`, remedy);
  if (remote !== true)
    throw refused(
      "which is not fetched unasked",
      "Keep a copy beside the document, or allow it with --allow-remote-refs.",
    );
  try {
    const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(10_000) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const text = await response.text();
    if (text.length > REMOTE_LIMIT) throw new Error("it is larger than 20 MB");
    return text;
  } catch (error) {
    throw refused(
      `which cannot be fetched: ${(error as Error).message}`,
      "Check the address, or keep a copy beside the document.",
    );
  }
};

const parse = async (text: string, name: string): Promise<unknown> => {
  if (/^\s*[[{]/.test(text) || name.endsWith(".json")) {
    const reading = readJson(text.replace(/^\uFEFF/, ""));
    if ("value" in reading) return reading.value;
    if (name.endsWith(".json")) {
      const { line, column, message, likely } = reading.malformed;
      throw new DocumentError(`${name}:${line}:${column}`, "", message, likely ?? "Correct the JSON there.");
    }
  }
  const { parseDocument } = await import("yaml");
  const document = parseDocument(text, { version: "1.2", uniqueKeys: true, prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const [start] = error.linePos ?? [];
    const place = start === undefined ? name : `${name}:${start.line}:${start.col}`;
    throw new DocumentError(
      place,
      "",
      error.message.split("\n")[0]!.replace(/ at line \d+.*$/, ""),
      "Correct the YAML there.",
    );
  }
  try {
    return document.toJS({ maxAliasCount: 10_000 }) as unknown;
  } catch (failure) {
    throw new DocumentError(name, "", (failure as Error).message, "Write out what the aliases stand for.");
  }
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** Every `$ref` in a document, with the nearest `$id` around it. Data in examples and enumerations has none. */
function* references(document: unknown): Generator<{ reference: string; at: Pointer; base: string | null }> {
  const queue: { node: unknown; at: Pointer; base: string | null; isMap: boolean }[] = [
    { node: document, at: "", base: null, isMap: false },
  ];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { node, at, isMap } = next;
    if (node === null || typeof node !== "object") continue;
    let { base } = next;
    if (isObject(node) && !isMap) {
      if (typeof node.$id === "string" && REMOTE.test(node.$id)) base = node.$id.split("#")[0]!;
      if (typeof node.$ref === "string") yield { reference: node.$ref, at, base };
    }
    for (const [key, child] of Object.entries(node)) {
      const data =
        !isMap && (key === "enum" || key === "const" || key === "default" || key === "example" || key === "value");
      if (data || (key === "examples" && Array.isArray(child))) continue;
      queue.push({
        node: child,
        at: below(at, key),
        base,
        isMap: !isMap && ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"].includes(key),
      });
    }
  }
}
