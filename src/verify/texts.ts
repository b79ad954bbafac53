import { type Shape, saying } from "./shape.ts";

const OF_FORMAT: Readonly<Record<string, readonly string[]>> = {
  uuid: ["3f1c8a52-6d0e-4b7a-9c35-1e2d4f6a8b90"],
  "date-time": ["2024-02-29T12:30:00Z"],
  date: ["2024-02-29"],
  time: ["12:30:00Z"],
  duration: ["P1D"],
  email: ["sample@example.com"],
  "idn-email": ["sample@example.com"],
  uri: ["https://example.com/"],
  "uri-reference": ["/sample"],
  iri: ["https://example.com/"],
  hostname: ["sample.example.com", "sample"],
  "idn-hostname": ["sample.example.com"],
  ipv4: ["192.0.2.1"],
  ipv6: ["2001:db8::1"],
  byte: ["c2FtcGxl"],
  base64url: ["c2FtcGxl"],
  e164: ["+14162221122"],
  timezone: ["Europe/Berlin"],
  regex: ["^a$"],
  "json-pointer": ["/a"],
};

const NOT_OF_FORMAT: Readonly<Record<string, readonly string[]>> = {
  uuid: ["not-a-uuid", "3f1c8a52-6d0e-4b7a-9c35-1e2d4f6a8b9"],
  "date-time": ["yesterday", "2024-02-30T12:30:00Z", "2024-02-29 12:30"],
  date: ["yesterday", "2024-02-30"],
  email: ["nobody", "nobody@"],
  uri: ["not a uri"],
  hostname: ["-sample-", "not_a_host_name!"],
  ipv4: ["256.0.0.1"],
  ipv6: ["2001::db8::1"],
  byte: ["c2FtcGxl=", "%%%="],
  e164: ["call me", "4162221122"],
  timezone: ["Mars/Phobos", "Nowhere"],
};

const CANDIDATES = [
  "sample",
  "Sample",
  "SAMPLE",
  "sample-1",
  "1",
  "12345678",
  "https://example.com/",
  "EXAMPLE\\sample users",
  "a.b",
  "+14162221122",
  "A1",
];

/** Texts that may fit a shape, the likeliest first; the caller shows them to the schema. */
export const textsFor = (shape: Shape): string[] => {
  const least = Number(saying(shape, "minLength") ?? 0);
  const most = Number(saying(shape, "maxLength") ?? Number.POSITIVE_INFINITY);
  const format = saying(shape, "format");
  const pattern = saying(shape, "pattern");
  const hints = [saying(shape, "example"), saying(shape, "default"), ...[saying(shape, "examples") ?? []].flat()];
  const base = [
    ...hints.filter((hint): hint is string => typeof hint === "string"),
    ...(typeof format === "string" && Object.hasOwn(OF_FORMAT, format) ? OF_FORMAT[format]! : []),
    ...CANDIDATES,
    ...(typeof pattern === "string" ? wordsOf(pattern) : []),
  ];
  return [...base, ...base.map((text) => fitted(text, least, most)), ""];
};

/** A text stretched or cut to a length within bounds, in code points. */
export const fitted = (text: string, least: number, most: number): string => {
  const points = [...text];
  const filler = points[0] ?? "a";
  while (points.length < Math.min(least, 100_000)) points.push(/[a-z0-9]/i.test(filler) ? filler : "a");
  return points.slice(0, Math.max(0, most)).join("");
};

/** Texts that break a format. */
export const textsBreakingFormat = (format: string): readonly string[] =>
  Object.hasOwn(NOT_OF_FORMAT, format) ? NOT_OF_FORMAT[format]! : ["!", "not-of-this-format", "\u0000"];

/** Texts of which some break any pattern that is worth having; made from one that fits. */
export const textsBreakingPattern = (fits: string): string[] => [
  ...[
    " ",
    "",
    `${fits}!`,
    `${fits} `,
    `A${fits}`,
    `!${fits}`,
    "!",
    "ä",
    fits.toUpperCase(),
    fits.replaceAll(/[\\/:.]/g, ""),
  ],
];

/** Words of a simple pattern: classes, groups, alternatives and counts, each taken at its least. */
const wordsOf = (pattern: string): string[] => {
  try {
    const word = new PatternReader(pattern).word();
    return [word];
  } catch {
    return [];
  }
};

/** Letters and digits first, because they are least surprising. */
const PRINTABLE = `aA0${Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join("")}`;

class PatternReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  word(): string {
    const word = this.#alternatives();
    if (this.#at < this.#text.length) throw new Error("not simple");
    return word;
  }

  #alternatives(): string {
    const first = this.#sequence();
    while (this.#text[this.#at] === "|") {
      this.#at++;
      this.#sequence();
    }
    return first;
  }

  #sequence(): string {
    let word = "";
    while (this.#at < this.#text.length && !"|)".includes(this.#text[this.#at]!)) {
      const atom = this.#atom();
      word += atom.repeat(this.#count());
    }
    return word;
  }

  #atom(): string {
    const character = this.#text[this.#at++]!;
    if (character === "^" || character === "$") return "";
    if (character === ".") return "a";
    if (character === "\\") return escaped(this.#text[this.#at++] ?? "");
    if (character === "[") return this.#characterClass();
    if (character !== "(") return character;
    const special = /^\?(:|<[A-Za-z]+>|[=!]|<[=!])/.exec(this.#text.slice(this.#at));
    if (special !== null && !/^\?(:|<[A-Za-z])/.test(special[0])) throw new Error("looks around");
    this.#at += special?.[0].length ?? 0;
    const word = this.#alternatives();
    if (this.#text[this.#at++] !== ")") throw new Error("not simple");
    return word;
  }

  #characterClass(): string {
    const end = this.#text.indexOf("]", this.#at + 1);
    if (end < 0) throw new Error("not simple");
    const source = this.#text.slice(this.#at - 1, end + 1);
    this.#at = end + 1;
    const expression = new RegExp(`^${source}$`, "u");
    for (const candidate of PRINTABLE) if (expression.test(candidate)) return candidate;
    throw new Error("not simple");
  }

  #count(): number {
    const match = /^(?:\{(\d+)(?:,\d*)?\}|([*+?]))\??/.exec(this.#text.slice(this.#at));
    if (match === null) return 1;
    this.#at += match[0].length;
    if (match[1] !== undefined) return Math.min(Number(match[1]), 10_000);
    return match[2] === "+" ? 1 : match[2] === "?" ? 1 : 1;
  }
}

const escaped = (character: string): string => {
  if (character === "d") return "0";
  if (character === "w" || character === "S" || character === "D") return "a";
  if (character === "s") return " ";
  if (character === "W") return "-";
  if (/[a-zA-Z0-9]/.test(character)) throw new Error("not simple");
  return character;
};
