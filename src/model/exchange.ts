/** Header fields by name in lower case; several fields of one name are a list. */
export type Headers = { readonly [name: string]: string | readonly string[] };

/**
 * A body as it travelled. `null`: none. Text where it decodes as UTF-8 (or is declared otherwise and decodes as that),
 * else the bytes.
 */
export type Body = string | Uint8Array | null;

export interface ExchangeRequest {
  readonly method: string;
  /** Absolute, or from the path on. */
  readonly url: string;
  readonly headers: Headers;
  readonly body: Body;
}

export interface ExchangeResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** A request and its response, as observed. */
export interface Exchange {
  readonly request: ExchangeRequest;
  readonly response: ExchangeResponse;
}

/** The first value of a header, or `undefined`. `name` is in lower case. */
export const headerOf = (headers: Headers, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === "string" || value === undefined ? value : value[0];
};
