import { ALPHA, DIGIT, isOf } from "./characters.ts";

const LABEL = 63;
const NAME = 253;
const HYPHEN = 45;
const DOT = 46;

/** Whether host name labels (RFC 1123 §2.1), one dot between two, fill the text from an index to its end. */
export const isHostnameAt = (text: string, start: number): boolean => {
  if (text.length === start || text.length - start > NAME) return false;
  let length = 0;
  let previous = HYPHEN;
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === DOT) {
      if (length === 0 || previous === HYPHEN) return false;
      length = 0;
    } else {
      if (code === HYPHEN ? length === 0 : !isOf(code, ALPHA | DIGIT)) return false;
      if (++length > LABEL) return false;
    }
    previous = code;
  }
  return length > 0 && previous !== HYPHEN;
};

/**
 * Whether the text is a host name of RFC 1123: labels of at most 63 letters, digits and inner hyphens, at most 253
 * characters together, no final dot. One label is enough. That an `xn--` label decodes is not checked.
 */
export const isHostname = (text: string): boolean => isHostnameAt(text, 0);

/** A letter, mark or digit of any script, or one of the few joiners IDNA admits. */
const NON_ASCII_LABEL = /^(?:[\p{L}\p{M}\p{N}\u00b7\u0375\u05f3\u05f4\u30fb]|\u200c|\u200d)*$/u;
const ASCII_OR_HYPHEN = /[A-Za-z0-9-]/g;

const isLabel = (label: string): boolean => {
  if (label.length === 0 || label.length > LABEL || label.startsWith("-") || label.endsWith("-")) return false;
  if (label.startsWith("--", 2) && !label.toLowerCase().startsWith("xn--")) return false;
  return !/^\p{M}/u.test(label) && NON_ASCII_LABEL.test(label.replaceAll(ASCII_OR_HYPHEN, ""));
};

/**
 * Whether labels of any script fill the text from an index to its end. The contextual and bidirectional rules of IDNA
 * (RFC 5892, RFC 5893) are not checked.
 */
export const isIdnHostnameAt = (text: string, start: number): boolean =>
  text.length - start <= NAME &&
  text
    .slice(start)
    .split(/[.\u3002\uff0e\uff61]/)
    .every(isLabel);

/** Whether the text is an internationalised host name (RFC 5890), in the limits of `isIdnHostnameAt`. */
export const isIdnHostname = (text: string): boolean => isIdnHostnameAt(text, 0);
