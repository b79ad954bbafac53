import { reportOf } from "../engine/report.ts";
import type { Finding, Report, Severity } from "../model/finding.ts";
import { SEVERITIES } from "../model/finding.ts";
import { InputError } from "../readers/input-error.ts";
import { isRecord } from "../readers/traffic/parts.ts";
import type { Attribution } from "./attribution.ts";
import { compareTexts } from "./merging.ts";
import type { GroupedFinding, Portion } from "./portion.ts";
import { groupKey } from "./portion-merge.ts";

/** The report of `drift`: what every report has, and what the traffic showed. */
export interface DriftReport extends Report {
  readonly observations: Portion["observations"];
  readonly unjudged: Portion["unjudged"];
  readonly coverage?: Portion["coverage"];
  readonly attribution?: readonly Attribution[];
  readonly parts?: Portion["parts"];
}

/** Findings as people want to read them: grave ones first, then those met most often. */
const forReading = (a: Finding, b: Finding): number =>
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
  b.count - a.count ||
  compareTexts(a.fingerprint, b.fingerprint);

/**
 * The report about a portion. `findings` are the portion's own unless they have been settled: graded as configured,
 * and waived.
 */
export const driftReport = (
  portion: Portion,
  failOn: Severity,
  {
    findings = portion.findings,
    attribution,
  }: { findings?: readonly Finding[]; attribution?: readonly Attribution[] | undefined } = {},
): DriftReport => {
  const { checked, observations, unjudged, coverage, parts } = portion;
  const report = reportOf("drift", checked, [...findings].sort(forReading), failOn);
  const { unlisted } = observations;
  const fails =
    SEVERITIES.slice(0, SEVERITIES.indexOf(failOn) + 1).some((severity) => unlisted[severity] > 0) ||
    unjudged.files?.some(({ passedOver }) => !passedOver) === true;
  return {
    ...report,
    verdict: fails ? "fail" : report.verdict,
    summary: {
      ...report.summary,
      error: report.summary.error + unlisted.error,
      warning: report.summary.warning + unlisted.warning,
      info: report.summary.info + unlisted.info,
    },
    observations,
    unjudged,
    ...(coverage === undefined ? {} : { coverage }),
    ...(attribution === undefined ? {} : { attribution }),
    ...(parts === undefined ? {} : { parts }),
  };
};

const REMEDY = "Give reports that tenant-contracts drift --format json wrote.";

/** A report's text as an object; throws `InputError` where it is not a JSON report of this tool's. */
export const readReport = (text: string, source: string): Readonly<Record<string, unknown>> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InputError(source, `it is not JSON: ${(error as Error).message}`, REMEDY);
  }
  if (
    !isRecord(value) ||
    !isRecord(value.tool) ||
    value.tool.name !== "tenant-contracts" ||
    !Array.isArray(value.findings)
  )
    throw new InputError(source, "it is not a report of tenant-contracts", REMEDY);
  return value;
};

/** Findings that were added to a report by hand or by an older version stand in one place. */
const grouped = (finding: Finding): GroupedFinding => {
  const { places } = finding as Partial<GroupedFinding>;
  return { ...finding, places: Array.isArray(places) && places.length > 0 ? places : [finding.instance] };
};

/** The portion that a report of `drift` is about. Throws `InputError` where the text is no such report. */
export const portionFrom = (text: string, source: string): Portion => {
  const value = readReport(text, source);
  const { command, summary, observations, unjudged } = value;
  if (command !== "drift" || !isRecord(summary) || !isRecord(observations) || !isRecord(unjudged))
    throw new InputError(source, `it is a report of ${String(command)}, not of drift`, REMEDY);
  const report = value as unknown as DriftReport;
  const byGroup = (a: GroupedFinding, b: GroupedFinding): number => compareTexts(groupKey(a), groupKey(b));
  const { coverage, parts } = report;
  return {
    checked: report.summary.checked,
    findings: report.findings.map(grouped).sort(byGroup),
    observations: report.observations,
    unjudged: report.unjudged,
    ...(coverage === undefined ? {} : { coverage }),
    ...(parts === undefined ? {} : { parts }),
  };
};
