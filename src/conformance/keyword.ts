import type { SchemaLocation } from "../model/contract.ts";
import type { Segment } from "../model/pointer.ts";
import type { Dialect } from "./dialect.ts";
import { addNotes, type Notes, newNotes, type PathOrRoot, type Run } from "./evaluation.ts";

/** Shows an instance to a schema; answers whether it conforms and leaves what it found in `run` and `notes`. */
export type Check = (value: unknown, path: PathOrRoot, run: Run, notes: Notes) => boolean;

/** A schema ready to be shown instances. */
export interface Node {
  readonly location: SchemaLocation;
  readonly check: Check;
}

/** What a keyword's author needs: the schema around it, and the way to other schemas. */
export interface Site {
  readonly schema: { readonly [keyword: string]: unknown };
  readonly dialect: Dialect;
  readonly keyword: string;
  /** Where the keyword stands. */
  readonly location: SchemaLocation;
  /** The location of something else in the schema around the keyword. */
  beside(...segments: Segment[]): SchemaLocation;
  /** A subschema of the schema around the keyword: `sub("allOf", 0)`. */
  sub(...segments: Segment[]): Node;
  /** The schema a reference means. */
  follow(reference: string): Node;
}

/** Compiles one keyword; null where it constrains nothing by itself. */
export type Keyword = (site: Site) => Check | null;

/** The path one step below another. */
export const step = (parent: PathOrRoot, segment: Segment): PathOrRoot => ({ parent: parent as never, segment });

/** Shows a part of the instance to a schema, as an instance of its own: its members are accounted for. */
export const descend = (node: Node, value: unknown, path: PathOrRoot, run: Run): boolean => {
  const notes = newNotes();
  const fits = node.check(value, path, run, notes);
  if (value !== null && typeof value === "object" && !Array.isArray(value)) {
    const { names, allNames: open, mentions } = notes;
    run.note(value, { path, schema: node.location, names, open, mentions });
  }
  return fits;
};

/** What came of showing an instance to one schema among several. */
export interface Attempt {
  readonly fits: boolean;
  readonly run: Run;
  readonly notes: Notes;
}

/** Shows the instance to another schema, whatever comes of it kept apart. */
export const attempt = (node: Node, value: unknown, path: PathOrRoot, run: Run): Attempt => {
  const branch = run.branch();
  const notes = newNotes();
  return { fits: node.check(value, path, branch, notes), run: branch, notes };
};

/** Takes over what an {@link attempt} found out; with `blame`, its violations too. */
export const adopt = (tried: Attempt, run: Run, notes: Notes, blame = false): void => {
  run.adopt(tried.run, blame);
  addNotes(notes, tried.notes);
};

/** Whether a JSON value is an object. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);
