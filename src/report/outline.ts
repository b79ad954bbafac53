import type { Finding, Report, Severity } from "../model/finding.ts";
import { SEVERITIES } from "../model/finding.ts";

/** Whether a finding fails the run. */
export const fails = ({ severity, waived }: Finding, failOn: Severity): boolean =>
  waived === null && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);

/** `traffic.ndjson:14:1`. */
export const positionOf = ({ instance: { source, line, column } }: Finding): string =>
  line === null ? source : `${source}:${line}:${column ?? 1}`;

/** `mattr.createTenant response 201`, or an empty text. */
export const subjectOf = ({ operation, direction, status }: Finding): string =>
  [operation, direction, status].filter((part) => part !== null).join(" ");

/** `3 errors, 1 warning, 2 waived; 120 checked`. */
export const countsOf = ({ summary: { error, warning, info, waived, checked } }: Report): string => {
  const some = (count: number, word: string) => (count === 0 ? [] : [`${count} ${word}${count === 1 ? "" : "s"}`]);
  const found = [
    ...some(error, "error"),
    ...some(warning, "warning"),
    ...(info === 0 ? [] : [`${info} info`]),
    ...(waived === 0 ? [] : [`${waived} waived`]),
  ];
  return `${found.length === 0 ? "nothing found" : found.join(", ")}; ${checked} checked`;
};

/** The findings from worst to mildest, those that are waived last; otherwise in their order. */
export const ranked = (findings: readonly Finding[]): Finding[] => {
  const rank = ({ severity, waived }: Finding) => (waived === null ? SEVERITIES.indexOf(severity) : SEVERITIES.length);
  return findings
    .map((finding, index) => ({ finding, index }))
    .sort((a, b) => rank(a.finding) - rank(b.finding) || a.index - b.index)
    .map(({ finding }) => finding);
};
