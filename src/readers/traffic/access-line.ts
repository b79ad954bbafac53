import type { Body } from "../../model/exchange.ts";
import { assumedHeaders, bodyFrom, isRecord, statusFrom, textOrNull } from "./parts.ts";
import type { LineReader } from "./recorded.ts";
import { UNRECORDED } from "./recorded.ts";

type Line = Readonly<Record<string, unknown>>;

/** The first of these members that holds a text that is not the dash by which access logs say "nothing". */
const textAt = (line: Line, names: readonly string[]): string | null => {
  for (const name of names) {
    const text = textOrNull(line[name]);
    if (text !== null && text !== "" && text !== "-") return text;
  }
  return null;
};

const METHOD = ["request_method", "method", "verb", "requestMethod"];
const TARGET = ["request_uri", "uri", "url", "path", "requestUri", "request_path"];
const HOST = ["host", "http_host", "server_name", "vhost", "virtual_host", "serverName"];
const SCHEME = ["scheme", "protocol"];
const REQUEST_BODY = ["request_body", "requestBody", "req_body"];
const RESPONSE_BODY = ["response_body", "responseBody", "resp_body"];
const REQUEST_OCTETS = ["http_content_length", "content_length", "request_content_length"];
const RESPONSE_OCTETS = ["sent_http_content_length", "body_bytes_sent", "response_content_length"];
const REQUEST_TYPE = ["http_content_type", "content_type", "request_content_type"];
const RESPONSE_TYPE = ["sent_http_content_type", "response_content_type", "upstream_http_content_type"];

/** The method and target of `request`, which nginx and Apache both write as the request line. */
const requestLine = (line: Line): readonly [string, string] | null => {
  const match = /^([A-Z]+) (\S+)(?: HTTP\/[\d.]+)?$/.exec(textOrNull(line.request) ?? "");
  return match === null ? null : [match[1]!, match[2]!];
};

const statusOf = (line: Line): number | null =>
  statusFrom(line.status ?? line.response ?? line.status_code ?? line.statusCode);

/**
 * A line of an nginx or Apache access log in JSON. Names follow nginx's variables (`request_method`, `request_uri`,
 * `status`, `host`, `request_body`) and the usual Apache formats (`method`, `request` or `uri`, `query`, `status`);
 * header fields are not recorded, bodies only where the format adds them.
 */
export const readAccessLine: LineReader = (value) => {
  if (!isRecord(value)) return "not-an-exchange";
  const status = statusOf(value);
  const line = requestLine(value);
  const method = line?.[0] ?? textAt(value, METHOD);
  const target = line?.[1] ?? textAt(value, TARGET) ?? textAt(value, ["request"]);
  if (status === null || method === null || target === null) return "not-an-exchange";
  const query = textAt(value, ["query", "query_string", "args"]);
  const path = query === null || target.includes("?") ? target : `${target}?${query.replace(/^\?/, "")}`;
  const host = textAt(value, HOST);
  const scheme = textAt(value, SCHEME)?.toLowerCase() === "http" ? "http" : "https";
  const requestBody = bodyAt(value, REQUEST_BODY);
  const responseBody = bodyAt(value, RESPONSE_BODY);
  return {
    exchange: {
      request: {
        method,
        url: host === null || !path.startsWith("/") ? path : `${scheme}://${host}${path}`,
        headers: typed(textAt(value, REQUEST_TYPE), requestBody),
        body: requestBody,
      },
      response: { status, headers: typed(textAt(value, RESPONSE_TYPE), responseBody), body: responseBody },
    },
    unrecorded:
      UNRECORDED.requestHeaders +
      UNRECORDED.responseHeaders +
      (isKept(value, requestBody, REQUEST_BODY, REQUEST_OCTETS) ? 0 : UNRECORDED.requestBody) +
      (isKept(value, responseBody, RESPONSE_BODY, RESPONSE_OCTETS) ? 0 : UNRECORDED.responseBody),
  };
};

/** Whether a line tells what the body was; a dash says nothing, and an empty text beside a length is not the body. */
const isKept = (line: Line, body: Body, names: readonly string[], octets: readonly string[]): boolean => {
  if (body !== null) return true;
  const name = names.find((one) => Object.hasOwn(line, one));
  return name !== undefined && line[name] !== "-" && !octets.some((one) => Number(line[one]) > 0);
};

const bodyAt = (line: Line, names: readonly string[]): Body => {
  const name = names.find((one) => Object.hasOwn(line, one));
  return name === undefined || line[name] === "-" ? null : bodyFrom(line[name]);
};

const typed = (type: string | null, body: Body) => (type === null ? assumedHeaders(body) : { "content-type": type });

/** Whether a line is one of these. */
export const isAccessLine = (value: unknown): boolean => typeof readAccessLine(value) !== "string";
