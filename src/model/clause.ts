import type { Schema, SchemaLocation } from "./contract.ts";
import type { Pointer } from "./pointer.ts";

/** How firmly the documentation stands behind a clause; severities follow from it. */
export type Standing = "stated" | "resolved" | "inferred";

/** A page of the vendor's documentation. `sha256` is null for a page that is cited, not held. */
export interface Page {
  readonly id: string;
  readonly title: string;
  readonly sha256: string | null;
  readonly operations: readonly string[];
  readonly sections: readonly Section[];
}

export interface Section {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly members: readonly Pointer[];
}

/** A row of a table as printed; a cell the table does not have is absent, a nameless row has `printed: ""`. */
export interface Row {
  readonly name: string;
  readonly printed?: string;
  readonly required?: string;
  readonly type?: string;
}

/** One way to read a page that contradicts itself. */
export interface Reading {
  /** Where the reading comes from, in words: `Response parameters, type column`. */
  readonly from: string;
  readonly schema?: Schema;
  readonly status?: string;
  readonly chosen?: boolean;
  readonly why?: string;
  readonly example?: unknown;
  readonly narrower?: boolean;
}

/** A relation between values of one exchange, in OpenAPI runtime expressions. */
export interface Invariant {
  readonly operation: readonly string[];
  readonly left: string;
  readonly relation: "equals" | "contains" | "ends-with" | "starts-with" | "not-before" | "one-of";
  readonly right?: string;
  readonly value?: unknown;
  readonly when?: {
    readonly absent?: string;
    readonly present?: string;
    readonly equals?: readonly [string, unknown];
  };
}

/** A statement about several exchanges, for `verify` to exercise. */
export interface VerifyCase {
  readonly case: string;
  readonly operation: string;
  readonly member?: Pointer;
  readonly by?: string | readonly string[];
  readonly status?: string;
  readonly when?: string;
  /** The cookie that carries a token against forgery, and the header that repeats it. */
  readonly cookie?: string;
  readonly header?: string;
}

/** What checks a clause. */
export type Binding =
  | { readonly schema: SchemaLocation; readonly keywords?: readonly string[]; readonly required?: readonly string[] }
  | {
      readonly operation: string | readonly string[];
      readonly status?: string;
      readonly media?: string;
      readonly header?: string;
      readonly request?: string;
      readonly parameter?: string;
      readonly keywords?: readonly string[];
      readonly security?: string;
    }
  | { readonly server: string }
  /** `at`: where in an exchange the rule's findings concern it, as pointers in which `*` stands for any segment; anywhere unless given. */
  | { readonly rule: string; readonly at?: Pointer | readonly Pointer[] }
  | { readonly invariant: Invariant }
  | { readonly verify: VerifyCase }
  | { readonly "not-checkable": string };

/** One statement of the vendor's documentation. */
export interface Clause {
  readonly id: string;
  readonly page: string;
  readonly section: string;
  readonly row?: string;
  readonly member?: Pointer;
  readonly also?: readonly { page?: string; section: string; row?: string; member?: Pointer }[];
  readonly says: string;
  readonly standing: Standing;
  readonly evidence?: string;
  /** The operations it is about: its own, else those of its page. */
  readonly operations?: readonly string[];
  readonly subject?: SchemaLocation;
  readonly readings?: readonly Reading[];
  readonly binds: readonly Binding[];
}

/** A clause as a finding cites it. */
export interface ClauseCitation {
  readonly id: string;
  readonly page: string;
  readonly section: string;
  readonly says: string;
  readonly standing: Standing;
}

/** The pages and clauses of one provider; empty for a document of the user's own. */
export interface ClauseRegister {
  readonly pages: readonly Page[];
  readonly clauses: readonly Clause[];
}
