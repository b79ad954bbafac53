import { readFileSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { dirname, join, normalize } from "node:path/posix";
import type { Documents } from "../model/contract.ts";
import type { Pointer } from "../model/pointer.ts";
import { readJson } from "../readers/json.ts";
import { type PlainYaml, readPlainYaml } from "../readers/plain-yaml.ts";
import { DocumentError } from "./contract.ts";
import { mayLeadElsewhere, referencesIn } from "./references.ts";
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
  /** Is given what was read of plain YAML, which knows where its parts stand, before anything is upgraded. */
  readonly onPlainYaml?: (name: string, reading: PlainYaml) => void;
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
 * Loads an OpenAPI document or a JSON Schema, YAML or JSON, and every file its `$ref`s lead to. OpenAPI 2.0 and 3.0 are
 * rewritten as 3.1; pointers into what was 2.0 are those of the rewritten document. Throws `DocumentError` naming file
 * and remedy for what is missing or malformed.
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
    const text = await textOf(next.name, next.from, next.at, options);
    const { value, leadsElsewhere } = await parse(text, next.name, options);
    const document = await modern(value);
    if (isObject(document) && typeof document.openapi === "string") old = document.openapi.startsWith("3.0");
    if (old && isObject(document) && document.$schema === undefined) upgradeFrom30(document);
    documents.set(next.name, document);
    if (!leadsElsewhere) continue;
    for (const { reference, at, base } of referencesIn(document)) {
      if (base !== null) aliases.add(base);
      const name = nameOf(reference, next.name, base);
      if (name !== null) queue.push({ name, from: next.name, at: at() });
    }
  }
  return { source, documents };
};

/** A Swagger 2.0 document as OpenAPI 3.0; any other as it is. */
const modern = async (document: unknown): Promise<unknown> => {
  if (!isObject(document) || String(document.swagger) !== "2.0") return document;
  const { upgrade } = await import("@scalar/openapi-upgrader");
  return upgrade({ ...document, swagger: "2.0" }, "3.0") as unknown;
};

/** The document a reference leads to, by file; null for the same document. Identified documents still load by file. */
const nameOf = (reference: string, from: string, base: string | null): string | null => {
  if (reference.startsWith("#") || reference === "") return null;
  const target = reference.split("#")[0]!;
  if (REMOTE.test(target)) return base !== null && new URL(target, base).href === base ? null : target;
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return null;
  if (REMOTE.test(from)) return new URL(target, from).href;
  return normalize(join(dirname(from), decodeURIComponent(target)));
};

const textOf = (name: string, from: string | null, at: Pointer, options: LoadOptions): Promise<string> =>
  REMOTE.test(name) ? fetchText(name, from, at, options) : readText(name, from, at, options);

const readText = async (name: string, from: string | null, at: Pointer, options: LoadOptions): Promise<string> => {
  try {
    return options.read === undefined ? readFileSync(name, "utf8") : await options.read(name);
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

/** A document's value, and whether it may refer to other files. */
interface Parsed {
  readonly value: unknown;
  readonly leadsElsewhere: boolean;
}

const parse = async (text: string, name: string, { onPlainYaml }: LoadOptions): Promise<Parsed> => {
  if (/^\s*[[{]/.test(text) || name.endsWith(".json")) {
    const reading = readJson(text.replace(/^\uFEFF/, ""));
    if ("value" in reading) return { value: reading.value, leadsElsewhere: mayLeadElsewhere(text) };
    if (name.endsWith(".json")) {
      const { line, column, message, likely } = reading.malformed;
      throw new DocumentError(`${name}:${line}:${column}`, "", message, likely ?? "Correct the JSON there.");
    }
  }
  const plain = readPlainYaml(text);
  if (plain !== null) {
    onPlainYaml?.(name, plain);
    return { value: plain.value, leadsElsewhere: mayLeadElsewhere(text) };
  }
  const { readYaml } = await import("../readers/yaml.ts");
  const reading = await readYaml(text);
  if ("malformed" in reading) {
    const { line, column, message, likely } = reading.malformed;
    throw new DocumentError(`${name}:${line}:${column}`, "", message, likely ?? "Correct the YAML there.");
  }
  const [duplicate] = reading.duplicates;
  if (duplicate !== undefined)
    throw new DocumentError(
      `${name}:${duplicate.line}:${duplicate.column}`,
      duplicate.pointer,
      "the key is given a second time",
      "Keep one of the two.",
    );
  return { value: reading.value, leadsElsewhere: true };
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);
