import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import type { ExchangeResponse } from "../model/exchange.ts";
import { mayHaveBody, plainWire, type Wire } from "./wire.ts";

/** Ways to write an answer other than the plain one: some that HTTP allows, and many that no client should trip over. */
export type WireKind =
  | "chunked"
  | "gzip"
  | "header-case"
  | "closing"
  | "unhurried"
  | "truncated"
  | "excess"
  | "reset"
  | "silent"
  | "stalled"
  | "trickle"
  | "endless"
  | "not-http"
  | "header-flood"
  | "not-gzip"
  | "gzip-bomb"
  | "redirect-loop"
  | "broken-chunks";

const MEGABYTE = 1024 * 1024;

const fieldsOf = ({ headers }: ExchangeResponse): OutgoingHttpHeaders =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === "string" ? value : [...value]]),
  );

const bytesOf = ({ body }: ExchangeResponse): Buffer =>
  body === null ? Buffer.alloc(0) : typeof body === "string" ? Buffer.from(body, "utf8") : Buffer.from(body);

const titled = (name: string): string => name.replaceAll(/(^|-)[a-z]/g, (start) => start.toUpperCase());

/** Writes straight to the connection, past what Node would put right. */
const raw = (outgoing: ServerResponse, text: string | Buffer, then: "end" | "destroy" | "keep"): void => {
  const { socket } = outgoing;
  if (socket === null) return;
  socket.write(text, () => {
    if (then === "destroy") socket.destroy();
    else if (then === "end") socket.end();
  });
};

const head = ({ status, headers }: ExchangeResponse, more: readonly string[]): string => {
  const lines = Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}`));
  return `HTTP/1.1 ${status} Status\r\n${[...lines, ...more].join("\r\n")}\r\n\r\n`;
};

/** Repeats a step until the client goes away. */
const repeatedly = (outgoing: ServerResponse, milliseconds: number, step: () => boolean): void => {
  const timer = setInterval(() => {
    if (outgoing.destroyed || !step()) clearInterval(timer);
  }, milliseconds);
  outgoing.on("close", () => clearInterval(timer));
};

/** Blanks that unpack to far more than anyone should read; packed when first sent. */
let bomb: Buffer | null = null;

const WIRES: Readonly<Record<WireKind, Wire>> = {
  chunked: (response, outgoing) => {
    outgoing.writeHead(response.status, fieldsOf(response));
    const bytes = bytesOf(response);
    if (mayHaveBody(response.status))
      for (let at = 0; at < bytes.length; at += 7) outgoing.write(bytes.subarray(at, at + 7));
    outgoing.end();
  },
  gzip: (response, outgoing) => {
    const accepted = /\bgzip\b/.test(String(outgoing.req.headers["accept-encoding"] ?? ""));
    if (response.body === null || !accepted) return plainWire(response, outgoing);
    const bytes = gzipSync(bytesOf(response));
    const more = { "content-encoding": "gzip", "content-length": bytes.length, vary: "accept-encoding" };
    outgoing.writeHead(response.status, { ...fieldsOf(response), ...more });
    outgoing.end(bytes);
  },
  "header-case": (response, outgoing) => {
    const headers = Object.entries(response.headers).map(([name, value], index) => [
      index % 2 === 0 ? titled(name) : name.toUpperCase(),
      value,
    ]);
    plainWire({ ...response, headers: Object.fromEntries(headers) as ExchangeResponse["headers"] }, outgoing);
  },
  closing: (response, outgoing) => {
    outgoing.shouldKeepAlive = false;
    plainWire(response, outgoing);
  },
  unhurried: (response, outgoing) => {
    setTimeout(() => plainWire(response, outgoing), 20);
  },
  truncated: (response, outgoing) => {
    const bytes = bytesOf(response);
    raw(outgoing, head(response, [`Content-Length: ${bytes.length + 10}`]), "keep");
    raw(outgoing, bytes.subarray(0, bytes.length >> 1), "destroy");
  },
  excess: (response, outgoing) => {
    const bytes = bytesOf(response);
    raw(outgoing, head(response, [`Content-Length: ${Math.max(0, bytes.length - 5)}`]), "keep");
    raw(outgoing, bytes, "end");
  },
  reset: (_, outgoing) => {
    outgoing.socket?.resetAndDestroy();
  },
  silent: () => undefined,
  stalled: (response, outgoing) => {
    raw(outgoing, `HTTP/1.1 ${response.status} Status\r\nContent-Type: application/json\r\nX-Half`, "keep");
  },
  trickle: (response, outgoing) => {
    const bytes = bytesOf(response);
    outgoing.writeHead(response.status, { ...fieldsOf(response), "content-length": bytes.length + 100_000 });
    let at = 0;
    repeatedly(outgoing, 50, () => outgoing.write(at < bytes.length ? bytes.subarray(at, ++at) : " "));
  },
  endless: (response, outgoing) => {
    outgoing.writeHead(response.status, fieldsOf(response));
    // Without a body there is nothing that could go on, and Node takes whatever is written for it, at once and for ever.
    if (response.status === 204 || response.status === 304) return void outgoing.end();
    outgoing.write(bytesOf(response));
    const blanks = " ".repeat(64 * 1024);
    const more = (): void => {
      while (!outgoing.destroyed && outgoing.write(blanks));
    };
    outgoing.on("drain", more);
    more();
  },
  "not-http": (_, outgoing) => raw(outgoing, "SSH-2.0-OpenSSH_9.6\r\n\u0000\u0001\u0002\r\n", "end"),
  "header-flood": (response, outgoing) => {
    const flood = Array.from({ length: 20_000 }, (_, index) => `X-Flood-${index}: ${"a".repeat(64)}`);
    raw(outgoing, head(response, [...flood, "Content-Length: 0"]), "end");
  },
  "not-gzip": (response, outgoing) =>
    plainWire({ ...response, headers: { ...response.headers, "content-encoding": "gzip" } }, outgoing),
  "gzip-bomb": (response, outgoing) => {
    bomb ??= gzipSync(Buffer.alloc(256 * MEGABYTE, " "));
    const more = { "content-encoding": "gzip", "content-length": bomb.length };
    outgoing.writeHead(response.status, { ...fieldsOf(response), ...more });
    outgoing.end(bomb);
  },
  "redirect-loop": (_, outgoing) => {
    plainWire({ status: 307, headers: { location: outgoing.req.url ?? "/" }, body: null }, outgoing);
  },
  "broken-chunks": (response, outgoing) => {
    raw(
      outgoing,
      `${head(response, ["Transfer-Encoding: chunked"])}zz\r\n${String(response.body)}\r\n0\r\n\r\n`,
      "end",
    );
  },
};

/** Writes answers in one of these ways. */
export const unrulyWire = (kind: WireKind): Wire => WIRES[kind];

/** Every way. */
export const WIRE_KINDS = Object.keys(WIRES) as readonly WireKind[];
