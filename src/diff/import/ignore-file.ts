import { InputError } from "../../readers/input-error.ts";
import { readYaml } from "../../readers/yaml.ts";

/** One thing that a file of another tool says is accepted. */
export interface IgnoreEntry {
  readonly source: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
  /** The operation it is about, in lower case; null where it is about none. */
  readonly operation: { readonly method: string; readonly path: string } | null;
  /** Why nothing that this tool finds can be what it accepts; null where something may. */
  readonly foreign: string | null;
}

const METHOD = /(?:^|[^a-z])(get|put|post|delete|options|head|patch|trace)[ \t]+(\/\S*)/;

const COMPONENTS =
  "a component is nobody's promise by itself: what it changes is told of the operations that reach it, so name one of them";
const LINT = "it is about how a document is written, which tenant-contracts does not judge";

/**
 * The lines of an ignore file as oasdiff takes it (`--err-ignore`, `--warn-ignore`): text of any kind, in which a line
 * that has a method and a path, or the word `components`, accepts the change that it describes.
 */
const oasdiffEntries = (text: string, source: string): IgnoreEntry[] =>
  text.split(/\r?\n/).flatMap((raw, index): IgnoreEntry[] => {
    const line = raw.trim();
    const [, method, path] = METHOD.exec(line.toLowerCase()) ?? [];
    const entry = { source, line: index + 1, text: line };
    if (method !== undefined && path !== undefined) return [{ ...entry, operation: { method, path }, foreign: null }];
    return /\bcomponents\b/i.test(line) ? [{ ...entry, operation: null, foreign: COMPONENTS }] : [];
  });

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** The entries of Redocly's `.redocly.lint-ignore.yaml`: file, rule, pointers. */
const redoclyEntries = async (text: string, source: string): Promise<IgnoreEntry[] | null> => {
  const reading = await readYaml(text);
  if ("malformed" in reading) {
    const { line, column, message, likely } = reading.malformed;
    throw new InputError(`${source}:${line}:${column}`, message, likely ?? "Correct it.");
  }
  if (!isObject(reading.value)) return null;
  const entries: [pointer: string, text: string][] = [];
  for (const [file, rules] of Object.entries(reading.value)) {
    if (!isObject(rules)) return null;
    for (const [rule, pointers] of Object.entries(rules)) {
      if (!Array.isArray(pointers)) return null;
      for (const [index, pointer] of pointers.entries())
        entries.push([
          `/${[file, rule, index].map((step) => String(step).replaceAll("~", "~0").replaceAll("/", "~1")).join("/")}`,
          `${rule} at ${file}${String(pointer)}`,
        ]);
    }
  }
  const positions = reading.positionsOf(entries.map(([pointer]) => pointer));
  return entries.map(([pointer, said]) => ({
    ...{ source, line: positions.get(pointer)?.line ?? 1, text: said, operation: null, foreign: LINT },
  }));
};

/** Reads an ignore file of oasdiff or of Redocly, whichever it is. Throws `InputError` where it has no entry of either form. */
export const readIgnoreFile = async (text: string, source: string): Promise<readonly IgnoreEntry[]> => {
  const redocly = /^\s+-\s+(?:>-\s+)?['"]?#\//m.test(text) ? await redoclyEntries(text, source) : null;
  const entries = redocly ?? oasdiffEntries(text, source);
  if (entries.length === 0)
    throw new InputError(
      source,
      "no line in it accepts anything",
      "Give a file for oasdiff's --err-ignore or --warn-ignore, or Redocly's .redocly.lint-ignore.yaml.",
    );
  return entries;
};
