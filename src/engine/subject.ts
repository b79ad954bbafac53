import type { Conformance } from "../conformance/conformance.ts";
import { formValue, parameterValue, typed, typesOf } from "../conformance/parameters.ts";
import { TextualSchemas } from "../conformance/textual.ts";
import { Router } from "../contract/routing.ts";
import type { BodyReading } from "../model/body.ts";
import {
  type Contract,
  type MediaType,
  type Operation,
  type Parameter,
  responseFor,
  type SchemaLocation,
} from "../model/contract.ts";
import { type Body, type Exchange, type Headers, headerOf } from "../model/exchange.ts";
import { below } from "../model/pointer.ts";
import type { Route } from "../model/route.ts";
import { duplicatesIn } from "../readers/duplicates.ts";
import { readJson } from "../readers/json.ts";
import type { ExchangeSubject, ParameterReading } from "../rules/rule.ts";

/** Whether a media type's bodies are JSON (RFC 8259, RFC 6839). */
export const isJsonType = (mediaType: string): boolean => /^(application|text)\/(json|[^;]*\+json)\b/i.test(mediaType);

/** A well-formed text that stands for a JSON value, or why it is not one. */
export const readJsonText = (text: string): BodyReading => {
  const reading = readJson(text);
  if ("malformed" in reading) return { kind: "malformed", text, malformation: reading.malformed };
  return { kind: "json", text, value: reading.value, duplicates: duplicatesIn(text, reading.value) };
};

const FORM = "application/x-www-form-urlencoded";

const readBody = (body: Body, mediaType: string, first: MediaType | null): BodyReading => {
  if (body === null || body.length === 0) return { kind: "none" };
  if (typeof body !== "string") return { kind: "binary", bytes: body };
  if (isJsonType(mediaType) || (mediaType === "" && first !== null && isJsonType(first.name)))
    return readJsonText(body);
  return { kind: "text", text: body };
};

const OF_TEXT = new Set(["string", "number", "integer", "boolean", "null"]);

/** What is documented as something else than JSON, as the value that its schema speaks about, if it speaks of texts. */
const readAs = (reading: BodyReading, media: MediaType | null, textual: TextualSchemas): BodyReading => {
  if (media === null || isJsonType(media.name)) return reading;
  if (reading.kind === "binary") return { kind: "other" };
  if (reading.kind !== "text" || media.schema === null) return reading;
  const { text } = reading;
  const schema = textual.at(media.schema);
  if (media.name === FORM)
    return { kind: "json", text, value: formValue(text, schema, media.encoding), duplicates: [] };
  const types = typesOf(schema);
  if (types.length > 0 && !types.some((type) => OF_TEXT.has(type))) return { kind: "other" };
  return { kind: "json", text, value: typed(text, schema), duplicates: [] };
};

const mediaTypeOf = (headers: Headers): string =>
  (headerOf(headers, "content-type") ?? "").split(";")[0]!.trim().toLowerCase();

const matches = (range: string, mediaType: string): boolean =>
  range === mediaType || range === "*/*" || (range.endsWith("/*") && mediaType.startsWith(range.slice(0, -1)));

/** The documented media type that a body's own type falls under; exact names before ranges. */
export const mediaFor = (content: readonly MediaType[], mediaType: string): MediaType | null =>
  content.find(({ name }) => name === mediaType) ?? content.find(({ name }) => matches(name, mediaType)) ?? null;

/** Pairs exchanges with what documents them. One for each contract; building it compiles nothing. */
export class Pairing {
  readonly contract: Contract;
  readonly #router: Router;
  readonly #conformance: Conformance;
  readonly #textual: TextualSchemas;

  constructor(contract: Contract, conformance: Conformance, bases?: readonly string[]) {
    this.contract = contract;
    this.#router = new Router(contract, bases);
    this.#conformance = conformance;
    this.#textual = new TextualSchemas(conformance.schemas);
  }

  route(method: string, url: string): Route {
    return this.#router.find(method, url);
  }

  pair(exchange: Exchange, seen: Set<SchemaLocation> | null = null): ExchangeSubject {
    const { request, response } = exchange;
    const route = this.route(request.method, request.url);
    const { operation } = route;
    const documented = operation === null ? null : responseFor(operation, response.status);
    const requestType = mediaTypeOf(request.headers);
    const responseType = mediaTypeOf(response.headers);
    const requestMedia = mediaFor(operation?.requestBody?.content ?? [], requestType);
    const responseMedia = mediaFor(documented?.content ?? [], responseType);
    return {
      contract: this.contract,
      exchange,
      route,
      operation,
      documented,
      requestMedia,
      responseMedia,
      requestBody: readAs(
        readBody(request.body, requestType, operation?.requestBody?.content[0] ?? null),
        requestMedia,
        this.#textual,
      ),
      responseBody: readAs(
        readBody(response.body, responseType, documented?.content[0] ?? null),
        responseMedia,
        this.#textual,
      ),
      parameters:
        operation === null || route.operation === null ? [] : this.#parameters(operation, route, exchange, seen),
      responseHeaders: (documented?.headers ?? []).map((header) => {
        const text = headerOf(response.headers, header.name) ?? null;
        return this.#reading(header, text === null ? [] : [text], below("/response/headers", header.name), [], seen);
      }),
    };
  }

  #parameters(
    operation: Operation,
    route: Route & { operation: Operation },
    { request }: Exchange,
    seen: Set<SchemaLocation> | null,
  ): ParameterReading[] {
    const query = [...new URLSearchParams(route.query)];
    return operation.parameters.map((parameter) => {
      const where = parameter.in === "header" ? "headers" : parameter.in;
      const at = below(`/request/${where}`, parameter.name);
      return this.#reading(parameter, textsOf(parameter, request.headers, route.path, query), at, query, seen);
    });
  }

  #reading(
    parameter: Parameter,
    texts: readonly string[],
    at: string,
    query: readonly (readonly [string, string])[],
    seen: Set<SchemaLocation> | null,
  ): ParameterReading {
    const schema = parameter.schema === null ? null : this.#textual.at(parameter.schema);
    const value = parameterValue(parameter, texts, schema, query);
    const judged = value !== undefined && parameter.schema !== null;
    return {
      parameter,
      text: texts.length > 0 ? texts.join(", ") : value === undefined ? null : "",
      value,
      evaluation: judged ? this.#conformance.evaluate(parameter.schema, value, null, seen) : null,
      at,
    };
  }
}

const textsOf = (
  parameter: Parameter,
  headers: Headers,
  path: Readonly<Record<string, string>>,
  query: readonly (readonly [string, string])[],
): string[] => {
  const { name } = parameter;
  if (parameter.in === "path") return Object.hasOwn(path, name) ? [path[name]!] : [];
  if (parameter.in === "query") return query.filter(([key]) => key === name).map(([, text]) => text);
  if (parameter.in === "header") {
    const text = headerOf(headers, name);
    return text === undefined ? [] : [text];
  }
  return (headerOf(headers, "cookie") ?? "")
    .split(";")
    .map((pair) => pair.trim().split("="))
    .filter(([key]) => key === name)
    .map(([, ...rest]) => rest.join("="));
};
