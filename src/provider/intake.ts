import type { Conformance } from "../conformance/conformance.ts";
import type { SchemaViolation } from "../conformance/evaluation.ts";
import { parameterValue } from "../conformance/parameters.ts";
import { Router } from "../contract/routing.ts";
import { isJsonType, mediaFor } from "../engine/subject.ts";
import type { Contract, MediaType, Operation, Parameter, Schema } from "../model/contract.ts";
import { type Body, type ExchangeRequest, headerOf } from "../model/exchange.ts";
import type { Route } from "../model/route.ts";

/** A parameter that is not as documented. */
export interface ParameterFault {
  readonly parameter: Parameter;
  /** As it was sent; null where it is missing. */
  readonly text: string | null;
  readonly violations: readonly SchemaViolation[];
}

/** A body as the provider takes it. */
export type Content =
  | { readonly kind: "none" }
  | { readonly kind: "malformed" }
  | { readonly kind: "json"; readonly value: unknown };

/** A request as the provider takes it: what it calls, and what came with it. */
export interface Intake {
  readonly request: ExchangeRequest;
  readonly route: Route;
  readonly content: Content;
  /** What documents the body's media type; null where nothing does. */
  readonly media: MediaType | null;
  /** The query, parameter by parameter, decoded. */
  readonly query: readonly (readonly [name: string, text: string])[];
}

const JSON_TYPE = "application/json";

const NONE: Content = { kind: "none" };
const MALFORMED: Content = { kind: "malformed" };

const contentOf = (body: Body): Content => {
  if (body === null || body.length === 0) return NONE;
  if (typeof body !== "string") return MALFORMED;
  try {
    return { kind: "json", value: JSON.parse(body) as unknown };
  } catch {
    return MALFORMED;
  }
};

interface KnownParameter {
  readonly parameter: Parameter;
  readonly schema: Schema | null;
}

/** Takes requests in: finds their operation, reads their body, checks their parameters. */
export class Reception {
  readonly #router: Router;
  readonly #conformance: Conformance;
  readonly #parameters = new Map<Operation, readonly KnownParameter[]>();

  constructor(contract: Contract, conformance: Conformance) {
    this.#router = new Router(contract);
    this.#conformance = conformance;
  }

  take(request: ExchangeRequest): Intake {
    const route = this.#router.find(request.method, request.url);
    const documented = route.operation?.requestBody ?? null;
    const query = route.operation === null || route.query === "" ? [] : [...new URLSearchParams(route.query)];
    if (documented === null) return { request, route, content: NONE, media: null, query };
    const told = headerOf(request.headers, "content-type") ?? "";
    const type = told === JSON_TYPE ? told : told.split(";")[0]!.trim().toLowerCase();
    const media = mediaFor(documented.content, type);
    const json = media === null || isJsonType(media.name);
    const content =
      json || request.body === null ? contentOf(request.body) : ({ kind: "json", value: request.body } as const);
    return { request, route, content, media, query };
  }

  #known(operation: Operation): readonly KnownParameter[] {
    let known = this.#parameters.get(operation);
    if (known === undefined) {
      known = operation.parameters
        .filter((parameter) => parameter.in !== "cookie")
        .map((parameter) => ({
          parameter,
          schema: parameter.schema === null ? null : this.#conformance.schemas.at(parameter.schema).schema,
        }));
      this.#parameters.set(operation, known);
    }
    return known;
  }

  /** The parameters of a request that are missing or break their schema. */
  parameterFaults({ request, route, query }: Intake): readonly ParameterFault[] {
    if (route.operation === null) return [];
    const faults: ParameterFault[] = [];
    for (const { parameter, schema } of this.#known(route.operation)) {
      const texts = textsOf(parameter, request, route.path, query);
      if (texts.length === 0 && parameter.in === "query" && query.length === 0 && !parameter.required) continue;
      const value = parameterValue(parameter, texts, schema, query);
      const text = texts.length === 0 ? null : texts.join(", ");
      if (value === undefined) {
        if (parameter.required) faults.push({ parameter, text, violations: [] });
      } else if (parameter.schema !== null) {
        const { violations } = this.#conformance.evaluate(parameter.schema, value);
        if (violations.length > 0) faults.push({ parameter, text, violations });
      }
    }
    return faults;
  }
}

const textsOf = (
  { in: where, name }: Parameter,
  request: ExchangeRequest,
  path: Readonly<Record<string, string>>,
  query: readonly (readonly [string, string])[],
): readonly string[] => {
  if (where === "path") return Object.hasOwn(path, name) ? [path[name]!] : [];
  if (where === "query") return query.filter(([key]) => key === name).map(([, text]) => text);
  const text = headerOf(request.headers, name);
  return text === undefined ? [] : [text];
};
