import type { Middleware } from "openapi-fetch";
import type { Judge } from "../engine/judge.ts";
import { exchangeOf } from "../library/exchange.ts";
import { bundledContract, judgeOf } from "../library/judges.ts";
import type { Exchange } from "../model/exchange.ts";
import type { Finding } from "../model/finding.ts";
import { Redactor } from "../redaction/redactor.ts";

/** An exchange as it happened, and what the contract says about it. */
export interface JudgedExchange {
  /** `mattr.createTenant`; null where the contract documents no such operation. */
  readonly operation: string | null;
  /** All findings, of every severity; none if nothing departs from the contract. */
  readonly findings: readonly Finding[];
  /** What was sent and answered, with credentials and documented secrets replaced by `[redacted]`. */
  readonly exchange: Exchange;
}

/** Hears of a judged exchange. */
export type OnExchange = (judged: JudgedExchange) => void | Promise<void>;

const contentOf = async (message: Request | Response): Promise<Uint8Array | null> => {
  const bytes = new Uint8Array(await message.arrayBuffer());
  return bytes.length === 0 ? null : bytes;
};

const redacted = (exchange: Exchange, judge: Judge): { exchange: Exchange; redactor: Redactor } => {
  const redactor = new Redactor();
  redactor.learnFrom(exchange, judge);
  const { request, response } = exchange;
  return {
    redactor,
    exchange: {
      request: {
        ...request,
        url: redactor.text(request.url),
        headers: redactor.headers(request.headers),
        body: redactor.body(request.body),
      },
      response: { ...response, headers: redactor.headers(response.headers), body: redactor.body(response.body) },
    },
  };
};

/** Judges each exchange of a client by a bundled contract. */
export const judging = (provider: string, baseUrl: string, onExchange: OnExchange): Middleware => {
  const basePath = new URL(baseUrl, "http://localhost").pathname.replace(/\/+$/, "");
  let judge: Promise<Judge> | undefined;
  const sent = new Map<string, Promise<Uint8Array | null>>();
  return {
    onRequest: ({ request, id }) => {
      // The body is read from a copy before it is sent; by then it is gone.
      sent.set(id, contentOf(request.clone()));
    },
    onError: ({ id }) => {
      sent.delete(id);
    },
    onResponse: async ({ request, response, id }) => {
      judge ??= bundledContract(provider).then((contract) => judgeOf(contract, [basePath]));
      const body = await sent.get(id);
      sent.delete(id);
      const observed = exchangeOf({
        request: { method: request.method, url: request.url, headers: request.headers, body },
        response: { status: response.status, headers: response.headers, body: await contentOf(response.clone()) },
      });
      const ready = await judge;
      const findings = ready.exchange(observed, (pointer) => ({
        source: "exchange",
        line: null,
        column: null,
        pointer,
      }));
      const { operation } = ready.pairing.route(observed.request.method, observed.request.url);
      const { exchange, redactor } = redacted(observed, ready);
      await onExchange({
        operation: operation?.ref ?? null,
        findings: findings.map((finding) => redactor.finding(finding)),
        exchange,
      });
    },
  };
};
