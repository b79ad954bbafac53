const HYPHEN = 45;

/** 1 for the code units of hexadecimal digits: one entry for every code unit, so that no lookup leaves the table. */
const HEX = new Uint8Array(0x10000);
for (const digit of "0123456789abcdefABCDEF") HEX[digit.charCodeAt(0)] = 1;

const hex = (text: string, index: number): number => HEX[text.charCodeAt(index)] as number;

const fourHex = (text: string, index: number): number =>
  hex(text, index) & hex(text, index + 1) & hex(text, index + 2) & hex(text, index + 3);

/** The last text that was found to be one: objects name the same creator, owner or parent several times over. */
let last: string | null = null;

/**
 * Whether the text is a UUID as RFC 9562 §4 writes it: 8-4-4-4-12 hexadecimal digits in either case, of any version and
 * variant, the nil and max UUIDs included. No braces, no `urn:uuid:`.
 */
export const isUuid = (text: string): boolean => {
  if (text === last) return true;
  if (!spellsUuid(text)) return false;
  last = text;
  return true;
};

const spellsUuid = (text: string): boolean =>
  text.length === 36 &&
  text.charCodeAt(8) === HYPHEN &&
  text.charCodeAt(13) === HYPHEN &&
  text.charCodeAt(18) === HYPHEN &&
  text.charCodeAt(23) === HYPHEN &&
  // Digits and letters come in random order: a branch for each would be mispredicted half the time.
  (fourHex(text, 0) &
    fourHex(text, 4) &
    fourHex(text, 9) &
    fourHex(text, 14) &
    fourHex(text, 19) &
    fourHex(text, 24) &
    fourHex(text, 28) &
    fourHex(text, 32)) ===
    1;
