import { parseArguments } from "./arguments.ts";
import { COMMON_OPTIONS, type Command, type Terminal } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { explain, UsageError } from "./errors.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { withConfig } from "./settings.ts";

/** Runs one command line; never throws. `argv` starts after the program's name. */
export const run = async (argv: readonly string[], terminal: Terminal): Promise<ExitCode> => {
  const [name, ...rest] = argv;
  try {
    if (name === undefined || name === "--help" || name === "-h" || name === "help") {
      const { overview, helpOf } = await import("./help.ts");
      const about = name === "help" ? rest[0] : undefined;
      await terminal.out(about === undefined ? overview() : helpOf(await load(about)));
      return name === undefined ? EXIT.usage : EXIT.pass;
    }
    if (name === "--version" || name === "-V") {
      const { VERSION } = await import("../version.ts");
      await terminal.out(`${VERSION}\n`);
      return EXIT.pass;
    }
    const command = await load(name);
    if (rest.includes("--help") || rest.includes("-h")) {
      const { helpOf } = await import("./help.ts");
      await terminal.out(helpOf(command));
      return EXIT.pass;
    }
    const options = { ...COMMON_OPTIONS, ...command.options };
    return await command.run(
      await withConfig(command, options, parseArguments(command, options, rest), terminal),
      terminal,
    );
  } catch (error) {
    const { text, code } = explain(error);
    terminal.note(`tenant-contracts: ${text}`);
    return code;
  }
};

const load = async (name: string): Promise<Command> => {
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (entry !== undefined) return (await entry.load()).default;
  const { nearest } = await import("../model/show.ts");
  const near = nearest(name, Object.keys(COMMANDS));
  throw new UsageError(
    `there is no command "${name}"`,
    `${near === null ? "" : `Did you mean "${near}"? `}Commands: ${Object.keys(COMMANDS).join(", ")}.`,
  );
};
