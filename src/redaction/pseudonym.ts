import { createRequire } from "node:module";

/** Loaded with the first pseudonym: loading it takes longer than most runs without a key redact. */
const crypto = (): typeof import("node:crypto") =>
  createRequire(import.meta.url)("node:crypto") as typeof import("node:crypto");

/** What stands in place of a secret where no key is given. */
export const REDACTED = "[redacted]";

const PSEUDONYM = /^redacted[0-9a-f]{16}$/;

/** Whether a text stands in place of a secret. */
export const isRedacted = (text: string): boolean => text === REDACTED || PSEUDONYM.test(text);

const REMEMBERED = 4096;

/**
 * Names for secrets: the same secret has the same name under the same key, so that a recording still shows who is who,
 * and nobody without the key can try secrets out. A name is `redacted` and 16 hexadecimal digits: it may stand
 * unescaped in a URL, a cookie, a header and a JSON text, and is well-formed Base64.
 */
export class Pseudonyms {
  readonly #key: string | Uint8Array | null;
  readonly #names = new Map<string, string>();

  /** Without a key every secret is called {@link REDACTED}. */
  constructor(key: string | Uint8Array | null) {
    this.#key = key;
  }

  of(secret: string): string {
    if (this.#key === null) return REDACTED;
    if (isRedacted(secret)) return secret;
    let name = this.#names.get(secret);
    if (name === undefined) {
      name = `redacted${crypto().createHmac("sha256", this.#key).update(secret).digest("hex").slice(0, 16)}`;
      if (this.#names.size >= REMEMBERED) this.#names.clear();
      this.#names.set(secret, name);
    }
    return name;
  }
}
