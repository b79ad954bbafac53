import { readFileSync, statSync } from "node:fs";
import type { Place } from "../model/finding.ts";
import { lineAt } from "../readers/positions.ts";
import type { Frame, Rendering } from "../report/renderer.ts";

const LARGEST = 32 * 1024 * 1024;
const TOKEN = /^(?:"(?:[^"\\]|\\.)*"|[^\s,:[\]{}"]+|[[\]{}])/;

/** Shows the lines around places in files, as they are now; nothing for standard input and for very large files. */
export const frames = (): Rendering["frame"] => {
  const texts = new Map<string, string | null>();
  const textOf = (source: string): string | null => {
    let text = texts.get(source);
    if (text === undefined) {
      text = read(source);
      texts.clear();
      texts.set(source, text);
    }
    return text;
  };
  return ({ source, line, column }: Place): Frame | null => {
    const text = line === null || source === "-" ? null : textOf(source);
    if (text === null || line === null || text === "") return null;
    const first = Math.max(1, line - 2);
    const lines: { number: number; text: string }[] = [];
    for (let number = first; number <= line + 1; number++) {
      const found = lineAt(text, number);
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
