import { afterSpace } from "./walk.ts";

/** What surrounds a fault in a JSON text. */
export interface Surroundings {
  readonly text: string;
  /** The objects and arrays that are open, outermost first, and the name of the member in hand. */
  readonly open: readonly {
    readonly start: number;
    readonly object: boolean;
    readonly nameStart: number;
    readonly nameEnd: number;
  }[];
  /** The value that ended last. */
  readonly valueStart: number;
  readonly valueEnd: number;
  /** The comma met last, or -1. */
  readonly comma: number;
  /** An offset in words: `line 4, column 12`. */
  readonly at: (offset: number) => string;
}

/** Opening marks by what closes a text in them; those of typewriters, typesetters and shells. */
const OTHER_QUOTES: Readonly<Record<string, string>> = {
  "'": "'",
  "`": "`",
  "“": "”",
  "”": "”",
  "„": "“",
  "‟": "”",
  "«": "»",
  "‘": "’",
  "’": "’",
  "′": "′",
  "″": "″",
};

/** What other notations write for a JSON literal. */
const OTHER_LITERALS: Readonly<Record<string, string>> = {
  true: "true",
  false: "false",
  null: "null",
  none: "null",
  nil: "null",
  tru: "true",
  fals: "false",
  nul: "null",
};

const cut = (text: string, length = 40): string => (text.length <= length ? text : `${text.slice(0, length - 1)}…`);

/** What stands at an index, as a message names it. */
export const foundAt = (text: string, index: number): string => {
  const character = String.fromCodePoint(text.codePointAt(index) ?? 0);
  if (index >= text.length) return "the end of the text";
  const word = /^[\p{L}\p{N}_$][\p{L}\p{N}_$.-]*/u.exec(text.slice(index, index + 60))?.[0];
  if (word !== undefined) return cut(word);
  if (character === '"') {
    const string = /^"(?:[^"\\\n]|\\.)*"/.exec(text.slice(index, index + 60))?.[0];
    return string === undefined ? 'a "' : cut(string);
  }
  const code = character.codePointAt(0) ?? 0;
  const visible = code > 32 && code < 127 ? character : /^[\p{L}\p{P}\p{S}]$/u.test(character) ? character : "";
  return visible === "" ? `U+${code.toString(16).toUpperCase().padStart(4, "0")}` : visible;
};

const quoted = (text: string): string => cut(JSON.stringify(text), 80);

/** The rest of a line from an index on up to what ends a value or name, without the space around it. */
const unquotedAt = (text: string, index: number, stop: RegExp): string =>
  (text.slice(index, index + 200).split(stop)[0] ?? "").trim();

const comment = (text: string, index: number): string | null =>
  text[index] === "#" || /^\/[/*]/.test(text.slice(index, index + 2)) ? "Remove the comment: JSON has none." : null;

const strange = (text: string, index: number): string | null => {
  const code = text.charCodeAt(index);
  if (code === 0xfeff)
    return index === 0
      ? "Remove the byte order mark at the start (RFC 8259, section 8.1)."
      : "Remove this zero-width character.";
  if (code === 0xa0 || (code >= 0x2000 && code <= 0x200f) || code === 0x202f || code === 0x3000 || code === 0x85)
    return "Replace this character with a plain space: JSON knows no other.";
  if (code === 0x2026 || text.startsWith("...", index))
    return "Replace the ellipsis with what it stands for, or remove it.";
  return comment(text, index);
};

const otherQuotes = (text: string, index: number): string | null => {
  const closing = OTHER_QUOTES[text.charAt(index)];
  if (closing === undefined) return null;
  const line = unquotedAt(text, index + 1, /[\r\n]/);
  const end = line.indexOf(closing);
  const fix = end < 0 ? "" : `: ${quoted(line.slice(0, end))}`;
  return `Use plain double quotes${fix}.`;
};

const number = (word: string): string | null => {
  if (/^\+\d/.test(word)) return `Remove the plus sign: ${word.slice(1)}.`;
  if (/^-?\.\d+$/.test(word)) return `Write a digit before the point: ${word.replace(".", "0.")}.`;
  if (/^-?\d+\.$/.test(word)) return `Write a digit after the point: ${word}0.`;
  if (/^-?0\d+$/.test(word))
    return `Remove the leading zeros: ${word.replace(/0+(?=\d)/, "")}. If they count, it is text: ${quoted(word)}.`;
  if (/^-?0x[\da-f]+$/i.test(word)) return "Write the number in decimal.";
  if (/^-?\d+(?:_\d+)+$/.test(word)) return `Remove the underscores: ${word.replaceAll("_", "")}.`;
  return null;
};

const literal = (word: string): string | null => {
  const known = OTHER_LITERALS[word.toLowerCase()];
  if (known !== undefined && Object.hasOwn(OTHER_LITERALS, word.toLowerCase())) return `Write ${known}.`;
  return /^-?(?:undefined|nan|inf|infinity)$/i.test(word)
    ? `JSON has no ${word}: write null, or leave the member out.`
    : null;
};

const otherNotation = (text: string, index: number): string | null => {
  const start = text.slice(index, index + 200);
  if (/^<(?:!doctype|html|\?xml|[a-z][\w:-]*[\s>/])/i.test(start)) return "This looks like HTML or XML, not JSON.";
  if (/^curl\s/.test(start)) return "This is a curl command: give only the body that it sends.";
  if (/^(?:---\s|[\w"'-]+:\s)/.test(start)) return "This looks like YAML: name the file .yaml.";
  if (/^HTTP\/\d/.test(start)) return "This is an HTTP message: give only its body.";
  return null;
};

/** What was likely meant where a value is expected. */
export const likelyValue = (around: Surroundings, index: number): string | null => {
  const { text, open, comma, at } = around;
  const character = text.charAt(index);
  const holder = open.at(-1);
  const special = strange(text, index) ?? otherQuotes(text, index);
  if (special !== null) return special;
  if (holder === undefined) {
    const whole = otherNotation(text, index);
    if (whole !== null) return whole;
  }
  if (character === "}" || character === "]" || character === ",") {
    if (holder?.object) return `Give the member ${text.slice(holder.nameStart, holder.nameEnd)} a value.`;
    return comma >= 0 && holder !== undefined ? `Remove the comma at ${at(comma)}, or put a value after it.` : null;
  }
  if (character === ":") return "Remove one of the colons.";
  const word = unquotedAt(text, index, /[,}\]\r\n"]/);
  return word === "" ? null : (literal(word) ?? number(word) ?? `Put it in double quotes: ${quoted(word)}.`);
};

/** What was likely meant where a member's name is expected. */
export const likelyName = (around: Surroundings, index: number): string | null => {
  const { text, comma, at } = around;
  const character = text.charAt(index);
  const special = strange(text, index) ?? otherQuotes(text, index);
  if (special !== null) return special;
  if (character === "}" || character === ",") return comma < 0 ? null : `Remove the comma at ${at(comma)}.`;
  if (character === "{" || character === "[") return "Give this value a name, or remove the braces around it.";
  const word = unquotedAt(text, index, /[:,{}[\]\r\n"]/);
  return /^[\p{L}_$\d]/u.test(word) ? `Put the name in double quotes: ${quoted(word)}.` : null;
};

/** What was likely meant where a colon, or a comma or closing bracket is expected. */
export const likelySeparator = (around: Surroundings, index: number, separator: ":" | ","): string | null => {
  const { text, open, valueStart, valueEnd, comma, at } = around;
  const character = text.charAt(index);
  const special = strange(text, index);
  if (special !== null) return special;
  const holder = open.at(-1);
  const name = holder?.object ? text.slice(holder.nameStart, holder.nameEnd) : "";
  if (separator === ":") {
    if (character === "=") return "Write a colon for the equals sign.";
    if (character === "," || character === "}") return `Give the member ${cut(name)} a value: ${cut(name)}: …`;
    if (/["{[\d]/.test(character)) return `Put a colon after ${cut(name)}.`;
    return misplacedQuote(around, holder?.nameStart ?? index);
  }
  if (character === ";") return "Write a comma for the semicolon.";
  if (character === "}" || character === "]")
    return `Close the ${holder?.object ? "object" : "array"} that opens at ${at(holder?.start ?? 0)} with ${holder?.object ? "}" : "]"} first.`;
  if (character === ":") {
    if (holder?.object) return "Write a comma for the colon, or remove it.";
    const start = holder?.start ?? 0;
    return comma > start
      ? `Close the array that opens at ${at(start)} with ] before this member.`
      : "Members belong in an object: use { } for these [ ].";
  }
  if (text[valueStart] === '"' && !/["{[\d'-]/.test(character)) return misplacedQuote(around, valueStart);
  if (holder?.object) return `Put a comma after the member ${cut(name)} (${at(valueEnd)}).`;
  return `Put a comma after the item before (${at(valueEnd)}).`;
};

const misplacedQuote = ({ at }: Surroundings, start: number): string =>
  `Close the string that starts at ${at(start)} where it should end, or write quotes inside it as \\".`;

/** What was likely meant by something after the value. */
export const likelyAfterEnd = (around: Surroundings, index: number): string | null => {
  const { text, valueStart, valueEnd } = around;
  const character = text.charAt(index);
  const special = strange(text, index);
  if (special !== null) return special;
  if (character === "}" || character === "]") return `Remove it: nothing is open here that ${character} could close.`;
  if (character === "," && afterSpace(text, index + 1) === text.length) return "Remove the comma.";
  if (character === ":" && text[valueStart] === '"') return "Put the members in braces: { … }.";
  if (character === "'") return "Remove the quotation mark that is left from a command line.";
  if (!'{["'.includes(character)) return null;
  return text.slice(valueEnd, index).includes("\n")
    ? "Keep one value. Several, each on one line, are NDJSON: name the file .ndjson."
    : "Keep one value, or put them in an array: [ …, … ].";
};
