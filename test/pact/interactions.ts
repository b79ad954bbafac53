import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ExchangeLike } from "../../src/index.ts";
import { CONSUMER } from "./consumer.ts";

interface Content {
  readonly content: unknown;
  readonly contentType: string;
  /** How a body that is no JSON is written: `base64`, or false. */
  readonly encoded: string | false;
}

const contentOf = (body: Content | undefined): unknown =>
  body?.encoded === "base64" ? Buffer.from(String(body.content), "base64") : body?.content;

/** One interaction of a V4 pact, as far as it says something of HTTP. */
export interface PactInteraction {
  readonly description: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly query?: { readonly [name: string]: readonly string[] };
    readonly headers?: { readonly [name: string]: readonly string[] };
    readonly body?: Content;
  };
  readonly response: {
    readonly status: number;
    readonly headers?: { readonly [name: string]: readonly string[] };
    readonly body?: Content;
  };
}

/** A pact as it is checked in. */
export interface PactFile {
  readonly interactions: readonly PactInteraction[];
}

export const readPact = (name: string): PactFile =>
  JSON.parse(readFileSync(join("contracts/pacts", `${CONSUMER}-${name}.json`), "utf8")) as PactFile;

/** The exchange that an interaction's examples spell. */
export const exchangeOfInteraction = ({ request, response }: PactInteraction): ExchangeLike => {
  const query = Object.entries(request.query ?? {}).flatMap(([name, values]) =>
    values.map((value): [string, string] => [name, value]),
  );
  const search = query.length === 0 ? "" : `?${new URLSearchParams(query)}`;
  const part = ({ headers, body }: PactInteraction["request"] | PactInteraction["response"]) => ({
    headers: { ...(body === undefined ? {} : { "content-type": body.contentType }), ...headers },
    body: contentOf(body),
  });
  return {
    request: { method: request.method, url: request.path + search, ...part(request) },
    response: { status: response.status, ...part(response) },
  };
};
