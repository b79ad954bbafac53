import type { Block } from "./blocks.ts";
import { isDelimiter, plainOf } from "./markdown.ts";
import { pipeTable } from "./pipe-table.ts";
import { plainHeader, plainTable } from "./plain-table.ts";
import { endOfCommand, endOfJson, startsJson } from "./samples.ts";

/** Whether a line is a heading that the page is known to have: it ends whatever is open before it. */
export type Landmarks = (line: string) => boolean;

/** A line this long that ends without a full stop was broken to fit a width and goes on in the next one. */
const FULL_LINE = 60;
/** A line this long goes on in one that starts with a small letter. */
const HALF_LINE = 30;
const ITEM = /^\s*(?:[•◦▪‣*+-]|\d{1,3}[.)])\s+(.*)$/u;
const HEADING = /^\s{0,3}#{1,6}\s+(.*?)[\s#]*$/;

/** Starts a line that stands for a sample or command: its number, its line and that of what follows. */
const MARK = "\u0000";
/** A line break that is not in the source. */
const BREAK = "\u0001";

/** Headings and lists that a converter left inside a paragraph, on lines of their own. */
const unfolded = (text: string): string =>
  text.replaceAll(
    /(?:(?<=[.!?:)*_])[ \t]+|^[ \t]*)(#{1,6}[ \t]+\S[^\n]*)/gm,
    (_, heading: string, offset: number) =>
      (offset === 0 || text[offset - 1] === "\n" ? "" : BREAK) +
      heading.replaceAll(/[ \t]\*[ \t]+(?=\S)/g, `${BREAK}* `),
  );

/** Takes every sample and command out of a text. They may stand on a line with other text after them. */
const extractCode = (text: string, isLandmark: Landmarks): { text: string; codes: string[] } => {
  const codes: string[] = [];
  let rest = "";
  let number = 1;
  const linesIn = (from: number, to: number): number => {
    let count = 0;
    for (let at = text.indexOf("\n", from); at >= 0 && at < to; at = text.indexOf("\n", at + 1)) count++;
    return count;
  };
  const take = (code: string, from: number, to: number): void => {
    const after = number + linesIn(from, to) + (to >= text.length || text[to] === "\n" ? 1 : 0);
    rest += `${rest === "" || rest.endsWith("\n") ? "" : "\n"}${MARK}${codes.length}:${number}:${after}\n`;
    number = after;
    codes.push(code.replaceAll(BREAK, " "));
  };
  let afterCode = false;
  for (let i = 0; i < text.length; ) {
    const newline = text.indexOf("\n", i);
    const lineEnd = newline < 0 ? text.length : newline;
    const line = text.slice(i, lineEnd);
    const indent = line.length - line.trimStart().length;
    const start = i + indent;
    const fence = /^(`{3,}|~{3,})/.exec(line.slice(indent))?.[1];
    let end = -1;
    if (fence !== undefined) {
      const closing = text.indexOf(`\n${fence}`, lineEnd);
      end = closing < 0 ? text.length : closing + 1 + fence.length;
      take(text.slice(Math.min(lineEnd + 1, text.length), closing < 0 ? text.length : closing), i, end);
    } else if (/^(?:\$ )?curl\s/.test(line.slice(indent))) {
      end = endOfCommand(text, start, isLandmark);
      take(text.slice(start, end), i, end);
    } else if (startsJson(text.slice(start, start + 200).trimEnd())) {
      end = endOfJson(text, start, isLandmark);
      take(text.slice(start, end), i, end);
    } else {
      const string =
        afterCode || /^"[^"]*"\s*$/.test(line.slice(indent))
          ? /^"[^"\n]*"/.exec(text.slice(start, lineEnd))?.[0]
          : undefined;
      if (string !== undefined) {
        end = start + string.length;
        take(string, i, end);
      }
    }
    if (end < 0) {
      rest += text.slice(i, Math.min(lineEnd + 1, text.length));
      i = lineEnd + 1;
      number++;
      afterCode = false;
    } else {
      // What follows on the line is read on; the line break itself belongs to the code.
      afterCode = text.charAt(end) !== "\n";
      i = afterCode ? end : end + 1;
    }
  }
  return { text: rest, codes };
};

/** Reads a page saved as plain text or Markdown, or as the mixture that converters make of both. */
export const readText = (source: string, isLandmark: Landmarks): Block[] => {
  const { text, codes } = extractCode(
    unfolded(source.replaceAll(/\r\n?/g, "\n").replaceAll(MARK, "").replaceAll(BREAK, "")),
    isLandmark,
  );
  const lines: string[] = [];
  const numbers: number[] = [];
  let number = 1;
  for (const raw of text.split("\n")) {
    const pieces = raw.split(BREAK);
    lines.push(...pieces);
    const [, from = number, after = number + 1] = raw.startsWith(MARK) ? raw.slice(1).split(":").map(Number) : [];
    numbers.push(...pieces.map(() => from));
    number = after;
  }
  const at = (index: number): number => numbers[index] ?? 1;
  const blocks: Block[] = [];
  const ends = (index: number): boolean => {
    const line = lines[index] ?? "";
    return line.startsWith(MARK) || HEADING.test(line) || isLandmark(plainOf(line)) || startsTable(index);
  };
  const startsTable = (index: number): boolean =>
    (lines[index] ?? "").includes("|") && isDelimiter(lines[index + 1] ?? "") && (lines[index] ?? "").trim() !== "";

  for (let i = 0; i < lines.length; ) {
    const line = lines[i] ?? "";
    const heading = HEADING.exec(line)?.[1];
    const item = ITEM.exec(line)?.[1];
    const definition = /^\s{0,3}:\s+(.*)$/.exec(lines[i + 1] === "" ? (lines[i + 2] ?? "") : (lines[i + 1] ?? ""))?.[1];
    if (line.startsWith(MARK)) {
      blocks.push({ kind: "code", text: codes[Number.parseInt(line.slice(1), 10)] ?? "", line: at(i) });
      i++;
    } else if (line.trim() === "" || /^\s{0,3}(?:[-*_]\s*){3,60}$/.test(line)) i++;
    else if (heading !== undefined) {
      blocks.push({ kind: "heading", text: plainOf(heading).trim(), line: at(i++) });
    } else if (/^(?:=+|-{2,})\s*$/.test(lines[i + 1] ?? "") && !line.includes("|") && item === undefined) {
      blocks.push({ kind: "heading", text: plainOf(line).trim(), line: at(i) });
      i += 2;
    } else if (startsTable(i)) {
      const { block, next } = pipeTable(lines, i, ends, at);
      blocks.push(block);
      i = next;
    } else if (definition !== undefined && item === undefined) {
      const [entry, next] = termAt(lines, i, ends);
      blocks.push({ kind: "term", ...entry, line: at(i) });
      i = next;
    } else {
      const header = isLandmark(plainOf(line)) ? null : plainHeader(line);
      const table = header === null ? null : plainTable(lines, i, header, ends, at);
      const [block] = table?.blocks ?? [];
      if (table !== null && block?.kind === "table" && block.rows.length > 0) {
        blocks.push(...table.blocks);
        i = table.next;
      } else {
        const { text: paragraph, next } = paragraphAt(
          lines,
          i,
          item,
          (index) => ends(index) || ITEM.test(lines[index] ?? ""),
          isLandmark,
        );
        blocks.push({ kind: item === undefined ? "text" : "item", text: paragraph, line: at(i) });
        i = next;
      }
    }
  }
  return blocks;
};

/** A paragraph or list item from its first line on. Lines join where the first of two was broken to fit a width. */
const paragraphAt = (
  lines: readonly string[],
  start: number,
  item: string | undefined,
  ends: (index: number) => boolean,
  isLandmark: Landmarks,
): { text: string; next: number } => {
  const parts = [plainOf(item ?? (lines[start] ?? "").replace(/^\s*>\s?/, "")).trim()];
  let next = start + 1;
  if (isLandmark(parts[0] ?? "")) return { text: parts[0] ?? "", next };
  for (; next < lines.length; next++) {
    const line = lines[next] ?? "";
    const before = parts.at(-1) ?? "";
    const full = before.length >= FULL_LINE && !/[.!?:|]["'”’)]*$/u.test(before);
    const lower = before.length >= HALF_LINE && /^\s*[\p{Ll}(]/u.test(line) && !/[.!?:]$/.test(before);
    if (line.trim() === "" || ends(next) || !(full || lower)) break;
    parts.push(plainOf(line.replace(/^\s*>\s?/, "")).trim());
  }
  return { text: parts.join(" "), next };
};

/** An entry of a Markdown definition list: its term's line, then lines that a colon starts, and what is indented below. */
const termAt = (
  lines: readonly string[],
  start: number,
  ends: (index: number) => boolean,
): [{ term: string; text: string }, number] => {
  const parts: string[] = [];
  let next = start + 1;
  if ((lines[next] ?? "").trim() === "") next++;
  for (; next < lines.length && !ends(next); next++) {
    const line = lines[next] ?? "";
    const definition = /^\s{0,3}:\s+(.*)$/.exec(line)?.[1];
    const blankBeforeIndent = line.trim() === "" && /^\s{2,}\S/.test(lines[next + 1] ?? "");
    if (definition !== undefined) parts.push(plainOf(definition).trim());
    else if (/^\s{2,}\S/.test(line)) parts.push(plainOf(line.replace(ITEM, "$1")).trim());
    else if (!blankBeforeIndent) break;
  }
  return [{ term: plainOf(lines[start] ?? "").trim(), text: parts.join(" ") }, next];
};
