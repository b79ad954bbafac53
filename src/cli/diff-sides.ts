import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { displayName, type Loaded, loadDocuments } from "../contract/load.ts";
import type { ClauseFile } from "../diff/clauses.ts";
import type { DiffInput } from "../diff/diff.ts";
import type { Clause } from "../model/clause.ts";
import type { Pointer } from "../model/pointer.ts";
import { type PlainYaml, readPlainYaml } from "../readers/plain-yaml.ts";

const run = promisify(execFile);
const LARGEST = 200 * 1024 * 1024;

/** One side as the user named it: a file, or a file in a git revision. */
interface Named {
  readonly ref: string | null;
  readonly path: string;
}

const namedOf = (text: string): Named => {
  const colon = text.indexOf(":");
  if (colon < 1 || /^[a-z]+:\/\//i.test(text) || existsSync(text)) return { ref: null, path: text };
  return { ref: text.slice(0, colon), path: text.slice(colon + 1) };
};

/** Line and column of values, by pointer. */
export type PlacesByPointer = ReadonlyMap<Pointer, { readonly line: number; readonly column: number }>;

/** The files of one side, each read once; they know where their parts stand. */
export class SideFiles {
  readonly texts = new Map<string, string>();
  readonly #named: Named;
  readonly #readings = new Map<string, PlainYaml>();

  constructor(named: Named) {
    this.#named = named;
  }

  readonly read = async (name: string): Promise<string> => {
    const known = this.texts.get(name);
    if (known !== undefined) return known;
    const { ref } = this.#named;
    const text = ref === null ? readFileSync(name, "utf8") : await this.#show(ref, name);
    this.texts.set(name, text);
    return text;
  };

  readonly keep = (name: string, reading: PlainYaml): void => {
    this.#readings.set(name, reading);
  };

  async #show(ref: string, name: string): Promise<string> {
    try {
      const { stdout } = await run("git", ["show", "--end-of-options", `${ref}:./${name}`], { maxBuffer: LARGEST });
      return stdout;
    } catch (error) {
      const { stderr, message } = error as { stderr?: string; message: string };
      throw new Error(`git has no ${ref}:${name} (${(stderr || message).trim().split("\n")[0]})`);
    }
  }

  /** The value of a YAML file; undefined where it cannot be read. */
  async yaml(name: string): Promise<unknown> {
    const text = await this.read(name);
    const plain = readPlainYaml(text);
    if (plain !== null) {
      this.keep(name, plain);
      return plain.value;
    }
    const { readYaml } = await import("../readers/yaml.ts");
    const reading = await readYaml(text);
    return "value" in reading ? reading.value : undefined;
  }

  /** How findings name a file. */
  display(name: string): string {
    return this.#named.ref === null ? name : `${this.#named.ref}:${name}`;
  }

  /** Where the values at these pointers stand, of a file by the name that findings have for it; null for no such file. */
  async placesOf(shown: string, pointers: Iterable<Pointer>): Promise<PlacesByPointer | null> {
    const name = [...this.texts.keys()].find((one) => this.display(one) === shown);
    const text = name === undefined ? undefined : this.texts.get(name);
    if (name === undefined || text === undefined) return null;
    if (/^\s*[[{]/.test(text)) return (await import("../readers/positions.ts")).positionsOf(text, pointers);
    const plain = this.#readings.get(name) ?? readPlainYaml(text);
    if (plain !== null) return plain.placesOf(pointers);
    const reading = await (await import("../readers/yaml.ts")).readYaml(text);
    return "positionsOf" in reading ? reading.positionsOf(pointers) : null;
  }
}

/** One side, with the files it was read from. */
export interface Loading {
  readonly input: DiffInput;
  readonly files: SideFiles;
}

/** Loads one side; `other` is the side that was loaded before, which is taken again where all texts are the same. */
export const loadSide = async (text: string, remote: boolean, other: Loading | null): Promise<Loading> => {
  const named = namedOf(text);
  const files = new SideFiles(named);
  const { source, documents } =
    (await loadSame(named.path, files, other)) ??
    (await loadDocuments(named.path, { remote, read: files.read, onPlainYaml: files.keep }));
  return { input: { root: source, documents, display: (name) => files.display(name) }, files };
};

/**
 * The documents of the other side, where every one of their files has the same text on this side. A document that
 * refers to no other may have another name here.
 */
const loadSame = async (path: string, files: SideFiles, other: Loading | null): Promise<Loaded | null> => {
  if (other === null) return null;
  const source = displayName(path);
  const { root, documents } = other.input;
  if (!other.files.texts.has(root) || (source !== root && documents.size > 1)) return null;
  for (const [name, text] of other.files.texts) {
    if (!documents.has(name)) continue;
    const here = await files.read(name === root ? source : name).catch(() => null);
    if (here !== text) return null;
  }
  return { source, documents: source === root ? documents : new Map([[source, documents.get(root)]]) };
};

/** The text of a contract's clauses: `x.clauses.yaml` beside `x.openapi.yaml`; null where there is none. */
const clausesBeside = async (source: string, files: SideFiles): Promise<{ name: string; text: string } | null> => {
  if (!/\.openapi\.ya?ml$/.test(source)) return null;
  const name = source.replace(/\.openapi\.(ya?ml)$/, ".clauses.$1");
  const text = await files.read(name).catch(() => null);
  return text === null ? null : { name, text };
};

/** The clauses of both sides, where both have some and they are not the same. */
export const withClauses = async (baseline: Loading, revision: Loading): Promise<readonly [DiffInput, DiffInput]> => {
  const sides = [baseline, revision] as const;
  const [b, r] = await Promise.all(sides.map(({ input, files }) => clausesBeside(input.root, files)));
  if (!b || !r || b.text === r.text) return [baseline.input, revision.input];
  const clausesOf = async ({ name }: { readonly name: string }, files: SideFiles): Promise<ClauseFile> => {
    const value = (await files.yaml(name)) as { readonly clauses?: unknown } | null | undefined;
    return { source: name, clauses: Array.isArray(value?.clauses) ? (value.clauses as readonly Clause[]) : [] };
  };
  return [
    { ...baseline.input, clauses: await clausesOf(b, baseline.files) },
    { ...revision.input, clauses: await clausesOf(r, revision.files) },
  ];
};
