import { setTimeout as pause } from "node:timers/promises";
import type { ExchangeRequest } from "../model/exchange.ts";
import { headerOf } from "../model/exchange.ts";
import { type Draft, writes } from "./case.ts";
import { DEFAULT_LIMITS, type Reception, Transport, type TransportLimits } from "./transport.ts";

/** How a run may use its target. */
export interface SendingOptions {
  readonly limits?: Partial<TransportLimits>;
  /** The most requests that are sent. */
  readonly budget?: number;
  /** The most requests a second. */
  readonly rate?: number;
  /** Carries a request in place of HTTP. */
  readonly carrier?: (request: ExchangeRequest) => Promise<Reception>;
  /** Ends the run early: nothing more is sent once it fires. */
  readonly signal?: AbortSignal;
}

/** A request that was not sent, and why. */
export interface Withheld {
  readonly kind: "withheld";
  readonly why: string;
}

const ATTEMPTS = 3;
const LONGEST_WAIT = 30_000;

/** How long a provider asks to be left alone, in milliseconds (RFC 9110, 10.2.3); null where it does not say. */
const retryAfter = (value: string | undefined): number | null => {
  if (value === undefined) return null;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const until = Date.parse(value);
  return Number.isNaN(until) ? null : Math.max(0, until - Date.now());
};

/** Sends requests within a budget and at a rate, and tries again only where that is safe. */
export class Sending {
  readonly #transport: Transport;
  readonly #options: SendingOptions;
  #next = 0;
  sent = 0;

  readonly #carry = (request: ExchangeRequest): Promise<Reception> => this.#transport.send(request);

  constructor(options: SendingOptions = {}) {
    this.#options = options;
    this.#transport = new Transport({ ...DEFAULT_LIMITS, ...options.limits });
  }

  close(): void {
    this.#transport.close();
  }

  /** Sends a request, and again where that is safe: whoever waits for an answer wants one. */
  readonly send = async (request: ExchangeRequest, draft: Draft): Promise<Reception | Withheld> => {
    const { signal } = this.#options;
    let last: Reception | null = null;
    for (let attempt = 1; ; attempt++) {
      const reception = await this.once(request);
      if (reception.kind === "withheld") return last ?? reception;
      const wait = this.#waitBefore(reception, attempt, writes(draft));
      if (wait === null) return reception;
      last = reception;
      await pause(wait, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    }
  };

  /** Sends a request once, whatever the answer. */
  readonly once = async (request: ExchangeRequest): Promise<Reception | Withheld> => {
    const { budget, signal, carrier } = this.#options;
    if (signal?.aborted === true) return { kind: "withheld", why: "the run was interrupted" };
    if (budget !== undefined && this.sent >= budget)
      return { kind: "withheld", why: `the budget of ${budget} requests is used up` };
    await this.#turn();
    this.sent++;
    return (carrier ?? this.#carry)(request);
  };

  /** How long to wait before trying again; null where that is not safe or has been done often enough. */
  #waitBefore(reception: Reception, attempt: number, writing: boolean): number | null {
    if (attempt >= ATTEMPTS) return null;
    if (reception.kind === "answer") {
      const { status, headers } = reception.response;
      const asked = status === 429 || status === 503 ? retryAfter(headerOf(headers, "retry-after")) : null;
      return asked === null || asked > LONGEST_WAIT ? null : asked;
    }
    // A request that may have been carried out is never sent twice.
    if (reception.kind === "unreachable" || writing || reception.status !== null) return null;
    return reception.rule.id === "exchange-failed" ? 100 * 2 ** (attempt - 1) : null;
  }

  async #turn(): Promise<void> {
    const { rate } = this.#options;
    if (rate === undefined) return;
    const now = Date.now();
    const at = Math.max(now, this.#next);
    this.#next = at + 1000 / rate;
    if (at > now) await pause(at - now);
  }
}
