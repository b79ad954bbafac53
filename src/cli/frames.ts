import { readFileSync, statSync } from "node:fs";
import type { Place } from "../model/finding.ts";
import { linesOf } from "../readers/positions.ts";
import type { Frame, Rendering } from "../report/renderer.ts";

const LARGEST = 32 * 1024 * 1024;
const TOKEN = /^(?:"(?:[^"\\]|\\.)*"|[^\s,:[\]{}"]+|[[\]{}])/;

/** Shows the lines around places in files, as they are now; nothing for standard input and for very large files. */
export const frames = (): Rendering["frame"] => {
  const files = new Map<string, ReturnType<typeof linesOf> | null>();
  const fileOf = (source: string): ReturnType<typeof linesOf> | null => {
    let lines = files.get(source);
    if (lines === undefined) {
      const text = read(source);
      lines = text === null || text === "" ? null : linesOf(text);
      files.clear();
      files.set(source, lines);
    }
    return lines;
  };
  return ({ source, line, column }: Place): Frame | null => {
    const lineAt = line === null || source === "-" ? null : fileOf(source);
    if (lineAt === null || line === null) return null;
    const first = Math.max(1, line - 2);
    const lines: { number: number; text: string }[] = [];
    for (let number = first; number <= line + 1; number++) {
      const found = lineAt(number);
      if (found === null || (number > line && found.text === "")) break;
      lines.push({ number, text: found.text });
    }
    const here = lines.find(({ number }) => number === line);
    if (here === undefined) return null;
    const token = TOKEN.exec(here.text.slice((column ?? 1) - 1, (column ?? 1) + 200));
    return { lines, line, column: column ?? 1, length: token?.[0].length ?? 1 };
  };
};

const read = (source: string): string | null => {
  try {
    if (statSync(source).size > LARGEST) return null;
    const text = readFileSync(source, "utf8");
    return text.startsWith("\ufeff") ? text.slice(1) : text;
  } catch {
    return null;
  }
};
