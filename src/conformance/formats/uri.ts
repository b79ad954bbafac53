import {
  ALPHA,
  allOf,
  DIGIT,
  HEX,
  isOf,
  isPercentEncoded,
  lengthOfNonAscii,
  PCHAR,
  REG_NAME,
  TEMPLATE_LITERAL,
} from "./characters.ts";
import { isIpv6In } from "./ip.ts";

const COLON = 58;
const SLASH = 47;
const QUESTION = 63;
const HASH = 35;
const PERCENT = 37;
const AT = 64;

/** The index of the first character from `start` on that is none of: these kinds, `extra`, a percent-encoded octet. */
const run = (text: string, start: number, kinds: number, extra: string, international: boolean): number => {
  let i = start;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (isOf(code, kinds) || (code < 128 && extra.includes(text.charAt(i)))) i++;
    else if (code === PERCENT && isPercentEncoded(text, i)) i += 3;
    else {
      const length = international ? lengthOfNonAscii(text, i) : 0;
      if (length === 0) break;
      i += length;
    }
  }
  return i;
};

/** The index of the `:` that ends a scheme (RFC 3986 §3.1), or -1 if the text has none. */
const endOfScheme = (text: string): number => {
  if (!isOf(text.charCodeAt(0), ALPHA)) return -1;
  for (let i = 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === COLON) return i;
    if (!isOf(code, ALPHA | DIGIT) && code !== 43 && code !== 45 && code !== 46) return -1;
  }
  return -1;
};

const isIpLiteral = (text: string, start: number, end: number): boolean => {
  if (text[start] !== "v" && text[start] !== "V") return isIpv6In(text, start, end);
  const dot = text.indexOf(".", start);
  if (dot < start + 2 || dot > end - 2 || !allOf(text, start + 1, dot, HEX)) return false;
  return allOf(text, dot + 1, end, PCHAR) && !text.slice(dot + 1, end).includes("@");
};

/** The index after an authority (RFC 3986 §3.2) that starts here, or -1. */
const afterAuthority = (text: string, start: number, international: boolean): number => {
  const end = run(text, start, REG_NAME, ":", international);
  const host = text.charCodeAt(end) === AT ? end + 1 : start;
  if (text[host] === "[") {
    const close = text.indexOf("]", host);
    if (close < 0 || !isIpLiteral(text, host + 1, close)) return -1;
    return afterPort(text, close + 1);
  }
  return afterPort(text, run(text, host, REG_NAME, "", international));
};

const afterPort = (text: string, start: number): number => {
  let i = start;
  if (text.charCodeAt(i) === COLON)
    do i++;
    while (isOf(text.charCodeAt(i), DIGIT));
  const code = text.charCodeAt(i);
  return i === text.length || code === SLASH || code === QUESTION || code === HASH ? i : -1;
};

/** Whether the text is a URI reference of RFC 3986, or of RFC 3987 if `international`. */
const isReference = (text: string, absolute: boolean, international: boolean): boolean => {
  const scheme = endOfScheme(text);
  if (absolute && scheme < 0) return false;
  let i = scheme + 1;
  if (text.startsWith("//", i)) {
    i = afterAuthority(text, i + 2, international);
    if (i < 0) return false;
  } else if (scheme < 0) {
    // Without a scheme the first segment has no colon, else it would be read as one.
    const segment = run(text, 0, PCHAR, "", international);
    if (text.slice(0, segment).includes(":")) return false;
  }
  i = run(text, i, PCHAR, "/", international);
  if (text.charCodeAt(i) === QUESTION) i = run(text, i + 1, PCHAR, "/?", international);
  if (text.charCodeAt(i) === HASH) i = run(text, i + 1, PCHAR, "/?", international);
  return i === text.length;
};

/** Whether the text is a URI with a scheme (RFC 3986). */
export const isUri = (text: string): boolean => isReference(text, true, false);

/** Whether the text is a URI or a relative reference (RFC 3986). */
export const isUriReference = (text: string): boolean => isReference(text, false, false);

/** Whether the text is an IRI with a scheme (RFC 3987). */
export const isIri = (text: string): boolean => isReference(text, true, true);

/** Whether the text is an IRI or a relative reference (RFC 3987). */
export const isIriReference = (text: string): boolean => isReference(text, false, true);

/** The index after a variable's name and modifier (RFC 6570 §2.3, §2.4) that start here, or -1. */
const afterVariable = (text: string, start: number): number => {
  let i = start;
  let previous = 46;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === PERCENT && isPercentEncoded(text, i)) i += 2;
    else if (code === 46 ? previous === 46 : !isOf(code, ALPHA | DIGIT) && code !== 95) break;
    previous = code;
  }
  if (previous === 46) return -1;
  if (text[i] === "*") return i + 1;
  if (text[i] !== ":") return i;
  const digits = i + 1;
  i = digits;
  while (i < digits + 4 && isOf(text.charCodeAt(i), DIGIT)) i++;
  return i > digits && text[digits] !== "0" ? i : -1;
};

/** Whether the text is a URI template (RFC 6570). */
export const isUriTemplate = (text: string): boolean => {
  let i = 0;
  while (i < text.length) {
    if (text[i] !== "{") {
      const end = run(text, i, TEMPLATE_LITERAL, "'", true);
      if (end === i) return false;
      i = end;
      continue;
    }
    i++;
    if ("+#./;?&=,!@|".includes(text[i] ?? " ")) i++;
    do {
      i = afterVariable(text, i);
      if (i < 0) return false;
    } while (text[i++] === ",");
    if (text[i - 1] !== "}") return false;
  }
  return true;
};
