import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Appendix } from "../model/appendix.ts";
import type { Report, Severity } from "../model/finding.ts";
import { SEVERITIES } from "../model/finding.ts";
import { FORMATS, type Rendering } from "../report/renderer.ts";
import { type Arguments, type Terminal, textOf, textsOf } from "./command.ts";
import { UsageError } from "./errors.ts";

/** One `--format F[:FILE]`. */
export interface Output {
  readonly format: string;
  /** Null is stdout. */
  readonly file: string | null;
  /** From which severity on findings fail the run: some formats tell failures apart. */
  readonly failOn?: Severity;
}

/** The outputs asked for; `pretty` to stdout when none is. At most one goes to stdout. */
export const outputsOf = (args: Arguments): readonly Output[] => {
  const failOn = failOnOf(args);
  const outputs = textsOf(args, "format").map((text): Output => {
    const [format = "", ...file] = text.split(":");
    if (!Object.hasOwn(FORMATS, format))
      throw new UsageError(`there is no format "${format}"`, `Formats: ${Object.keys(FORMATS).join(", ")}.`);
    return { format, file: file.length === 0 ? null : file.join(":"), failOn };
  });
  if (outputs.length === 0) return [{ format: "pretty", file: null, failOn }];
  if (outputs.filter(({ file }) => file === null).length > 1)
    throw new UsageError("two formats want stdout", "Give all but one a file: --format json:report.json.");
  return outputs;
};

/** The severity from which on findings fail the run. */
export const failOnOf = (args: Arguments): Severity => {
  const text = textOf(args, "fail-on") ?? "error";
  const severity = SEVERITIES.find((one) => one === text);
  if (severity === undefined)
    throw new UsageError(`--fail-on ${text} is not a severity`, "Use error, warning or info.");
  return severity;
};

/** The formats that explain rules. */
const NEEDS_RULES: ReadonlySet<string> = new Set(["sarif", "html"]);

/** The formats that people read, which tell more than findings. */
const WITH_APPENDICES: ReadonlySet<string> = new Set(["pretty", "markdown", "html"]);

/** Renders a report to every output asked for. `appendices` are what a format tells beside the findings. */
export const write = async (
  report: Report,
  outputs: readonly Output[],
  terminal: Terminal,
  frame: Rendering["frame"] = () => null,
  appendices: ((format: string) => Promise<readonly Appendix[]>) | null = null,
): Promise<void> => {
  for (const { format, file, failOn = "error" } of outputs) {
    const { default: render } = await FORMATS[format]!();
    const rules = NEEDS_RULES.has(format) ? await (await import("./rule-words.ts")).ruleWords() : undefined;
    const text = render(report, {
      color: terminal.color && file === null,
      frame,
      failOn,
      ...(rules === undefined ? {} : { rules }),
      ...(appendices !== null && WITH_APPENDICES.has(format) ? { appendices: await appendices(format) } : {}),
    });
    if (file === null) await terminal.out(text);
    else {
      try {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      } catch (error) {
        throw new UsageError(
          `cannot write ${file}: ${(error as Error).message}`,
          "Give a file in a folder that exists.",
        );
      }
    }
  }
};
