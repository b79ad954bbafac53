import { below, type Pointer } from "../model/pointer.ts";

const OPENING = /^[{[]/;

/** Whether a text starts like a JSON object or array, not like a Markdown link. */
export const startsJson = (text: string): boolean =>
  /^\{\s*(?:["'“}]|[A-Za-z_][\w-]*["”]?\s*:|\/\/|$)/u.test(text) || /^\[\s*(?:["{[\]]|-?\d|$)/u.test(text);

/**
 * The index after the object or array that opens at `start`. `stops(line)` ends one that is never closed, at the line
 * for which it is true. A string ends with its quotation mark or its line.
 */
export const endOfJson = (text: string, start: number, stops: (line: string) => boolean): number => {
  let depth = 0;
  let inString = false;
  for (let i = start; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === "\n") {
      inString = false;
      const end = text.indexOf("\n", i + 1);
      if (stops(text.slice(i + 1, end < 0 ? text.length : end))) return i;
    } else if (inString) {
      if (character === "\\") i++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "{" || character === "[") depth++;
    else if ((character === "}" || character === "]") && --depth === 0) return i + 1;
  }
  return text.length;
};

/** Whether the next line still belongs to a command whose line ends here. */
const goesOn = (line: string, next: string): boolean => {
  const end = line.trimEnd();
  return (
    end.endsWith("\\") ||
    /^\s{0,40}(?:-{1,2}[A-Za-z]|https?:)/.test(next) ||
    /(?:^|\s)(?:-d|--data(?:-\w+)?)\s?['"]?$/.test(end.slice(-40)) ||
    (/['"]$/.test(end) && startsJson(next.trim()))
  );
};

/** The index after the `curl` command that starts at `start`, its body included even if its quote is never closed. */
export const endOfCommand = (text: string, start: number, stops: (line: string) => boolean): number => {
  let lineStart = start;
  for (let i = start; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === "\n") {
      const end = text.indexOf("\n", i + 1);
      const next = text.slice(i + 1, end < 0 ? text.length : end);
      if (stops(next) || !goesOn(text.slice(lineStart, i), next)) return i;
      lineStart = i + 1;
    } else if (OPENING.test(character) && startsJson(text.slice(i, i + 200).trimEnd())) {
      const end = endOfJson(text, i, stops);
      const rest = /^\s*['"]/.exec(text.slice(end, end + 20))?.[0] ?? "";
      const after = end + rest.length;
      if (!/^[ \t\\]*(?:\n\s*)?-{1,2}[A-Za-z]/.test(text.slice(after, after + 80))) return after;
      i = after - 1;
    }
  }
  return text.length;
};

/** A block of code taken apart: the command around a body, and the body. */
export const commandAndBody = (code: string): { command: string; body: string | null } => {
  const text = code.trim();
  if (!/^(?:\$\s*)?curl\s/.test(text)) return { command: "", body: text };
  for (const match of text.matchAll(/[{[]/g)) {
    if (!startsJson(text.slice(match.index, match.index + 200))) continue;
    const end = endOfJson(text, match.index, () => false);
    return { command: `${text.slice(0, match.index)} ${text.slice(end)}`, body: text.slice(match.index, end) };
  }
  return { command: text, body: null };
};

/** How many members of one sample are looked at. */
const MOST = 20_000;

/** The pointers of all members and items of a value, indexes as `*`, each once, a holder before what it holds. */
export const pointersOf = (value: unknown): Set<Pointer> => {
  const found = new Set<Pointer>();
  const waiting: { value: unknown; at: Pointer }[] = [{ value, at: "" }];
  for (let next = waiting.pop(); next !== undefined && found.size < MOST; next = waiting.pop()) {
    const { value: holder, at } = next;
    if (holder === null || typeof holder !== "object") continue;
    const entries: [string, unknown][] = Array.isArray(holder)
      ? holder.map((item): [string, unknown] => [`${at}/*`, item])
      : Object.entries(holder).map(([name, item]) => [below(at, name), item]);
    for (const [pointer] of entries) found.add(pointer);
    waiting.push(...entries.reverse().map(([pointer, item]) => ({ value: item, at: pointer })));
  }
  return found;
};
