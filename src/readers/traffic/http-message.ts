import { bodyFrom, headersFrom } from "./parts.ts";
import type { Entry, EntryPlace } from "./recorded.ts";

const REQUEST = /^(?:GET|PUT|POST|DELETE|OPTIONS|HEAD|PATCH|TRACE|QUERY) \S+(?: HTTP\/[\d.]+)?\s*$/;
const STATUS = /^HTTP\/[\d.]+ (\d{3})(?: .*)?$/;

/** Whether a text looks like `.http` messages: comments and variables first, then a request or a status line. */
export const isHttpMessages = (text: string): boolean => {
  for (const raw of text.split("\n", 200)) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#") || line.startsWith("//") || line.startsWith("@")) continue;
    return REQUEST.test(line) || STATUS.test(line);
  }
  return false;
};

interface Message {
  readonly first: string;
  readonly line: number;
  readonly headers: [string, string][];
  body: string[];
}

/**
 * The exchanges of a text of HTTP messages, as editors' HTTP clients save them: a request line, header fields, an empty
 * line and the body, then the response with its status line; `###` separates exchanges.
 */
export const readHttpMessages = (text: string): { readonly entry: Entry; readonly place: EntryPlace }[] => {
  const entries: { entry: Entry; place: EntryPlace }[] = [];
  let request: Message | null = null;
  let response: Message | null = null;
  let current: Message | null = null;
  let inBody = false;
  const finish = (): void => {
    const { line } = request ?? response ?? { line: 1 };
    if (request !== null || response !== null)
      entries.push({ entry: entryOf(request, response), place: { line, column: 1 } });
    request = response = current = null;
    inBody = false;
  };
  for (const [index, raw] of text.split("\n").entries()) {
    const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    const begun = { first: line.trim(), line: index + 1, headers: [], body: [] };
    if (line.startsWith("###")) finish();
    else if (STATUS.test(line)) {
      if (response !== null) finish();
      response = current = begun;
      inBody = false;
    } else if (REQUEST.test(line) && (current === null || (inBody && request === null) || response !== null)) {
      finish();
      request = current = begun;
    } else if (current === null || (!inBody && /^(#|\/\/)/.test(line))) continue;
    else if (inBody) (current as Message).body.push(line);
    else if (line.trim() === "") inBody = true;
    else {
      const colon = line.indexOf(":");
      if (colon > 0) (current as Message).headers.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()]);
    }
  }
  finish();
  return entries;
};

const entryOf = (request: Message | null, response: Message | null): Entry => {
  if (response === null) return "unanswered";
  if (request === null) return "unrequested";
  const [method = "", target = ""] = request.first.split(" ");
  const headers = headersFrom(request.headers);
  const { host } = headers;
  const url = target.startsWith("/") && typeof host === "string" ? `https://${host}${target}` : target;
  const status = Number(STATUS.exec(response.first)?.[1]);
  return {
    exchange: {
      request: { method, url, headers, body: bodyOf(request) },
      response: { status, headers: headersFrom(response.headers), body: bodyOf(response) },
    },
    unrecorded: 0,
  };
};

/** What stands between the header fields and the next message; blank lines around it are layout, as is what clients note below it. */
const bodyOf = ({ body }: Message) => {
  const noted = body.findIndex((line) => /^Response (code|file)|^> |^<> /.test(line));
  return bodyFrom((noted === -1 ? body : body.slice(0, noted)).join("\n").trim());
};
