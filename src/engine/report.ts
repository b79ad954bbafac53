import type { Finding, Report, Severity } from "../model/finding.ts";
import { SEVERITIES } from "../model/finding.ts";
import { VERSION } from "../version.ts";

/** Gathers findings; equal ones from one stream become one with a count, so that memory does not grow with the input. */
export class Collector {
  readonly #findings: Finding[] = [];
  readonly #places = new Map<string, number>();

  /** `grouped`: findings of the same fingerprint, severity and source count as one. */
  add(findings: readonly Finding[], grouped: boolean): void {
    for (const finding of findings) {
      const key = `${finding.fingerprint} ${finding.severity} ${finding.instance.source}`;
      const known = grouped ? this.#places.get(key) : undefined;
      if (known === undefined) {
        if (grouped) this.#places.set(key, this.#findings.length);
        this.#findings.push(finding);
      } else {
        const first = this.#findings[known]!;
        this.#findings[known] = { ...first, count: first.count + finding.count };
      }
    }
  }

  get findings(): readonly Finding[] {
    return this.#findings;
  }
}

/** The report about what was found. Nothing checked is never a pass. */
export const reportOf = (command: string, checked: number, findings: readonly Finding[], failOn: Severity): Report => {
  const open = findings.filter(({ waived }) => waived === null);
  const countOf = (some: readonly Finding[]) => some.reduce((sum, { count }) => sum + count, 0);
  const total = (severity: Severity) => countOf(open.filter((finding) => finding.severity === severity));
  const limit = SEVERITIES.indexOf(failOn);
  const fails = checked === 0 || open.some(({ severity }) => SEVERITIES.indexOf(severity) <= limit);
  return {
    tool: { name: "tenant-contracts", version: VERSION },
    command,
    verdict: fails ? "fail" : "pass",
    summary: {
      checked,
      error: total("error"),
      warning: total("warning"),
      info: total("info"),
      waived: countOf(findings.filter(({ waived }) => waived !== null)),
    },
    findings,
  };
};
