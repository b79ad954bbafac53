import type { Block, TableRow } from "./blocks.ts";
import { type Column, columnOf, isMark, isName, isType, typeAtStart } from "./cells.ts";

const HEADING = /(?:status code|data type|media type|[a-z]+)\??/giy;

/** The columns of a line that heads a table without any marks between its cells, or null. */
export const plainHeader = (line: string): string[] | null => {
  const text = line.trim();
  if (text.length > 120 || !/^[A-Za-z]/.test(text)) return null;
  const cells: string[] = /\t|\s{2,}/.test(text) ? text.split(/\t+|\s{2,}/) : [];
  if (cells.length === 0)
    for (HEADING.lastIndex = 0; HEADING.lastIndex < text.length; ) {
      const match = HEADING.exec(text);
      if (match === null) return null;
      cells.push(match[0]);
      while (text.charAt(HEADING.lastIndex) === " ") HEADING.lastIndex++;
    }
  const columns = cells.map(columnOf);
  const distinct = new Set(columns).size === columns.length;
  return columns.length >= 2 && columns[0] === "name" && distinct && !columns.includes("other") ? cells : null;
};

const wordAt = (text: string): [word: string, rest: string] => {
  const word = /^\S+/.exec(text)?.[0] ?? "";
  return [word, text.slice(word.length).trimStart()];
};

/** The cells of a line that is a row of a table with these columns, or null. A nameless row has an empty first cell. */
const plainRow = (line: string, columns: readonly Column[]): string[] | null => {
  const text = line.trim();
  if (line.includes("\t")) {
    const cells = line.split("\t").map((cell) => cell.trim());
    const first = cells[0] ?? "";
    if (cells.length === columns.length && (isName(first) || (first === "" && cells[1] !== ""))) return cells;
  } else if (/\S\s{2,}\S/.test(text)) {
    const cells = text.split(/\s{2,}/);
    if (cells.length === columns.length && isName(cells[0] ?? "")) return cells;
  }
  if (isType(text) && !columns.includes("required") && columns[1] === "type")
    return ["", text, ...columns.slice(2).map(() => "")];
  const [first, afterName] = wordAt(text);
  const named = isName(first) ? cellsAfter(afterName, columns) : null;
  if (named !== null) return [first, ...named];
  // Without a name only an unmistakable beginning makes a row: a mark, or a type that no sentence goes on from.
  const type = typeAtStart(text) ?? "";
  const unmistakable = columns.includes("required")
    ? isMark(first)
    : /^(?:[a-z]|UUID)/.test(type) && /^[A-Z]/.test(text.slice(type.length).trim());
  const nameless = unmistakable ? cellsAfter(text, columns) : null;
  return nameless === null ? null : ["", ...nameless];
};

const cellsAfter = (text: string, columns: readonly Column[]): string[] | null => {
  let rest = text;
  const cells: string[] = [];
  let certain = false;
  for (const column of columns.slice(1)) {
    if (column === "required") {
      const [word, after] = wordAt(rest);
      if (!isMark(word)) return null;
      cells.push(word);
      rest = after;
      certain = true;
    } else if (column === "type") {
      const type = typeAtStart(rest) ?? (certain ? wordAt(rest)[0] : null);
      if (type === null) return null;
      cells.push(type);
      rest = rest.slice(type.length).trimStart();
      certain = true;
    } else {
      cells.push(rest);
      rest = "";
    }
  }
  return certain || (columns.length === 2 && cells[0] !== "") ? cells : null;
};

const BULLET = /^\s*(?:[•◦▪‣*+-]|\d{1,3}[.)])\s+/u;

/**
 * Reads a table whose cells have nothing between them, from its heading line on. A row without a description takes the
 * paragraph that follows it, with its bullets. `ends(index)` says that a line belongs to what follows the table,
 * `lineOf(index)` where it stands in the source; other text in between comes after the table.
 */
export const plainTable = (
  lines: readonly string[],
  start: number,
  header: readonly string[],
  ends: (index: number) => boolean,
  lineOf: (index: number) => number,
): { blocks: Block[]; next: number } => {
  const columns = header.map(columnOf);
  const rows: { cells: string[]; line: number }[] = [];
  const loose: Block[] = [];
  let state: "line" | "awaiting" | "paragraph" | "bullets" | "closed" = "closed";
  let next = start + 1;
  for (; next < lines.length && !ends(next); next++) {
    const line = lines[next] ?? "";
    if (line.trim() === "") {
      if (state === "paragraph") state = "bullets";
      else if (state === "line") state = "closed";
      continue;
    }
    const cells: string[] | null = state === "paragraph" && !startsRow(line, columns) ? null : plainRow(line, columns);
    const last = rows.at(-1);
    if (cells !== null) {
      rows.push({ cells, line: lineOf(next) });
      const described: boolean = cells.at(-1) !== "" || columns.at(-1) !== "description";
      state = described ? "line" : "awaiting";
    } else if (last !== undefined && state !== "closed" && (state !== "bullets" || BULLET.test(line))) {
      last.cells[last.cells.length - 1] = `${last.cells.at(-1) ?? ""} ${line.replace(BULLET, "").trim()}`.trim();
      if (state === "awaiting") state = "paragraph";
    } else {
      loose.push({ kind: "text", text: line.trim(), line: lineOf(next) });
      state = "closed";
    }
  }
  const table: Block = { kind: "table", header, rows: rows as TableRow[], line: lineOf(start) };
  return { blocks: [table, ...loose], next };
};

/** Within a paragraph a line is a row only if its type is followed by nothing or by the start of a sentence. */
const startsRow = (line: string, columns: readonly Column[]): boolean => {
  const cells = plainRow(line, columns);
  return (
    cells !== null && (cells.at(-1) === "" || isType(cells.at(-1) ?? "") || /^[\p{Lu}\p{N}]/u.test(cells.at(-1) ?? ""))
  );
};
