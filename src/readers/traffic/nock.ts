import { Buffer } from "node:buffer";
import { type Body, type Headers, headerOf } from "../../model/exchange.ts";
import { bodyOfEncoded } from "./content-encoding.ts";
import type { EntryAt } from "./pact.ts";
import { bodyFrom, headersFrom, isRecord, statusFrom } from "./parts.ts";
import { type Entry, UNRECORDED } from "./recorded.ts";

/** Whether a JSON document is a recording of nock's. */
export const isNock = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.some((item) => isRecord(item) && typeof item.scope === "string" && typeof item.path === "string");

/** The definitions that nock records (`nock.recorder.play()` with `output_objects`). Request headers may be left out. */
export const readNock = (definitions: readonly unknown[]): EntryAt[] =>
  definitions.map((value, index) => ({ entry: definitionOf(value), pointer: `/${index}` }));

const definitionOf = (value: unknown): Entry => {
  if (!isRecord(value) || typeof value.scope !== "string" || typeof value.path !== "string") return "not-an-exchange";
  const status = statusFrom(value.status ?? 200);
  if (status === null) return "not-an-exchange";
  const recorded = value.rawHeaders ?? value.headers;
  const headers = headersFrom(recorded);
  const sent = bodyFrom(value.body);
  const asked = headersFrom(value.reqheaders);
  return {
    exchange: {
      request: {
        method: String(value.method ?? "GET").toUpperCase(),
        url: value.scope.replace(/\/$/, "") + value.path,
        headers:
          asked["content-type"] === undefined && isRecord(value.body)
            ? { ...asked, "content-type": "application/json" }
            : asked,
        body: sent,
      },
      response: { status, headers, body: responseOf(value.response, headers) },
    },
    unrecorded:
      UNRECORDED.credentials +
      (value.reqheaders === undefined ? UNRECORDED.requestHeaders : 0) +
      (recorded === undefined ? UNRECORDED.responseHeaders : 0),
  };
};

/** A response is JSON, a text, octets in hexadecimal, or several pieces of these where it came compressed. */
const responseOf = (response: unknown, headers: Headers): Body => {
  const encoding = headerOf(headers, "content-encoding") ?? "";
  const isHex = (item: unknown): item is string =>
    typeof item === "string" && item !== "" && /^([0-9a-f]{2})+$/i.test(item);
  const pieces = Array.isArray(response)
    ? (response as unknown[])
    : encoding !== "" && encoding !== "identity"
      ? [response]
      : [];
  if (encoding === "" || pieces.length === 0 || !pieces.every(isHex)) return bodyFrom(response);
  return bodyOfEncoded(Buffer.concat(pieces.map((piece) => Buffer.from(piece, "hex"))), headers);
};
