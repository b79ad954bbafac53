import { type Headers, headerOf } from "../../model/exchange.ts";
import { InputError } from "../input-error.ts";
import { type PactBody, readPlainBody, readWrappedBody } from "./pact-body.ts";
import { headersFrom, isRecord, statusFrom } from "./parts.ts";
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
  const version = versionOf(pact, source);
  return (Array.isArray(pact.interactions) ? (pact.interactions as unknown[]) : []).flatMap((value, index) =>
    isRecord(value) && (value.type ?? "Synchronous/HTTP") !== "Synchronous/HTTP"
      ? []
      : [{ entry: interactionOf(value, version), pointer: `/interactions/${index}` }],
  );
};

/** The major version of the specification that a pact keeps; V2 is the last that need not say so. */
const versionOf = ({ metadata }: Json, source: string): number => {
  const known = isRecord(metadata) ? metadata : {};
  const named = known.pactSpecification ?? known["pact-specification"];
  const text = String((isRecord(named) ? named.version : known.pactSpecificationVersion) ?? "2");
  const version = Number.parseInt(text, 10);
  if (version >= 1 && version <= 4) return version;
  throw new InputError(source, `it is a pact of a version that is not known (${text})`, "Give a pact of V2, V3 or V4.");
};

const interactionOf = (value: unknown, version: number): Entry => {
  if (!isRecord(value) || !isRecord(value.request)) return "not-an-exchange";
  const { request, response } = value;
  if (!isRecord(response)) return "unanswered";
  const status = statusFrom(response.status ?? 200);
  if (status === null || typeof (request.path ?? "/") !== "string") return "not-an-exchange";
  const asked = partOf(request, version);
  const answered = partOf(response, version);
  return {
    exchange: {
      request: {
        method: typeof request.method === "string" ? request.method.toUpperCase() : "GET",
        url: `${String(request.path ?? "/")}${queryOf(request.query)}`,
        headers: asked.headers,
        body: asked.body,
      },
      response: { status, headers: answered.headers, body: answered.body },
    },
    unrecorded:
      UNRECORDED.credentials +
      // What a pact leaves out, its consumer does not rely on.
      (response.headers === undefined ? UNRECORDED.responseHeaders : 0) +
      (answered.missing ? UNRECORDED.responseBody : 0),
  };
};

const partOf = (part: Json, version: number): PactBody & { readonly headers: Headers } => {
  const headers = headersFrom(part.headers);
  const declared = headerOf(headers, "content-type") ?? null;
  const read = version >= 4 ? readWrappedBody(part.body, declared) : readPlainBody(part.body, declared);
  const { type, body } = read;
  return {
    ...read,
    headers: type === null || body === null || declared !== null ? headers : { ...headers, "content-type": type },
  };
};

/** V2 writes the query as text, V3 and V4 as lists of values by name, null where there is a name alone. */
const queryOf = (query: unknown): string => {
  if (typeof query === "string") return query === "" ? "" : `?${query}`;
  if (!isRecord(query)) return "";
  const form = new URLSearchParams();
  for (const [name, values] of Object.entries(query))
    for (const value of [values].flat()) form.append(name, value === null ? "" : String(value));
  return form.size === 0 ? "" : `?${form.toString()}`;
};
