import type { Pointer } from "../../src/model/pointer.ts";

/** A clause register as written, once it conforms to `schemas/clauses.schema.json`. */
export interface ClauseFile {
  readonly provider: string;
  readonly pages: readonly PageEntry[];
  readonly clauses: readonly ClauseEntry[];
}

export interface PageEntry {
  readonly id: string;
  readonly title: string;
  readonly sha256?: string;
  readonly held?: false;
  readonly operations?: readonly string[];
  readonly sections?: readonly SectionEntry[];
}

export interface SectionEntry {
  readonly name: string;
  readonly rows?: readonly {
    readonly name: string;
    readonly printed?: string;
    readonly required?: string;
    readonly type?: string;
  }[];
  readonly members?: readonly Pointer[];
}

/** A place on a page: a section, or a row or a sample's member in it. */
export interface PlaceEntry {
  readonly page?: string;
  readonly section: string;
  readonly row?: string;
  readonly member?: Pointer;
}

export interface ReadingEntry {
  readonly from: string;
  readonly schema?: Readonly<Record<string, unknown>> | boolean;
  readonly status?: string;
  readonly chosen?: true;
  readonly why?: string;
  readonly example?: unknown;
  readonly narrower?: true;
}

export interface InvariantEntry {
  readonly operation: string | readonly string[];
  readonly left: string;
  readonly relation: string;
  readonly right?: string;
  readonly value?: unknown;
  readonly when?: { readonly absent?: string; readonly present?: string; readonly equals?: readonly [string, unknown] };
}

export interface VerifyEntry {
  readonly case: string;
  readonly operation: string;
  readonly member?: Pointer;
  readonly by?: string | readonly string[];
  readonly status?: string;
  readonly when?: string;
  readonly cookie?: string;
  readonly header?: string;
}

/** A binding as written: exactly one of its kinds. */
export interface BindingEntry {
  readonly schema?: string;
  readonly keywords?: readonly string[];
  readonly required?: readonly string[];
  readonly operation?: string | readonly string[];
  readonly status?: string;
  readonly media?: string;
  readonly header?: string;
  readonly request?: string;
  readonly parameter?: string;
  readonly security?: string;
  readonly server?: string;
  readonly rule?: string;
  readonly at?: Pointer | readonly Pointer[];
  readonly invariant?: InvariantEntry;
  readonly verify?: VerifyEntry;
  readonly "not-checkable"?: string;
}

export interface ClauseEntry extends PlaceEntry {
  readonly id: string;
  readonly page: string;
  readonly also?: readonly PlaceEntry[];
  readonly says: string;
  readonly standing: "stated" | "resolved" | "inferred";
  readonly evidence?: string;
  readonly operations?: readonly string[];
  readonly subject?: string;
  readonly readings?: readonly ReadingEntry[];
  readonly binds: readonly BindingEntry[];
}

/** A value that may stand alone or in a list, as a list. */
export const listOf = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];
