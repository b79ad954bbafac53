import type { Buffer } from "node:buffer";
import type { Body } from "../../model/exchange.ts";
import { InputError } from "../input-error.ts";
import { decodeUtf8 } from "../utf8.ts";
import { HarScanner } from "./har-scanner.ts";
import { bodyFrom, bodyOfBase64, headersFrom, isRecord, statusFrom, textOrNull } from "./parts.ts";
import { type Entry, type Receive, UNRECORDED } from "./recorded.ts";

type Json = Readonly<Record<string, unknown>>;

/** Reads an HTTP archive (HAR 1.2) that comes in pieces; one that is cut off is told as such, and the rest is read. */
export const readHar = (source: string, pieces: Iterable<Buffer>, receive: Receive): void => {
  const scanner = new HarScanner(
    (octets, place) => receive(octets === null ? "too-long" : entryOf(octets), place),
    (octets, place) => {
      const entry = entryOf(octets);
      if (entry === "not-json" || entry === "not-utf8") return false;
      receive(entry, place);
      return true;
    },
  );
  for (const piece of pieces) scanner.push(piece);
  if (!scanner.found)
    throw new InputError(source, "it is not an HTTP archive: there is no log.entries in it", "Export it again as HAR.");
  if (!scanner.complete) receive("truncated", scanner.place);
};

const entryOf = (octets: Buffer): Entry => {
  const text = decodeUtf8(octets);
  if (text === null) return "not-utf8";
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "not-json";
  }
  return readHarEntry(value);
};

/** One entry of `log.entries`. */
export const readHarEntry = (value: unknown): Entry => {
  if (!isRecord(value) || !isRecord(value.request)) return "not-an-exchange";
  const { request, response } = value;
  const method = textOrNull(request.method);
  const url = textOrNull(request.url);
  if (method === null || url === null) return "not-an-exchange";
  if (!isRecord(response)) return "unanswered";
  // Browsers record requests that were blocked or given up with status 0.
  if (Number(response.status) === 0) return "unanswered";
  const status = statusFrom(response.status);
  if (status === null) return "not-an-exchange";
  const headers = headersFrom(request.headers);
  const answered = headersFrom(response.headers);
  const content = isRecord(response.content) ? response.content : {};
  const sent = isRecord(request.postData) ? request.postData : null;
  const asked = sentBody(sent);
  const got = contentBody(content);
  return {
    exchange: {
      request: { method, url, headers: withType(headers, sent?.mimeType), body: asked },
      response: { status, headers: withType(answered, content.mimeType, got), body: got },
    },
    unrecorded:
      (request.headers === undefined ? UNRECORDED.requestHeaders : 0) +
      (response.headers === undefined ? UNRECORDED.responseHeaders : 0) +
      (asked === null && (Number(request.bodySize) > 0 || isOmitted(sent)) ? UNRECORDED.requestBody : 0) +
      (got === null && !isKnownEmpty(content, response.bodySize) ? UNRECORDED.responseBody : 0),
  };
};

/** The recording says itself that it does not keep a body; `comment` is how ours does. */
const isOmitted = (part: Json | null): boolean =>
  typeof part?.comment === "string" && part.comment.startsWith("not recorded");

/** Whether a response without a text had no body: HAR 1.2 leaves a text out where it is empty or was not kept. */
const isKnownEmpty = (content: Json, bodySize: unknown): boolean => {
  if (isOmitted(content)) return false;
  const isTold = typeof content.text === "string";
  if (typeof content.size === "number" && content.size >= 0)
    return content.size === 0 && (isTold || !(Number(bodySize) > 0));
  return isTold || bodySize === 0;
};

/** Recordings without header fields still tell the media type of a body. */
const withType = (headers: ReturnType<typeof headersFrom>, type: unknown, body: Body = "x") =>
  Object.keys(headers).length > 0 || typeof type !== "string" || type === "" || body === null
    ? headers
    : { "content-type": type };

const contentBody = (content: Json): Body => {
  if (typeof content.text !== "string") return null;
  return content.encoding === "base64" ? bodyOfBase64(content.text) : bodyFrom(content.text);
};

const sentBody = (sent: Json | null): Body => {
  if (sent === null) return null;
  if (typeof sent.text === "string" && sent.text !== "")
    return sent.encoding === "base64" ? bodyOfBase64(sent.text) : bodyFrom(sent.text);
  if (!Array.isArray(sent.params) || sent.params.length === 0) return null;
  const form = new URLSearchParams();
  for (const param of sent.params as unknown[])
    if (isRecord(param)) form.append(String(param.name), String(param.value ?? ""));
  return form.toString();
};
