import type { ClauseCitation } from "./clause.ts";
import type { Schema, SchemaLocation } from "./contract.ts";
import type { Pointer } from "./pointer.ts";

export type Severity = "error" | "warning" | "info";
export type Direction = "request" | "response";

/** The severities from worst to mildest. */
export const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];

/** What a rule yields: something observed that departs from the contract. */
export interface Violation {
  /** Where in the subject: a pointer in the instance, or in the exchange (`/response/status`). */
  readonly at: Pointer;
  /** What is wrong, in one sentence: what was expected and what was there. */
  readonly message: string;
  /** The schema keyword or document element that says otherwise. */
  readonly schema?: SchemaLocation;
  /** Where in the body's own text it stands, if the rule knows. */
  readonly place?: { readonly line: number; readonly column: number };
  /** A remedy more specific than the rule's own. */
  readonly fix?: string;
  /** The clauses that are broken, where they are not found by `schema`; empty where it is no clause that is broken. */
  readonly clauses?: readonly string[];
  /** The schemas on the way to this violation and the part of the instance each was shown, outermost first. */
  readonly trail?: readonly { readonly schema: SchemaLocation; readonly at: Pointer; readonly value: unknown }[];
}

/** Where a finding stands in its input. Lines and columns count from 1; null where the source has none. */
export interface Place {
  readonly source: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly pointer: Pointer;
}

/** A violation, placed, graded and attributed. */
export interface Finding {
  /** Covers rule, operation, direction, status and pointer (indexes as `*`), never wording. */
  readonly fingerprint: string;
  readonly rule: string;
  readonly severity: Severity;
  /** `mattr.createTenant`; null where no operation is concerned. */
  readonly operation: string | null;
  readonly direction: Direction | null;
  readonly status: number | null;
  readonly message: string;
  readonly instance: Place;
  readonly schema: { readonly source: string; readonly pointer: Pointer } | null;
  readonly clauses: readonly ClauseCitation[];
  readonly fix: string;
  /** How many equal findings this one stands for. */
  readonly count: number;
  /** The waiver that accepts it, or null. */
  readonly waived: { readonly reason: string; readonly owner: string; readonly until: string } | null;
}

/** Another reading of a page, kept for grading. */
export interface RejectedReading {
  readonly from: string;
  readonly schema: Schema;
}

/** What a command found, whatever the command: rendered by `report/`. */
export interface Report {
  readonly tool: { readonly name: "tenant-contracts"; readonly version: string };
  readonly command: string;
  readonly verdict: "pass" | "fail";
  readonly summary: {
    /** How many subjects were judged: files, lines, exchanges, cases. */
    readonly checked: number;
    readonly error: number;
    readonly warning: number;
    readonly info: number;
    readonly waived: number;
  };
  readonly findings: readonly Finding[];
}
