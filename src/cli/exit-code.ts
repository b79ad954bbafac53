import type { Finding, Report, Severity } from "../model/finding.ts";
import { SEVERITIES } from "../model/finding.ts";

/** What the process tells its caller; one meaning each. */
export const EXIT = {
  /** Checked, and nothing at or above `--fail-on`. */
  pass: 0,
  /** Findings at or above `--fail-on`, or nothing was checked. */
  findings: 1,
  /** The command line or the configuration is wrong. */
  usage: 2,
  /** An input cannot be read or is not what it claims. */
  input: 3,
  /** The target cannot be reached, or the run could not be finished. */
  target: 4,
  /** A defect of ours. */
  defect: 70,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Whether a finding counts against the verdict. */
export const counts = (finding: Pick<Finding, "severity" | "waived">, failOn: Severity): boolean =>
  finding.waived === null && SEVERITIES.indexOf(finding.severity) <= SEVERITIES.indexOf(failOn);

/** The exit code that a report deserves. */
export const exitCodeOf = (report: Pick<Report, "verdict">): ExitCode =>
  report.verdict === "pass" ? EXIT.pass : EXIT.findings;
