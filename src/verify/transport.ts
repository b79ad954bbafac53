import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import type { Body, ExchangeRequest, ExchangeResponse, Headers } from "../model/exchange.ts";
import { VERIFY_RULES, type VerifyRule } from "./rules.ts";

/** What became of a request. */
export type Reception =
  | { readonly kind: "answer"; readonly response: ExchangeResponse }
  /** Something came back, or nothing in time, that no client can use. */
  | { readonly kind: "failed"; readonly rule: VerifyRule; readonly message: string; readonly status: number | null }
  /** Nobody is there. */
  | { readonly kind: "unreachable"; readonly message: string };

export interface TransportLimits {
  /** Milliseconds until an exchange must be complete. */
  readonly timeout: number;
  /** Bytes a body may have, before and after decoding. */
  readonly bodyCap: number;
}

/** A body of at most 8 MiB within 10 seconds. */
export const DEFAULT_LIMITS: TransportLimits = { timeout: 10_000, bodyCap: 8 * 1024 * 1024 };

const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ECONNABORTED",
  "EADDRNOTAVAIL",
]);

/** Sends requests over kept connections and reads answers within limits. Redirects are never followed. */
export class Transport {
  readonly #limits: TransportLimits;
  readonly #agents = {
    http: new HttpAgent({ keepAlive: true, maxSockets: 64 }),
    https: new HttpsAgent({ keepAlive: true, maxSockets: 64 }),
  };

  constructor(limits: TransportLimits = DEFAULT_LIMITS) {
    this.#limits = limits;
  }

  close(): void {
    this.#agents.http.destroy();
    this.#agents.https.destroy();
  }

  /** Sends one request and waits for its answer; never throws and always comes to an end. */
  send({ method, url, headers, body }: ExchangeRequest): Promise<Reception> {
    return new Promise((resolve) => {
      const secure = url.startsWith("https:");
      const bytes = body === null ? null : Buffer.from(body as string);
      const length =
        bytes === null
          ? method === "GET" || method === "HEAD"
            ? {}
            : { "content-length": "0" }
          : { "content-length": String(bytes.length) };
      const chunks: Buffer[] = [];
      let size = 0;
      let status: number | null = null;
      let done = false;
      const finish = (reception: Reception): void => {
        if (done) return;
        done = true;
        clearTimeout(timer);
        resolve(reception);
      };
      const options = {
        method,
        headers: { ...headers, ...length } as Record<string, string | string[]>,
        agent: secure ? this.#agents.https : this.#agents.http,
        maxHeaderSize: 64 * 1024,
      };
      const outgoing = (secure ? httpsRequest : httpRequest)(
        url,
        options as Parameters<typeof httpRequest>[1] & object,
      );
      const fail = (rule: VerifyRule, message: string): void => {
        finish({ kind: "failed", rule, message, status });
        outgoing.destroy();
      };
      const { timeout, bodyCap } = this.#limits;
      const timer = setTimeout(() => {
        const got = status === null ? "no answer" : `status ${status} and ${size} bytes of the body`;
        fail(VERIFY_RULES.responseTooSlow, `after ${timeout} ms there was ${got}`);
      }, timeout);
      outgoing.on("error", (error: NodeJS.ErrnoException) => finish(receptionOf(error, status)));
      outgoing.on("response", (incoming: IncomingMessage) => {
        status = incoming.statusCode ?? 0;
        incoming.on("data", (chunk: Buffer) => {
          size += chunk.length;
          if (size > bodyCap) fail(VERIFY_RULES.responseTooLarge, `the body has more than ${bodyCap} bytes`);
          else if (!done) chunks.push(chunk);
        });
        incoming.on("error", (error: NodeJS.ErrnoException) => finish(receptionOf(error, status)));
        incoming.on("aborted", () => finish(broken(status)));
        incoming.on("end", () => {
          if (done) return;
          if (!incoming.complete) return finish(broken(status));
          clearTimeout(timer);
          void answerOf(incoming, Buffer.concat(chunks), bodyCap).then(finish);
        });
      });
      outgoing.end(bytes ?? undefined);
    });
  }
}

const broken = (status: number | null): Reception => ({
  ...{ kind: "failed", rule: VERIFY_RULES.exchangeFailed, status },
  message: status === null ? "the connection was closed before an answer" : `the body of the ${status} breaks off`,
});

const receptionOf = (error: NodeJS.ErrnoException, status: number | null): Reception => {
  const code = error.code ?? "";
  if (code.startsWith("HPE_")) {
    const reason =
      code === "HPE_HEADER_OVERFLOW"
        ? "its header fields are larger than 64 KiB"
        : error.message.replace(/^Parse Error: /, "");
    return {
      kind: "failed",
      rule: VERIFY_RULES.responseNotHttp,
      message: `the answer cannot be read: ${reason}`,
      status,
    };
  }
  if (UNREACHABLE.has(code) || code.startsWith("ERR_TLS") || /CERT|SSL|TLS/.test(code))
    return { kind: "unreachable", message: error.message || code };
  return broken(status);
};

const headersOf = (incoming: IncomingMessage): Headers => {
  const headers: Record<string, string | string[]> = {};
  for (const [name, values] of Object.entries(incoming.headersDistinct))
    if (values !== undefined) headers[name] = values.length === 1 ? values[0]! : values;
  return headers;
};

const DECODERS: Readonly<Record<string, typeof gunzip>> = {
  gzip: gunzip,
  "x-gzip": gunzip,
  deflate: inflate,
  br: brotliDecompress as typeof gunzip,
};

const answerOf = async (incoming: IncomingMessage, bytes: Buffer, cap: number): Promise<Reception> => {
  const status = incoming.statusCode ?? 0;
  const headers = headersOf(incoming);
  const encodings = String(headers["content-encoding"] ?? "")
    .toLowerCase()
    .split(",")
    .map((one) => one.trim());
  let decoded = bytes;
  for (const encoding of encodings.reverse()) {
    if (encoding === "" || encoding === "identity" || decoded.length === 0) continue;
    const decoder = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined;
    if (decoder === undefined)
      return {
        kind: "failed",
        rule: VERIFY_RULES.responseEncodingBroken,
        message: `the body is encoded as "${encoding}", which was not asked for`,
        status,
      };
    const result = await new Promise<Buffer | NodeJS.ErrnoException>((resolve) => {
      decoder(decoded, { maxOutputLength: cap }, (error, output) => resolve(error ?? output));
    });
    if (!Buffer.isBuffer(result)) {
      const tooLarge = result.code === "ERR_BUFFER_TOO_LARGE";
      const rule = tooLarge ? VERIFY_RULES.responseTooLarge : VERIFY_RULES.responseEncodingBroken;
      const message = tooLarge
        ? `the decoded body has more than ${cap} bytes`
        : `the body is not valid ${encoding}: ${result.message}`;
      return { kind: "failed", rule, message, status };
    }
    decoded = result;
  }
  return { kind: "answer", response: { status, headers, body: bodyOf(decoded, headers) } };
};

const bodyOf = (bytes: Buffer, headers: Headers): Body => {
  if (bytes.length === 0) return null;
  const charset = /charset="?([^";\s]+)/i.exec(String(headers["content-type"] ?? ""))?.[1] ?? "utf-8";
  for (const label of [charset, "utf-8"])
    try {
      return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {}
  return new Uint8Array(bytes);
};
