import type { Finding, Severity } from "../model/finding.ts";
import { generalised, type Pointer, segmentsOf } from "../model/pointer.ts";
import type { Waiver } from "../model/waiver.ts";
import { fingerprintOf } from "./fingerprint.ts";

/** What must be known of a run to say which waivers it did not need. */
export interface WaiverRun {
  /** `2027-03-31`; a waiver holds through its last day. */
  readonly today: string;
  /** Everything there was to judge has been judged, and the next run of the same will find the same. */
  readonly complete: boolean;
  /** Whether the run could have met what a waiver is about; without it, all of them. */
  readonly judged?: (waiver: Waiver) => boolean;
}

/** What is wrong with a waiver, in the words of the catalogue. */
export interface WaiverRule {
  readonly id: string;
  readonly summary: string;
  readonly why: string;
  readonly fix: string;
  readonly severity: Severity;
}

/** The rules about waivers themselves. */
export const WAIVER_RULES = {
  expired: {
    id: "waiver-expired",
    summary: "A waiver is past its last day.",
    why: "What was accepted for a time is accepted no longer, and nobody has looked at it since.",
    fix: "Remove the waiver once what it accepts is gone, or have its owner extend it.",
    severity: "error",
  },
  unfilled: {
    id: "waiver-unfilled",
    summary: "A waiver has no reason, no owner or no last day.",
    why: "A waiver that nobody answers for is never looked at again.",
    fix: "Fill in reason, owner and until.",
    severity: "error",
  },
  unused: {
    id: "waiver-unused",
    summary: "A waiver accepts something that a complete run did not find.",
    why: "It may one day hide a finding that nobody has accepted.",
    fix: "Remove the waiver, or correct its rule, operation or pointer.",
    severity: "warning",
  },
} as const satisfies Readonly<Record<string, WaiverRule>>;

const matchesPointer = (pattern: Pointer, pointer: Pointer): boolean => {
  if (pattern === pointer) return true;
  const [wanted, found] = [segmentsOf(pattern), segmentsOf(pointer)];
  return (
    wanted.length === found.length && wanted.every((segment, index) => segment === "*" || segment === found[index])
  );
};

/**
 * Whether a waiver is about a finding. A finding that stands for several is matched only where the waiver covers all of
 * them. A waiver for an exchange (`/response/body/id`) also covers the payload by itself (`/id`).
 */
export const waives = ({ rule, operation, at }: Waiver, finding: Finding): boolean => {
  if (rule !== finding.rule || operation !== finding.operation) return false;
  const { direction, count } = finding;
  const pointer = count > 1 ? generalised(finding.instance.pointer) : finding.instance.pointer;
  return matchesPointer(at, pointer) || (direction !== null && matchesPointer(at, `/${direction}/body${pointer}`));
};

const isUnfilled = ({ reason, owner, until }: Waiver): boolean =>
  [reason, owner, until].some((text) => text.trim() === "");

const about = (waiver: Waiver): string =>
  `the waiver for ${waiver.rule}${waiver.operation === null ? "" : ` of ${waiver.operation}`} at ${waiver.at === "" ? "the root" : waiver.at}`;

const findingOf = (rule: WaiverRule, waiver: Waiver, message: string): Finding => ({
  fingerprint: fingerprintOf(rule.id, waiver.operation, null, null, `/${waiver.rule}${waiver.at}`),
  rule: rule.id,
  severity: rule.severity,
  operation: waiver.operation,
  ...{ direction: null, status: null },
  message,
  instance: waiver.place,
  ...{ schema: null, clauses: [], fix: rule.fix, count: 1, waived: null },
});

const objection = (
  waiver: Waiver,
  used: ReadonlySet<Waiver>,
  { today, complete, judged }: WaiverRun,
): Finding | null => {
  const { expired, unfilled, unused } = WAIVER_RULES;
  if (isUnfilled(waiver)) {
    const missing = (["reason", "owner", "until"] as const).filter((name) => waiver[name].trim() === "");
    return findingOf(unfilled, waiver, `${about(waiver)} has no ${missing.join(", no ")}`);
  }
  if (waiver.until < today)
    return findingOf(expired, waiver, `${about(waiver)} ended on ${waiver.until}; ${waiver.owner} answers for it`);
  if (used.has(waiver) || !complete || judged?.(waiver) === false) return null;
  return findingOf(unused, waiver, `${about(waiver)} matched nothing`);
};

/**
 * The findings with those that a waiver accepts marked as waived, then what is wrong with the waivers themselves: an
 * expired or unfilled one accepts nothing and is an error, one that matched nothing in a complete run is a warning.
 */
export const waive = (findings: readonly Finding[], waivers: readonly Waiver[], run: WaiverRun): Finding[] => {
  const used = new Set<Waiver>();
  const valid = waivers.filter((waiver) => !isUnfilled(waiver) && waiver.until >= run.today);
  const settled = findings.map((finding) => {
    const matching = valid.filter((waiver) => waives(waiver, finding));
    for (const waiver of matching) used.add(waiver);
    const [first] = matching;
    if (first === undefined) return finding;
    const { reason, owner, until } = first;
    return { ...finding, waived: { reason, owner, until } };
  });
  return [...settled, ...waivers.flatMap((waiver) => objection(waiver, used, run) ?? [])];
};
