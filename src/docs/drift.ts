import type { Clause } from "../model/clause.ts";
import type { Pointer } from "../model/pointer.ts";
import type { DocsRule } from "./rules.ts";

/** One way in which a page departs from what its clauses were written from. */
export interface Drift {
  readonly rule: DocsRule;
  readonly section: string;
  /** The row, member or text in its section, as a segment of the finding's pointer. */
  readonly at: string;
  /** What was expected and what is there. */
  readonly message: string;
  /** The clauses to revisit. */
  readonly clauses: readonly Clause[];
  /** Whether the clauses were written from this very place, so that their standing grades the finding. */
  readonly direct: boolean;
  readonly line: number | null;
  /** The member concerned, where it is one. */
  readonly pointer?: Pointer;
  /** The part of the contract that a sample departs from. */
  readonly schema?: { readonly source: string; readonly pointer: Pointer } | null;
}
