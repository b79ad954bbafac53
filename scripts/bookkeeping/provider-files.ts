import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LineCounter, parseDocument } from "yaml";
import { type Pointer, parentOf, segmentsOf } from "../../src/model/pointer.ts";
import type { Problem } from "./problem.ts";

/** A provider's files, parsed. Schemas and tests are keyed by name: `mattr/tenant.schema.json`, `mattr/tenant.tests.json`. */
export interface ProviderFiles {
  readonly provider: string;
  /** `undefined` where there is no such file, or it does not parse. */
  readonly openapi: unknown;
  readonly clauses: unknown;
  readonly schemas: Map<string, unknown>;
  readonly tests: Map<string, unknown>;
  /** The ids of the clauses that `docs/clauses/<provider>.md` tells of. */
  readonly published: ReadonlySet<string>;
}

/** What was read, and what could not be. */
export interface Loaded {
  readonly files: ProviderFiles;
  readonly problems: readonly Problem[];
}

/** The name of a provider's clause register, relative to the project. */
export const clausesFile = (provider: string): string => `specs/${provider}.clauses.yaml`;

/** The name of the page that shows a provider's clauses to people, relative to the project. */
export const clausePageFile = (provider: string): string => `docs/clauses/${provider}.md`;

/** The name of a provider's OpenAPI document, relative to the project. */
export const openapiFile = (provider: string): string => `specs/${provider}.openapi.yaml`;

const SPEC = /^([a-z][a-z0-9-]*)\.(?:clauses|openapi)\.yaml$/;

/** The providers that `specs/` or `schemas/` knows, in alphabetical order. */
export const findProviders = (root: string): string[] => {
  const found = new Set<string>();
  for (const name of readdirSync(join(root, "specs"))) {
    const provider = SPEC.exec(name)?.[1];
    if (provider !== undefined) found.add(provider);
  }
  for (const entry of readdirSync(join(root, "schemas"), { withFileTypes: true })) {
    if (entry.isDirectory()) found.add(entry.name);
  }
  return [...found].sort();
};

/** Reads a provider's schemas, tests, OpenAPI document and clauses from a project folder. */
export const loadProvider = (root: string, provider: string): Loaded => {
  const problems: Problem[] = [];
  const read = (file: string): unknown => {
    if (!existsSync(join(root, file))) {
      problems.push({
        file,
        at: "",
        message: "The file is missing.",
        remedy: "Write it, as docs/contract-format.md says.",
      });
      return undefined;
    }
    const text = readFileSync(join(root, file), "utf8");
    try {
      if (file.endsWith(".json")) return JSON.parse(text);
      const document = parseDocument(text);
      if (document.errors[0] !== undefined) throw document.errors[0];
      return document.toJS({ maxAliasCount: -1 });
    } catch (error) {
      const message = `It does not parse: ${error instanceof Error ? error.message.split("\n")[0] : error}.`;
      problems.push({ file, at: "", message, remedy: "Correct the syntax." });
      return undefined;
    }
  };
  const schemas = new Map<string, unknown>();
  const tests = new Map<string, unknown>();
  const folder = join(root, "schemas", provider);
  for (const name of existsSync(folder) ? readdirSync(folder).sort() : []) {
    const target = name.endsWith(".schema.json") ? schemas : name.endsWith(".tests.json") ? tests : null;
    if (target === null) {
      const remedy = "Name it <name>.schema.json or <name>.tests.json, or move it.";
      problems.push({
        file: `schemas/${provider}/${name}`,
        at: "",
        message: "The file is neither a schema nor its tests.",
        remedy,
      });
      continue;
    }
    const content = read(`schemas/${provider}/${name}`);
    if (content !== undefined) target.set(`${provider}/${name}`, content);
  }
  const openapi = read(openapiFile(provider));
  const clauses = read(clausesFile(provider));
  const page = join(root, clausePageFile(provider));
  const anchors = existsSync(page) ? readFileSync(page, "utf8").matchAll(/<a id="([^"]+)">/g) : [];
  const published = new Set([...anchors].map((match) => match[1] ?? ""));
  return { files: { provider, openapi, clauses, schemas, tests, published }, problems };
};

/** Finds the line of a value in a file; files are read once each. */
export const lineFinder = (root: string): ((file: string, at: Pointer) => number | null) => {
  const documents = new Map<string, { line: (at: Pointer) => number | null }>();
  return (file, at) => {
    let document = documents.get(file);
    if (document === undefined) {
      document = readPositions(join(root, file));
      documents.set(file, document);
    }
    return document.line(at);
  };
};

const readPositions = (path: string): { line: (at: Pointer) => number | null } => {
  if (!existsSync(path)) return { line: () => null };
  const counter = new LineCounter();
  const document = parseDocument(readFileSync(path, "utf8"), { lineCounter: counter });
  const line = (at: Pointer): number | null => {
    const node: unknown = document.getIn(segmentsOf(at), true);
    const range = node !== null && typeof node === "object" && "range" in node ? node.range : null;
    if (Array.isArray(range)) return counter.linePos(range[0]).line;
    return at === "" ? null : line(parentOf(at));
  };
  return { line };
};
