import type { Appendix, Table } from "../model/appendix.ts";

/** Columns are as wide as their widest cell, and not much wider than a terminal. */
const WIDEST = 100;

const tableLines = ({ columns, rows }: Table): string[] => {
  const [only] = columns;
  if (columns.length === 1) return rows.map(([cell]) => `  ${only}: ${cell}`);
  const all = [columns, ...rows];
  const widths = columns.map((_, index) => Math.min(WIDEST, Math.max(...all.map((row) => (row[index] ?? "").length))));
  const isNumber = columns.map((_, index) => rows.every((row) => /^\d*$/.test(row[index] ?? "")));
  return all.map((row) =>
    row
      .reduce((line, cell, index) => {
        const width = widths[index] ?? 0;
        return `${line}  ${isNumber[index] === true ? cell.padStart(width) : cell.padEnd(width)}`;
      }, "")
      .trimEnd(),
  );
};

/** Appendices as lines of text: sentences flush left, tables below them with aligned columns. */
export const appendixLines = (appendices: readonly Appendix[]): string[] =>
  appendices.flatMap(({ lines, table }) => [...lines, ...(table === null ? [] : tableLines(table))]);
