import { parseArgs } from "node:util";
import { nearest } from "../model/show.ts";
import type { Arguments, Command, OptionSpec } from "./command.ts";
import { UsageError } from "./errors.ts";

/** Parses what follows a command's name. Throws {@link UsageError} for options it does not have. */
export const parseArguments = (
  command: Command,
  options: Readonly<Record<string, OptionSpec>>,
  argv: readonly string[],
): Arguments => {
  const config = Object.fromEntries(
    Object.entries(options).map(([name, { type, multiple }]) => [name, { type, multiple: multiple === true }]),
  );
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: config,
      allowPositionals: true,
      strict: true,
    });
    return { values, positionals };
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    const unknown = /'(--?[^']+)'/.exec(message)?.[1] ?? "";
    if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") {
      const near = nearest(unknown.replace(/^-+/, ""), Object.keys(options));
      throw new UsageError(
        `${command.name} has no option ${unknown}`,
        near === null ? `See tenant-contracts ${command.name} --help.` : `Did you mean --${near}?`,
      );
    }
    throw new UsageError(message.split(". ")[0]!, `See tenant-contracts ${command.name} --help.`);
  }
};
