import type { Direction, Finding, Place, Report, Severity } from "../model/finding.ts";

/** Which of the two contracts. */
export type Side = "baseline" | "revision";

/** The evidence of a break: something that one contract takes and the other refuses. */
export interface Witness {
  readonly direction: Direction;
  /** What `instance` is: a body, a parameter or header (`query.limit`), or an exchange. */
  readonly of: string;
  readonly instance: unknown;
  readonly validIn: Side;
  readonly invalidIn: Side;
}

/** A finding about two contracts: where it stands in both, and the evidence. */
export interface DiffFinding extends Finding {
  readonly baseline: Place | null;
  readonly revision: Place | null;
  /** Further operations that the same change of a shared schema reaches. */
  readonly alsoIn: readonly string[];
  /** Null for what breaks nobody and for what could not be decided. */
  readonly witness: Witness | null;
}

/** What `diff` found, breaking changes first. */
export interface DiffReport extends Report {
  readonly findings: readonly DiffFinding[];
  /** The version the revision should carry by Semantic Versioning, from the baseline's. */
  readonly nextVersion: string | null;
}

/** A change before it is placed and graded: what a comparison yields. */
export interface Observation {
  readonly rule: string;
  /** A severity other than the rule's own: for what is proven harmless, and what could not be decided. */
  readonly severity?: Severity;
  readonly operation: string | null;
  readonly direction: Direction | null;
  readonly status: string | null;
  readonly message: string;
  /** Where in the value or document it is: `/body/email`, `/query/limit`. Stable; it makes the fingerprint. */
  readonly at: string;
  readonly base: string | null;
  readonly revision: string | null;
  readonly witness: Witness | null;
  /** The change of a shared schema that it is about: one that is met again is told once. */
  readonly shared?: object;
}

/** A change of a shared schema that is met again in another operation. */
export interface Repetition {
  readonly shared: object;
  readonly operation: string | null;
}
