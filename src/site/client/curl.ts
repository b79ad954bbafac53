import type { Headers } from "../../model/exchange.ts";
import type { Extent, MappedText } from "./mapped-text.ts";

/** A request as a curl command spells it, and where each part of it stands. */
export interface CurlRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: MappedText | null;
  readonly places: { readonly url: Extent; readonly method: Extent; readonly headers: ReadonlyMap<string, Extent> };
}

/** A command that is no request, and why. */
export interface CurlProblem {
  readonly problem: string;
  readonly at: number;
}

interface Word extends MappedText {
  readonly from: number;
  readonly to: number;
}

const ANSI: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\u0007",
  b: "\b",
  e: "\u001b",
  f: "\f",
  v: "\v",
};

/** Reads words as a POSIX shell does: quotes, backslashes, continued lines, and `$'…'` of bash. */
class Words {
  readonly #command: string;
  #at: number;

  constructor(command: string) {
    this.#command = command;
    this.#at = Math.max(0, command.search(/\S/));
  }

  /** The next word; null at the end of the command. Throws its own problem for a quote that is not closed. */
  next(): Word | null {
    this.#skipSpace();
    const from = this.#at;
    if (from >= this.#command.length || /^(?:[;|\n]|&&)/.test(this.#command.slice(from, from + 2))) return null;
    let text = "";
    const offsets: number[] = [];
    const take = (character: string, offset: number) => {
      for (let unit = 0; unit < character.length; unit++) offsets.push(offset);
      text += character;
    };
    for (;;) {
      const character = this.#command[this.#at] ?? "";
      if (character === "" || /\s/.test(character)) break;
      if (character === "'") this.#quoted("'", take);
      else if (character === '"') this.#quoted('"', take);
      else if (character === "$" && this.#command[this.#at + 1] === "'") this.#ansi(take);
      else if (character === "\\") {
        if (this.#command[this.#at + 1] !== "\n") take(this.#command[this.#at + 1] ?? "", this.#at);
        this.#at += 2;
      } else {
        take(character, this.#at);
        this.#at++;
      }
    }
    offsets.push(this.#at);
    return { text, offsets, from, to: this.#at };
  }

  #skipSpace(): void {
    const space = /(?:[ \t\r]|\\\r?\n)*/y;
    space.lastIndex = this.#at;
    this.#at += space.exec(this.#command)?.[0].length ?? 0;
  }

  #quoted(quote: string, take: (character: string, offset: number) => void): void {
    const opened = this.#at++;
    for (;;) {
      const character = this.#command[this.#at];
      if (character === undefined) throw unclosed(opened);
      if (character === quote) break;
      const next = this.#command[this.#at + 1] ?? "";
      if (quote === '"' && character === "\\" && '"\\$`\n'.includes(next) && next !== "") {
        if (next !== "\n") take(next, this.#at);
        this.#at += 2;
        continue;
      }
      take(character, this.#at);
      this.#at++;
    }
    this.#at++;
  }

  #ansi(take: (character: string, offset: number) => void): void {
    const opened = this.#at;
    this.#at += 2;
    for (;;) {
      const character = this.#command[this.#at];
      if (character === undefined) throw unclosed(opened);
      if (character === "'") break;
      const coded = /\\(?:u([0-9a-f]{1,4})|U([0-9a-f]{1,8})|x([0-9a-f]{1,2})|([\s\S]))/iy;
      coded.lastIndex = this.#at;
      const coding = character === "\\" ? coded.exec(this.#command) : null;
      if (coding === null) {
        take(character, this.#at);
        this.#at++;
        continue;
      }
      const [whole, short, long, octet, letter = ""] = coding;
      const number = Number.parseInt(short ?? long ?? octet ?? "0", 16);
      take(letter === "" ? String.fromCodePoint(Math.min(number, 0x10ffff)) : (ANSI[letter] ?? letter), this.#at);
      this.#at += whole.length;
    }
    this.#at++;
  }
}

class Unreadable extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const unclosed = (at: number): Unreadable => new Unreadable("this quote is not closed", at);

/** Options that take a value, by their long name; short ones stand for them. */
const VALUED = new Set(
  "request header data data-raw data-binary data-ascii data-urlencode json user user-agent cookie referer output url form form-string upload-file proxy max-time connect-timeout write-out cacert cert key resolve retry retry-delay cookie-jar dump-header range limit-rate interface oauth2-bearer aws-sigv4 ciphers config".split(
    " ",
  ),
);
const SHORT: Readonly<Record<string, string>> = {
  X: "request",
  H: "header",
  d: "data",
  u: "user",
  A: "user-agent",
  b: "cookie",
  e: "referer",
  o: "output",
  F: "form",
  T: "upload-file",
  x: "proxy",
  m: "max-time",
  w: "write-out",
  E: "cert",
  c: "cookie-jar",
  D: "dump-header",
  r: "range",
  K: "config",
  G: "get",
  I: "head",
};

interface Option {
  readonly name: string;
  readonly value: Word | null;
}

const tail = (word: Word, start: number): Word => ({
  text: word.text.slice(start),
  offsets: word.offsets.slice(start),
  from: word.offsets[start] ?? word.to,
  to: word.to,
});

/** The options in a word that starts with a dash; the value may be the next word. */
function* optionsIn(word: Word, next: () => Word): Generator<Option> {
  if (word.text.startsWith("--")) {
    const name = word.text.slice(2);
    yield { name, value: VALUED.has(name) ? next() : null };
    return;
  }
  for (let index = 1; index < word.text.length; index++) {
    const name = SHORT[word.text[index] ?? ""] ?? "";
    if (!VALUED.has(name)) {
      yield { name, value: null };
      continue;
    }
    yield { name, value: index + 1 < word.text.length ? tail(word, index + 1) : next() };
    return;
  }
}

const joined = (first: MappedText | null, second: MappedText): MappedText =>
  first === null
    ? second
    : {
        text: `${first.text}&${second.text}`,
        offsets: [...first.offsets, ...second.offsets],
      };

const base64 = (text: string): string =>
  btoa(Array.from(new TextEncoder().encode(text), (octet) => String.fromCharCode(octet)).join(""));

/** Gathers what the options say. */
class Draft {
  method: string | null = null;
  url: Word | null = null;
  body: MappedText | null = null;
  inQuery = false;
  json = false;
  head = false;
  methodPlace: Extent;
  readonly headers: Record<string, string> = {};
  readonly places = new Map<string, Extent>();

  constructor(start: Extent) {
    this.methodPlace = start;
  }

  field(name: string, value: string, place: Extent): void {
    const known = this.headers[name];
    this.headers[name] = known === undefined ? value : `${known}, ${value}`;
    this.places.set(name, place);
  }

  take({ name, value }: Option): void {
    if (name === "get") this.inQuery = true;
    if (name === "head") this.head = true;
    if (value === null) return;
    const place = { from: value.from, to: value.to };
    if (name === "request") {
      this.method = value.text.toUpperCase();
      this.methodPlace = place;
    } else if (name === "url") this.url = value;
    else if (name === "header") {
      const colon = value.text.indexOf(":");
      if (colon > 0)
        this.field(value.text.slice(0, colon).trim().toLowerCase(), value.text.slice(colon + 1).trim(), place);
    } else if (name === "user") this.field("authorization", `Basic ${base64(value.text)}`, place);
    else if (name === "oauth2-bearer") this.field("authorization", `Bearer ${value.text}`, place);
    else if (name === "cookie") this.field("cookie", value.text, place);
    else if (name === "form" || name === "form-string" || name === "upload-file")
      throw new Unreadable("forms and uploads are not judged here", value.from);
    else if (name === "json" || name.startsWith("data")) this.#data(name, value);
  }

  #data(name: string, value: Word): void {
    if (value.text.startsWith("@") && name !== "data-raw")
      throw new Unreadable(
        `the body is in the file ${value.text.slice(1)}, which this page cannot see; drop the file here`,
        value.from,
      );
    if (name === "json") this.json = true;
    this.body = joined(this.body, value);
  }
}

const FORM = "application/x-www-form-urlencoded";

const requestOf = (draft: Draft, url: Word): CurlRequest => {
  const { headers, inQuery, json, head } = draft;
  const body = inQuery ? null : draft.body;
  if (body !== null && headers["content-type"] === undefined)
    headers["content-type"] = json ? "application/json" : FORM;
  const query = inQuery && draft.body !== null ? `${url.text.includes("?") ? "&" : "?"}${draft.body.text}` : "";
  return {
    method: draft.method ?? (head ? "HEAD" : body === null ? "GET" : "POST"),
    url: url.text + query,
    headers,
    body,
    places: { url: { from: url.from, to: url.to }, method: draft.methodPlace, headers: draft.places },
  };
};

/** Whether a text is a curl command. */
export const isCurl = (text: string): boolean => /^\s*(?:\$\s+)?curl(?:\.exe)?\s/.test(text);

/** The request that a curl command for a POSIX shell makes; nothing is run. */
export const readCurl = (text: string): CurlRequest | CurlProblem => {
  const start = text.search(/curl/);
  const words = new Words(text.trimEnd());
  try {
    let word = words.next();
    while (word !== null && !/^curl(?:\.exe)?$/.test(word.text)) word = words.next();
    const draft = new Draft({ from: start, to: start + 4 });
    const value = (option: Word) => (): Word => {
      const next = words.next();
      if (next === null) throw new Unreadable(`${option.text} needs a value`, option.from);
      return next;
    };
    for (word = words.next(); word !== null; word = words.next()) {
      if (word.text.startsWith("-") && word.text.length > 1)
        for (const option of optionsIn(word, value(word))) draft.take(option);
      else draft.url ??= word;
    }
    return draft.url === null ? { problem: "there is no URL in the command", at: start } : requestOf(draft, draft.url);
  } catch (error) {
    if (error instanceof Unreadable) return { problem: error.message, at: error.at };
    throw error;
  }
};
