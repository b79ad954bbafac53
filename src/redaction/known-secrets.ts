import { Beginnings } from "./beginnings.ts";
import { isRedacted, type Pseudonyms } from "./pseudonym.ts";
// Shorter secrets are too likely to stand in innocent texts; they are found by where they stand.
import { SHORTEST, SoughtTexts } from "./sought-texts.ts";

/** How many of the latest secrets of earlier exchanges are still looked for in texts that do not call them so. */
const REMEMBERED = 32;

/** How many secrets of one exchange are looked for elsewhere in it. */
const NOTICED = 200;

/** Written the same in JSON and in a URL. */
const PLAIN = /^[A-Za-z0-9_.~-]*$/;

/** Words that stand where secrets do and in many other places. */
const isCommon = (secret: string): boolean => /^[A-Za-z]{1,12}$|^\d{1,7}$/.test(secret);

/** The characters of Base64 that are a text's own wherever in the encoded bytes it stands. */
const insideBase64 = (text: string): string[] => {
  const length = Buffer.byteLength(text);
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.from("\0".repeat(before) + text);
    const [start, end] = [Math.ceil((before * 8) / 6), Math.floor(((before + length) * 8) / 6)];
    return [bytes.toString("base64").slice(start, end), bytes.toString("base64url").slice(start, end)];
  });
};

/**
 * The secrets that have been met, each with the name that stands in its place: those that were told, for good; those of
 * the exchange at hand; the latest ones of earlier exchanges.
 */
export class KnownSecrets {
  readonly #pseudonyms: Pseudonyms;
  readonly #told = new SoughtTexts();
  /** The same as they may be quoted; those that have not been asked for yet wait. */
  readonly #quoted = new SoughtTexts();
  #waiting: (readonly [text: string, name: string])[] = [];
  readonly #remembered = new Map<string, string>();
  #noticed = new Map<string, string>();
  readonly #beginnings = new Beginnings();

  constructor(pseudonyms: Pseudonyms) {
    this.#pseudonyms = pseudonyms;
  }

  /** Takes a value as secret from now on, with every text in it, in each form in which it may be written. */
  learn(value: unknown): void {
    if (typeof value === "number") this.learn(String(value));
    if (value !== null && typeof value === "object") for (const part of Object.values(value)) this.learn(part);
    if (typeof value !== "string" || value.length < SHORTEST || isRedacted(value)) return;
    const name = this.#pseudonyms.of(value);
    this.#tell(value, name);
    this.#tell(JSON.stringify(value).slice(1, -1), name);
    this.#tell(encodeURIComponent(value.toWellFormed()), name);
    this.#tell(Buffer.from(value).toString("base64"), name);
    this.#tell(Buffer.from(value).toString("base64url"), name);
    for (const form of insideBase64(value)) this.#tell(form, name);
  }

  #tell(text: string, name: string): void {
    if (text.length >= SHORTEST && this.#told.add(text, name)) this.#waiting.push([text, name]);
  }

  /** Takes a text as a secret of the exchange at hand and answers with its name. */
  notice(secret: string): string {
    const name = this.#pseudonyms.of(secret);
    if (secret.length >= SHORTEST && this.#noticed.size < NOTICED && !isCommon(secret)) {
      this.#seek(secret, name);
      if (!PLAIN.test(secret))
        for (const form of [JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed())])
          this.#seek(form, name);
    }
    return name;
  }

  #seek(text: string, name: string): void {
    if (this.#noticed.has(text)) return;
    this.#noticed.set(text, name);
    if (!this.#remembered.has(text))
      this.#beginnings.add(text, () => [...this.#noticed.keys(), ...this.#remembered.keys()]);
  }

  /** Forgets every secret. */
  forget(): void {
    this.#told.clear();
    this.#quoted.clear();
    this.#waiting = [];
    this.#remembered.clear();
    this.#noticed = new Map();
    this.#beginnings.clear();
  }

  /** Does something, and forgets which secrets were noticed by it. */
  apart<T>(work: () => T): T {
    const noticed = new Map(this.#noticed);
    try {
      return work();
    } finally {
      this.#noticed = noticed;
    }
  }

  /** A new exchange is at hand. */
  begin(): void {
    this.#noticed = new Map();
  }

  /** What was noticed last stays known for a while; more than fits is known for this exchange only. */
  remember(): void {
    let room = REMEMBERED;
    for (const [secret, name] of this.#noticed) {
      if (room-- === 0) break;
      this.#noticed.delete(secret);
      // Which are the latest matters only where there are too many.
      if (this.#remembered.size < REMEMBERED && this.#remembered.has(secret)) continue;
      this.#remembered.delete(secret);
      this.#remembered.set(secret, name);
    }
    for (const secret of this.#remembered.keys()) {
      if (this.#remembered.size <= REMEMBERED) break;
      this.#remembered.delete(secret);
    }
  }

  /** A text with names in place of the secrets that are known by now. */
  replacedIn(text: string): string {
    let clean = this.#told.replacedIn(text);
    if (clean.length < SHORTEST || !this.#beginnings.mayBeIn(clean)) return clean;
    for (const secrets of [this.#noticed, this.#remembered])
      for (const [secret, name] of secrets) if (clean.includes(secret)) clean = clean.replaceAll(secret, name);
    return clean;
  }

  /**
   * The same for a text that quotes: secrets in another letter case too, as a segment of a pointer, and cut off before an
   * ellipsis.
   */
  replacedInWords(text: string): string {
    seekQuoted(this.#quoted, this.#waiting);
    this.#waiting = [];
    const clean = unquoted(this.replacedIn(text), this.#quoted);
    if (this.#noticed.size + this.#remembered.size === 0) return clean;
    const others = new SoughtTexts();
    for (const secrets of [this.#noticed, this.#remembered]) seekQuoted(others, secrets);
    return unquoted(clean, others);
  }
}

const pointerForm = (text: string): string => text.replaceAll("~", "~0").replaceAll("/", "~1");

/** Seeks secrets as they may be quoted: in any letter case, and as segments of pointers. */
const seekQuoted = (texts: SoughtTexts, secrets: Iterable<readonly [text: string, name: string]>): void => {
  for (const [secret, name] of secrets) for (const form of [secret, pointerForm(secret)]) texts.add(folded(form), name);
};

/** A text in lower case, as long as it is. */
const folded = (text: string): string => {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return text.replaceAll(/[\s\S]/g, (unit) => (unit.toLowerCase().length === 1 ? unit.toLowerCase() : unit));
};

/** A text with names in place of quoted secrets, those too of which only the beginning stands before an ellipsis. */
const unquoted = (text: string, secrets: SoughtTexts): string => {
  const whole = secrets.replacedIn(text, folded(text));
  const read = folded(whole);
  let clean = "";
  let done = 0;
  for (let end = whole.indexOf("…"); end >= 0; end = whole.indexOf("…", end + 1)) {
    const cut = secrets.cutAt(read, done, end);
    clean += cut === null ? whole.slice(done, end) : whole.slice(done, cut.start) + cut.name;
    done = end;
  }
  return clean + whole.slice(done);
};
