import type { ExchangeRequest, ExchangeResponse } from "../model/exchange.ts";
import type { Redactor } from "../redaction/redactor.ts";
import { type Case, type Draft, filled, type Reference } from "./case.ts";
import type { GivenCredentials } from "./credentials.ts";

const quoted = (text: string): string =>
  /^[A-Za-z0-9_./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

const spelled = (name: string): string =>
  name.replaceAll(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase());

/** How credentials are written in a command that others can run: by environment variable, never by value. */
const authorization = (kind: Draft["credentials"], word: string | null, header: string): string[] => {
  if (kind === "none") return [];
  if (kind === "other-scheme") return ["-H 'Authorization: Hawk id=\"nobody\"'"];
  const value = kind === "malformed" ? "tc-not-a-credential" : "$CREDENTIALS";
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
    const path = draft.operation.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
      String(filled(draft.path[name], fill)),
    );
    const query = Object.entries(draft.query).map(([name, value]) => `${name}=${String(filled(value, fill))}`);
    const { body } = draft;
    const text =
      body.kind === "none" ? null : body.kind === "text" ? body.text : JSON.stringify(filled(body.value, fill));
    return command(
      draft.method,
      path + (query.length > 0 ? `?${query.join("&")}` : ""),
      draft.headers,
      text,
      draft.credentials,
      context,
    );
  });

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
