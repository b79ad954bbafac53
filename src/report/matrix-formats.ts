import type { Report, Severity } from "../model/finding.ts";
import type { Verification } from "./matrix.ts";

/** A report of `verify`: what every command reports, and the matrix of each provider. */
export interface VerifyReport extends Report {
  readonly verification: readonly Verification[];
}

/**
 * Turns a report of `verify` into one text; the same report gives the same bytes. `failOn`: from which severity on
 * findings fail the run; `error` if left out.
 */
export type MatrixRenderer = (report: VerifyReport, failOn?: Severity) => string;

/** The formats that show operations by clauses, loaded when they are asked for. */
export const MATRIX_FORMATS: Readonly<Record<string, () => Promise<MatrixRenderer>>> = {
  junit: async () => (await import("./matrix-junit.ts")).default,
  markdown: async () => (await import("./matrix-markdown.ts")).default,
  html: async () => (await import("./matrix-html.ts")).default,
};
