import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import type { Gate } from "../conformance/conformance.ts";
import { mayHaveDuplicates } from "../readers/duplicates.ts";
import { hasSettings } from "./settings.ts";

/**
 * The quick way through `validate FILE.json… --as REF`: what it prints if there is nothing to say about any of the
 * files, or null. Null means only that the whole command has to look; nothing has been printed or decided.
 */
export const quickly = (argv: readonly string[], gateOf: (ref: string) => Gate | null): string | null => {
  if (argv[0] !== "validate") return null;
  const files: string[] = [];
  let ref = "";
  for (let index = 1; index < argv.length; index++) {
    const argument = argv[index]!;
    if (argument === "--as" && ref === "") ref = argv[++index] ?? "";
    else if (/^[\w./][\w./-]*\.json$/.test(argument)) files.push(argument);
    else return null;
  }
  if (files.length === 0 || new Set(files).size !== files.length) return null;
  const gate = gateOf(ref);
  if (gate === null || !files.every((file) => opens(gate, file)) || hasSettings(process.cwd())) return null;
  return `pass: nothing found; ${files.length} checked\n`;
};

const MOST = 1024 * 1024;

const opens = (gate: Gate, file: string): boolean => {
  try {
    const bytes = readFileSync(file);
    if (bytes.length > MOST || !isUtf8(bytes)) return false;
    const text = bytes.toString("utf8");
    const instance = JSON.parse(text) as unknown;
    return gate(instance) && !mayHaveDuplicates(text, instance);
  } catch {
    return false;
  }
};
