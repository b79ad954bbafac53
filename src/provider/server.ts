import { isUtf8 } from "node:buffer";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Body, ExchangeRequest, Headers } from "../model/exchange.ts";
import { Outbox } from "./outbox.ts";
import type { Provider } from "./provider.ts";
import { plainWire, type Wire } from "./wire.ts";

// Imported as an ES module it would load all that it exports lazily, which takes longer than all the rest of a start.
const { createServer } = process.getBuiltinModule("node:http");

/** Where and how a provider is served. */
export interface ServerOptions {
  /** 127.0.0.1 unless said otherwise. */
  readonly host?: string;
  /** 0, any free port, unless said otherwise. */
  readonly port?: number;
  /** The most bytes of a body that are read; longer ones are refused. */
  readonly maxBody?: number;
  /** How long a client may take to send a request, in milliseconds. */
  readonly requestTimeout?: number;
  /** How answers are written. */
  readonly wire?: Wire;
  /** Hears of a defect of ours; the request is answered with 500. */
  readonly onDefect?: (error: unknown) => void;
}

/** A provider that is being served. */
export interface ServedProvider {
  /** `http://127.0.0.1:4010` */
  readonly url: string;
  /** Ends it: requests under way are answered, then all connections are closed. */
  close(): Promise<void>;
}

const MAX_BODY = 10 * 1024 * 1024;
const REQUEST_TIMEOUT = 30_000;
/** How long connections may take to end of themselves. */
const GRACE = 500;

/** Serves a provider over HTTP. Rejects with the system's error where it cannot listen. */
export const serve = async (provider: Provider, options: ServerOptions = {}): Promise<ServedProvider> => {
  const { host = "127.0.0.1", port = 0, requestTimeout = REQUEST_TIMEOUT } = options;
  const outbox = new Outbox();
  const server = createServer(
    {
      requestTimeout,
      headersTimeout: requestTimeout,
      connectionsCheckingInterval: Math.min(1000, requestTimeout),
      noDelay: true,
    },
    (incoming, outgoing) => receive(provider, options, outbox, incoming, outgoing),
  );
  server.on("clientError", refuseConnection);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const name = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return { url: `http://${name}:${address.port}`, close: () => close(server) };
};

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), GRACE);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });

const STATUS_LINES: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "413 Content Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

/** Answers what is not HTTP, or does not come to an end, and lets go of the connection. */
const refuseConnection = (error: NodeJS.ErrnoException, duplex: unknown): void => {
  // What came before it on the connection is answered first, which takes a turn of the event loop.
  setImmediate(() => setImmediate(() => dismiss(error, duplex as Socket)));
};

const dismiss = (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = STATUS_LINES[error.code ?? ""] ?? "400 Bad Request";
  socket.setTimeout(GRACE, () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  socket.resume();
};

const receive = (
  provider: Provider,
  { maxBody = MAX_BODY, wire = plainWire, onDefect }: ServerOptions,
  outbox: Outbox,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): void => {
  // The provider's time is not the machine's: the same requests get the same bytes.
  outgoing.sendDate = false;
  const chunks: Buffer[] = [];
  let length = 0;
  incoming.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length <= maxBody) chunks.push(chunk);
    else chunks.length = 0;
  });
  incoming.on("error", () => outgoing.destroy());
  const guarded = (step: () => void): void => {
    try {
      step();
    } catch (error) {
      onDefect?.(error);
      if (!outgoing.headersSent) outgoing.writeHead(500);
      outgoing.end();
    }
  };
  incoming.on("end", () =>
    guarded(() => {
      const request = requestOf(incoming, bodyOf(chunks));
      const response = length > maxBody ? provider.refuse("body-too-large", request) : provider.handle(request);
      outbox.add(() => guarded(() => wire(response, outgoing)));
    }),
  );
};

const bodyOf = (chunks: readonly Buffer[]): Body => {
  if (chunks.length === 0) return null;
  const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  return isUtf8(bytes) ? bytes.toString("utf8") : bytes;
};

const requestOf = (incoming: IncomingMessage, body: Body): ExchangeRequest => ({
  method: incoming.method ?? "GET",
  url: incoming.url ?? "/",
  headers: incoming.headers as Headers,
  body,
});
