import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import nock from "nock";
import { type ExchangeLike, headersOf } from "../library/exchange.ts";

type Raw = readonly unknown[];
type ReplyFunction = (this: unknown, request: Request) => unknown;

/** What nock keeps of a reply. */
interface Interceptor {
  statusCode: number | null;
  body: unknown;
  rawHeaders: Raw;
  replyFunction?: ReplyFunction;
  fullReplyFunction?: ReplyFunction;
  errorMessage?: unknown;
}

/** Hears of a reply before it is given; what it throws is given in its place. */
export type ReplyListener = (exchange: ExchangeLike) => Promise<void>;

const wrapped = new WeakSet<object>();
const listeners = new Set<ReplyListener>();

const isStream = (value: unknown): value is AsyncIterable<Uint8Array> =>
  value !== null && typeof value === "object" && Symbol.asyncIterator in value;

/** A body as nock has it, as one that can be both looked at and sent. */
const settledBody = async (body: unknown): Promise<unknown> => {
  if (!isStream(body)) return body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks);
};

const DECODERS: { readonly [coding: string]: (bytes: Uint8Array) => Uint8Array } = {
  gzip: gunzipSync,
  "x-gzip": gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

/** The body as the consumer will read it: recordings keep encoded bodies in hexadecimal. */
export const readable = (body: unknown, headers: Record<string, unknown>): unknown => {
  const decode = DECODERS[String(headers["content-encoding"] ?? "")];
  if (decode === undefined) return body === "" ? null : body;
  const parts = (Array.isArray(body) ? body : [body]).map((part) =>
    typeof part === "string" ? Buffer.from(part, "hex") : part,
  );
  try {
    return decode(Buffer.concat(parts as Uint8Array[]));
  } catch {
    return body;
  }
};

/** Header fields, by name in lower case, of the forms that nock takes them in. */
export const fieldsOf = (raw: unknown): Record<string, string> => {
  if (raw === undefined || raw === null) return {};
  if (!Array.isArray(raw))
    return Object.fromEntries(
      Object.entries(headersOf(raw instanceof Map ? Object.fromEntries(raw) : raw)).map(([name, value]) => [
        name,
        String(value),
      ]),
    );
  const fields: Record<string, string> = {};
  for (let i = 0; i + 1 < raw.length; i += 2)
    if (typeof raw[i + 1] !== "function") fields[String(raw[i]).toLowerCase()] = String(raw[i + 1]);
  return fields;
};

const called = (reply: ReplyFunction, interceptor: unknown, request: Request): unknown =>
  reply.length < 2
    ? reply.call(interceptor, request)
    : new Promise((resolve, reject) => {
        const done = (error: unknown, answer: unknown) =>
          error === null || error === undefined ? resolve(answer) : reject(error);
        (reply as (this: unknown, request: Request, done: unknown) => unknown).call(interceptor, request, done);
      });

const tell = async (
  request: Request,
  body: string,
  status: number,
  headers: Record<string, string>,
  answer: unknown,
) => {
  const value = answer !== null && typeof answer === "object" && !ArrayBuffer.isView(answer) && !Array.isArray(answer);
  const response = {
    status,
    headers: value ? { "content-type": "application/json", ...headers } : headers,
    body: readable(answer, headers),
  };
  const exchange = { request: { method: request.method, url: request.url, headers: request.headers, body }, response };
  for (const listener of [...listeners]) await listener(exchange);
};

/** Has an interceptor tell of each of its replies before it gives them. */
const wrap = (interceptor: Interceptor, sent: () => string): void => {
  if (wrapped.has(interceptor) || interceptor.errorMessage !== undefined) return;
  if (!("rawHeaders" in interceptor))
    throw new Error("this version of nock keeps its replies in a way that is not known; use nock 15");
  wrapped.add(interceptor);
  const { replyFunction, fullReplyFunction } = interceptor;
  if (fullReplyFunction !== undefined) {
    interceptor.fullReplyFunction = async (request) => {
      const reply = await called(fullReplyFunction, interceptor, request.clone());
      if (!Array.isArray(reply)) return reply;
      const [status, given, headers] = reply as [number, unknown, unknown];
      const body = await settledBody(given);
      const fields = { ...fieldsOf(interceptor.rawHeaders), ...fieldsOf(headers) };
      await tell(request, sent(), status, fields, body);
      return reply.length < 2 ? reply : [status, body, ...reply.slice(2)];
    };
    return;
  }
  interceptor.replyFunction = async (request) => {
    const given =
      replyFunction === undefined ? interceptor.body : await called(replyFunction, interceptor, request.clone());
    const body = await settledBody(given);
    await tell(request, sent(), interceptor.statusCode ?? 200, fieldsOf(interceptor.rawHeaders), body);
    const encoded = Array.isArray(body) && fieldsOf(interceptor.rawHeaders)["content-encoding"] !== undefined;
    return encoded ? Buffer.concat(body.map((part) => Buffer.from(String(part), "hex"))) : (body ?? undefined);
  };
};

const scopePrototype = (): { emit?: (...args: readonly unknown[]) => boolean } =>
  Object.getPrototypeOf(nock("http://localhost")) as object;

/** Listens to every reply that nock gives, whoever wrote it, until what comes back is called. */
export const onReply = (listener: ReplyListener): (() => void) => {
  if (listeners.size === 0) listen();
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) delete scopePrototype().emit;
  };
};

const bodies = new WeakMap<object, string>();

const listen = (): void => {
  const prototype = scopePrototype();
  const inherited = (Object.getPrototypeOf(prototype) as { emit: (...args: readonly unknown[]) => boolean }).emit;
  prototype.emit = function (this: unknown, ...args: readonly unknown[]): boolean {
    const [name, , interceptor, body] = args;
    if (name === "request" && interceptor !== null && typeof interceptor === "object") {
      bodies.set(interceptor, typeof body === "string" ? body : "");
      wrap(interceptor as Interceptor, () => bodies.get(interceptor) ?? "");
    }
    return inherited.apply(this, [...args]);
  };
};
