import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Severity } from "../model/finding.ts";
import type { Arguments, Command, OptionSpec, Terminal } from "./command.ts";

/** What a configuration file says beyond options. */
export interface Settings {
  /** Severities by rule id, in place of the rules' own. */
  readonly rules: Readonly<Record<string, Severity>>;
}

/** What a configuration file is called, wherever it stands between the working directory and the root. */
export const CONFIG_NAMES: readonly string[] = [
  "tenant-contracts.yaml",
  "tenant-contracts.yml",
  "tenant-contracts.json",
];

/** The nearest configuration file at or above a folder, or null. */
export const findConfig = (folder: string): string | null => {
  for (let at = folder; ; at = dirname(at)) {
    for (const name of CONFIG_NAMES) {
      const file = join(at, name);
      if (statSync(file, { throwIfNoEntry: false })?.isFile()) return file;
    }
    if (dirname(at) === at) return null;
  }
};

/** Where waivers are looked for unless the command line or the configuration says otherwise. */
export const WAIVERS = join("contracts", "waivers.yaml");

/** A list of waivers without an entry: comments, and perhaps `[]`. */
export const EMPTY_LIST = /^(?:\s|#[^\n]*(?:\n|$))*(?:\[\s*\]\s*)?$/;

/** Whether anything in or above a folder bears on a run that its command line does not mention. */
export const hasSettings = (folder: string): boolean => {
  if (findConfig(folder) !== null) return true;
  const file = join(folder, WAIVERS);
  return existsSync(file) && !EMPTY_LIST.test(readFileSync(file, "utf8"));
};

/** The arguments with what the configuration file adds. Loads nothing where there is no such file. */
export const withConfig = async (
  command: Command,
  options: Readonly<Record<string, OptionSpec>>,
  args: Arguments,
  terminal: Terminal,
): Promise<Arguments> => {
  const { config } = args.values;
  const file = typeof config === "string" ? config : findConfig(process.cwd());
  if (file === null) return args;
  const { configure } = await import("./config.ts");
  return configure(file, command, options, args, terminal.env);
};
