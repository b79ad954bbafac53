import { reportOf } from "../../engine/report.ts";
import type { Finding, Report } from "../../model/finding.ts";
import type { Extent } from "./mapped-text.ts";

/** A finding, and the part of the text that it is about. */
export interface PlacedFinding {
  readonly finding: Finding;
  readonly extent: Extent;
}

/** What is said about a text. */
export interface Judgement {
  readonly report: Report;
  readonly placed: readonly PlacedFinding[];
  /** What it was judged as, and why: `mattr.createTenant/request: it fits`. */
  readonly taken: string;
}

/** A text that could not be judged: what the user is asked to do. */
export interface Undecided {
  readonly problem: string;
  /** What it may be: refs or operations. */
  readonly candidates: readonly string[];
  readonly extent: Extent | null;
}

/** Text in, findings at their places out. `ref` is null where what the text is has to be found out. */
export type JudgeText = (text: string, ref: string | null, source: string) => Promise<Judgement | Undecided>;

/** A judgement from findings that know their places. */
export const judgementOf = (checked: number, placed: readonly PlacedFinding[], taken: string): Judgement => ({
  report: reportOf(
    "validate",
    checked,
    placed.map(({ finding }) => finding),
    "error",
  ),
  placed,
  taken,
});

/** Whether nothing could be judged. */
export const isUndecided = (outcome: Judgement | Undecided): outcome is Undecided => "problem" in outcome;
