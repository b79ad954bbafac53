import type { Place } from "./finding.ts";
import type { Pointer } from "./pointer.ts";

/** An accepted finding: why, who answers for it, and until when. */
export interface Waiver {
  readonly rule: string;
  /** `mattr.createTenant`; null for findings that concern no operation. */
  readonly operation: string | null;
  /** A pointer; `*` matches one segment. */
  readonly at: Pointer;
  readonly reason: string;
  readonly owner: string;
  /** The last day it holds, `2027-03-31`. */
  readonly until: string;
  readonly ticket: string | null;
  /** Where it is written. */
  readonly place: Place;
}
