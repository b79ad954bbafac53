import type { Block, TableRow } from "./blocks.ts";
import { cellsOf, plainOf } from "./markdown.ts";

/** Lines of one row, before it is cut into cells. */
interface Draft {
  readonly cells: string[];
  readonly line: number;
  /** Whether the last cell goes on in the lines that follow, and whether it did so already. */
  open: boolean;
  continued: boolean;
}

const isPipes = (line: string): boolean => /^[\s|]+$/.test(line) && line.includes("|");

/**
 * Reads a pipe table from its heading line on. Rows may be broken: converters leave a cell of several paragraphs on
 * lines of its own, with the closing pipes after it or below. `ends(index)` says that a line belongs to what follows the
 * table, `lineOf(index)` where it stands in the source. Returns the table and the index of the line after it.
 */
export const pipeTable = (
  lines: readonly string[],
  start: number,
  ends: (index: number) => boolean,
  lineOf: (index: number) => number,
): { block: Block; next: number } => {
  const header = cellsOf(lines[start] ?? "");
  const columns = header.filter((cell) => cell !== "").length;
  const drafts: Draft[] = [];
  let next = start + 2;
  for (; next < lines.length; next++) {
    const line = lines[next] ?? "";
    const last = drafts.at(-1);
    if (ends(next)) break;
    if (line.trim() === "") {
      if (last?.open !== true) break;
    } else if (isPipes(line)) {
      if (last === undefined) drafts.push({ cells: cellsOf(line), line: lineOf(next), open: false, continued: false });
      else last.open = false;
    } else if (line.trimStart().startsWith("|") || (last?.open !== true && line.includes("|"))) {
      const cells = cellsOf(line);
      drafts.push({ cells, line: lineOf(next), open: cells.length < columns, continued: false });
    } else if (last?.open === true) {
      const text = plainOf(line).trim();
      if (!last.continued) last.cells.push("");
      last.continued = true;
      last.cells[last.cells.length - 1] =
        `${last.cells.at(-1) ?? ""} ${text.replace(/\s*\|[\s|]*$/, "").replace(/^[*+-]\s+/, "")}`.trim();
      if (text.endsWith("|")) last.open = false;
    } else break;
  }
  const rows = drafts
    .map(({ cells, line }): TableRow => ({ cells, line }))
    .filter(({ cells }) => cells.some((cell) => cell !== ""));
  return { block: { kind: "table", header, rows, line: lineOf(start) }, next };
};
