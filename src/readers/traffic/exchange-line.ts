import type { Body, Headers } from "../../model/exchange.ts";
import { bodyOfEncoded } from "./content-encoding.ts";
import { bodyFrom, bodyOfBase64, headersFrom, isRecord, statusFrom } from "./parts.ts";
import type { LineReader } from "./recorded.ts";
import { UNRECORDED } from "./recorded.ts";

/**
 * A line of NDJSON exchanges: `{"request":{"method","url","headers":{},"body"},"response":{"status","headers":{},"body"}}`.
 * A body may be its text, the JSON value it is, or Base64 where `bodyEncoding` says so; `headers` that are left out were
 * not recorded, nor was a body with `bodyOmitted`.
 */
export const readExchangeLine: LineReader = (value) => {
  if (!isRecord(value) || !isRecord(value.request)) return "not-an-exchange";
  const { request, response } = value;
  if (typeof request.method !== "string" || typeof request.url !== "string") return "not-an-exchange";
  if (!isRecord(response)) return response === undefined || response === null ? "unanswered" : "not-an-exchange";
  const status = statusFrom(response.status);
  if (status === null) return "not-an-exchange";
  const { method, url } = request;
  const asked = headersFrom(request.headers);
  const answered = headersFrom(response.headers);
  return {
    exchange: {
      request: { method, url, headers: asked, body: bodyOf(request, asked) },
      response: { status, headers: answered, body: bodyOf(response, answered) },
    },
    unrecorded:
      (request.headers === undefined ? UNRECORDED.requestHeaders : 0) +
      (response.headers === undefined ? UNRECORDED.responseHeaders : 0) +
      (isOmitted(request) ? UNRECORDED.requestBody : 0) +
      (isOmitted(response) ? UNRECORDED.responseBody : 0),
  };
};

type Part = Readonly<Record<string, unknown>>;

/** There was a body, and the recording tells only why it is not kept, or how many octets it had. */
const isOmitted = ({ body, bodyOmitted, bodyOctets }: Part): boolean =>
  (bodyOmitted !== undefined && bodyOmitted !== null && bodyOmitted !== false) ||
  ((body === undefined || body === null || body === "") && Number(bodyOctets) > 0);

const bodyOf = (part: Part, headers: Headers): Body => {
  const { body } = part;
  if (isOmitted(part)) return null;
  return part.bodyEncoding === "base64" && typeof body === "string"
    ? bodyOfBase64(body, (octets) => bodyOfEncoded(octets, headers))
    : bodyFrom(body);
};

/** Whether a line is one of these. */
export const isExchangeLine = (value: unknown): boolean =>
  isRecord(value) &&
  isRecord(value.request) &&
  typeof value.request.url === "string" &&
  typeof value.request.method === "string";
