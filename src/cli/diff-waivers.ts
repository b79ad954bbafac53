import { readFileSync } from "node:fs";
import type { DiffInput } from "../diff/diff.ts";
import type { DiffFinding, DiffReport } from "../diff/finding.ts";
import type { NamedOperation } from "../diff/import/acceptance.ts";
import { type Finding, SEVERITIES, type Severity } from "../model/finding.ts";
import { inputErrorOf } from "../readers/input-error.ts";
import { type Arguments, flagOf, type Terminal, textOf, textsOf } from "./command.ts";
import { UsageError } from "./errors.ts";
import { failOnOf } from "./output.ts";
import { applyWaivers, loadWaivers, propose } from "./waivers.ts";

/** Options of `diff` that take over what other tools were told. */
export const IMPORT_OPTIONS = {
  "severity-levels": {
    type: "string",
    value: "FILE",
    help: "severities, a line each: RULE and err, warn, info or none; RULE may be an id of oasdiff's",
  },
  "import-ignore": {
    type: "string",
    multiple: true,
    value: "FILE",
    help: "an ignore file of oasdiff or Redocly: propose waivers for what it accepts, by --write-waivers; repeatable",
  },
} as const;

const textIn = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw inputErrorOf(file, error);
  }
};

/** The severities of `--severity-levels`; what of the file is about no rule is noted. */
export const severityLevels = async (
  args: Arguments,
  terminal: Terminal,
): Promise<Readonly<Record<string, Severity | "off">>> => {
  const file = textOf(args, "severity-levels");
  if (file === undefined) return {};
  const { readSeverityLevels } = await import("../diff/import/severity-levels.ts");
  const { severities, left } = readSeverityLevels(textIn(file), file);
  if (!flagOf(args, "quiet")) for (const line of left) terminal.note(`${line}\n`);
  return severities;
};

const operationsOf = async (sides: readonly DiffInput[]): Promise<NamedOperation[]> => {
  const [{ readApi }, { DocumentSource }] = await Promise.all([
    import("../diff/document/read-api.ts"),
    import("../diff/schema/source.ts"),
  ]);
  return sides.flatMap(({ root, documents }) => {
    const document = documents.get(root);
    if (document === null || typeof document !== "object" || !("openapi" in document)) return [];
    const { operations, webhooks } = readApi(root, { ...document }, new DocumentSource(documents));
    return [...operations.values(), ...webhooks.values()];
  });
};

/** A finding about a waiver as a comparison shows it. */
const asDiffFinding = (finding: Finding): DiffFinding => ({
  ...{ baseline: null, revision: null, alsoIn: [], witness: null },
  ...finding,
});

const importIgnored = async (
  report: DiffReport,
  operations: readonly NamedOperation[],
  files: readonly string[],
  args: Arguments,
  terminal: Terminal,
): Promise<void> => {
  const proposals = textOf(args, "write-waivers");
  if (proposals === undefined)
    throw new UsageError("--import-ignore proposes waivers", "Say where they go: --write-waivers FILE.");
  const [{ readIgnoreFile }, { acceptanceOf }] = await Promise.all([
    import("../diff/import/ignore-file.ts"),
    import("../diff/import/acceptance.ts"),
  ]);
  const entries = (await Promise.all(files.map((file) => readIgnoreFile(textIn(file), file)))).flat();
  const { accepted, left } = acceptanceOf(entries, report.findings, operations);
  if (!flagOf(args, "quiet"))
    for (const { entry, why } of left) terminal.note(`${entry.source}:${entry.line}: not imported: ${why}\n`);
  await propose(proposals, [...accepted.keys()], args, terminal, (finding) => {
    const { source, line, text } = accepted.get(finding as DiffFinding)!;
    return `${source}:${line}: ${text}`;
  });
};

/**
 * A comparison's report with its waivers applied, and proposals written where they were asked for. Severities have been
 * chosen by then: the comparison itself needs them.
 */
export const settledDiff = async (
  report: DiffReport,
  sides: readonly DiffInput[],
  args: Arguments,
  terminal: Terminal,
): Promise<DiffReport> => {
  const files = textsOf(args, "import-ignore");
  const waivers = await loadWaivers(args);
  if (files.length === 0 && waivers.length === 0 && textOf(args, "write-waivers") === undefined) return report;
  const operations = await operationsOf(sides);
  if (files.length > 0) await importIgnored(report, operations, files, args, terminal);
  const { DIFF_RULES } = await import("../diff/rules/catalogue.ts");
  const own = new Set(DIFF_RULES.map(({ id }) => id));
  const known = new Set<string | null>([null, ...operations.map(({ id }) => id)]);
  const rules = Object.fromEntries(Object.entries(args.settings?.rules ?? {}).filter(([id]) => !own.has(id)));
  const { "write-waivers": _, ...values } = args.values;
  const settled = await applyWaivers(
    { ...args, values: files.length > 0 ? values : args.values, settings: { rules } },
    terminal,
    report.findings,
    {
      complete: true,
      scope:
        async () =>
        ({ rule, operation }) =>
          own.has(rule) && known.has(operation),
    },
  );
  const findings = settled.map(asDiffFinding);
  const open = findings.filter(({ waived }) => waived === null);
  const total = (severity: Severity): number => open.filter((finding) => finding.severity === severity).length;
  const limit = SEVERITIES.indexOf(failOnOf(args));
  return {
    ...report,
    verdict: open.some(({ severity }) => SEVERITIES.indexOf(severity) <= limit) ? "fail" : "pass",
    summary: {
      checked: report.summary.checked,
      ...{ error: total("error"), warning: total("warning"), info: total("info") },
      waived: findings.length - open.length,
    },
    findings,
  };
};
