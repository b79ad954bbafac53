import { Beginnings } from "./beginnings.ts";
import { isRedacted, type Pseudonyms } from "./pseudonym.ts";

/** Shorter secrets are too likely to stand in innocent texts; they are found by where they stand. */
const SHORTEST = 6;

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

const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, "\\$&");

/**
 * The secrets that have been met, each with the name that stands in its place: those that were told, for good; those of
 * the exchange at hand; the latest ones of earlier exchanges.
 */
export class KnownSecrets {
  readonly #pseudonyms: Pseudonyms;
  readonly #told = new Map<string, string>();
  #expression: RegExp | null = null;
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
    if (text.length < SHORTEST || this.#told.has(text)) return;
    this.#told.set(text, name);
    this.#expression = null;
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
    this.#expression = null;
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
    let clean = text;
    if (this.#told.size > 0) {
      this.#expression ??= new RegExp(
        [...this.#told.keys()]
          .sort((a, b) => b.length - a.length)
          .map(literal)
          .join("|"),
        "g",
      );
      clean = clean.replaceAll(this.#expression, (secret) => this.#told.get(secret)!);
    }
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
    let clean = this.replacedIn(text);
    for (const secrets of [this.#told, this.#noticed, this.#remembered])
      for (const [secret, name] of secrets) {
        const forms = [...new Set([secret, secret.replaceAll("~", "~0").replaceAll("/", "~1")])];
        clean = clean.replaceAll(new RegExp(forms.map(literal).join("|"), "gi"), name);
        for (let end = clean.indexOf("…"); end >= 0; end = clean.indexOf("…", end + 1)) {
          const length = Math.max(...forms.map((form) => lengthOfCut(clean, end, form)));
          if (length === 0) continue;
          clean = clean.slice(0, end - length) + name + clean.slice(end);
          end += name.length - length;
        }
      }
    return clean;
  }
}

/** How much of the beginning of a secret a text has right before `end`; 0 where that is too little to tell. */
const lengthOfCut = (text: string, end: number, secret: string): number => {
  for (let length = Math.min(secret.length - 1, end); length >= SHORTEST; length--)
    if (text.startsWith(secret.slice(0, length), end - length)) return length;
  return 0;
};
