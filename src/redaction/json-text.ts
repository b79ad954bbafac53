import { type Pointer, pointerOf } from "../model/pointer.ts";

/** What a visitor is told of one value: its text (decoded, for a string), the name it goes by, and whether it is a string. */
export interface JsonLeaf {
  readonly text: string;
  /** The member it is the value of, or an item of; null at the root. */
  readonly name: string | null;
  /** The names of all members around it, outermost first; shared, so not to be kept. */
  readonly names: readonly (string | null)[];
  readonly string: boolean;
  /** Where it stands; spelled when asked for. */
  at(): Pointer;
  /** From its first character to after its last, quotes included, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

const [QUOTE, COMMA, COLON, ESCAPE] = [34, 44, 58, 92];

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

const isOpening = (code: number): boolean => code === 123 || code === 91;

const isClosing = (code: number): boolean => code === 125 || code === 93;

const isStructure = (code: number): boolean =>
  code === QUOTE || code === COMMA || code === COLON || isOpening(code) || isClosing(code);

const decoded = (raw: string): string => {
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return raw.replaceAll(/\\(.)/g, "$1");
  }
};

/**
 * Shows every string, number and other word of a JSON text to a visitor, in order, in time proportional to its length.
 * Needs no well-formed text: what is cut off or malformed is shown as far as it goes.
 */
export const visitJson = (text: string, visit: (leaf: JsonLeaf) => void): void => {
  // One entry a container: the name its values go by, and how many items came before, or -1 in an object.
  const names: (string | null)[] = [];
  const indexes: number[] = [];
  let name: string | null = null;
  let index = 0;
  const at = (): Pointer =>
    pointerOf(
      indexes.map((position, depth) =>
        position >= 0 ? position : ((depth + 1 < names.length ? names[depth + 1] : name) ?? ""),
      ),
    );
  const leaf = (value: string, string: boolean, start: number, end: number) =>
    visit({ text: value, name, names, string, at, start, end });
  while (index < text.length) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      const start = index;
      let escaped = false;
      for (index++; index < text.length; index++) {
        const inside = text.charCodeAt(index);
        if (inside === QUOTE) break;
        if (inside === ESCAPE) {
          escaped = true;
          index++;
        }
      }
      const closed = index < text.length;
      index = Math.min(index + 1, text.length);
      let after = index;
      while (after < text.length && isSpace(text.charCodeAt(after))) after++;
      const raw = text.slice(start + 1, closed ? index - 1 : index);
      const value = escaped ? decoded(raw) : raw;
      if (after < text.length && text.charCodeAt(after) === COLON) {
        name = value;
        index = after + 1;
      } else leaf(value, true, start, index);
    } else if (isOpening(code)) {
      names.push(name);
      indexes.push(code === 91 ? 0 : -1);
      index++;
    } else if (isClosing(code)) {
      name = names.pop() ?? null;
      indexes.pop();
      index++;
    } else if (code === COMMA) {
      name = names.at(-1) ?? null;
      const position = indexes.at(-1);
      if (position !== undefined && position >= 0) indexes[indexes.length - 1] = position + 1;
      index++;
    } else if (code === COLON || isSpace(code)) index++;
    else {
      const start = index;
      do index++;
      while (index < text.length && !isStructure(text.charCodeAt(index)) && !isSpace(text.charCodeAt(index)));
      leaf(text.slice(start, index), false, start, index);
    }
  }
};

/** A text with some of its parts replaced; `edits` are in order and apart. */
export const edited = (
  text: string,
  edits: readonly { readonly start: number; readonly end: number; readonly text: string }[],
): string => {
  if (edits.length === 0) return text;
  const parts: string[] = [];
  let from = 0;
  for (const edit of edits) {
    parts.push(text.slice(from, edit.start), edit.text);
    from = edit.end;
  }
  parts.push(text.slice(from));
  return parts.join("");
};
