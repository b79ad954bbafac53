const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const BACKSLASH = 92;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** What `walkJson` meets, in the order of the text. Offsets are in UTF-16 units, ends exclusive. */
export interface JsonVisitor {
  /** A member's name, quotes included; its value follows. */
  member(start: number, end: number): void;
  /** An item's index; its value follows. */
  item(index: number): void;
  /** A value begins. Where it is an object or array, false skips what is inside it. */
  begin(start: number): boolean;
  /** The value that began last and has not ended yet ends. */
  end(end: number): void;
}

/** The index of the first character from an index on that is not JSON whitespace. */
export const afterSpace = (text: string, start: number): number => {
  let i = start;
  for (
    let code = text.charCodeAt(i);
    code === 32 || code === 10 || code === 13 || code === 9;
    code = text.charCodeAt(i)
  )
    i++;
  return i;
};

/** The index after the string whose opening quote is here; the text's length if it is not closed. */
export const afterString = (text: string, start: number): number => {
  let end = text.indexOf('"', start + 1);
  while (end !== -1) {
    let backslashes = end;
    while (text.charCodeAt(backslashes - 1) === BACKSLASH) backslashes--;
    // The run of backslashes cannot reach before the string: its opening quote ends it.
    if ((end - backslashes) % 2 === 0) return end + 1;
    end = text.indexOf('"', end + 1);
  }
  return text.length;
};

/** The name that a member's quoted text spells; as it is written where its escapes are not well-formed. */
export const nameAt = (text: string, start: number, end: number): string => {
  const raw = text.slice(start + 1, end - 1);
  if (!raw.includes("\\")) return raw;
  try {
    return JSON.parse(text.slice(start, end)) as string;
  } catch {
    return raw;
  }
};

/** The index after the object or array that opens here. */
const afterContainer = (text: string, start: number): number => {
  let depth = 0;
  let i = start;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      i = afterString(text, i);
      continue;
    }
    i++;
    if (code === OPEN_OBJECT || code === OPEN_ARRAY) depth++;
    else if ((code === CLOSE_OBJECT || code === CLOSE_ARRAY) && --depth === 0) return i;
  }
  return i;
};

const afterLiteral = (text: string, start: number): number => {
  let i = start;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= 32 || code === COMMA || code === CLOSE_ARRAY || code === CLOSE_OBJECT) break;
  }
  return i;
};

/**
 * Walks a well-formed JSON text without recursion, so that depth costs memory and never the stack. On a text that is
 * not well-formed it stops where it meets something it cannot place.
 */
export const walkJson = (text: string, visitor: JsonVisitor): void => {
  /** For each open container: the index of the array item in hand, or -1 for an object. */
  const open: number[] = [];
  let i = afterSpace(text, 0);

  /** Reads up to the value of the next member or item, and says whether there is one. */
  const next = (index: number): boolean => {
    if (index >= 0) {
      visitor.item(index);
      return true;
    }
    if (text.charCodeAt(i) !== QUOTE) return false;
    const end = afterString(text, i);
    visitor.member(i, end);
    i = afterSpace(text, end);
    if (text.charCodeAt(i) !== COLON) return false;
    i = afterSpace(text, i + 1);
    return true;
  };

  while (i < text.length) {
    const code = text.charCodeAt(i);
    const inside = visitor.begin(i);
    if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      const first = inside ? afterSpace(text, i + 1) : -1;
      const closing = text.charCodeAt(first);
      if (inside && closing !== CLOSE_OBJECT && closing !== CLOSE_ARRAY) {
        i = first;
        const index = code === OPEN_ARRAY ? 0 : -1;
        open.push(index);
        if (!next(index)) return;
        continue;
      }
      i = inside ? first + 1 : afterContainer(text, i);
    } else i = code === QUOTE ? afterString(text, i) : afterLiteral(text, i);
    visitor.end(i);

    for (;;) {
      const index = open.at(-1);
      if (index === undefined) return;
      i = afterSpace(text, i);
      const after = text.charCodeAt(i);
      if (after === COMMA) {
        i = afterSpace(text, i + 1);
        if (index >= 0) open[open.length - 1] = index + 1;
        if (!next(index < 0 ? -1 : index + 1)) return;
        break;
      }
      if (after !== CLOSE_OBJECT && after !== CLOSE_ARRAY) return;
      open.pop();
      visitor.end(++i);
    }
  }
};
