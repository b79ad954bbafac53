import type { ExitCode } from "./exit-code.ts";
import type { Settings } from "./settings.ts";

/** An option as a command takes it; `value` names what follows it in the help. */
export interface OptionSpec {
  readonly type: "string" | "boolean";
  readonly multiple?: boolean;
  readonly value?: string;
  readonly help: string;
}

/** The command line after parsing: options by name, and the rest. */
export interface Arguments {
  readonly values: { readonly [option: string]: string | boolean | readonly (string | boolean)[] | undefined };
  readonly positionals: readonly string[];
  /** What the configuration file says beyond options. */
  readonly settings?: Settings;
}

/** The world as commands see it. */
export interface Terminal {
  /** Machine output; awaits a slow reader. */
  out(text: string): Promise<void>;
  /** Progress, notes and errors. */
  note(text: string): void;
  readonly stdin: { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether colours may be used on `out`. */
  readonly color: boolean;
  /** Whether notes go to a terminal, where progress makes sense. */
  readonly interactive: boolean;
  /** Runs when the user interrupts the run, or it is told to end. */
  onInterrupt(handler: () => void): void;
}

/** One command: what it answers, what it takes, and what it does. */
export interface Command {
  readonly name: string;
  /** The question it answers, as in `does this payload have the documented shape?` */
  readonly question: string;
  readonly usage: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly examples: readonly string[];
  run(args: Arguments, terminal: Terminal): Promise<ExitCode>;
}

/** Options that mean the same everywhere. */
export const COMMON_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  format: {
    type: "string",
    multiple: true,
    value: "F[:FILE]",
    help: "pretty (default), json, ndjson, junit, sarif, github, markdown or html; repeatable",
  },
  "fail-on": { type: "string", value: "SEVERITY", help: "error (default), warning or info" },
  waivers: { type: "string", value: "FILE", help: "findings that are accepted for a time (contracts/waivers.yaml)" },
  "write-waivers": { type: "string", value: "FILE", help: "propose a waiver for each finding that fails the run" },
  config: { type: "string", value: "FILE", help: "tenant-contracts.yaml, looked for from here upward, if not given" },
  "no-color": { type: "boolean", help: "no colours; so does NO_COLOR" },
  quiet: { type: "boolean", help: "no notes on stderr" },
  help: { type: "boolean", help: "show this" },
};

/** The text of an option, or undefined. */
export const textOf = (args: Arguments, name: string): string | undefined => {
  const value = args.values[name];
  return typeof value === "string" ? value : undefined;
};

/** The texts of a repeatable option. */
export const textsOf = (args: Arguments, name: string): readonly string[] =>
  [args.values[name] ?? []].flat().filter((value): value is string => typeof value === "string");

/** Whether a flag is set. */
export const flagOf = (args: Arguments, name: string): boolean => args.values[name] === true;
