import type { ExchangeRequest, ExchangeResponse } from "../model/exchange.ts";
import type { Redactor } from "../redaction/redactor.ts";
import { writtenBody } from "./answers.ts";
import { type Case, type Draft, type DraftSession, filled, type Reference } from "./case.ts";
import type { GivenCredentials } from "./credentials.ts";
import { pathOf, queryOf } from "./serialization.ts";

const quoted = (text: string): string =>
  /^[A-Za-z0-9_./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

const spelled = (name: string): string =>
  name.replaceAll(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase());

/** How credentials are written in a command that others can run: by environment variable, never by value. */
const authorization = (kind: Draft["credentials"], word: string | null, header: string): string[] => {
  if (kind === "none") return [];
  if (kind === "other-scheme") return ["-H 'Authorization: Hawk id=\"nobody\"'"];
  const given = kind === "forbidden" ? "$FORBIDDEN_CREDENTIALS" : "$CREDENTIALS";
  const value = kind === "malformed" ? "tc-not-a-credential" : given;
  return [`-H "${spelled(header)}: ${word === null ? "" : `${word} `}${value}"`];
};

/** What a command that repeats requests needs to know. */
export interface CurlContext {
  readonly redactor: Redactor;
  readonly credentials: Pick<GivenCredentials, "word" | "header"> | null;
}

const command = (
  method: string,
  target: string,
  headers: ExchangeRequest["headers"],
  body: string | null,
  kind: Draft["credentials"],
  { redactor, credentials }: CurlContext,
): string => {
  const own = credentials?.header ?? "authorization";
  const fields = Object.entries(redactor.headers(headers))
    .filter(([name]) => name !== own && name !== "authorization")
    .map(([name, value]) => `-H ${quoted(`${spelled(name)}: ${String(value)}`)}`);
  const parts = [
    "curl -sS -i",
    ...(method === "GET" ? [] : [`-X ${method}`]),
    ...authorization(credentials === null ? "none" : kind, credentials?.word ?? null, own),
    ...fields,
    ...(body === null ? [] : [`--data-binary ${quoted(redactor.body(body) ?? "")}`]),
    `"$BASE_URL"${quoted(redactor.text(target))}`,
  ];
  return parts.join(" ");
};

/** One line that sends a request again; credentials and secrets are left for the reader to fill in. */
export const reproductionOf = (
  request: ExchangeRequest,
  kind: Draft["credentials"],
  baseUrl: string,
  context: CurlContext,
): string => {
  const body = typeof request.body === "string" ? request.body : null;
  return command(request.method, request.url.slice(baseUrl.length), request.headers, body, kind, context);
};

/** The requests of a case as `curl` commands; what only an earlier answer can tell is a shell variable. */
export const curlOf = (one: Case, context: CurlContext): string[] =>
  one.steps.map(({ draft }) => {
    const fill = ({ name, sources, documented }: Reference): unknown => (sources.length > 0 ? `$${name}` : documented);
    const readable = (text: string): string => text.replaceAll("%24", "$");
    const path = readable(pathOf(draft.operation, filled(draft.path, fill) as Draft["path"]));
    const query = readable(queryOf(draft.operation, filled(draft.query, fill) as Draft["query"]));
    const line = command(
      draft.method,
      path + (query === "" ? "" : `?${query}`),
      draft.headers,
      writtenBody(draft.body, fill),
      draft.credentials,
      context,
    );
    return draft.session === undefined ? line : line.replace(/^curl -sS -i/, `$& ${sessionOptions(draft.session)}`);
  });

/** A session is opened by an earlier request of the case, whose cookies the reader keeps. */
const sessionOptions = ({ token, sends }: DraftSession): string => {
  const value = { "the token": "$TOKEN", "a wrong token": "tc-not-a-credential", "no token": null }[sends];
  return [
    `-H "Cookie: $SESSION"`,
    ...(token === null || value === null ? [] : [`-H "${token.header}: ${value}"`]),
  ].join(" ");
};

/** An exchange as reports show it: without secrets, and no longer than people read. */
export interface ShownExchange {
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: object;
    readonly body: string | null;
  };
  readonly response: { readonly status: number; readonly headers: object; readonly body: string | null } | null;
}

const LONGEST = 4000;

const cut = (text: string | null): string | null =>
  text === null || text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}… (${text.length} characters)`;

/** An exchange without secrets; the URL is given from the path on, so that reports do not depend on the host. */
export const shown = (
  request: ExchangeRequest,
  response: ExchangeResponse | null,
  baseUrl: string,
  redactor: Redactor,
): ShownExchange => ({
  request: {
    method: request.method,
    url: redactor.text(request.url.slice(baseUrl.length)),
    headers: redactor.headers(request.headers),
    body: cut(redactor.body(request.body)),
  },
  response:
    response === null
      ? null
      : {
          status: response.status,
          headers: redactor.headers(response.headers),
          body: cut(redactor.body(response.body)),
        },
});
