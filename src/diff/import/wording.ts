/** The parts of oasdiff's ids that its messages write as one word. */
const COMPOUNDS: readonly (readonly [parts: string, word: string])[] = [
  ["x-extensible-enum", "extensible"],
  ["exclusive-min", "exclusiveminimum"],
  ["exclusive-max", "exclusivemaximum"],
  ["max-length", "maxlength"],
  ["min-length", "minlength"],
  ["max-items", "maxitems"],
  ["min-items", "minitems"],
  ["non-success", "nonsuccess"],
  ["not-nullable", "notnullable"],
  ["media-type", "mediatype"],
  ["read-only", "readonly"],
  ["write-only", "writeonly"],
  ["one-of", "oneof"],
  ["any-of", "anyof"],
  ["all-of", "allof"],
];

/** What stands for a part of an id in a message, where it is not the word itself. */
const SAID: Readonly<Record<string, RegExp>> = {
  added: /\b(?:added|new)\b/,
  became: /\b(?:became|restricted)\b/,
  generalized: /\b(?:general|generalized|widened)\b/,
  header: /\bheaders?\b/,
  min: /\bmin\b/,
  property: /\bpropert(?:y|ies)\b/,
  removed: /\b(?:removed|deleted)\b/,
  required: /\b(?:required|mandatory)\b/,
  specialized: /\b(?:specific|specialized|narrowed)\b/,
  type: /\btype\b/,
  // Messages do not say them: a call or a response is what all of them are about.
  api: /(?:)/,
  endpoint: /(?:)/,
  path: /(?:)/,
  mediatype: /\b(?:mediatype|schema)\b/,
};

/** What a line quotes; an apostrophe after a letter opens nothing. */
const QUOTED = /(?<![a-z])'([^']+)'/gi;

const compounded = (text: string, between: string): string =>
  COMPOUNDS.reduce((whole, [parts, word]) => whole.replaceAll(parts.replaceAll("-", between), word), text);

/** The words of a line without what it quotes; words that belong together are one. */
const wordsOf = (line: string): string => compounded(compounded(line.toLowerCase().replaceAll(QUOTED, " "), "-"), " ");

/** Whether a line describes the change that an id of oasdiff's stands for: it has every word of the id, whatever the order. */
export const describes = (line: string, id: string): boolean => {
  const words = wordsOf(line);
  return compounded(id, "-")
    .split("-")
    .every((part) => (SAID[part] ?? new RegExp(`\\b${part}\\b`)).test(words));
};

/** What a line quotes: names, statuses and values; of a path of members, the last one. */
export const quotedIn = (line: string): readonly string[] =>
  [...line.matchAll(QUOTED)].map(([, text]) => text!.split("/").at(-1)!.toLowerCase());
