import type { ExchangeLike } from "../library/exchange.ts";
import { fieldsOf, readable } from "./replies.ts";

/** One entry of what `nock.back` and `nock.recorder` write. */
export interface Recorded {
  readonly scope: string | RegExp;
  readonly path: string | RegExp;
  readonly method?: string | undefined;
  readonly status?: number | undefined;
  readonly body?: unknown;
  readonly reqheaders?: object | undefined;
  readonly rawHeaders?: object | undefined;
  readonly response?: unknown;
}

/** The exchanges of a recording, to be judged by `checkExchange` or written, one a line, for `drift`. Requests come without the headers that were not recorded. */
export const exchangesOf = (recording: readonly Recorded[]): ExchangeLike[] =>
  recording.map(({ scope, path, method = "GET", status = 200, body, reqheaders, rawHeaders, response }) => {
    const headers = fieldsOf(rawHeaders);
    const sent = body === "" ? undefined : body;
    return {
      request: { method, url: new URL(String(path), String(scope)).href, headers: fieldsOf(reqheaders), body: sent },
      response: { status, headers, body: readable(response, headers) },
    };
  });
