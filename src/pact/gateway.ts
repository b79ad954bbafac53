import { isUtf8 } from "node:buffer";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Body, ExchangeRequest, ExchangeResponse, Headers } from "../model/exchange.ts";
import { headerOf } from "../model/exchange.ts";
import type { Target } from "../verify/execution.ts";
import type { Withheld } from "../verify/sending.ts";
import type { Reception } from "../verify/transport.ts";
import type { SetUp, StateChange } from "./states.ts";

/** What became of one interaction on its way to the target. */
export interface Attempt {
  /** The states it was to start from, in the order in which they were announced. */
  readonly states: string[];
  /** As it goes to the target; null where the verifier never asked. */
  request: ExchangeRequest | null;
  response: ExchangeResponse | null;
  /** Why it was not sent; null where it was. */
  withheld: string | null;
  /** Why what was sent got no usable answer; null where it did. */
  failure: { readonly status: number | null; readonly message: string } | null;
}

/** What stands between a Pact verifier and the provider under test. */
export interface Gateway {
  /** Where the verifier sends the interactions' requests. */
  readonly url: string;
  /** Where it announces their states. */
  readonly statesUrl: string;
  /** The interactions in the order in which they came. */
  readonly attempts: readonly Attempt[];
  /** Whether the target or its hook is being waited for. */
  readonly busy: boolean;
  close(): Promise<void>;
}

/** What a gateway works with. */
export interface GatewayOptions {
  readonly target: Target;
  readonly setUp: SetUp;
  readonly send: (request: ExchangeRequest) => Promise<Reception | Withheld>;
  /** Hears of everything that passes. */
  readonly onActivity: () => void;
  /** Hears that nobody is there: at the target, or at the hook. */
  readonly onUnreachable: (who: "target" | "hook", message: string) => void;
}

const MAX_BODY = 10 * 1024 * 1024;

/** Header fields that are about one connection (RFC 9110, 7.6.1), about a coding that is undone here, or the verifier's own. */
const OWN = new Set([
  ...["connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"],
  ...["host", "content-length", "content-encoding", "expect", "accept-encoding", "user-agent"],
]);

/** The header fields that are passed on, by name: the verifier's order is not always the same. */
const passed = (headers: Headers): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name, value]) => !OWN.has(name) && value !== undefined)
      .map(([name, value]): [string, string | string[]] => [name, typeof value === "string" ? value : [...value]])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

/**
 * Serves a gateway on 127.0.0.1 below a path that nobody else knows, since it lends the target's credentials: they
 * replace those of an interaction that has any. What writes is sent only where writes are allowed.
 */
export const serveGateway = async (options: GatewayOptions): Promise<Gateway> => {
  const attempts: Attempt[] = [];
  const root = `/${crypto.randomUUID()}`;
  const passage = new Passage(options, attempts);
  const server = createServer((incoming, outgoing) => {
    options.onActivity();
    const path = incoming.url ?? "/";
    void bodyOf(incoming).then(async (body) => {
      if (path === `${root}/states`) await passage.announce(String(body), outgoing);
      else if (path.startsWith(`${root}/target`))
        await passage.pass(incoming, path.slice(`${root}/target`.length), body, outgoing);
      else reply(outgoing, 404, {}, null);
      options.onActivity();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${root}`;
  return {
    url: `${url}/target`,
    statesUrl: `${url}/states`,
    attempts,
    get busy() {
      return passage.waiting > 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

class Passage {
  waiting = 0;
  readonly #options: GatewayOptions;
  readonly #attempts: Attempt[];
  #open = false;

  constructor(options: GatewayOptions, attempts: Attempt[]) {
    this.#options = options;
    this.#attempts = attempts;
  }

  /** The interaction under way; a new one where the last has had its request. */
  #attempt(): Attempt {
    const last = this.#attempts.at(-1);
    if (this.#open && last !== undefined) return last;
    const attempt: Attempt = { states: [], request: null, response: null, withheld: null, failure: null };
    this.#attempts.push(attempt);
    this.#open = true;
    return attempt;
  }

  async #waitFor<T>(something: Promise<T>): Promise<T> {
    this.waiting++;
    try {
      return await something;
    } finally {
      this.waiting--;
    }
  }

  /** A state that cannot be brought about keeps the interaction from being sent; the verifier would only ask again. */
  async announce(body: string, outgoing: ServerResponse): Promise<void> {
    const change = changeIn(body);
    const attempt = change.action === "teardown" ? null : this.#attempt();
    if (change.state !== "") attempt?.states.push(change.state);
    const outcome =
      attempt === null || attempt.withheld === null ? await this.#waitFor(this.#options.setUp(change)) : null;
    if (outcome?.kind === "unreachable") this.#options.onUnreachable("hook", outcome.message);
    else if (outcome?.kind === "refused" && attempt !== null) attempt.withheld = outcome.why;
    const values = outcome?.kind === "done" ? outcome.values : {};
    reply(outgoing, 200, { "content-type": "application/json" }, JSON.stringify(values));
  }

  async pass(incoming: IncomingMessage, path: string, body: Body, outgoing: ServerResponse): Promise<void> {
    const { target, send, onUnreachable } = this.#options;
    const attempt = this.#attempt();
    this.#open = false;
    const method = incoming.method ?? "GET";
    const request = { method, url: `${target.baseUrl}${path}`, headers: this.#headers(incoming), body };
    attempt.request = request;
    if (!target.allowWrites && !["GET", "HEAD", "OPTIONS"].includes(method))
      attempt.withheld ??= "it writes, and writes were not allowed";
    if (attempt.withheld !== null) return reply(outgoing, 503, {}, null);
    const reception = await this.#waitFor(send(request));
    if (reception.kind === "withheld") attempt.withheld = reception.why;
    if (reception.kind === "unreachable") onUnreachable("target", reception.message);
    if (reception.kind === "failed") attempt.failure = reception;
    // Only an answer is passed on; without one, a connection that breaks would end the verifier.
    if (reception.kind !== "answer") return reply(outgoing, 502, {}, null);
    attempt.response = reception.response;
    const { status, headers } = reception.response;
    reply(outgoing, status, passed(headers), reception.response.body);
  }

  #headers(incoming: IncomingMessage): Headers {
    const headers = passed(incoming.headers as Headers);
    const { credentials } = this.#options.target;
    if (credentials !== null && headerOf(headers, credentials.header) !== undefined)
      headers[credentials.header] = credentials.value;
    return headers;
  }
}

const bodyOf = (incoming: IncomingMessage): Promise<Body> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    incoming.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= MAX_BODY) chunks.push(chunk);
    });
    incoming.on("end", () => {
      const bytes = Buffer.concat(chunks);
      resolve(bytes.length === 0 ? null : isUtf8(bytes) ? bytes.toString("utf8") : bytes);
    });
    incoming.on("error", () => resolve(null));
  });

const changeIn = (body: string): StateChange => {
  try {
    const { action, state, params } = JSON.parse(body) as Partial<StateChange>;
    return { action: action ?? "setup", state: state ?? "", params: params ?? {} };
  } catch {
    return { action: "setup", state: "", params: {} };
  }
};

const reply = (
  outgoing: ServerResponse,
  status: number,
  headers: Record<string, string | string[]>,
  body: Body,
): void => {
  try {
    outgoing.writeHead(status, headers);
  } catch {
    // A header field that cannot be written again: the verifier sees the rest.
    outgoing.writeHead(status);
  }
  outgoing.end(body ?? undefined);
};
