import { readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import type { Severity } from "../model/finding.ts";
import { SEVERITIES } from "../model/finding.ts";
import { below, type Pointer } from "../model/pointer.ts";
import { nearest } from "../model/show.ts";
import { InputError, inputErrorOf } from "../readers/input-error.ts";
import { readYaml } from "../readers/yaml.ts";
import type { Arguments, Command, OptionSpec } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { UsageError } from "./errors.ts";
import type { Settings } from "./settings.ts";

type Json = { readonly [name: string]: unknown };
type Value = string | boolean | readonly string[];

/** The members of a configuration file that stand for an option of every command. */
const EVERYWHERE: Readonly<Record<string, string>> = { failOn: "fail-on", format: "format", waivers: "waivers" };

const MEMBERS: readonly string[] = [...Object.keys(EVERYWHERE), "rules", "commands", "$schema"];

/** The only options whose values may be taken from the environment: a file that is shared holds no secret. */
const SECRET_OPTIONS: readonly string[] = ["auth", "auth-forbidden", "broker-auth"];

/** One configuration file, read; what is wrong with it is told with its place. */
class Config {
  readonly #file: string;
  readonly #value: unknown;
  readonly #place: (pointer: Pointer) => string;

  constructor(file: string, value: unknown, place: (pointer: Pointer) => string) {
    this.#file = file;
    this.#value = value;
    this.#place = place;
  }

  #refuse(pointer: Pointer, message: string, remedy: string): never {
    throw new UsageError(`${this.#place(pointer)}: ${message}`, remedy);
  }

  #object(value: unknown, pointer: Pointer, of: string, known?: readonly string[]): Json {
    if (value === undefined || value === null) return {};
    if (typeof value !== "object" || Array.isArray(value))
      this.#refuse(pointer, `${of} is not an object`, "See schemas/config.schema.json.");
    for (const name of Object.keys(value as Json))
      if (known !== undefined && !known.includes(name)) {
        const near = nearest(name, known);
        this.#refuse(
          below(pointer, name),
          `${of} has no member "${name}"`,
          near === null ? `Members: ${known.join(", ")}.` : `Did you mean "${near}"?`,
        );
      }
    return value as Json;
  }

  /** The options that the file gives one command. */
  options(
    command: Command,
    specs: Readonly<Record<string, OptionSpec>>,
    env: Readonly<Record<string, string | undefined>>,
  ): Record<string, Value> {
    const root = this.#object(this.#value, "", "the configuration", MEMBERS);
    const commands = this.#object(root.commands, "/commands", "commands", Object.keys(COMMANDS));
    const own = this.#object(commands[command.name], `/commands/${command.name}`, command.name, Object.keys(specs));
    const options: Record<string, Value> = {};
    for (const [name, option] of Object.entries(EVERYWHERE))
      if (root[name] !== undefined)
        options[option] = this.#option(root[name], below("", name), option, specs[option]!, env);
    for (const [name, value] of Object.entries(own))
      options[name] = this.#option(value, below(`/commands/${command.name}`, name), name, specs[name]!, env);
    return options;
  }

  #option(
    value: unknown,
    pointer: Pointer,
    name: string,
    spec: OptionSpec,
    env: Readonly<Record<string, string | undefined>>,
  ): Value {
    if (spec.type === "boolean") {
      if (typeof value === "boolean") return value;
      this.#refuse(pointer, `${name} is neither true nor false`, "Write true or false.");
    }
    const texts = [value].flat().map((one: unknown) => this.#text(one, pointer, name, spec, env));
    if (spec.multiple === true) return texts;
    if (Array.isArray(value)) this.#refuse(pointer, `${name} is given once`, "Write one value.");
    return texts[0]!;
  }

  #text(
    value: unknown,
    pointer: Pointer,
    name: string,
    { value: kind }: OptionSpec,
    env: Readonly<Record<string, string | undefined>>,
  ): string {
    if (typeof value !== "string" && typeof value !== "number")
      this.#refuse(pointer, `${name} is not a text`, "Write it as on the command line.");
    const text = String(value);
    const beside = (path: string): string => relative(process.cwd(), resolve(dirname(this.#file), path)) || ".";
    if (SECRET_OPTIONS.includes(name)) return this.#filled(text, pointer, env);
    if (/\$\{/.test(text))
      this.#refuse(pointer, `${name} is not taken from the environment`, `Only ${SECRET_OPTIONS.join(", ")} are.`);
    if (kind === "FILE") return beside(text);
    const output = kind === "F[:FILE]" ? /^([a-z]+):(.+)$/s.exec(text) : null;
    return output === null ? text : `${output[1]}:${beside(output[2]!)}`;
  }

  #filled(text: string, pointer: Pointer, env: Readonly<Record<string, string | undefined>>): string {
    return text.replaceAll(/\$\{([^}]*)\}/g, (_, name: string) => {
      const value = env[name];
      if (value === undefined || value === "") this.#refuse(pointer, `the environment has no ${name}`, `Set ${name}.`);
      return value;
    });
  }

  async settings(): Promise<Settings> {
    const rules = this.#object((this.#value as Json | null)?.rules, "/rules", "rules");
    if (Object.keys(rules).length === 0) return { rules: {} };
    const { ruleWords } = await import("./rule-words.ts");
    this.#object(rules, "/rules", "rules", [...(await ruleWords()).keys()]);
    for (const [id, severity] of Object.entries(rules))
      if (!SEVERITIES.includes(severity as Severity))
        this.#refuse(
          below("/rules", id),
          `${String(severity)} is not a severity`,
          "Write error, warning or info; accept single findings by a waiver.",
        );
    return { rules: rules as Settings["rules"] };
  }
}

/** Reads a configuration file and gives a command the options that its command line leaves open. */
export const configure = async (
  file: string,
  command: Command,
  specs: Readonly<Record<string, OptionSpec>>,
  args: Arguments,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Arguments> => {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw inputErrorOf(file, error);
  }
  const shown = relative(process.cwd(), file);
  const name = shown.startsWith("..") ? file : shown;
  const reading = text.trim() === "" ? null : await readYaml(text);
  if (reading !== null && "malformed" in reading) {
    const { line, column, message, likely } = reading.malformed;
    throw new InputError(`${name}:${line}:${column}`, message, likely ?? "Correct it.");
  }
  const config = new Config(file, reading?.value ?? null, (pointer) => {
    const { line = 1, column = 1 } = reading?.positionsOf([pointer]).get(pointer) ?? {};
    return `${name}:${line}:${column}`;
  });
  const options = config.options(command, specs, env);
  return { ...args, values: { ...options, ...args.values }, settings: await config.settings() };
};
