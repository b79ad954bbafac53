import type { DiffOptions } from "../../diff/diff.ts";
import type { DiffReport } from "../../diff/finding.ts";
import type { Place, Severity } from "../../model/finding.ts";
import { SEVERITIES } from "../../model/finding.ts";
import { type Arguments, type Command, flagOf, type Terminal, textOf, textsOf } from "../command.ts";
import { loadSide, type PlacesByPointer, type SideFiles, withClauses } from "../diff-sides.ts";
import { IMPORT_OPTIONS, settledDiff, severityLevels } from "../diff-waivers.ts";
import { UsageError } from "../errors.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { failOnOf, type Output, outputsOf, write } from "../output.ts";

/** Line and column of every place, from the texts that were read. */
const placed = async (
  report: DiffReport,
  sides: Readonly<Record<"baseline" | "revision", SideFiles>>,
): Promise<DiffReport> => {
  const found = { baseline: new Map<string, PlacesByPointer>(), revision: new Map<string, PlacesByPointer>() };
  for (const side of ["baseline", "revision"] as const) {
    const wanted = new Map<string, Set<string>>();
    for (const { [side]: place } of report.findings) {
      if (place === null) continue;
      wanted.set(place.source, (wanted.get(place.source) ?? new Set()).add(place.pointer));
    }
    for (const [source, pointers] of wanted) {
      const places = await sides[side].placesOf(source, pointers);
      if (places !== null) found[side].set(source, places);
    }
  }
  const at = <P extends Place | null>(place: P, side: "baseline" | "revision"): P => {
    const location = place === null ? undefined : found[side].get(place.source)?.get(place.pointer);
    return location === undefined ? place : { ...place, line: location.line, column: location.column };
  };
  return {
    ...report,
    findings: report.findings.map((finding) => ({
      ...finding,
      instance: at(finding.instance, finding.revision === null ? "baseline" : "revision"),
      baseline: at(finding.baseline, "baseline"),
      revision: at(finding.revision, "revision"),
    })),
  };
};

const severitiesOf = (args: Arguments): Record<string, Severity | "off"> => {
  const chosen: Record<string, Severity | "off"> = {};
  for (const text of textsOf(args, "severity")) {
    const [rule = "", level = ""] = text.split("=");
    const severity = level === "off" ? "off" : SEVERITIES.find((one) => one === level);
    if (severity === undefined)
      throw new UsageError(`--severity ${text} names no severity`, "Write it as RULE=error, =warning, =info or =off.");
    chosen[rule] = severity;
  }
  return chosen;
};

const NO_TOOLS = { compile: () => null, format: () => null, steps: 0 };

const OWN_FORMATS = new Set(["pretty", "markdown"]);

/** `pretty` and `markdown` are rendered here, since they show the proof; the other formats as for every command. */
const outputsFor = (args: Arguments): { own: readonly Output[]; shared: readonly Output[] } => {
  const texts = textsOf(args, "format");
  const isOwn = (text: string): boolean => OWN_FORMATS.has(text.split(":")[0] ?? "");
  const own = texts.filter(isOwn).map((text): Output => {
    const [format = "", ...file] = text.split(":");
    return { format, file: file.length === 0 ? null : file.join(":") };
  });
  const others = texts.filter((text) => !isOwn(text));
  const shared = others.length === 0 ? [] : outputsOf({ ...args, values: { ...args.values, format: others } });
  if ([...own, ...shared].filter(({ file }) => file === null).length > 1)
    throw new UsageError("two formats want stdout", "Give all but one a file: --format json:report.json.");
  return texts.length === 0 ? { own: [{ format: "pretty", file: null }], shared: [] } : { own, shared };
};

const writeOwn = async (report: DiffReport, outputs: readonly Output[], terminal: Terminal): Promise<void> => {
  for (const { format, file } of outputs) {
    const text =
      format === "markdown"
        ? (await import("../../diff/changelog.ts")).changelog(report)
        : (await import("../../diff/pretty.ts")).prettyDiff(report, terminal.color && file === null);
    if (file === null) await terminal.out(text);
    else {
      const { writeFile } = await import("node:fs/promises");
      try {
        await writeFile(file, text);
      } catch (error) {
        throw new UsageError(
          `cannot write ${file}: ${(error as Error).message}`,
          "Give a file in a folder that exists.",
        );
      }
    }
  }
};

/** Refuses ids that are no rules of `diff`. */
const checkRules = async (ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return;
  const [{ DIFF_RULES, isDiffRule }, { nearest }] = await Promise.all([
    import("../../diff/rules/catalogue.ts"),
    import("../../model/show.ts"),
  ]);
  for (const id of ids) {
    if (isDiffRule(id)) continue;
    const names = DIFF_RULES.map((rule) => rule.id);
    const near = nearest(id, names);
    throw new UsageError(
      `--severity ${id} names no rule of diff`,
      near === null ? "docs/diff.md lists the rules." : `Did you mean "${near}"?`,
    );
  }
};

/** Formats with members of their own for the proof. */
const FULL_FORMATS = new Set(["json", "ndjson"]);

const writeShared = async (report: DiffReport, outputs: readonly Output[], terminal: Terminal): Promise<void> => {
  if (outputs.length === 0) return;
  const { spoken } = await import("../../diff/changelog.ts");
  for (const output of outputs)
    await write(FULL_FORMATS.has(output.format) ? report : spoken(report), [output], terminal);
};

const optionsOf = async (args: Arguments, terminal: Terminal, failOn: Severity): Promise<DiffOptions> => {
  const direction = textOf(args, "direction") ?? "request";
  if (direction !== "request" && direction !== "response")
    throw new UsageError(`--direction ${direction} is not a direction`, "Use request or response.");
  const today = textOf(args, "on") ?? null;
  if (today !== null && !/^\d{4}-\d{2}-\d{2}$/.test(today))
    throw new UsageError(`--on ${today} is not a date`, "Write it as 2024-01-31.");
  const severities = {
    ...args.settings?.rules,
    ...(await severityLevels(args, terminal)),
    ...severitiesOf(args),
  };
  await checkRules(Object.keys(severitiesOf(args)));
  return { failOn, severities, schemaDirection: direction, today };
};

const diffCommand: Command = {
  name: "diff",
  question: "Would this new contract break anyone?",
  usage: "diff BASELINE REVISION",
  options: {
    direction: {
      type: "string",
      value: "DIRECTION",
      help: "for JSON Schemas: request (default), old instances must stay valid; response, new ones must have been valid",
    },
    severity: {
      type: "string",
      multiple: true,
      value: "RULE=LEVEL",
      help: "error, warning, info or off for one rule; repeatable",
    },
    ...IMPORT_OPTIONS,
    on: { type: "string", value: "DATE", help: "the day by which sunset dates have passed" },
    "next-version": { type: "boolean", help: "print the version the revision should carry, and nothing else" },
    "allow-remote-refs": { type: "boolean", help: "fetch what $refs lead to over http" },
  },
  examples: [
    "diff old.openapi.yaml new.openapi.yaml",
    "diff HEAD~1:specs/mattr.openapi.yaml specs/mattr.openapi.yaml",
    "diff old.json new.json --format markdown:CHANGES.md",
  ],
  async run(args, terminal): Promise<ExitCode> {
    const [before, after, ...more] = args.positionals;
    if (before === undefined || after === undefined || more.length > 0)
      throw new UsageError(
        "diff compares two contracts",
        "Give the baseline and the revision: diff old.yaml new.yaml.",
      );
    const { own, shared } = outputsFor(args);
    const failOn = failOnOf(args);
    const options = await optionsOf(args, terminal, failOn);
    const remote = flagOf(args, "allow-remote-refs");
    const baseline = await loadSide(before, remote, null);
    const revision = await loadSide(after, remote, baseline);
    const [first, second] = await withClauses(baseline, revision);
    const same =
      first.documents === second.documents || first.documents.get(first.root) === second.documents.get(second.root);
    const { diff } = await import("../../diff/diff.ts");
    // The validators take a while to load, and nothing is judged where nothing differs.
    const tools = same ? NO_TOOLS : (await import("../../diff/tools.ts")).standardTools();
    const found = diff(first, second, tools, options);
    if (flagOf(args, "next-version")) {
      if (found.nextVersion === null)
        throw new UsageError("the baseline has no version of the form 1.2.3", "Give info.version in the baseline.");
      await terminal.out(`${found.nextVersion}\n`);
      return EXIT.pass;
    }
    const settled = await settledDiff(found, [first, second], args, terminal);
    const report = await placed(settled, { baseline: baseline.files, revision: revision.files });
    await writeOwn(report, own, terminal);
    await writeShared(report, shared, terminal);
    return report.verdict === "pass" ? EXIT.pass : EXIT.findings;
  },
};

export default diffCommand;
