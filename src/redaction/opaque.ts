const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** Of 0 for lower case, 1 for upper case, 2 for a digit and 3 for anything else. */
const classOf = (code: number): number =>
  code >= 97 && code <= 122 ? 0 : code >= 65 && code <= 90 ? 1 : code >= 48 && code <= 57 ? 2 : 3;

/** How often neighbouring characters are of different classes; names and words change seldom, random text nearly always. */
const restlessness = (text: string): number => {
  let changes = 0;
  let last = classOf(text.charCodeAt(0));
  for (let i = 1; i < text.length; i++) {
    const one = classOf(text.charCodeAt(i));
    if (one !== last) changes++;
    last = one;
  }
  return changes / (text.length - 1);
};

const SHORTEST = 24;
const HEX = 32;

/** In which text each character was met last, so that nothing has to be cleared between texts. */
const MET = new Float64Array(128);
let texts = 0;

/** A run of letters and digits that nobody would choose as a name: a key, a digest, a random identifier. */
const isOpaque = (text: string): boolean => {
  if (text.length < SHORTEST) return false;
  texts++;
  let [digits, distinct, hexadecimal] = [0, 0, true];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i) & 127;
    if (MET[code] !== texts) distinct++;
    MET[code] = texts;
    if (code >= 48 && code <= 57) digits++;
    else if ((code | 32) < 97 || (code | 32) > 102) hexadecimal = false;
  }
  if (distinct < 10) return false;
  if (hexadecimal) return text.length >= HEX && digits > 0 && digits < text.length;
  const rest = restlessness(text);
  return rest >= 0.4 || (rest >= 0.25 && digits >= 4);
};

const isWord = (segment: string): boolean => /^[A-Za-z]?[a-z]{3,}$|^[A-Z]{4,}$/.test(segment);

/**
 * Whether a run of Base64 or Base64url characters is a token: 24 characters or more of restless letters and digits, or
 * 32 hexadecimal digits. Paths, kebab-case names, UUIDs and dates are not.
 */
export const isTokenLike = (run: string): boolean => {
  const text = (run.includes("-") ? run.replaceAll(UUID, "/") : run).replace(/=+$/, "");
  if (text.length < SHORTEST) return false;
  const segments = text.split(/[/+_-]/);
  if (segments.some(isOpaque)) return true;
  return (
    text.length >= HEX &&
    segments.length > 1 &&
    !segments.some(isWord) &&
    isOpaque(segments.join("")) &&
    restlessness(text) >= 0.45
  );
};
