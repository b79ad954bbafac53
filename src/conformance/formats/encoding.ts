import { ALPHA, allOf, BASE64, DIGIT } from "./characters.ts";

const PADDING = 61;

/** Whether the text is Base64 with padding (RFC 4648 §4), on one line. The empty text encodes no octets. */
export const isByte = (text: string): boolean => {
  if (text.length % 4 !== 0) return false;
  let end = text.length;
  if (end > 0 && text.charCodeAt(end - 1) === PADDING) end--;
  if (end < text.length && text.charCodeAt(end - 1) === PADDING) end--;
  return allOf(text, 0, end, BASE64);
};

/** Whether the text is base64url (RFC 4648 §5), with or without padding. */
export const isBase64Url = (text: string): boolean => {
  let end = text.length;
  while (end > 0 && text.length - end < 2 && text.charCodeAt(end - 1) === PADDING) end--;
  if (end % 4 === 1 || (end < text.length && text.length % 4 !== 0)) return false;
  for (let i = 0; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code !== 45 && code !== 95 && !allOf(text, i, i + 1, ALPHA | DIGIT)) return false;
  }
  return true;
};

/** Whether the text is one character: one Unicode code point. */
export const isChar = (text: string): boolean =>
  text.length === 1 || (text.length === 2 && (text.codePointAt(0) ?? 0) > 0xffff);
