import type { Judge } from "../engine/judge.ts";
import type { Exchange, Headers } from "../model/exchange.ts";
import type { Finding } from "../model/finding.ts";
import { Inspection } from "./inspection.ts";
import { isSecretMember, NO_NAMES, type SecretNames } from "./names.ts";
import { isRedacted, Pseudonyms } from "./pseudonym.ts";

/** Shorter secrets are too likely to stand in innocent texts; they are found by where they stand. */
const SHORTEST = 6;

/** How many of the latest secrets of earlier exchanges are still looked for in texts that do not call them so. */
const REMEMBERED = 32;

/** How many secrets of one exchange are looked for elsewhere in it. */
const NOTICED = 200;

/** How a redactor names secrets, and which names mark one. */
export interface RedactorOptions {
  /** The key of the pseudonyms; without it every secret is `[redacted]`. */
  readonly key?: string | Uint8Array;
  /** What a contract adds to the names that are secret anywhere. */
  readonly names?: SecretNames;
}

/** An exchange whose texts hold no secret. A body that is no text is left out; `omitted` says how long it was. */
export interface RedactedExchange {
  readonly request: {
    method: string;
    url: string;
    headers: Record<string, string | readonly string[]>;
    body: string | null;
  };
  readonly response: { status: number; headers: Record<string, string | readonly string[]>; body: string | null };
}

/**
 * Keeps secrets out of all that is written: those it was told, those a contract marks, those that stand where secrets
 * do, and what looks like one. A secret that is found in one place is replaced in every other place of the exchange
 * and, for a while, of later ones.
 */
export class Redactor {
  readonly #told = new Map<string, string>();
  #expression: RegExp | null = null;
  readonly #remembered = new Map<string, string>();
  #noticed = new Map<string, string>();
  readonly #pseudonyms: Pseudonyms;
  readonly #inspection: Inspection;

  constructor(secrets: Iterable<string> = [], { key, names = NO_NAMES }: RedactorOptions = {}) {
    this.#pseudonyms = new Pseudonyms(key ?? null);
    this.#inspection = new Inspection(names, (secret) => this.#notice(secret));
    for (const secret of secrets) this.learn(secret);
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
  }

  #tell(text: string, name: string): void {
    if (text.length < SHORTEST || this.#told.has(text)) return;
    this.#told.set(text, name);
    this.#expression = null;
  }

  #notice(secret: string): string {
    const name = this.#pseudonyms.of(secret);
    if (secret.length >= SHORTEST && this.#noticed.size < NOTICED && !isCommon(secret)) {
      this.#noticed.set(secret, name);
      if (!PLAIN.test(secret))
        for (const form of [JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed())])
          this.#noticed.set(form, name);
    }
    return name;
  }

  /** Learns what a contract marks as secret in an exchange, and the members that are called like one. */
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
        if (typeof member === "string" && isSecretMember(name)) this.learn(member);
        else if (member !== null && typeof member === "object") queue.push(member);
      }
    }
  }

  /** A text without the secrets that are known by now. */
  #known(text: string): string {
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
    for (const secrets of [this.#noticed, this.#remembered])
      if (clean.length >= SHORTEST)
        for (const [secret, name] of secrets) if (clean.includes(secret)) clean = clean.replaceAll(secret, name);
    return clean;
  }

  /** A text without secrets. */
  text(text: string): string {
    return this.#inspection.text(this.#known(text));
  }

  /** A URL without secrets: its query by name, the rest by shape. */
  url(url: string): string {
    return this.#known(this.#inspection.url(url));
  }

  /** A JSON value without secrets: every text in it, and members that are called like one. */
  value<T>(value: T, name = ""): T {
    if (typeof value === "string")
      return (this.#inspection.isMember(name) ? this.#inspection.secret(value) : this.text(value)) as T;
    if (Array.isArray(value)) return value.map((item: unknown) => this.value(item, name)) as T;
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [this.text(key), this.value(member as unknown, key)]),
    ) as T;
  }

  /** A body without secrets, otherwise byte for byte; bytes that are no text are only counted. */
  body(body: string | Uint8Array | null): string | null {
    if (body === null) return null;
    if (typeof body !== "string") return `[${body.length} bytes]`;
    return this.#known(this.#inspection.body(body));
  }

  /** Header fields without secrets; which ones there were stays visible, and the authentication scheme. */
  headers(headers: Headers): Record<string, string | readonly string[]> {
    const clean: Record<string, string | readonly string[]> = {};
    for (const [name, value] of Object.entries(headers))
      clean[name] = typeof value === "string" ? this.#header(name, value) : value.map((one) => this.#header(name, one));
    return clean;
  }

  #header(name: string, value: string): string {
    return this.#known(this.#inspection.header(name, value));
  }

  /** An exchange without secrets. What was found in any part of it is replaced in all of them. */
  exchange({ request, response }: Exchange): RedactedExchange {
    this.#noticed = new Map();
    const inspected = (headers: Headers): [string, string | readonly string[]][] =>
      Object.entries(headers).map(([name, value]) => [
        name,
        typeof value === "string"
          ? this.#inspection.header(name, value)
          : value.map((one) => this.#inspection.header(name, one)),
      ]);
    const body = (text: Exchange["request"]["body"]): string | null =>
      typeof text === "string" ? this.#inspection.body(text) : null;
    const url = this.#inspection.url(request.url);
    const [requestHeaders, responseHeaders] = [inspected(request.headers), inspected(response.headers)];
    const [requestBody, responseBody] = [body(request.body), body(response.body)];
    this.#remember();
    const known = (text: string | null): string | null => (text === null ? null : this.#known(text));
    const fields = (headers: typeof requestHeaders): Record<string, string | readonly string[]> =>
      Object.fromEntries(
        headers.map(([name, value]) => [
          name,
          typeof value === "string" ? this.#known(value) : value.map((one) => this.#known(one)),
        ]),
      );
    return {
      request: {
        method: request.method,
        url: this.#known(url),
        headers: fields(requestHeaders),
        body: known(requestBody),
      },
      response: { status: response.status, headers: fields(responseHeaders), body: known(responseBody) },
    };
  }

  /** What was noticed last stays known for a while; more than fits is known for this exchange only. */
  #remember(): void {
    let room = REMEMBERED;
    for (const [secret, name] of this.#noticed) {
      if (room-- === 0) break;
      this.#noticed.delete(secret);
      this.#remembered.delete(secret);
      this.#remembered.set(secret, name);
    }
    for (const secret of this.#remembered.keys()) {
      if (this.#remembered.size <= REMEMBERED) break;
      this.#remembered.delete(secret);
    }
  }

  /** A finding whose texts hold no secret, those of the latest exchange included. */
  finding<F extends Finding>(finding: F): F {
    const { message, fix, instance } = finding;
    return {
      ...finding,
      message: this.text(message),
      fix: this.text(fix),
      instance: { ...instance, pointer: this.text(instance.pointer) },
    };
  }
}

/** Written the same in JSON and in a URL. */
const PLAIN = /^[A-Za-z0-9_.~-]*$/;

/** Words that stand where secrets do and in many other places. */
const isCommon = (secret: string): boolean => /^[A-Za-z]{1,12}$|^\d{1,7}$/.test(secret);

const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
