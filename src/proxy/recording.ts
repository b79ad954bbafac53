import type { RedactedExchange, Redactor } from "../redaction/redactor.ts";
import type { Unjudged } from "./body.ts";
import type { Passage } from "./passage.ts";

/** Writes a text at a place of a file, at once and as a whole. */
export type WriteAt = (text: string, position: number) => void;

/** Where exchanges are recorded, one after the other. */
export interface Recording {
  /** Has the exchanges, redacted, in the file when it returns; their lines in the file, or null where they have none of their own. */
  add(passages: readonly Passage[]): readonly (number | null)[];
}

/** Why a body is not in the recording; null where it is, or where there was none. */
const omission = (body: string | Uint8Array | null, unjudged: Unjudged | null): string | null =>
  unjudged === "too large" ? unjudged : body !== null && typeof body !== "string" ? (unjudged ?? "binary") : null;

const omitted = (why: string | null, octets: number): object =>
  why === null ? {} : { bodyOmitted: why, bodyOctets: octets };

const lineOf = (passage: Passage, redactor: Redactor): string => {
  const { request, response } = passage.exchange;
  const clean = redactor.exchange(passage.exchange);
  const [asked, answered] = [
    omission(request.body, passage.requestUnjudged),
    omission(response.body, passage.responseUnjudged),
  ];
  if (asked === null && answered === null) return `${JSON.stringify(clean)}\n`;
  return `${JSON.stringify({
    request: { ...clean.request, ...omitted(asked, passage.requestOctets) },
    response: { ...clean.response, ...omitted(answered, passage.responseOctets) },
  })}\n`;
};

/**
 * One JSON object a line, complete as soon as it is written: `request` and `response`, with `bodyOmitted` where a body is
 * not kept. `append` writes at the end of a file that has so many lines.
 */
export const ndjsonRecording = (redactor: Redactor, append: (text: string) => void, lines: number): Recording => {
  let line = lines;
  return {
    add(passages) {
      append(passages.map((passage) => lineOf(passage, redactor)).join(""));
      return passages.map(() => ++line);
    },
  };
};

const TAIL = "\n]}}\n";

/**
 * HAR 1.2. The end of the file is written with each entry and overwritten by the next, so that the file is whole at any
 * time, also after the process was killed.
 */
export const harRecording = (
  redactor: Redactor,
  write: WriteAt,
  creator: { name: string; version: string },
): Recording => {
  const head = `{"log":{"version":"1.2","creator":${JSON.stringify(creator)},"entries":[`;
  write(head + TAIL, 0);
  let position = Buffer.byteLength(head);
  let empty = true;
  return {
    add(passages) {
      const entries = passages.map((passage) => JSON.stringify(entryOf(passage, redactor.exchange(passage.exchange))));
      const text = `${empty ? "" : ","}\n${entries.join(",\n")}`;
      write(text + TAIL, position);
      position += Buffer.byteLength(text);
      empty = false;
      return passages.map(() => null);
    },
  };
};

type Fields = RedactedExchange["request"]["headers"];

const listed = (headers: Fields): { name: string; value: string }[] =>
  Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one: string) => ({ name, value: one })));

const cookiesOf = (headers: Fields, name: "cookie" | "set-cookie"): { name: string; value: string }[] =>
  [headers[name] ?? []]
    .flat()
    .flatMap((field: string) => (name === "cookie" ? field.split(";") : [field.split(";")[0]!]))
    .map((pair) => ({ name: pair.split("=")[0]!.trim(), value: pair.slice(pair.indexOf("=") + 1).trim() }));

const typeOf = (headers: Fields): string => [headers["content-type"] ?? ""].flat()[0] ?? "";

const entryOf = (passage: Passage, { request, response }: RedactedExchange): object => {
  const { started, took, requestOctets, responseOctets } = passage;
  const why = omission(passage.exchange.response.body, passage.responseUnjudged);
  const mark = request.url.indexOf("?");
  const query =
    mark < 0 ? [] : [...new URLSearchParams(request.url.slice(mark + 1))].map(([name, value]) => ({ name, value }));
  return {
    startedDateTime: new Date(started).toISOString(),
    time: took,
    request: {
      method: request.method,
      url: request.url,
      httpVersion: "HTTP/1.1",
      cookies: cookiesOf(request.headers, "cookie"),
      headers: listed(request.headers),
      queryString: query,
      ...(request.body === null ? {} : { postData: { mimeType: typeOf(request.headers), text: request.body } }),
      headersSize: -1,
      bodySize: requestOctets,
    },
    response: {
      status: response.status,
      statusText: "",
      httpVersion: "HTTP/1.1",
      cookies: cookiesOf(response.headers, "set-cookie"),
      headers: listed(response.headers),
      content: {
        size: response.body === null ? responseOctets : Buffer.byteLength(response.body),
        mimeType: typeOf(response.headers),
        ...(response.body === null ? {} : { text: response.body }),
        ...(why === null ? {} : { comment: `not recorded: ${why}` }),
      },
      redirectURL: [response.headers.location ?? ""].flat()[0] ?? "",
      headersSize: -1,
      bodySize: responseOctets,
    },
    cache: {},
    timings: { send: 0, wait: took, receive: 0 },
  };
};
