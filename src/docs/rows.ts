import type { Block } from "./blocks.ts";
import {
  type Column,
  columnOf,
  isIdentifier,
  isMark,
  isMediaType,
  isName,
  isType,
  markOf,
  typeAtStart,
} from "./cells.ts";
import type { Shape } from "./outline.ts";
import { wordingsOf } from "./wording.ts";

/** A row as a page has it, whatever its layout. */
export interface PageRow {
  /** Empty where the page prints none. */
  readonly printed: string;
  readonly required: string | null;
  readonly type: string | null;
  /** The fingerprints of its description's sentences. */
  readonly says: readonly string[];
  readonly line: number;
}

const row = (printed: string, required: string, type: string, description: string, line: number): PageRow => ({
  printed: printed.trim(),
  required: required.trim() === "" ? null : markOf(required),
  type: type.trim() === "" ? null : type.replaceAll(/\s+/g, " ").trim(),
  says: wordingsOf(description),
  line,
});

const BY_COUNT: Readonly<Record<number, readonly Column[]>> = {
  1: ["name"],
  2: ["name", "description"],
  3: ["name", "type", "description"],
  4: ["name", "required", "type", "description"],
};

/** A table's columns; without a heading they are told by their number, or by a first row that reads like one. */
const columnsOf = (block: Extract<Block, { kind: "table" }>): { columns: readonly Column[]; skip: number } => {
  const named = block.header.map(columnOf);
  if (named.some((column) => column !== "other")) return { columns: withName(named), skip: 0 };
  const first = block.rows[0]?.cells.map(columnOf) ?? [];
  if (first.length > 1 && first.every((column) => column !== "other")) return { columns: first, skip: 1 };
  const width = Math.max(0, ...block.rows.map(({ cells }) => cells.length));
  return { columns: BY_COUNT[width] ?? ["name", "description"], skip: 0 };
};

const withName = (columns: readonly Column[]): readonly Column[] => {
  const described = columns.length === 1 && columns[0] === "description";
  return columns.includes("name") || described
    ? columns
    : columns.map((column, index) => (index === 0 && column === "other" ? "name" : column));
};

/** Cells one column to the left, because a converter dropped an empty name, are put back. */
const unshifted = (cells: readonly string[], columns: readonly Column[]): readonly string[] => {
  if (columns[0] !== "name") return cells;
  const [first = "", second = ""] = cells;
  if (columns[1] === "required") return isMark(first) && !isMark(second) ? ["", ...cells] : cells;
  const filled = cells.filter((cell) => cell !== "").length;
  const width = columns.filter((column) => column !== "other").length;
  return columns[1] === "type" && filled < width && isType(first) && !isType(second) ? ["", ...cells] : cells;
};

/** The rows of a table. */
export const rowsOfTable = (block: Extract<Block, { kind: "table" }>, shape: Shape): PageRow[] => {
  const { columns, skip } = columnsOf(block);
  return block.rows.slice(skip).map(({ cells: given, line }) => {
    const cells = unshifted(given, columns);
    const at = (column: Column): string => {
      const index = columns.indexOf(column);
      return index < 0 ? "" : (cells[index] ?? "");
    };
    const others = cells.filter((_, index) => columns[index] === "other" || columns[index] === undefined);
    const description = [at("description"), ...others].filter((cell) => cell !== "").join(" ");
    const name = at("name");
    if (shape === "media" && isMediaType(name) && at("type") === "") return row("", "", name, description, line);
    if (shape === "descriptions" && description === "" && /\s/.test(name)) return row("", "", "", name, line);
    return row(name, at("required"), at("type"), description, line);
  });
};

/** The row that an entry of a definition list is: `name (type, required)`, with or without the marks around it. */
export const rowOfTerm = (term: string, description: string, line: number, marked: boolean): PageRow => {
  const name = /^[^\s(,:;]*/.exec(term)?.[0] ?? "";
  let [required, type] = ["", ""];
  for (const piece of term.slice(name.length).split(/[(),;·—:]+/)) {
    let rest = piece.trim();
    while (rest !== "") {
      const word = /^\S+/.exec(rest)?.[0] ?? "";
      const found = type === "" ? typeAtStart(rest) : null;
      if (found !== null) type = found;
      else if (isMark(word) && required === "") required = word;
      else if (type === "" && isName(word)) type = word;
      rest = rest.slice((found ?? word).length).trim();
    }
  }
  return row(name, required === "" && marked ? "no" : required, type, description, line);
};

/** The row that a paragraph or list item is in a section whose rows are no table, or null where it is ordinary text. */
export const rowOfText = (text: string, line: number, shape: Shape): PageRow | null => {
  if (shape === "media") return isMediaType(text) ? row("", "", text, "", line) : null;
  if (shape === "descriptions") return isMediaType(text) ? null : row("", "", "", text, line);
  if (shape !== "names") return null;
  const [word = "", ...rest] = text.trim().split(/\s+/);
  const alone = rest.length === 0 || (/^in:?$/i.test(rest[0] ?? "") && rest.length === 2);
  return alone && (isIdentifier(word) || /^[A-Z]{3,}$/.test(word)) ? row(word, "", "", rest.join(" "), line) : null;
};

/** A list item that is a row: `name (type, required): description`. */
export const rowOfItem = (text: string, line: number, marked: boolean): PageRow | null => {
  const match = /^([\w.$[\]-]*\s*\([^()]{1,80}\))\s*[:–—-]\s*(.*)$/su.exec(text);
  return match === null ? null : rowOfTerm(match[1] ?? "", match[2] ?? "", line, marked);
};
