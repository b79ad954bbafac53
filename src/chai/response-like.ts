import type { ExchangeLike, HeadersLike } from "../library/exchange.ts";

/** A request as far as a response remembers it. */
export interface RememberedRequest {
  readonly method: string | undefined;
  /** From the path on, or absolute. */
  readonly url: string | undefined;
  readonly headers: HeadersLike | undefined;
  readonly body: unknown;
}

/** A response taken out of the hands of whichever tool made it. */
export interface TakenResponse {
  readonly request: RememberedRequest;
  readonly response: ExchangeLike["response"];
}

type Members = { readonly [name: string]: unknown };

const isObject = (value: unknown): value is Members =>
  value !== null && (typeof value === "object" || typeof value === "function");
const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const fields = (value: unknown): HeadersLike | undefined => (isObject(value) ? (value as HeadersLike) : undefined);
const members = (value: unknown): Members => (isObject(value) ? value : {});

const isFetchResponse = (value: unknown): value is Response =>
  isObject(value) && typeof value.arrayBuffer === "function" && typeof value.status === "number";

const typeOf = (headers: HeadersLike | undefined): string => {
  for (const [name, value] of Object.entries(headers ?? {}))
    if (name.toLowerCase() === "content-type") return String(value);
  return "";
};

const pathOf = (url: string | undefined): string | undefined => {
  if (url === undefined || url.startsWith("/")) return url;
  try {
    const { pathname, search } = new URL(url);
    return pathname + search;
  } catch {
    return `/${url}`;
  }
};

/** The body of a superagent response: as text, where it has any, for that is what travelled. */
const superagentBody = ({ text: sent, body, headers }: Members): unknown => {
  if (typeof sent === "string" && sent !== "") return sent;
  const empty = isObject(body) && Object.keys(body).length === 0;
  return empty && !Buffer.isBuffer(body) && !typeOf(fields(headers)).includes("json") ? undefined : body;
};

const ofAxios = (value: Members): TakenResponse => {
  const config = members(value.config);
  const sent = members(value.request);
  return {
    request: {
      method: text(config.method) ?? text(sent.method),
      url: text(sent.path) ?? pathOf(text(config.url)),
      headers: fields(config.headers),
      body: config.data,
    },
    response: {
      status: Number(value.status),
      headers: fields(value.headers) ?? {},
      body: value.data === "" ? undefined : value.data,
    },
  };
};

const ofSuperagent = (value: Members): TakenResponse => {
  const sent = members(value.req);
  const test = members(value.request);
  return {
    request: {
      method: text(sent.method) ?? text(test.method),
      url: text(sent.path) ?? pathOf(text(test.url)),
      headers: fields(test.header),
      body: test._data,
    },
    response: { status: Number(value.status), headers: fields(value.headers) ?? {}, body: superagentBody(value) },
  };
};

const ofPlain = (value: Members): TakenResponse => {
  const sent = members(value.request ?? value.req);
  return {
    request: {
      method: text(sent.method),
      url: pathOf(text(sent.url) ?? text(sent.path)),
      headers: fields(sent.headers),
      body: sent.body,
    },
    response: {
      status: Number(value.status ?? value.statusCode),
      headers: fields(value.headers) ?? {},
      body: value.body,
    },
  };
};

/** A response that is there at once. Null for what is no response, as far as one can see. */
export const takeResponse = (value: unknown): TakenResponse | null => {
  if (!isObject(value) || typeof (value.status ?? value.statusCode) !== "number") return null;
  if (isObject(value.config) && "data" in value) return ofAxios(value);
  if (isObject(value.req) && "text" in value) return ofSuperagent(value);
  return ofPlain(value);
};

/** A response of `fetch`, whose body has to be waited for; a copy is read, so that the body can be read again. */
export const awaitResponse = (value: unknown): Promise<TakenResponse> | null =>
  isFetchResponse(value) ? taken(value) : null;

const taken = async (response: Response): Promise<TakenResponse> => {
  if (response.bodyUsed)
    throw new TypeError("the response's body has been read already; assert on the response before reading it");
  const bytes = new Uint8Array(await response.clone().arrayBuffer());
  return {
    request: { method: undefined, url: pathOf(text(response.url) || undefined), headers: undefined, body: undefined },
    response: { status: response.status, headers: response.headers, body: bytes.length === 0 ? null : bytes },
  };
};
