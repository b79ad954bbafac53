import type { ExchangeResponse } from "../model/exchange.ts";
import { type Pointer, segmentsOf } from "../model/pointer.ts";

/** Ways to write a JSON text other than the usual one; some of them are not JSON any more. */
export type Writing =
  | "pretty"
  | "reversed"
  | "escaped"
  | "truncated"
  | "trailing-comma"
  | "single-quotes"
  | "duplicate-member"
  | "byte-order-mark"
  | "latin-1";

/** What is changed in answers that were right. In pointers, `*` stands for every item or member. */
export interface Alteration {
  /** Only answers of these operations; of all, unless given. */
  readonly operation?: string | readonly string[];
  /** Only answers with this status: `201`, or `4XX`. */
  readonly status?: string;
  /** Only every so manieth of them, from the second on. */
  readonly every?: number;
  readonly to?: { readonly status?: number };
  readonly set?: { readonly [at: Pointer]: unknown };
  readonly remove?: readonly Pointer[];
  readonly rename?: { readonly [at: Pointer]: string };
  /** Header fields to set, or with null to take away. */
  readonly headers?: { readonly [name: string]: string | readonly string[] | null };
  /** Another body, as text; null for none. */
  readonly body?: string | null;
  readonly writing?: Writing;
}

type Holder = Record<string, unknown> | unknown[];

/** Shows `change` every object or array that holds a member at the pointer, or could. */
const holders = (value: unknown, segments: readonly string[], change: (holder: Holder, name: string) => void): void => {
  if (value === null || typeof value !== "object") return;
  const [name, ...rest] = segments;
  if (name === undefined) return;
  const names = name === "*" ? Object.keys(value) : [name];
  for (const each of names)
    if (rest.length === 0) change(value as Holder, each);
    else if (Object.hasOwn(value, each)) holders((value as Record<string, unknown>)[each], rest, change);
};

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
};

const WRITINGS: Readonly<Record<Writing, (text: string, value: unknown) => string | Uint8Array>> = {
  pretty: (_, value) => `\n${JSON.stringify(value, null, 4)}\n`,
  reversed: (_, value) => JSON.stringify(reversed(value)),
  escaped: (text) => text.replaceAll(/"(?:[^"\\]|\\.)*"/g, escapedLetters),
  truncated: (text) => text.slice(0, Math.floor(text.length / 2)),
  "trailing-comma": (text) => text.replace(/([}\]])$/, ",$1"),
  "single-quotes": (text) => text.replaceAll('"', "'"),
  "duplicate-member": (text) => text.replace(/^\{("(?:[^"\\]|\\.)*":)/, "{$1null,$1"),
  "byte-order-mark": (text) => `\uFEFF${text}`,
  "latin-1": (text) => Buffer.from(text.replace(/":"/, '":"\u00e9'), "latin1"),
};

/** A JSON string with its small letters written as escapes. */
const escapedLetters = (token: string): string =>
  token.replaceAll(/\\u[0-9a-fA-F]{4}|\\.|[a-z]/g, (part) =>
    part.length > 1 ? part : `\\u${part.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** Changes answers as it says; made once for a provider, since it may count. */
export class Alterer {
  readonly #alteration: Alteration;
  #seen = 0;

  constructor(alteration: Alteration) {
    this.#alteration = alteration;
  }

  /** `operation` is the id of the one that was called, or null. */
  alter(response: ExchangeResponse, operation: string | null): ExchangeResponse {
    const { operation: only, status, every = 1 } = this.#alteration;
    if (only !== undefined && !(operation !== null && [only].flat().includes(operation))) return response;
    if (status !== undefined && !new RegExp(`^${status.replaceAll("X", "\\d")}$`).test(String(response.status)))
      return response;
    this.#seen++;
    return this.#seen % every === 0 ? this.#changed(response) : response;
  }

  #changed(response: ExchangeResponse): ExchangeResponse {
    const { to, headers = {}, body } = this.#alteration;
    const fields: Record<string, string | readonly string[]> = { ...response.headers };
    const text = body === undefined ? this.#body(response.body) : body;
    if (text === null) delete fields["content-type"];
    for (const [name, value] of Object.entries(headers))
      if (value === null) delete fields[name.toLowerCase()];
      else fields[name.toLowerCase()] = value;
    return { status: to?.status ?? response.status, headers: fields, body: text };
  }

  #body(body: ExchangeResponse["body"]): ExchangeResponse["body"] {
    const { set = {}, remove = [], rename = {}, writing } = this.#alteration;
    if (typeof body !== "string" || !/^[{[]/.test(body)) return body;
    const value = JSON.parse(body) as unknown;
    for (const [at, given] of Object.entries(set))
      holders(value, segmentsOf(at), (holder, name) => {
        (holder as Record<string, unknown>)[name] = given;
      });
    for (const at of remove)
      holders(value, segmentsOf(at), (holder, name) => {
        delete (holder as Record<string, unknown>)[name];
      });
    for (const [at, renamed] of Object.entries(rename))
      holders(value, segmentsOf(at), (holder, name) => {
        if (!Object.hasOwn(holder, name)) return;
        (holder as Record<string, unknown>)[renamed] = (holder as Record<string, unknown>)[name];
        delete (holder as Record<string, unknown>)[name];
      });
    const text = JSON.stringify(value);
    return writing === undefined ? text : WRITINGS[writing](text, value);
  }
}
