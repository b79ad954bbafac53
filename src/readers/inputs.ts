import { statSync } from "node:fs";
import { filesMatching, isPattern } from "./glob.ts";
import { InputError } from "./input-error.ts";

/** Payload files by their extension, as they are looked for in a folder. */
const IN_FOLDER = "**/*.{json,yaml,yml,ndjson,jsonl}";

const expanded = (name: string): string[] => {
  if (name === "-") return [name];
  const stat = statSync(name, { throwIfNoEntry: false });
  if (stat?.isDirectory()) {
    const files = filesMatching(IN_FOLDER, name.endsWith("/") ? name : `${name}/`);
    if (files.length > 0) return files;
    throw new InputError(
      name,
      "the folder holds no payload",
      "Put .json, .yaml or .ndjson files in it, or name another.",
    );
  }
  if (stat !== undefined || !isPattern(name)) return [name];
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
