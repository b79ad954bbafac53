import type { Appendix, Table } from "../model/appendix.ts";

/** Escapes a text so that it stays text. */
type Escape = (text: string) => string;

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;

/** As many rows of a table as there is room for, and how many are left out. */
const tableOf = ({ columns, rows }: Table, plain: Escape, room: number): string => {
  let text = `${row(columns.map(plain))}|${columns.map(() => "---").join("|")}|\n`;
  for (const [index, cells] of rows.entries()) {
    const next = row(cells.map(plain));
    if (text.length + next.length > room) return `${text}\n${rows.length - index} more do not fit here.\n`;
    text += next;
  }
  return text;
};

/** Appendices in so many characters at most: sentences as lists, tables folded; what does not fit is counted. */
export const appendixMarkdown = (appendices: readonly Appendix[], plain: Escape, room: number): string => {
  let text = "";
  for (const [index, { title, lines, table }] of appendices.entries()) {
    const left = room - text.length;
    const told = `\n#### ${plain(title)}\n\n${lines.map((line) => `- ${plain(line.trim())}\n`).join("")}`;
    if (told.length + 400 > left) {
      const more = appendices.length - index;
      return left < 100
        ? text
        : `${text}\n${more} further ${more === 1 ? "section does" : "sections do"} not fit here.\n`;
    }
    text += told;
    if (table === null) continue;
    const rows = tableOf(table, plain, left - told.length - 200);
    text += `\n<details><summary>${table.rows.length} lines</summary>\n\n${rows}\n</details>\n`;
  }
  return text;
};
