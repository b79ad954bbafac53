import { isSecretQuery } from "./names.ts";
import { isTokenLike } from "./opaque.ts";
import { isRedacted } from "./pseudonym.ts";

/** What kind of secret a text looks like. */
export type SecretKind =
  | "credentials"
  | "JSON Web Token"
  | "private key"
  | "password in a URL"
  | "token"
  | "secret by its name"
  | "known secret";

/** A part of a text, from `start` to before `end` in UTF-16 units, that is a secret. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly kind: SecretKind;
}

// Each expression is linear: no two neighbouring parts can match the same character.
const SCHEME =
  /\b(?:Bearer|bearer|Basic|Token|Negotiate|NTLM|Digest|ApiKey|DPoP|SharedAccessSignature)[ \t]+([A-Za-z0-9+/=._~-]{6,})/g;
const DOTTED = /[A-Za-z0-9_.-]{12,}/g;
const PEM = /-----BEGIN [A-Z ]{1,40}-----[A-Za-z0-9+/=\s\\]*(?:-----END [A-Z ]{1,40}-----)?/g;
const PAIR = /[?&;]([A-Za-z0-9_.~-]{1,64})=([^&#\s"'<>;,)]+)/g;
const USERINFO = /:\/\/[^\s:@/?#"]{1,200}:([^\s@/?#"]{1,200})@/g;
const ISSUED =
  /\b(?:[sprk]k_(?:live|test)_[A-Za-z0-9]{10,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abposr]-[\w-]{10,}|A[KS]IA[0-9A-Z]{16}|AIza[\w-]{30,}|npm_[A-Za-z0-9]{30,}|ya29\.[\w-]{20,})/g;
const RUN = /[A-Za-z0-9+/_-]{24,}={0,2}/g;

const SCHEME_WORD = /(?:[Bb]earer|Basic|Token|Negotiate|NTLM|Digest|ApiKey|DPoP|SharedAccessSignature)[ \t]/;

/** The characters of a run, and those that others of the shapes need. */
const MARKS = new Uint8Array(128);
const [RUNS, SPACE, DOT, EQUALS, AT] = [1, 2, 4, 8, 16];
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-")
  MARKS[character.charCodeAt(0)] = RUNS;
for (const [character, mark] of [
  [" ", SPACE],
  ["\t", SPACE],
  [".", DOT],
  ["=", EQUALS],
  ["@", AT],
] as const)
  MARKS[character.charCodeAt(0)] = mark;

/** One look, at a nanosecond a character, that most texts do not survive: whether any shape can be in it at all. */
const perhaps = (text: string): boolean => {
  let marks = 0;
  let run = 0;
  let longest = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const mark = code < 128 ? MARKS[code]! : 0;
    marks |= mark;
    if (mark === RUNS) run++;
    else {
      if (run > longest) longest = run;
      run = 0;
    }
  }
  if (run > longest) longest = run;
  return (
    longest >= 24 ||
    (longest >= 14 && text.search(ISSUED) >= 0) ||
    (longest >= 7 && (marks & DOT) !== 0 && text.includes("eyJ")) ||
    (longest >= 5 && text.includes("-----BEGIN")) ||
    ((marks & SPACE) !== 0 && SCHEME_WORD.test(text)) ||
    ((marks & EQUALS) !== 0 && /[?&;][\w.~-]+=/.test(text)) ||
    ((marks & AT) !== 0 && text.includes("://"))
  );
};

const LONGEST_WORD = 20;

/** No secret is found by its shape in a text as short as this, since none is that short with what tells it. */
const TOO_SHORT = 9;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const collect = (
  spans: Span[],
  text: string,
  expression: RegExp,
  group: number,
  kind: SecretKind,
  accepts: (match: RegExpExecArray) => boolean,
): void => {
  expression.lastIndex = 0;
  for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
    const core = match[group]!;
    const start = match.index + (group === 0 ? 0 : match[0].lastIndexOf(core));
    if (!isRedacted(core) && accepts(match)) spans.push({ start, end: start + core.length, kind });
  }
};

/** A JSON Web Token starts with the Base64 of `{"` and has parts after full stops; what stands before it in the run is not of it. */
const webToken = (spans: Span[], index: number, run: string): void => {
  const start = run.indexOf("eyJ");
  const dot = run.indexOf(".", start);
  if (start >= 0 && dot >= start + 7 && run.length - dot > 4)
    spans.push({ start: index + start, end: index + run.length, kind: "JSON Web Token" });
};

const always = (): boolean => true;

/** A code is short-lived and secret when it is long; short ones are error codes. */
const isSecretPair = ([, name = "", value = ""]: RegExpExecArray): boolean =>
  isSecretQuery(name) && (!/^(?:code|key)$/i.test(name) || value.length >= 10);

/**
 * The parts of a text that are secrets whatever they are called, in order and without overlap: what follows an
 * authentication scheme, JSON Web Tokens, keys in PEM, secrets in query strings and URLs, keys that well-known issuers
 * mark, long random runs (these not where `digests` are expected).
 */
export const secretSpans = (text: string, digests = false): Span[] => {
  if (text.length > WINDOW) return inWindows(text, (part) => secretSpans(part, digests));
  if (text.length < TOO_SHORT || (text.length === 36 && UUID.test(text)) || !perhaps(text)) return [];
  const spans: Span[] = [];
  collect(spans, text, PEM, 0, "private key", always);
  if (text.includes("eyJ")) for (const { index, 0: run } of text.matchAll(DOTTED)) webToken(spans, index, run);
  // A word of prose has no digit and is not as long.
  collect(spans, text, SCHEME, 1, "credentials", ([, core = ""]) => core.length >= LONGEST_WORD || /\d/.test(core));
  collect(spans, text, PAIR, 2, "secret by its name", isSecretPair);
  collect(spans, text, USERINFO, 1, "password in a URL", always);
  collect(spans, text, ISSUED, 0, "token", always);
  if (!digests)
    collect(spans, text, RUN, 0, "token", ([run]) => isTokenLike(run.replaceAll(/redacted[0-9a-f]{16}/g, "/")));
  return spans.length < 2 ? spans : apart(spans);
};

/** Expressions need stack for the length of what they match: long texts are looked at in parts, which overlap. */
const WINDOW = 1 << 20;
const OVERLAP = 1 << 16;

const BEYOND = /[^\w+/=.~-]/g;

const inWindows = (text: string, spansOf: (part: string) => readonly Span[]): Span[] => {
  const spans: Span[] = [];
  for (let from = 0; from < text.length; ) {
    const part = text.slice(from, from + WINDOW);
    let furthest = 0;
    for (const { start, end, kind } of spansOf(part)) {
      // What the part cuts off belongs to it.
      BEYOND.lastIndex = from + end;
      const last = end < part.length ? from + end : (BEYOND.exec(text)?.index ?? text.length);
      spans.push({ start: from + start, end: last, kind });
      furthest = Math.max(furthest, last);
    }
    from = Math.max(from + WINDOW - OVERLAP, furthest);
  }
  return apart(spans);
};

/** Spans in order, those that overlap as one. */
export const apart = (spans: readonly Span[]): Span[] => {
  const result: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = result.at(-1);
    if (last === undefined || span.start >= last.end) result.push(span);
    else if (span.end > last.end) result[result.length - 1] = { ...last, end: span.end };
  }
  return result;
};

const NAMED =
  /(pass(?:word|wd|phrase)|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|authorization)(?:[-_]?base64)?["']?[ \t]*[:=][ \t]*["']?(?:(?:Bearer|Basic|Token)[ \t]+)?([^\s"'&;,<>{}[\]()]+)/gi;
const TAGGED = /<([\w:.-]{0,40}(?:password|passwd|secret|token|api[-_]?key))(?:\s[^<>]{0,200})?>([^<]+)</gi;

/** The secrets of a text that no other reader understands: `password: …`, `secret=…`, `<token>…</token>`. */
export const namedSpans = (text: string): Span[] => {
  const spans: Span[] = [];
  collect(
    spans,
    text,
    NAMED,
    2,
    "secret by its name",
    ([, , core = ""]) => core.length >= 4 && !/^(?:true|false|null|undefined|string|required|optional)$/i.test(core),
  );
  collect(spans, text, TAGGED, 2, "secret by its name", ([, , core = ""]) => core.trim() !== "");
  return apart(spans);
};
