import { bodyFrom, bodyOfBase64, headersFrom, isRecord, statusFrom } from "./parts.ts";
import type { LineReader } from "./recorded.ts";
import { UNRECORDED } from "./recorded.ts";

/**
 * A line of NDJSON exchanges: `{"request":{"method","url","headers":{},"body"},"response":{"status","headers":{},"body"}}`.
 * A body may be its text, the JSON value it is, or Base64 where `bodyEncoding` says so; `headers` that are left out were
 * not recorded.
 */
export const readExchangeLine: LineReader = (value) => {
  if (!isRecord(value) || !isRecord(value.request)) return "not-an-exchange";
  const { request, response } = value;
  if (typeof request.method !== "string" || typeof request.url !== "string") return "not-an-exchange";
  if (!isRecord(response)) return response === undefined || response === null ? "unanswered" : "not-an-exchange";
  const status = statusFrom(response.status);
  if (status === null) return "not-an-exchange";
  const { method, url } = request;
  return {
    exchange: {
      request: { method, url, headers: headersFrom(request.headers), body: bodyOf(request) },
      response: { status, headers: headersFrom(response.headers), body: bodyOf(response) },
    },
    unrecorded:
      (request.headers === undefined ? UNRECORDED.requestHeaders : 0) +
      (response.headers === undefined ? UNRECORDED.responseHeaders : 0),
  };
};

const bodyOf = (part: Readonly<Record<string, unknown>>) =>
  part.bodyEncoding === "base64" && typeof part.body === "string" ? bodyOfBase64(part.body) : bodyFrom(part.body);

/** Whether a line is one of these. */
export const isExchangeLine = (value: unknown): boolean =>
  isRecord(value) &&
  isRecord(value.request) &&
  typeof value.request.url === "string" &&
  typeof value.request.method === "string";
