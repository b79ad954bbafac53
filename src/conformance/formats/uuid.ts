const LENGTH = 36;

/** Where a second table begins, which the hyphens' places are looked up in. */
const HYPHENS = 0x10000;

/** 1 for a code unit that may stand at a digit's place; from `HYPHENS` on, for one that may stand at a hyphen's. */
const FITS = new Uint8Array(2 * HYPHENS);
for (const digit of "0123456789abcdefABCDEF") FITS[digit.charCodeAt(0)] = 1;
FITS[HYPHENS + "-".charCodeAt(0)] = 1;

const TABLE_AT = new Uint32Array(LENGTH);
for (const index of [8, 13, 18, 23]) TABLE_AT[index] = HYPHENS;

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

const spellsUuid = (text: string): boolean => {
  if (text.length !== LENGTH) return false;
  // Digits and letters come in random order: a branch for each would be mispredicted half the time.
  let fits = 1;
  for (let index = 0; index < LENGTH; index++)
    fits &= FITS[(TABLE_AT[index] as number) + text.charCodeAt(index)] as number;
  return fits === 1;
};
