import type { Appendix, Table } from "../model/appendix.ts";

/** The styles that appendices add to a page's own. */
export const APPENDIX_STYLE = `
.wide { overflow-x: auto; } tbody th { text-align: left; font-weight: normal; }
`.trim();

/** Escapes a text for where it is to stand. */
type Escape = (text: string) => string;

const tableOf = ({ columns, rows }: Table, escaped: Escape): string => {
  const head = columns.map((column) => `<th scope="col">${escaped(column)}</th>`).join("");
  const body = rows.map(
    ([first = "", ...cells]) =>
      `<tr><th scope="row">${escaped(first)}</th>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join("")}</tr>`,
  );
  return `<div class="wide" tabindex="0" role="region" aria-label="Table">\n<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body.join("\n")}\n</tbody>\n</table>\n</div>\n`;
};

/** Appendices as sections; those with a table are folded. */
export const appendixHtml = (appendices: readonly Appendix[], escaped: Escape): string =>
  appendices
    .map(({ title, lines, table }) => {
      const told = lines.map((line) => `<p>${escaped(line.trim())}</p>\n`).join("");
      if (table === null) return `<section>\n<h2>${escaped(title)}</h2>\n${told}</section>\n`;
      const folded = `<details>\n<summary>${table.rows.length} lines</summary>\n${tableOf(table, escaped)}</details>\n`;
      return `<section>\n<h2>${escaped(title)}</h2>\n${told}${folded}</section>\n`;
    })
    .join("");
