/*
 * ASCII characters by what the grammars of RFC 3986, 4648, 5322 and 6570 let them be: one table lookup a character.
 */

export const DIGIT = 1;
export const HEX = 2;
export const ALPHA = 4;
/** `pchar` of RFC 3986 without `%`: unreserved, sub-delims, `:` and `@`. */
export const PCHAR = 8;
/** `unreserved` / `sub-delims` of RFC 3986: a `reg-name` without `%`. */
export const REG_NAME = 16;
/** `atext` of RFC 5322. */
export const ATEXT = 32;
/** The alphabet of RFC 4648 §4, without padding. */
export const BASE64 = 64;
/** `literals` of RFC 6570 below U+0080, without `%`. */
export const TEMPLATE_LITERAL = 128;

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS = "0123456789";

const table = new Uint8Array(0x10000);
const mark = (characters: string, kind: number): void => {
  for (let i = 0; i < characters.length; i++) {
    const code = characters.charCodeAt(i);
    table[code] = (table[code] ?? 0) | kind;
  }
};
mark(DIGITS, DIGIT | HEX | PCHAR | REG_NAME | ATEXT | BASE64 | TEMPLATE_LITERAL);
mark("abcdefABCDEF", HEX);
mark(LETTERS, ALPHA | PCHAR | REG_NAME | ATEXT | BASE64 | TEMPLATE_LITERAL);
mark("-._~!$&'()*+,;=", PCHAR | REG_NAME);
mark(":@", PCHAR);
mark("!#$%&'*+-/=?^_`{|}~", ATEXT);
mark("+/", BASE64);
mark("!#$&()*+,-./:;=?@[]_~", TEMPLATE_LITERAL);

/** Whether a UTF-16 code unit is of one of these kinds; NaN, what lies beyond a text's end, is of none. */
export const isOf = (code: number, kinds: number): boolean => ((table[code] as number) & kinds) !== 0;

/** Whether every code unit from `start` up to `end` is of one of these kinds; true for an empty range. */
export const allOf = (text: string, start: number, end: number, kinds: number): boolean => {
  for (let i = start; i < end; i++) if (!isOf(text.charCodeAt(i), kinds)) return false;
  return true;
};

/** Whether `%` at this index starts a percent-encoded octet (RFC 3986 §2.1). */
export const isPercentEncoded = (text: string, index: number): boolean =>
  isOf(text.charCodeAt(index + 1), HEX) && isOf(text.charCodeAt(index + 2), HEX);

/** The UTF-16 length of the character at an index that Unicode assigns to text (no control, no lone surrogate), else 0. */
export const lengthOfNonAscii = (text: string, index: number): 0 | 1 | 2 => {
  const code = text.charCodeAt(index);
  if (code < 0xa0 || code >= 0xfff0) return 0;
  if (code < 0xd800 || code > 0xdfff) return 1;
  const low = text.charCodeAt(index + 1);
  return code < 0xdc00 && low >= 0xdc00 && low <= 0xdfff ? 2 : 0;
};
