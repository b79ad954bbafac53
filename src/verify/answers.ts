import { type ExpressionContext, resolveExpression } from "../conformance/invariant.ts";
import type { Judge } from "../engine/judge.ts";
import { type ExchangeRequest, type ExchangeResponse, headerOf } from "../model/exchange.ts";
import { type Answer, answerKey, type Draft, filled, type Reference, referencesIn } from "./case.ts";
import { credentialHeaders, type GivenCredentials } from "./credentials.ts";

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
  readonly #answers = new Map<string, Answer>();

  constructor(baseUrl: string, credentials: GivenCredentials | null) {
    this.#baseUrl = baseUrl;
    this.#credentials = credentials;
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
    const text = (value: unknown): string => encodeURIComponent(String(filled(value, fill)));
    const path = draft.operation.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => text(draft.path[name]));
    const query = Object.entries(draft.query).map(([name, value]) => `${encodeURIComponent(name)}=${text(value)}`);
    const { body } = draft;
    return {
      method: draft.method,
      url: `${this.#baseUrl}${path}${query.length === 0 ? "" : `?${query.join("&")}`}`,
      headers: { ...draft.headers, ...credentialHeaders(draft.credentials, this.#credentials) },
      body: body.kind === "none" ? null : body.kind === "text" ? body.text : JSON.stringify(filled(body.value, fill)),
    };
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
