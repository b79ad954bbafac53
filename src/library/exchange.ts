import type { Body, Exchange, Headers } from "../model/exchange.ts";

/** Header fields as most tools have them: names in any case, numbers and absent values allowed, or fetch's `Headers`. */
export type HeadersLike =
  | { readonly [name: string]: string | number | boolean | readonly string[] | null | undefined }
  | { forEach(callback: (value: string, name: string) => void): void };

/** An exchange as the user has it. A body that is neither text nor bytes is sent as JSON. */
export interface ExchangeLike {
  readonly request: {
    readonly method: string;
    /** Absolute, or from the path on. */
    readonly url: string;
    readonly headers?: HeadersLike;
    readonly body?: unknown;
  };
  readonly response: { readonly status: number; readonly headers?: HeadersLike; readonly body?: unknown };
}

const isIterating = (headers: HeadersLike): headers is Extract<HeadersLike, { forEach: unknown }> =>
  typeof headers.forEach === "function";

/** Header fields by name in lower case. */
export const headersOf = (headers: HeadersLike = {}): Headers => {
  const fields: Record<string, string | readonly string[]> = {};
  if (isIterating(headers)) {
    headers.forEach((value, name) => {
      const known = fields[name.toLowerCase()];
      fields[name.toLowerCase()] = known === undefined ? value : [known, value].flat();
    });
    return fields;
  }
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && value !== null)
      fields[name.toLowerCase()] = Array.isArray(value) ? value.map(String) : String(value);
  return fields;
};

/** A body as it travels: text and bytes as they are, any other value as JSON. */
export const bodyOf = (body: unknown): Body => {
  if (body === undefined || body === null) return null;
  if (typeof body === "string") return body;
  if (body instanceof ArrayBuffer) return textOr(new Uint8Array(body));
  if (body instanceof Uint8Array) return textOr(body);
  return JSON.stringify(body);
};

const textOr = (bytes: Uint8Array): Body => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return bytes;
  }
};

/** The headers, and JSON as the content type where a value was given that only JSON can carry. */
const withType = (headers: Headers, body: unknown): Headers => {
  const text = typeof body === "string" || body instanceof Uint8Array || body instanceof ArrayBuffer;
  if (text || body === undefined || body === null || headers["content-type"] !== undefined) return headers;
  return { ...headers, "content-type": "application/json" };
};

/** An exchange as rules see it. */
export const exchangeOf = ({ request, response }: ExchangeLike): Exchange => ({
  request: {
    method: request.method.toUpperCase(),
    url: request.url,
    headers: withType(headersOf(request.headers), request.body),
    body: bodyOf(request.body),
  },
  response: {
    status: response.status,
    headers: withType(headersOf(response.headers), response.body),
    body: bodyOf(response.body),
  },
});
