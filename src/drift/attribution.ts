import type { Finding } from "../model/finding.ts";
import { isRecord } from "../readers/traffic/parts.ts";

/** Who has moved away from what all four should agree on; `undecided` where the evidence is not enough. */
export type Side = "documentation" | "contract" | "provider" | "consumer" | "undecided";

/** Findings whose cause is on one side, and why that side. */
export interface Attribution {
  readonly side: Side;
  readonly because: string;
  /** How many groups of findings, and how many findings they stand for. */
  readonly groups: number;
  readonly count: number;
  readonly fingerprints: readonly string[];
}

/** What a report of `verify` says: which findings it has, and which operations it exercised. */
interface Verified {
  readonly fingerprints: ReadonlySet<string>;
  readonly notRefused: ReadonlySet<string>;
  readonly exercised: ReadonlySet<string>;
  readonly findings: readonly Finding[];
}

const verifiedFrom = (report: Readonly<Record<string, unknown>>): Verified => {
  const findings = (report.findings as readonly Finding[]).filter(
    (finding) => isRecord(finding) && typeof finding.rule === "string",
  );
  const runs = Array.isArray(report.verification) ? (report.verification as unknown[]) : [];
  const exercised = new Set<string>();
  for (const run of runs) {
    if (!isRecord(run) || !Array.isArray(run.clauses)) continue;
    for (const clause of run.clauses as unknown[])
      if (
        isRecord(clause) &&
        (clause.outcome === "kept" || clause.outcome === "broken") &&
        Array.isArray(clause.operations)
      )
        for (const operation of clause.operations as unknown[])
          exercised.add(`${String(run.provider)}.${String(operation)}`);
  }
  for (const { operation } of findings) if (operation !== null) exercised.add(operation);
  return {
    fingerprints: new Set(findings.map(({ fingerprint }) => fingerprint)),
    notRefused: new Set(
      findings.filter(({ rule }) => rule === "request-not-refused").map(({ operation }) => operation ?? ""),
    ),
    exercised,
    findings,
  };
};

const isUndocumented = (rule: string): boolean => rule.endsWith("-undocumented");

const decide = (finding: Finding, { fingerprints, notRefused, exercised }: Verified): readonly [Side, string] => {
  const { rule, operation, direction, severity, clauses, fingerprint } = finding;
  if (operation === null)
    return direction === "request"
      ? ["consumer", "it calls what the documentation does not mention"]
      : ["undecided", "it belongs to no operation"];
  if (direction === "request") {
    if (fingerprints.has(fingerprint) || notRefused.has(operation))
      return [
        "provider",
        "it accepts requests that the documentation does not allow, in the recording and when verified",
      ];
    return ["consumer", "it sends what the documentation does not allow"];
  }
  if (fingerprints.has(fingerprint)) {
    if (isUndocumented(rule))
      return ["documentation", "the provider still answers so when verified, and no page mentions it"];
    const [clause] = clauses;
    if (severity === "warning" && clause !== undefined && clause.standing !== "stated")
      return ["contract", "the provider still answers so when verified, and the pages can be read that way"];
    return ["provider", "it still answers so when verified, against what the pages state"];
  }
  if (exercised.has(operation)) return ["provider", "it answered so when recorded, and no longer does when verified"];
  return ["undecided", "the operation was not exercised when it was verified"];
};

/**
 * Says which side moved, for each finding about recorded traffic and for those that only the verify report has, by
 * looking at both. `report` is a report of `verify` as JSON.
 */
export const attributionOf = (
  findings: readonly Finding[],
  report: Readonly<Record<string, unknown>>,
): Attribution[] => {
  const verified = verifiedFrom(report);
  const decided = new Map<
    string,
    { side: Side; because: string; groups: number; count: number; fingerprints: string[] }
  >();
  const add = (finding: Finding, side: Side, because: string): void => {
    const key = `${side} ${because}`;
    const known = decided.get(key) ?? { side, because, groups: 0, count: 0, fingerprints: [] };
    known.groups++;
    known.count += finding.count;
    known.fingerprints.push(finding.fingerprint);
    decided.set(key, known);
  };
  for (const finding of findings)
    if (finding.rule !== "recording-unreadable") add(finding, ...decide(finding, verified));
  const recorded = new Set(findings.map(({ fingerprint }) => fingerprint));
  for (const finding of verified.findings)
    if (finding.direction === "response" && finding.severity !== "info" && !recorded.has(finding.fingerprint))
      add(finding, "provider", "it answers so when verified, and never did in the recording");
  const order: readonly Side[] = ["documentation", "contract", "provider", "consumer", "undecided"];
  return [...decided.values()].sort(
    (a, b) => order.indexOf(a.side) - order.indexOf(b.side) || b.count - a.count || (a.because < b.because ? -1 : 1),
  );
};
