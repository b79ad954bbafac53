/** What a malformed sample's author meant, by its shape; null where it has no shape. */
export type Repair = { readonly value: unknown; readonly repaired: boolean } | null;

type Holder = { readonly value: unknown[] } | { readonly value: Record<string, unknown>; name: string | null };

const DEEPEST = 64;
const WORDS: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };

/** The text of a string that opens at `start`, and the index after it; a line break or its quotation mark ends it. */
const stringAt = (text: string, start: number): { value: string; end: number } => {
  const opening = text.charAt(start);
  const closing = opening === "“" ? "”" : opening === "‘" ? "’" : opening;
  for (let i = start + 1; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === "\\") i++;
    else if (character === closing || character === "\n") {
      const raw = text.slice(start + 1, i);
      try {
        return { value: JSON.parse(`"${raw}"`) as string, end: character === "\n" ? i : i + 1 };
      } catch {
        return { value: raw.replaceAll(/,$/g, ""), end: character === "\n" ? i : i + 1 };
      }
    }
  }
  return { value: text.slice(start + 1), end: text.length };
};

const set = (holder: Holder, value: unknown): void => {
  if (Array.isArray(holder.value)) holder.value.push(value);
  else if ("name" in holder) {
    if (holder.name === null) return;
    Object.defineProperty(holder.value, holder.name, { value, enumerable: true, configurable: true, writable: true });
    holder.name = null;
  }
};

const literal = (word: string): unknown => {
  if (Object.hasOwn(WORDS, word)) return WORDS[word];
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(word) ? Number(word) : word;
};

/**
 * Reads a sample as documentation prints it: commas and quotation marks may be missing or typographic, words unquoted,
 * brackets unclosed, comments and ellipses in between. Well-formed JSON is read as such. Time linear in the text.
 */
export const repairJson = (text: string): Repair => {
  try {
    return { value: JSON.parse(text) as unknown, repaired: false };
  } catch {
    return shapeOf(text);
  }
};

const shapeOf = (text: string): Repair => {
  const root: { value: unknown[] } = { value: [] };
  const open: Holder[] = [root];
  for (let i = 0; i < text.length; ) {
    const holder = open.at(-1) ?? root;
    const character = text.charAt(i);
    const naming = "name" in holder && holder.name === null;
    if (/[\s,:\u2026;]/u.test(character)) i++;
    else if (text.startsWith("//", i) || character === "#") i = endOfLine(text, i);
    else if (text.startsWith("/*", i)) i = Math.max(i + 2, text.indexOf("*/", i + 2) + 2);
    else if (text.startsWith("...", i)) i += 3;
    else if (character === "{" || character === "[") {
      if (open.length > DEEPEST) return null;
      const inner: Holder = character === "{" ? { value: {}, name: null } : { value: [] };
      set(holder, inner.value);
      open.push(inner);
      i++;
    } else if (character === "}" || character === "]") {
      if ("name" in holder && holder.name !== null) set(holder, null);
      if (open.length > 1) open.pop();
      i++;
      if (open.length === 1) break;
    } else if (/["'“‘]/u.test(character)) {
      const { value, end } = stringAt(text, i);
      if (naming) holder.name = value;
      else set(holder, value);
      i = end;
    } else {
      const end = wordEnd(text, i, naming);
      const word = text.slice(i, end).trim();
      if (naming) holder.name = word;
      else set(holder, literal(word.replace(/["”]$/u, "")));
      i = Math.max(end, i + 1);
    }
    if (open.length === 1 && root.value.length > 0) break;
  }
  return root.value.length === 0 ? null : { value: root.value[0], repaired: true };
};

const endOfLine = (text: string, start: number): number => {
  const end = text.indexOf("\n", start);
  return end < 0 ? text.length : end;
};

const wordEnd = (text: string, start: number, naming: boolean): number => {
  for (let i = start; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === "\n" || character === "," || character === "}" || character === "]") return i;
    if (naming && character === ":") return i;
  }
  return text.length;
};
