import { ATEXT, isOf, lengthOfNonAscii } from "./characters.ts";
import { isHostnameAt, isIdnHostnameAt } from "./hostname.ts";
import { isIpv4In, isIpv6In } from "./ip.ts";

const LOCAL_PART = 64;
const PATH = 254;
const QUOTE = 34;
const DOT = 46;
const AT = 64;
const BACKSLASH = 92;

/** The index of the `@` after a dot-atom (RFC 5322 §3.2.3) that starts the text, or -1. */
const endOfDotAtom = (text: string, international: boolean): number => {
  let previous = DOT;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === AT) return previous === DOT ? -1 : i;
    if (code === DOT) {
      if (previous === DOT) return -1;
    } else if (!isOf(code, ATEXT)) {
      const length = international ? lengthOfNonAscii(text, i) : 0;
      if (length === 0) return -1;
      i += length - 1;
    }
    previous = code;
  }
  return -1;
};

/** The index of the `@` after a quoted string (RFC 5321 §4.1.2) that starts the text, or -1. */
const endOfQuotedString = (text: string, international: boolean): number => {
  for (let i = 1; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (code === QUOTE) return text.charCodeAt(i + 1) === AT ? i + 1 : -1;
    if (code === BACKSLASH) code = text.charCodeAt(++i);
    if (code >= 32 && code <= 126) continue;
    const length = international ? lengthOfNonAscii(text, i) : 0;
    if (length === 0) return -1;
    i += length - 1;
  }
  return -1;
};

/** Whether an address literal in brackets (RFC 5321 §4.1.3) fills the text from an index on. */
const isAddressLiteralAt = (text: string, start: number): boolean => {
  const end = text.length - 1;
  if (text[end] !== "]") return false;
  const tag = text.slice(start + 1, start + 6).toLowerCase();
  return tag === "ipv6:" ? isIpv6In(text, start + 6, end) : isIpv4In(text, start + 1, end);
};

const isMailbox = (text: string, international: boolean): boolean => {
  if (text.length > PATH) return false;
  const quoted = text.charCodeAt(0) === QUOTE;
  const at = quoted ? endOfQuotedString(text, international) : endOfDotAtom(text, international);
  if (at < 1 || at > LOCAL_PART) return false;
  if (text[at + 1] === "[") return isAddressLiteralAt(text, at + 1);
  return international ? isIdnHostnameAt(text, at + 1) : isHostnameAt(text, at + 1);
};

/**
 * Whether the text is a `Mailbox` of RFC 5321 §4.1.2: a dot-atom (or quoted string) of at most 64 characters, `@`, a
 * host name (or address literal), at most 254 characters together. ASCII only; no display name, comment or blank.
 */
export const isEmail = (text: string): boolean => isMailbox(text, false);

/** The same with characters of any script on both sides of the `@` (RFC 6531). */
export const isIdnEmail = (text: string): boolean => isMailbox(text, true);
