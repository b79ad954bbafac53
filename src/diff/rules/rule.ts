import type { Severity } from "../../model/finding.ts";

/** One kind of difference between two contracts, and everything that is said about it. */
export interface DiffRule {
  /** Kebab-case; never changes once published. */
  readonly id: string;
  /** Its severity where nothing else decides it: a break that is proven is an error, one not decided a warning. */
  readonly severity: Severity;
  /** What happened, in one sentence. */
  readonly summary: string;
  /** Who is hurt, and how; or that nobody is. */
  readonly hurts: string;
  /** How to make the change without hurting them. */
  readonly migration: string;
  /** The rules of oasdiff that speak of the same change. */
  readonly oasdiff: readonly string[];
  /** The rule of the other direction or the opposite movement; or why there is none. */
  readonly mirror: string | { readonly none: string };
}
