import { edited, visitJson } from "./json-text.ts";
import { isPublicDigest, isSecretHeader, isSecretMember, isSecretQuery, type SecretNames } from "./names.ts";
import { isRedacted } from "./pseudonym.ts";
import { apart, namedSpans, type SecretKind, type Span, secretSpans } from "./shapes.ts";

/** What is done about a secret: what stands in its place, or the secret itself to leave it. */
export type Treatment = (secret: string, kind: SecretKind, offset: number) => string;

/** Texts in texts in texts are looked into so far. */
const DEEPEST = 3;

const BARE_LITERAL = /^(?:true|false|null)$/;
const NUMBER = /^-?\d/;

const replaced = (text: string, spans: readonly Span[], treat: Treatment, offset: number): string =>
  spans.length === 0
    ? text
    : edited(
        text,
        spans.map(({ start, end, kind }) => ({
          start,
          end,
          text: treat(text.slice(start, end), kind, offset + start),
        })),
      );

/**
 * Finds the secrets in the parts of an exchange and has them treated. The same inspection redacts a recording, where
 * the treatment gives a name in place of a secret, and scans one, where it only takes note.
 */
export class Inspection {
  readonly #names: SecretNames;
  readonly #treat: Treatment;
  readonly #named: typeof namedSpans;

  /** `named`: what is taken for a secret after a word like `password:` in running text. */
  constructor(names: SecretNames, treat: Treatment, named: typeof namedSpans = namedSpans) {
    this.#names = names;
    this.#treat = treat;
    this.#named = named;
  }

  isMember(name: string): boolean {
    return this.#names.members.has(name) || isSecretMember(name);
  }

  /** Whether a value is secret by the name it goes by, or by one around it. */
  #isSecret(name: string | null, names: readonly (string | null)[]): boolean {
    if (name === null) return false;
    if (this.isMember(name)) return true;
    for (const outer of names) if (outer !== null && this.isMember(outer)) return true;
    return false;
  }

  /** A text of no known form. */
  text(text: string, offset = 0, digests = false): string {
    return replaced(text, secretSpans(text, digests), this.#treat, offset);
  }

  /** A text whose words may say what stands after them. */
  #prose(text: string, offset: number): string {
    return replaced(text, apart([...secretSpans(text), ...this.#named(text)]), this.#treat, offset);
  }

  /** A text that is a secret as a whole. */
  secret(text: string, offset = 0): string {
    return text === "" || isRedacted(text) ? text : this.#treat(text, "secret by its name", offset);
  }

  /** A URL, absolute or from the path on: its query by name, its path by shape. */
  url(url: string, offset = 0): string {
    const mark = url.indexOf("?");
    if (mark < 0) return this.text(url, offset);
    return (
      this.text(url.slice(0, mark), offset) +
      "?" +
      this.#pairs(
        url.slice(mark + 1),
        offset + mark + 1,
        (name) => this.#names.queries.has(name) || isSecretQuery(name),
      )
    );
  }

  /** `a=1&b=2`, as queries and forms are written. */
  #pairs(text: string, offset: number, isSecret: (name: string) => boolean): string {
    let at = offset;
    return text
      .split("&")
      .map((pair) => {
        const start = at;
        at += pair.length + 1;
        const equals = pair.indexOf("=");
        if (equals < 0) return this.text(pair, start);
        const [name, value] = [pair.slice(0, equals), pair.slice(equals + 1)];
        const plain = unescaped(value);
        const clean = isSecret(unescaped(name))
          ? this.secret(plain, start + equals + 1)
          : this.text(plain, start + equals + 1);
        return `${name}=${clean === plain ? value : encodeURIComponent(clean)}`;
      })
      .join("&");
  }

  /** One header field's value; the authentication scheme and the names of cookies stay. */
  header(name: string, value: string, offset = 0): string {
    const lower = name.toLowerCase();
    if (lower === "cookie") return this.#cookies(value, offset, false);
    if (lower === "set-cookie") return this.#cookies(value, offset, true);
    if (this.#names.headers.has(lower) || isSecretHeader(lower)) {
      const scheme = /^(?:[A-Za-z][A-Za-z0-9-]{1,30})[ \t]+(?=\S)/.exec(value)?.[0] ?? "";
      const token = value.slice(scheme.length);
      // The password in it may stand elsewhere by itself.
      const password =
        /^basic\s/i.test(scheme) && !isRedacted(token)
          ? /:(.+)$/s.exec(Buffer.from(token, "base64").toString())?.[1]
          : undefined;
      if (password !== undefined) this.secret(password, offset + scheme.length);
      return scheme + this.secret(token, offset + scheme.length);
    }
    return value.includes("?") ? this.url(value, offset) : this.text(value, offset, isPublicDigest(lower));
  }

  #cookies(value: string, offset: number, set: boolean): string {
    let at = offset;
    return value
      .split(";")
      .map((pair, index) => {
        const start = at;
        at += pair.length + 1;
        const equals = pair.indexOf("=");
        if (equals < 0 || (set && index > 0)) return pair;
        return pair.slice(0, equals + 1) + this.secret(pair.slice(equals + 1), start + equals + 1);
      })
      .join(";");
  }

  /** A body as text, read for what it is, whatever its media type says; malformed ones too. */
  body(text: string, offset = 0, depth = 0): string {
    const first = /\S/.exec(text)?.[0];
    if (first === "{" || first === "[" || first === '"') return this.#json(text, offset, depth);
    if (/^--\S/.test(text) && /content-disposition:/i.test(text)) return this.#multipart(text, offset, depth);
    if (/^[^\s=&<>{}"]{1,200}=[^\s<>]*$/.test(text))
      return this.#pairs(text, offset, (name) => this.isMember(name) || isSecretQuery(name));
    return this.#prose(text, offset);
  }

  #json(text: string, offset: number, depth: number): string {
    const edits: { start: number; end: number; text: string }[] = [];
    visitJson(text, ({ text: value, name, names, string, start, end }) => {
      if (value === "") return;
      const secret = this.#isSecret(name, names);
      if (!string) {
        if (!secret || BARE_LITERAL.test(value)) return;
        if (!NUMBER.test(value)) edits.push({ start, end, text: this.secret(value, offset + start) });
        // Numbers of one to three digits are too few to be a secret and may well be a count.
        else if (value.length > 3 && this.secret(value, offset + start) !== value)
          edits.push({ start, end, text: "0" });
        return;
      }
      const clean = secret
        ? this.secret(value, offset + start + 1)
        : this.#string(value, offset + start + 1, name, depth);
      if (clean !== value) edits.push({ start, end, text: JSON.stringify(clean) });
    });
    return edited(text, edits);
  }

  /** The value of a member that is not secret by its name. */
  member(name: string | null, value: string, offset = 0): string {
    return this.#string(value, offset, name, 0);
  }

  #string(value: string, offset: number, name: string | null, depth: number): string {
    if (depth < DEEPEST && value.length > 8 && (value[0] === "{" || value[0] === "["))
      return this.#json(value, offset, depth + 1);
    return this.text(value, offset, name !== null && isPublicDigest(name));
  }

  #multipart(text: string, offset: number, depth: number): string {
    const boundary = /^--[^\r\n]{1,200}/.exec(text)![0];
    let at = offset;
    return text
      .split(boundary)
      .map((part) => {
        const start = at;
        at += part.length + boundary.length;
        const gap = /\r?\n\r?\n/.exec(part);
        if (gap === null) return part;
        const from = gap.index + gap[0].length;
        const head = part.slice(0, from);
        const tail = /\r?\n$/.exec(part)?.[0] ?? "";
        const content = part.slice(from, part.length - tail.length);
        const name = /\bname="([^"]{0,200})"/i.exec(head)?.[1] ?? "";
        const clean = this.isMember(name)
          ? this.secret(content, start + from)
          : depth < DEEPEST
            ? this.body(content, start + from, depth + 1)
            : content;
        return head + clean + tail;
      })
      .join(boundary);
  }
}

const unescaped = (text: string): string => {
  if (!/[%+]/.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
};
