import type { Exchange, Headers } from "../model/exchange.ts";
import type { Finding } from "../model/finding.ts";
import { segmentsOf } from "../model/pointer.ts";
import type { Judge } from "./judge.ts";

/** What stands in place of a secret. */
export const REDACTED = "[redacted]";

const SECRET_HEADERS = new Set([
  ...["authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "api-key", "x-auth-token"],
  ...["x-xsrf-token", "x-csrf-token", "x-amz-security-token", "authentication-info"],
]);

const SECRET_MEMBER =
  /(pass(word|wd|phrase)|secret|token|api[-_]?key|private[-_]?key|credentials?|^authorization)([-_]?(base64|hash|value))?$/i;

/** Texts that are credentials whatever they are called: what follows an authentication scheme, JSON Web Tokens, keys in PEM. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  // A word of prose has no digit; a token of this length nearly always has one.
  [
    /\b(Bearer|Basic|Token|Negotiate|NTLM|Digest)\s+(?=[A-Za-z+/=._~-]{0,200}\d)[A-Za-z0-9+/=._~-]{6,}/g,
    `$1 ${REDACTED}`,
  ],
  [/\beyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?/g, REDACTED],
  [/-----BEGIN [A-Z ]+-----[\s\S]{0,20000}?-----END [A-Z ]+-----/g, REDACTED],
  [/([?&;](?:access_token|token|api_key|apikey|key|password|secret|sig|signature)=)[^&#\s"']+/gi, `$1${REDACTED}`],
];

/** Shorter secrets are too likely to stand in innocent texts; they are found by where they stand. */
const SHORTEST = 6;

/** Keeps secrets out of all that is written: those it was told, those a contract marks, and what looks like one. */
export class Redactor {
  readonly #secrets = new Set<string>();
  #expression: RegExp | null = null;

  constructor(secrets: Iterable<string> = []) {
    for (const secret of secrets) this.learn(secret);
  }

  /** Takes a value as secret from now on, with every text in it, in each form in which it may be written. */
  learn(value: unknown): void {
    if (typeof value === "number" && String(value).length >= SHORTEST) this.#add(String(value));
    if (value !== null && typeof value === "object") for (const part of Object.values(value)) this.learn(part);
    if (typeof value !== "string" || value.length < SHORTEST) return;
    this.#add(value);
    this.#add(JSON.stringify(value).slice(1, -1));
    this.#add(encodeURIComponent(value.toWellFormed()));
    this.#add(Buffer.from(value).toString("base64"));
    this.#add(Buffer.from(value).toString("base64url"));
  }

  #add(text: string): void {
    if (text.length < SHORTEST || this.#secrets.has(text)) return;
    this.#secrets.add(text);
    this.#expression = null;
  }

  /** Learns what a contract marks as secret in an exchange, and what its header fields carry. */
  learnFrom(exchange: Exchange, judge: Judge): void {
    const { requestBody, responseBody, requestMedia, responseMedia } = judge.pairing.pair(exchange);
    for (const [reading, media] of [
      [requestBody, requestMedia],
      [responseBody, responseMedia],
    ] as const) {
      if (reading.kind !== "json") continue;
      if (media?.schema != null)
        for (const { mark, value } of judge.conformance.evaluate(media.schema, reading.value, null, new Set()).marked)
          if (mark === "x-secret") this.learn(value);
      this.#learnMembers(reading.value);
    }
  }

  #learnMembers(root: unknown): void {
    const queue: unknown[] = [root];
    for (let value = queue.pop(); value !== undefined; value = queue.pop()) {
      if (value === null || typeof value !== "object") continue;
      for (const [name, member] of Object.entries(value)) {
        if (typeof member === "string" && SECRET_MEMBER.test(name)) this.learn(member);
        else if (member !== null && typeof member === "object") queue.push(member);
      }
    }
  }

  /** A text without secrets. */
  text(text: string): string {
    let clean = text;
    if (this.#secrets.size > 0) {
      this.#expression ??= new RegExp(
        [...this.#secrets]
          .sort((a, b) => b.length - a.length)
          .map(literal)
          .join("|"),
        "g",
      );
      clean = clean.replaceAll(this.#expression, REDACTED);
    }
    for (const [shape, instead] of SHAPES) clean = clean.replaceAll(shape, instead);
    return clean;
  }

  /** A JSON value without secrets: every text in it, and members that are called like one. */
  value<T>(value: T, name = ""): T {
    if (typeof value === "string") return (SECRET_MEMBER.test(name) && value !== "" ? REDACTED : this.text(value)) as T;
    if (Array.isArray(value)) return value.map((item: unknown) => this.value(item, name)) as T;
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [this.text(key), this.value(member as unknown, key)]),
    ) as T;
  }

  /** A body without secrets: JSON member by member, anything else as a text; bytes are only counted. */
  body(body: string | Uint8Array | null): string | null {
    if (body === null) return null;
    if (typeof body !== "string") return `[${body.length} bytes]`;
    try {
      return JSON.stringify(this.value(JSON.parse(body) as unknown));
    } catch {
      return this.text(body);
    }
  }

  /** Header fields without secrets; which ones there were stays visible, and the authentication scheme. */
  headers(headers: Headers): Record<string, string | readonly string[]> {
    return Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.map((one) => this.#header(name, one)) : this.#header(name, value as string),
      ]),
    );
  }

  #header(name: string, value: string): string {
    const clean = this.text(value);
    if (!SECRET_HEADERS.has(name.toLowerCase()) && !SECRET_MEMBER.test(name)) return clean;
    const scheme = /^(Bearer|Basic|Token|Negotiate|NTLM|Digest)\b/i.exec(value)?.[0];
    if (/^(set-)?cookie$/i.test(name))
      return value.replaceAll(/(^|;\s*)([^=;\s]+)=[^;]*/g, (whole, before: string, key: string) =>
        COOKIE_ATTRIBUTES.test(key) ? whole : `${before}${key}=${REDACTED}`,
      );
    return scheme === undefined ? REDACTED : `${scheme} ${REDACTED}`;
  }

  /** A finding whose texts hold no secret. */
  finding<F extends Finding>(finding: F): F {
    const { message, fix, instance } = finding;
    const pointer = segmentsOf(instance.pointer).length === 0 ? instance.pointer : this.text(instance.pointer);
    return { ...finding, message: this.text(message), fix: this.text(fix), instance: { ...instance, pointer } };
  }
}

const COOKIE_ATTRIBUTES = /^(path|domain|expires|max-age|samesite)$/i;

const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
