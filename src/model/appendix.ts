/** Rows of cells under columns; a first column without a name names the rows. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a report tells people beside its findings: sentences, each on a line of its own, and perhaps a table. */
export interface Appendix {
  readonly title: string;
  readonly lines: readonly string[];
  readonly table: Table | null;
}
