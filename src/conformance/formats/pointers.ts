import { DIGIT, isOf } from "./characters.ts";

const TILDE = 126;

/** Whether the text from an index on is empty or reference tokens, each after a slash, `~` only as `~0` or `~1`. */
const arePointerTokens = (text: string, start: number): boolean => {
  if (start < text.length && text[start] !== "/") return false;
  for (let i = start; i < text.length; i++) {
    if (text.charCodeAt(i) !== TILDE) continue;
    const next = text[i + 1];
    if (next !== "0" && next !== "1") return false;
  }
  return true;
};

/** The index after a whole number without leading zeros, or -1. */
const afterNumber = (text: string, start: number): number => {
  let i = start;
  while (isOf(text.charCodeAt(i), DIGIT)) i++;
  return i === start || (text[start] === "0" && i > start + 1) ? -1 : i;
};

/** Whether the text is a JSON Pointer (RFC 6901) in its string form, not a URI fragment. */
export const isJsonPointer = (text: string): boolean => arePointerTokens(text, 0);

/** Whether the text is a relative JSON Pointer (draft-bhutton-relative-json-pointer-00): `0#`, `1/a`, `0-1/b`. */
export const isRelativeJsonPointer = (text: string): boolean => {
  let i = afterNumber(text, 0);
  if (i < 0) return false;
  if (text[i] === "+" || text[i] === "-") {
    i = afterNumber(text, i + 1);
    if (i < 0) return false;
  }
  return text[i] === "#" ? i + 1 === text.length : arePointerTokens(text, i);
};

/** Whether the text is a regular expression of ECMA-262 with the `u` flag, as `pattern` reads it. */
export const isRegex = (text: string): boolean => {
  try {
    new RegExp(text, "u");
    return true;
  } catch {
    return false;
  }
};
