import type { Appendix } from "../model/appendix.ts";
import type { Place, Report, Severity } from "../model/finding.ts";

/** Some lines of a source around a place, for people to look at. */
export interface Frame {
  readonly lines: readonly { readonly number: number; readonly text: string }[];
  /** The line and the column, both from 1, that the finding is about. */
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** A rule as the catalogue words it. */
export interface RuleWords {
  readonly summary: string;
  readonly why: string;
  readonly fix: string;
}

/** What a renderer may use beside the report itself. */
export interface Rendering {
  readonly color: boolean;
  /** The source around a place; null where there is none to show. */
  frame(place: Place): Frame | null;
  /** From which severity on findings fail the run; `error` if left out. */
  readonly failOn?: Severity;
  /** What the report tells beside its findings, for the formats that people read. */
  readonly appendices?: readonly Appendix[];
  /** The words of every rule by id, for the formats that explain rules. */
  readonly rules?: ReadonlyMap<string, RuleWords>;
}

/** Turns a report into one text. The same report gives the same bytes. */
export type Renderer = (report: Report, rendering: Rendering) => string;

/** Every format by name, loaded when it is asked for. A new format is one file and a line here. */
export const FORMATS: Readonly<Record<string, () => Promise<{ default: Renderer }>>> = {
  pretty: () => import("./pretty.ts"),
  json: () => import("./json.ts"),
  ndjson: () => import("./ndjson.ts"),
  junit: () => import("./junit.ts"),
  sarif: () => import("./sarif.ts"),
  github: () => import("./github.ts"),
  markdown: () => import("./markdown.ts"),
  html: () => import("./html.ts"),
};
