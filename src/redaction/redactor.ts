import type { Judge } from "../engine/judge.ts";
import type { Exchange, Headers } from "../model/exchange.ts";
import type { Finding } from "../model/finding.ts";
import { HeaderMemory } from "./header-memory.ts";
import { Inspection } from "./inspection.ts";
import { KnownSecrets } from "./known-secrets.ts";
import { isSecretMember, NO_NAMES, type SecretNames } from "./names.ts";
import { Pseudonyms } from "./pseudonym.ts";

type Fields = Record<string, string | readonly string[]>;

/** Header fields with each value as `treat` makes it. */
const mapped = (headers: Headers, treat: (name: string, value: string) => string): Fields => {
  const fields: Fields = {};
  for (const [name, value] of Object.entries(headers)) {
    const treated = typeof value === "string" ? treat(name, value) : value.map((one) => treat(name, one));
    // A name that would not become a member of its own.
    if (name === "__proto__") Object.defineProperty(fields, name, { value: treated, enumerable: true });
    else fields[name] = treated;
  }
  return fields;
};

/** How a redactor names secrets, and which names mark one. */
export interface RedactorOptions {
  /** The key of the pseudonyms; without it every secret is `[redacted]`. */
  readonly key?: string | Uint8Array;
  /** What a contract adds to the names that are secret anywhere. */
  readonly names?: SecretNames;
}

/** An exchange whose texts hold no secret. A body that is no text is left out; `omitted` says how long it was. */
export interface RedactedExchange {
  readonly request: { method: string; url: string; headers: Fields; body: string | null };
  readonly response: { status: number; headers: Fields; body: string | null };
}

/**
 * Keeps secrets out of all that is written: those it was told, those a contract marks, those that stand where secrets
 * do, and what looks like one. A secret that is found in one place is replaced in every other place of the exchange
 * and, for a while, of later ones.
 */
export class Redactor {
  readonly #secrets: KnownSecrets;
  readonly #inspection: Inspection;
  readonly #headers: HeaderMemory;
  /** Takes note of the secrets that are found, while somebody wants to know. */
  #found: string[] | null = null;

  constructor(secrets: Iterable<string> = [], { key, names = NO_NAMES }: RedactorOptions = {}) {
    this.#secrets = new KnownSecrets(new Pseudonyms(key ?? null));
    this.#inspection = new Inspection(names, (secret) => {
      this.#found?.push(secret);
      return this.#secrets.notice(secret);
    });
    this.#headers = new HeaderMemory((name, value) => {
      const secrets: string[] = [];
      this.#found = secrets;
      const text = this.#inspection.header(name, value);
      this.#found = null;
      return { text, secrets };
    });
    for (const secret of secrets) this.learn(secret);
  }

  /** Takes a value as secret from now on, with every text in it, in each form in which it may be written. */
  learn(value: unknown): void {
    this.#secrets.learn(value);
  }

  /** Forgets every secret, so that what is said next depends on nothing that was met before. */
  forget(): void {
    this.#secrets.forget();
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

  /** A text without secrets. */
  text(text: string): string {
    return this.#inspection.text(this.#secrets.replacedIn(text));
  }

  #words(text: string): string {
    return this.#inspection.text(this.#secrets.replacedInWords(text));
  }

  /** A URL without secrets: its query by name, the rest by shape. */
  url(url: string): string {
    return this.#secrets.replacedIn(this.#inspection.url(url));
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
    return this.#secrets.replacedIn(this.#inspection.body(body));
  }

  /** Header fields without secrets; which ones there were stays visible, and the authentication scheme. */
  headers(headers: Headers): Fields {
    return mapped(headers, (name, value) => this.#secrets.replacedIn(this.#inspection.header(name, value)));
  }

  /** A header field's value as inspected; what is secret in it is taken note of, each time. */
  #inspected(name: string, value: string): string {
    const { text, secrets } = this.#headers.of(name, value);
    for (const secret of secrets) this.#secrets.notice(secret);
    return text;
  }

  /** An exchange without secrets. What was found in any part of it is replaced in all of them. */
  exchange({ request, response }: Exchange): RedactedExchange {
    this.#secrets.begin();
    const inspected = (name: string, value: string): string => this.#inspected(name, value);
    const body = (text: Exchange["request"]["body"]): string | null =>
      typeof text === "string" ? this.#inspection.body(text) : null;
    const url = this.#inspection.url(request.url);
    const [requestHeaders, responseHeaders] = [mapped(request.headers, inspected), mapped(response.headers, inspected)];
    const [requestBody, responseBody] = [body(request.body), body(response.body)];
    this.#secrets.remember();
    const replaced = (_: string, text: string): string => this.#secrets.replacedIn(text);
    const known = (text: string | null): string | null => (text === null ? null : this.#secrets.replacedIn(text));
    return {
      request: {
        method: request.method,
        url: this.#secrets.replacedIn(url),
        headers: mapped(requestHeaders, replaced),
        body: known(requestBody),
      },
      response: { status: response.status, headers: mapped(responseHeaders, replaced), body: known(responseBody) },
    };
  }

  /** The same as {@link finding}; what it says of the next finding does not depend on this one. */
  findingAlone<F extends Finding>(finding: F): F {
    return this.#secrets.apart(() => this.finding(finding));
  }

  /** A finding whose texts hold no secret, those of the latest exchange included. */
  finding<F extends Finding>(finding: F): F {
    const { message, fix, instance } = finding;
    return {
      ...finding,
      message: this.#words(message),
      fix: this.#words(fix),
      instance: { ...instance, pointer: this.#words(instance.pointer) },
    };
  }
}
