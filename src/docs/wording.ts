import { createHash } from "node:crypto";

const APOSTROPHES = /['’‘ʼ`´′]/gu;
const INVISIBLE = /[\u00ad\u200b-\u200f\u2060\ufeff]/gu;
/** Words and numbers; of the other characters only those that change what is said: signs, relations, per cent. */
const TOKEN = /(?<![\p{L}\p{N}])[+-](?=\d)|[<>]=?|[≤≥≠=%]|[\p{L}\p{M}\p{N}_]+/gu;

/** What a text says, without its layout, typography, capitals and punctuation: words one space apart. */
export const normalised = (text: string): string =>
  (text.normalize("NFKC").replaceAll(INVISIBLE, "").replaceAll(APOSTROPHES, "").toLowerCase().match(TOKEN) ?? []).join(
    " ",
  );

/** Sixteen hexadecimal digits that stand for what a text says; empty where it says nothing. */
export const wordingOf = (text: string): string => {
  const words = normalised(text);
  return words === "" ? "" : createHash("sha256").update(words).digest("hex").slice(0, 16);
};

const ABBREVIATION = /(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|no|fig|incl)|\b\p{Lu})\.$/iu;

/** The sentences of a text in their order; a text without a full stop is one. */
export const sentencesOf = (text: string): string[] => {
  const sentences: string[] = [];
  let start = 0;
  for (const match of text.matchAll(/[.!?]["'”’)\]]*\s+(?=["'“‘([]?[\p{L}\p{N}])/gu)) {
    const end = match.index + match[0].length;
    if (ABBREVIATION.test(text.slice(start, match.index + 1))) continue;
    sentences.push(text.slice(start, end).trim());
    start = end;
  }
  sentences.push(text.slice(start).trim());
  return sentences.filter((sentence) => normalised(sentence) !== "");
};

/** The fingerprints of a text's sentences. */
export const wordingsOf = (text: string): string[] => sentencesOf(text).map(wordingOf);

const STATUS =
  /\b(?:https?|status|codes?|error|errors|returns?|responds?(?: with)?|answers?(?: with)?)\W{1,3}(?:(?:status|code|codes|an?|the|of|is|error|http)\W{1,3}){0,3}([1-5]\d\d)\b|\b([1-5]\d\d)\b(?=\W{1,3}(?:ok|created|accepted|no content|moved|found|not modified|bad request|unauthori[sz]ed|payment|forbidden|not found|method not|not acceptable|conflict|gone|precondition|unsupported|unprocessable|too many|internal server|not implemented|bad gateway|service unavailable|gateway timeout)\b)/giu;

/** The HTTP statuses that a text speaks of, each once, in order. */
export const statusesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(STATUS)].map((match) => match[1] ?? match[2] ?? "")),
];
