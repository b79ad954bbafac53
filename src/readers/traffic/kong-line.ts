import { assumedHeaders, bodyFrom, headersFrom, isRecord, statusFrom, textOrNull } from "./parts.ts";
import type { LineReader } from "./recorded.ts";
import { UNRECORDED } from "./recorded.ts";

/**
 * A line that Kong's log plugins write (file-log, http-log): `request.uri` with its query, `request.url` with the
 * gateway's own host and port, header fields by name. Bodies are there only where a plugin adds them as `body`.
 */
export const readKongLine: LineReader = (value) => {
  if (!isRecord(value) || !isRecord(value.request)) return "not-an-exchange";
  const { request, response } = value;
  if (!isRecord(response)) return "unanswered";
  const status = statusFrom(response.status);
  const method = textOrNull(request.method);
  const uri = textOrNull(request.uri);
  if (status === null || method === null || uri === null) return "not-an-exchange";
  const headers = headersFrom(request.headers);
  const { host } = headers;
  const url = typeof host === "string" ? `${schemeOf(request.url)}://${host}${uri}` : (textOrNull(request.url) ?? uri);
  const body = bodyFrom(response.body);
  const answered = response.headers === undefined ? assumedHeaders(body) : headersFrom(response.headers);
  return {
    exchange: {
      request: { method, url, headers, body: bodyFrom(request.body) },
      response: { status, headers: answered, body },
    },
    unrecorded:
      (request.headers === undefined ? UNRECORDED.requestHeaders : 0) +
      (response.headers === undefined ? UNRECORDED.responseHeaders : 0) +
      (Object.hasOwn(request, "body") ? 0 : UNRECORDED.requestBody) +
      (Object.hasOwn(response, "body") ? 0 : UNRECORDED.responseBody),
  };
};

const schemeOf = (url: unknown): string => /^(https?):/i.exec(String(url))?.[1]?.toLowerCase() ?? "http";

/** Whether a line is one of these: Kong's own members stand beside the request. */
export const isKongLine = (value: unknown): boolean =>
  isRecord(value) &&
  isRecord(value.request) &&
  typeof value.request.uri === "string" &&
  (Object.hasOwn(value, "latencies") ||
    Object.hasOwn(value, "route") ||
    Object.hasOwn(value, "service") ||
    Object.hasOwn(value, "response"));
