import type { ClientRequest, IncomingMessage, ServerResponse } from "node:http";
import type { Headers } from "../model/exchange.ts";
import { Outbox } from "../provider/outbox.ts";
import { Capture, judgedBody } from "./body.ts";
import type { Destination } from "./destination.ts";
import type { Finishing } from "./finishing.ts";
import { observed, passedOn } from "./headers.ts";
import type { Listener, Passage } from "./passage.ts";
import type { ProxyOptions } from "./proxy.ts";

const WITHOUT_BODY: ReadonlySet<string> = new Set(["GET", "HEAD", "DELETE", "OPTIONS", "TRACE"]);

/** Requests on their way to the target. */
const OUTBOX = new Outbox();

/** One exchange on its way through: octets are passed on as they come, and a copy is kept up to the cap. */
export class Forwarding {
  readonly #incoming: IncomingMessage;
  readonly #outgoing: ServerResponse;
  readonly #options: ProxyOptions;
  readonly #destination: Destination;
  readonly #path: string;
  readonly #listener: Listener;
  readonly #finishing: Finishing;
  readonly #sent: Capture;
  readonly #received: Capture;
  readonly #started: number;
  #upstream: ClientRequest | null = null;
  #done = false;

  constructor(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    options: ProxyOptions,
    destination: Destination,
    listener: Listener,
    finishing: Finishing,
  ) {
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    this.#options = options;
    this.#destination = destination;
    this.#path = destination.path(incoming.url ?? "/");
    this.#listener = listener;
    this.#finishing = finishing;
    this.#sent = new Capture(options.cap);
    this.#received = new Capture(options.cap);
    this.#started = options.now();
  }

  start(): void {
    this.#outgoing.sendDate = false;
    this.#outgoing.on("close", () => {
      if (this.#done) return;
      this.#done = true;
      this.#upstream?.destroy();
      this.#listener.failed("broken", "the client went away");
    });
    this.#send(false);
  }

  #send(again: boolean): void {
    const method = this.#incoming.method ?? "GET";
    const headers = passedOn(this.#incoming.rawHeaders, this.#destination.host);
    const { "transfer-encoding": chunked, "content-length": length } = this.#incoming.headers;
    if (chunked !== undefined) headers.push("Transfer-Encoding", "chunked");
    else if (length === undefined && !WITHOUT_BODY.has(method)) headers.push("Content-Length", "0");
    const upstream = this.#destination.request(method, this.#path, headers);
    this.#upstream = upstream;
    upstream.on("error", (error: NodeJS.ErrnoException) => this.#failed(error, upstream, again));
    upstream.on("response", (response: IncomingMessage) => this.#guarded(() => this.#receive(response)));
    // What comes along with the head is sent with it.
    let early: Buffer[] | null = [];
    let ended = chunked === undefined && (length === undefined || length === "0");
    OUTBOX.add(() =>
      this.#guarded(() => {
        const last = ended ? early?.pop() : undefined;
        for (const chunk of early ?? []) upstream.write(chunk);
        early = null;
        if (ended) upstream.end(last);
      }),
    );
    if (ended) {
      this.#incoming.resume();
      return;
    }
    this.#incoming.on("data", (chunk: Buffer) => {
      this.#sent.add(chunk);
      if (early !== null) early.push(chunk);
      else if (!upstream.write(chunk)) this.#incoming.pause();
    });
    upstream.on("drain", () => this.#incoming.resume());
    this.#incoming.on("end", () => {
      ended = true;
      if (early === null) upstream.end();
    });
  }

  /** A kept connection that the target has closed meanwhile is no fault of anybody's: what may be repeated is, once. */
  #failed(error: NodeJS.ErrnoException, upstream: ClientRequest, again: boolean): void {
    if (this.#done) return;
    const repeatable = /^(?:GET|HEAD|OPTIONS)$/.test(this.#incoming.method ?? "") && this.#sent.octets === 0;
    if (!again && repeatable && upstream.reusedSocket && error.code === "ECONNRESET" && !this.#outgoing.headersSent) {
      this.#send(true);
      return;
    }
    this.#done = true;
    const reached =
      upstream.socket?.connecting === false &&
      !/^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/.test(error.code ?? "") &&
      !/CERT|TLS|SSL/.test(error.code ?? "");
    this.#listener.failed(reached ? "broken" : "unreachable", error.message || String(error.code));
    if (this.#outgoing.headersSent) {
      this.#outgoing.destroy();
      return;
    }
    this.#incoming.unpipe().resume();
    this.#refuse(
      `tenant-contracts proxy: ${reached ? "the target broke off" : "the target cannot be reached"}: ${error.message || error.code}\n`,
      "text/plain; charset=utf-8",
    );
  }

  #refuse(text: string, type: string): void {
    this.#outgoing.writeHead(502, {
      "content-type": type,
      "content-length": String(Buffer.byteLength(text)),
      "x-tenant-contracts": "proxy",
    });
    this.#outgoing.end(this.#incoming.method === "HEAD" ? undefined : text);
  }

  /** A defect must not take the other exchanges with it. */
  #guarded(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#done = true;
      this.#listener.defect(error);
      this.#upstream?.destroy();
      this.#outgoing.destroy();
    }
  }

  #receive(response: IncomingMessage): void {
    const outgoing = this.#outgoing;
    const status = response.statusCode ?? 502;
    const length = Number(response.headers["content-length"] ?? -1);
    const bodiless = this.#incoming.method === "HEAD" || status === 204 || status === 304 || length === 0;
    let held: Buffer[] | null = this.#options.enforce ? [] : null;
    let last: Buffer | null = null;
    const head = () => outgoing.writeHead(status, response.statusMessage, passedOn(response.rawHeaders, null));
    let passed = false;
    const pass = (chunk: Buffer) => {
      passed = true;
      if (!outgoing.write(chunk)) response.pause();
    };
    // Without a body the head is all there is, so it waits until the exchange is recorded.
    if (!bodiless && held === null) {
      head();
      // Whoever waits for the head gets it, though most bodies come along at once.
      setImmediate(() => {
        if (!passed && !this.#done) outgoing.flushHeaders();
      });
    }
    outgoing.on("drain", () => response.resume());
    response.on("data", (chunk: Buffer) => {
      this.#received.add(chunk);
      if (held !== null) {
        if (this.#received.overflowed) {
          // Too much to be judged is too much to be held.
          head();
          for (const one of held) pass(one);
          held = null;
        } else {
          held.push(chunk);
          return;
        }
      }
      // With the last octet the client has all of it, so that one waits until the exchange is recorded.
      if (this.#received.octets === length) {
        last = chunk;
        passed = true;
      } else pass(chunk);
    });
    response.on("aborted", () => this.#brokenOff());
    response.on("error", () => this.#brokenOff());
    response.on("end", () => {
      if (this.#done || !response.complete) return;
      this.#guarded(() => {
        this.#finishing.add(this.#passage(response, status), (objection) => {
          if (this.#done) return;
          this.#done = true;
          if (objection !== null && !outgoing.headersSent)
            return this.#refuse(objection, "application/json; charset=utf-8");
          if (!outgoing.headersSent) head();
          for (const chunk of held ?? []) outgoing.write(chunk);
          const { rawTrailers } = response;
          if (rawTrailers.length > 0 && length < 0) outgoing.addTrailers(pairsOf(rawTrailers));
          outgoing.end(last ?? undefined);
        });
      });
    });
  }

  /** The client must see that the answer breaks off, as it would without a proxy. */
  #brokenOff(): void {
    if (this.#done) return;
    this.#done = true;
    this.#listener.failed("broken", "the target broke off in the middle of its answer");
    this.#outgoing.destroy();
  }

  #passage(response: IncomingMessage, status: number): Passage {
    const { cap, now } = this.#options;
    const requestHeaders: Headers = observed(this.#incoming.rawHeaders);
    const responseHeaders: Headers = observed(response.rawHeaders);
    const request = judgedBody(this.#sent, requestHeaders, cap);
    const answer = judgedBody(this.#received, responseHeaders, cap);
    return {
      exchange: {
        request: {
          method: this.#incoming.method ?? "GET",
          url: this.#destination.origin + this.#path,
          headers: requestHeaders,
          body: request.body,
        },
        response: { status, headers: responseHeaders, body: answer.body },
      },
      requestUnjudged: request.unjudged,
      responseUnjudged: answer.unjudged,
      requestOctets: request.octets,
      responseOctets: answer.octets,
      started: this.#started,
      took: now() - this.#started,
    };
  }
}

const pairsOf = (raw: readonly string[]): [string, string][] =>
  Array.from({ length: raw.length / 2 }, (_, index): [string, string] => [raw[index * 2]!, raw[index * 2 + 1]!]);
