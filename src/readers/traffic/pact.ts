import { Buffer } from "node:buffer";
import type { Body, Headers } from "../../model/exchange.ts";
import { InputError } from "../input-error.ts";
import { bodyFrom, bodyOfBase64, bodyOfOctets, headersFrom, isRecord, statusFrom } from "./parts.ts";
import { type Entry, UNRECORDED } from "./recorded.ts";

type Json = Readonly<Record<string, unknown>>;

/** An entry and where its value stands in the document it was read from. */
export interface EntryAt {
  readonly entry: Entry;
  readonly pointer: string;
}

/** Whether a JSON document is a Pact file. */
export const isPact = (value: unknown): value is Json =>
  isRecord(value) &&
  isRecord(value.consumer) &&
  isRecord(value.provider) &&
  (Array.isArray(value.interactions) || Array.isArray(value.messages));

/**
 * The interactions of a Pact file (V2 to V4), with their example values; messages are no exchanges and are passed over.
 * A pact states no base URL and seldom credentials, so that nothing is said about credentials. Throws `InputError` for
 * a version that is not known.
 */
export const readPact = (pact: Json, source: string): EntryAt[] => {
  const metadata = isRecord(pact.metadata) ? pact.metadata : {};
  const named = metadata.pactSpecification ?? metadata["pact-specification"];
  const version = Number.parseInt(String(isRecord(named) ? named.version : "2"), 10);
  if (version > 4 || Number.isNaN(version))
    throw new InputError(
      source,
      `it is a pact of a version that is not known (${String((named as Json).version)})`,
      "Give a pact of V2, V3 or V4.",
    );
  return (Array.isArray(pact.interactions) ? (pact.interactions as unknown[]) : []).flatMap((value, index) =>
    isRecord(value) && (value.type ?? "Synchronous/HTTP") !== "Synchronous/HTTP"
      ? []
      : [{ entry: interactionOf(value), pointer: `/interactions/${index}` }],
  );
};

const interactionOf = (value: unknown): Entry => {
  if (!isRecord(value) || !isRecord(value.request)) return "not-an-exchange";
  const { request, response } = value;
  if (!isRecord(response)) return "unanswered";
  const status = statusFrom(response.status ?? 200);
  if (status === null || typeof (request.path ?? "/") !== "string") return "not-an-exchange";
  const method = typeof request.method === "string" ? request.method.toUpperCase() : "GET";
  const asked = bodyOf(request);
  const answered = bodyOf(response);
  return {
    exchange: {
      request: {
        method,
        url: `${String(request.path ?? "/")}${queryOf(request.query)}`,
        headers: typed(request, asked),
        body: asked.body,
      },
      response: { status, headers: typed(response, answered), body: answered.body },
    },
    unrecorded:
      UNRECORDED.credentials +
      // What a pact leaves out, its consumer does not rely on.
      (response.headers === undefined ? UNRECORDED.responseHeaders : 0) +
      (response.body === undefined ? UNRECORDED.responseBody : 0),
  };
};

interface PactBody {
  readonly body: Body;
  readonly type: string | null;
}

/** V4 wraps a body with its content type and encoding; before, the JSON value or the text stands as it is. */
const bodyOf = (part: Json): PactBody => {
  const { body } = part;
  if (
    isRecord(body) &&
    Object.hasOwn(body, "content") &&
    ["contentType", "encoded"].some((name) => Object.hasOwn(body, name))
  ) {
    const type = typeof body.contentType === "string" ? body.contentType : null;
    const { content, encoded } = body;
    if (typeof content === "string" && encoded !== false && encoded !== undefined)
      return {
        body: String(encoded).toLowerCase() === "base64" ? bodyOfBase64(content) : bodyOfOctets(Buffer.from(content)),
        type,
      };
    return {
      body:
        content === ""
          ? null
          : typeof content === "string" && !(type ?? "").includes("json")
            ? content
            : JSON.stringify(content ?? null),
      type,
    };
  }
  return { body: bodyFrom(body), type: isRecord(body) || Array.isArray(body) ? "application/json" : null };
};

const typed = (part: Json, { body, type }: PactBody): Headers => {
  const headers = headersFrom(part.headers);
  return type === null || body === null || headers["content-type"] !== undefined
    ? headers
    : { ...headers, "content-type": type };
};

const queryOf = (query: unknown): string => {
  if (typeof query === "string") return query === "" ? "" : `?${query}`;
  if (!isRecord(query)) return "";
  const form = new URLSearchParams();
  for (const [name, values] of Object.entries(query))
    for (const value of [values].flat()) form.append(name, String(value));
  return `?${form.toString()}`;
};
