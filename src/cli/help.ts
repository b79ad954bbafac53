import { COMMON_OPTIONS, type Command, type OptionSpec } from "./command.ts";
import { COMMANDS } from "./commands.ts";

const optionLines = (options: Readonly<Record<string, OptionSpec>>): string[] => {
  const heads = Object.entries(options).map(
    ([name, { value, help }]) => [`--${name}${value ? ` ${value}` : ""}`, help] as const,
  );
  const width = Math.max(...heads.map(([head]) => head.length));
  return heads.map(([head, help]) => `  ${head.padEnd(width)}  ${help}`);
};

/** What `tenant-contracts --help` prints. */
export const overview = (): string => {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  return [
    "tenant-contracts COMMAND [OPTIONS]",
    "",
    ...Object.entries(COMMANDS).map(([name, { about }]) => `  ${name.padEnd(width)}  ${about}`),
    "",
    "tenant-contracts COMMAND --help tells the options of one.",
    "Exit codes: 0 passed, 1 findings, 2 wrong command line, 3 unreadable input, 4 unreachable target, 70 a defect of ours.",
    "",
  ].join("\n");
};

/** What `tenant-contracts COMMAND --help` prints. */
export const helpOf = (command: Command): string =>
  [
    `tenant-contracts ${command.usage}`,
    "",
    command.question,
    "",
    ...optionLines({ ...command.options, ...COMMON_OPTIONS }),
    "",
    ...command.examples.map((example) => `  $ tenant-contracts ${example}`),
    "",
  ].join("\n");
