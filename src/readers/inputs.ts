import { statSync } from "node:fs";
import { filesMatching, isPattern } from "./glob.ts";
import { InputError } from "./input-error.ts";

/** Payload files by their extension, as they are looked for in a folder. */
const IN_FOLDER = "**/*.{json,yaml,yml,ndjson,jsonl}";

const filesIn = (folder: string, pattern: string): string[] =>
  filesMatching(pattern, folder.endsWith("/") ? folder : `${folder}/`);

const isFolder = (name: string): boolean =>
  name !== "-" && statSync(name, { throwIfNoEntry: false })?.isDirectory() === true;

const expanded = (name: string): string[] => {
  if (name === "-") return [name];
  if (isFolder(name)) {
    const files = filesIn(name, IN_FOLDER);
    if (files.length > 0) return files;
    throw new InputError(
      name,
      "the folder holds no payload",
      "Put .json, .yaml or .ndjson files in it, or name another.",
    );
  }
  if (statSync(name, { throwIfNoEntry: false }) !== undefined || !isPattern(name)) return [name];
  const files = filesMatching(name);
  if (files.length > 0) return files;
  throw new InputError(name, "the pattern matches no file", "Check the pattern and the folder it is looked for in.");
};

/**
 * The input files that these arguments name: a file is itself even if its name reads like a pattern, a folder is every
 * payload file in and below it, a pattern what it matches; `-` is standard input. In the order of the arguments, sorted
 * within each, every file once. Throws `InputError` for a folder or pattern without files.
 */
export const expandInputs = (names: readonly string[]): string[] => [...new Set(names.flatMap(expanded))];

/** A recording to look at. */
export interface FoundInput {
  readonly source: string;
  /** It was met in a folder and not named, so that it may be anything. */
  readonly met: boolean;
}

/**
 * The recordings that these arguments name, as {@link expandInputs} does; but a folder is every file in and below it,
 * whatever its name, since recordings are recognised by their content.
 */
export const expandRecordings = (names: readonly string[]): FoundInput[] => {
  const found = new Map<string, boolean>();
  for (const name of names) {
    const folder = isFolder(name);
    const sources = folder ? filesIn(name, "**/*") : expanded(name);
    if (sources.length === 0)
      throw new InputError(name, "the folder holds no file", "Put recordings in it, or name another.");
    for (const source of sources) found.set(source, folder && found.get(source) !== false);
  }
  return [...found].map(([source, met]) => ({ source, met }));
};
