import { type ExpressionContext, resolveExpression } from "../conformance/invariant.ts";
import type { Judge } from "../engine/judge.ts";
import { type ExchangeRequest, type ExchangeResponse, headerOf } from "../model/exchange.ts";
import { type Answer, answerKey, type Draft, type DraftSession, filled, type Reference, referencesIn } from "./case.ts";
import { credentialHeaders, type GivenCredentials, sessionHeaders } from "./credentials.ts";
import { bodyText, pathOf, queryOf } from "./serialization.ts";

const JSON_TYPE = /^(application|text)\/(json|[^;]*\+json)\b/i;

/** A body as the JSON value it stands for; undefined where it is of another type or malformed. */
export const parsed = (body: unknown, type: string | undefined): unknown => {
  if (typeof body !== "string" || type === undefined || !JSON_TYPE.test(type)) return undefined;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
};

/** A draft's body as it travels, its references filled in; null for none. */
export const writtenBody = (body: Draft["body"], fill: (reference: Reference) => unknown): string | null => {
  if (body.kind === "none") return null;
  if (body.kind === "text") return body.text;
  const value = filled(body.value, fill);
  return body.media === undefined ? JSON.stringify(value) : bodyText(body.media, value);
};

/** An exchange as relations and references see it. */
export const answerOf = (
  request: ExchangeRequest,
  response: ExchangeResponse,
  { operation }: Draft,
  judge: Judge,
): Answer => {
  const route = judge.pairing.route(request.method, request.url);
  return {
    ...{ request, response },
    path: route.operation === operation ? route.path : {},
    requestBody: parsed(request.body, headerOf(request.headers, "content-type")),
    responseBody: parsed(response.body, headerOf(response.headers, "content-type")),
  };
};

/** The accepted answers of a run so far, and the requests that can be made with what they say. */
export class Answers {
  readonly #baseUrl: string;
  readonly #credentials: GivenCredentials | null;
  readonly #forbidden: GivenCredentials | null;
  readonly #answers = new Map<string, Answer>();

  constructor(baseUrl: string, credentials: GivenCredentials | null, forbidden: GivenCredentials | null) {
    this.#baseUrl = baseUrl;
    this.#credentials = credentials;
    this.#forbidden = forbidden;
  }

  keep(id: string, step: number, answer: Answer): void {
    this.#answers.set(answerKey(id, step), answer);
  }

  /** Whether a case's first request was accepted. */
  has(id: string): boolean {
    return this.#answers.has(answerKey(id, 0));
  }

  /** The value that an earlier answer gives a reference; undefined where none does. */
  valueOf(reference: Reference): unknown {
    for (const { case: id, step, expression } of reference.sources) {
      const answer = this.#answers.get(answerKey(id, step));
      if (answer === undefined) continue;
      const context: ExpressionContext = { ...answer, query: answer.request.url.split("?")[1] ?? "" };
      const { value } = resolveExpression(expression, context);
      if (value !== undefined && value !== null) return value;
    }
    return undefined;
  }

  /** The first reference of a draft that nothing gives a value to, and no page documents; null where there is none. */
  missing(draft: Draft): Reference | null {
    for (const reference of referencesIn([draft.path, draft.query, draft.body]))
      if (this.valueOf(reference) === undefined && reference.documented === undefined) return reference;
    return null;
  }

  /** Whether the path rests on documented values that the target need not know. */
  isAssumed(draft: Draft): boolean {
    return [...referencesIn(draft.path)].some((reference) => this.valueOf(reference) === undefined);
  }

  /** The request that a draft stands for. */
  request(draft: Draft): ExchangeRequest {
    const fill = (reference: Reference): unknown => this.valueOf(reference) ?? reference.documented;
    const path = pathOf(draft.operation, filled(draft.path, fill) as Draft["path"]);
    const query = queryOf(draft.operation, filled(draft.query, fill) as Draft["query"]);
    const own = {
      ...credentialHeaders(draft.credentials, this.#credentials, this.#forbidden),
      ...(draft.session === undefined ? {} : this.#session(draft.session)),
    };
    const cookies = [draft.headers.cookie, own.cookie].filter((text) => text !== undefined).join("; ");
    return {
      method: draft.method,
      url: `${this.#baseUrl}${path}${query === "" ? "" : `?${query}`}`,
      headers: { ...draft.headers, ...own, ...(cookies === "" ? {} : { cookie: cookies }) },
      body: writtenBody(draft.body, fill),
    };
  }

  #session(session: DraftSession): Record<string, string> {
    const opened = this.#answers.get(answerKey(session.case, session.step))?.response.headers["set-cookie"] ?? [];
    return sessionHeaders([opened].flat(), session);
  }

  /** The id that a draft's path names last. */
  idIn(draft: Draft): string | null {
    const values = Object.values(draft.path).map((value) =>
      filled(value, (reference) => this.valueOf(reference) ?? reference.documented),
    );
    const id = values.at(-1);
    return id === undefined ? null : String(id);
  }
}
