import type { Gate } from "../conformance/conformance.ts";
import type { ExpressionContext } from "../conformance/invariant.ts";
import { parameterValue } from "../conformance/parameters.ts";
import type { Judge } from "../engine/judge.ts";
import { isJsonType, mediaFor } from "../engine/subject.ts";
import {
  type MediaType,
  type Operation,
  type Parameter,
  type ResponseContract,
  responseFor,
  type SchemaLocation,
} from "../model/contract.ts";
import { type Exchange, type ExchangeRequest, type Headers, headerOf } from "../model/exchange.ts";
import type { Direction, Finding } from "../model/finding.ts";
import { promisesOf } from "./promises.ts";
import type { Spot } from "./spot.ts";

/** How bodies of one kind of exchange are read and what they are shown to. */
export interface KindBody {
  readonly media: string;
  readonly documented: MediaType | null;
  readonly schema: SchemaLocation | null;
  readonly json: boolean;
  /** Accepts a body about which the schema has nothing to say; null where there is none to ask. */
  readonly gate: Gate | null;
}

/**
 * Exchanges that are alike in all that rules look at, but for the values in their bodies and paths: what is found about
 * one whose values are as documented is found about all of these.
 */
export interface Kind {
  readonly operation: Operation;
  readonly documented: ResponseContract | null;
  readonly status: number;
  readonly request: KindBody;
  readonly response: KindBody;
  /** A documented refusal: nothing is said about its request. */
  readonly refused: boolean;
  /** What relates values in exchanges like these; null where nothing does. */
  readonly promises: ((context: ExpressionContext) => boolean) | null;
  readonly query: string;
  readonly requestHeaders: Headers;
  readonly headerNames: readonly string[];
  /** What is found about each of them; null until one has been judged. */
  findings: readonly Finding[] | null;
  /** How many there were since they were counted last, and the first and last of these. */
  count: number;
  first: Spot | null;
  last: Spot | null;
}

/** What of a request's header fields rules look at, for one operation. */
interface Watched {
  readonly index: number;
  readonly whole: readonly string[];
  /** Fields of which only the first word matters: the authentication scheme. */
  readonly words: readonly string[];
  readonly presence: readonly string[];
  readonly answered: ReadonlyMap<number, readonly string[]>;
  readonly pathParameters: readonly Parameter[];
  readonly promises: ((context: ExpressionContext) => boolean) | null;
}

const mediaTypeOf = (type: string): string => type.split(";")[0]!.trim().toLowerCase();

const LIMIT = 4096;

/** Sorts exchanges into kinds. */
export class Kinds {
  readonly #judge: Judge;
  readonly #watched = new Map<Operation, Watched>();
  #kinds = new Map<string, Kind>();
  readonly #evicted: (kinds: Iterable<Kind>) => void;

  /** `evicted` receives kinds that are forgotten, so that hostile input costs no memory. */
  constructor(judge: Judge, evicted: (kinds: Iterable<Kind>) => void) {
    this.#judge = judge;
    this.#evicted = evicted;
  }

  get all(): Iterable<Kind> {
    return this.#kinds.values();
  }

  #watch(operation: Operation): Watched {
    let watched = this.#watched.get(operation);
    if (watched === undefined) {
      const schemes = operation.security.flat();
      const headers = operation.parameters.filter((parameter) => parameter.in === "header").map(({ name }) => name);
      const cookies =
        schemes.some((scheme) => scheme.in === "cookie") || operation.parameters.some((one) => one.in === "cookie");
      const inHeaders = schemes.filter((scheme) => scheme.in === null || scheme.in === "header");
      const nameOf = ({ parameter }: (typeof schemes)[number]) => (parameter ?? "authorization").toLowerCase();
      watched = {
        index: this.#watched.size,
        whole: [...headers, ...(cookies ? ["cookie"] : [])],
        words: inHeaders.filter(({ scheme }) => scheme !== null && scheme !== "").map(nameOf),
        presence: inHeaders.filter(({ scheme }) => scheme === null || scheme === "").map(nameOf),
        answered: new Map(
          operation.responses.flatMap((response) => {
            const names = response.headers.map(({ name }) => name);
            return names.length === 0 ? [] : [[operation.responses.indexOf(response), names] as const];
          }),
        ),
        pathParameters: operation.parameters.filter(
          (parameter) => parameter.in === "path" && parameter.schema !== null,
        ),
        promises: promisesOf(this.#judge.contract, operation),
      };
      this.#watched.set(operation, watched);
    }
    return watched;
  }

  /** The kind of an exchange. `unrecorded` are the parts that its recording does not hold. */
  of(operation: Operation, query: string, { request, response }: Exchange, unrecorded: number): Kind {
    const watched = this.#watch(operation);
    const requestType = headerOf(request.headers, "content-type") ?? "";
    const responseType = headerOf(response.headers, "content-type") ?? "";
    const bodies = (isNone(request.body) ? 0 : 1) + (isNone(response.body) ? 0 : 2);
    let key = `${watched.index} ${response.status} ${unrecorded} ${bodies} ${request.method}\n${requestType}\n${responseType}\n${query}\n`;
    for (const name of watched.words) key += `${wordOf(request, name)} `;
    for (const name of watched.presence) key += request.headers[name] === undefined ? "0" : "1";
    for (const name of watched.whole) key += `\n${String(request.headers[name])}`;
    key += "\n";
    for (const name in response.headers) key += `${name},`;
    if (watched.answered.size > 0) key += this.#answered(operation, watched, response.status, response.headers);
    let kind = this.#kinds.get(key);
    if (kind === undefined) {
      if (this.#kinds.size >= LIMIT) {
        this.#evicted(this.#kinds.values());
        this.#kinds = new Map();
      }
      kind = this.#make(operation, watched, query, { request, response }, requestType, responseType);
      this.#kinds.set(key, kind);
    }
    return kind;
  }

  #answered(operation: Operation, watched: Watched, status: number, headers: Headers): string {
    const documented = responseFor(operation, status);
    const names = documented === null ? undefined : watched.answered.get(operation.responses.indexOf(documented));
    return names === undefined ? "" : names.map((name) => `\n${String(headers[name])}`).join("");
  }

  #make(
    operation: Operation,
    watched: Watched,
    query: string,
    exchange: Exchange,
    requestType: string,
    responseType: string,
  ): Kind {
    const { status, headers } = exchange.response;
    const documented = responseFor(operation, status);
    const success = status >= 200 && status < 300;
    return {
      operation,
      documented,
      status,
      request: this.#body(requestType, operation.requestBody?.content ?? [], "request"),
      response: this.#body(responseType, documented?.content ?? [], "response"),
      refused: status >= 400 && status < 500 && documented !== null,
      promises: success ? watched.promises : null,
      query,
      requestHeaders: Object.fromEntries(
        watched.whole.flatMap((name) => (exchange.request.headers[name] === undefined ? [] : [[name, ""]])),
      ),
      headerNames: Object.keys(headers),
      findings: null,
      count: 0,
      first: null,
      last: null,
    };
  }

  #body(type: string, content: readonly MediaType[], direction: Direction): KindBody {
    const media = mediaTypeOf(type);
    const documented = mediaFor(content, media);
    const schema = documented?.schema ?? null;
    const { conformance } = this.#judge;
    const [first] = content;
    return {
      media,
      documented,
      schema,
      json: isJsonType(media) || (media === "" && first !== undefined && isJsonType(first.name)),
      gate: schema === null ? null : conformance.gate(schema, direction),
    };
  }

  /** Whether the values in a path are as documented. */
  pathFits(operation: Operation, path: Readonly<Record<string, string>>): boolean {
    const { conformance } = this.#judge;
    for (const parameter of this.#watch(operation).pathParameters) {
      const text = Object.hasOwn(path, parameter.name) ? path[parameter.name] : undefined;
      if (text === undefined || parameter.schema === null) return false;
      const { schema } = conformance.schemas.at(parameter.schema);
      const value = parameterValue(parameter, [text], schema);
      if (value !== undefined && conformance.evaluate(parameter.schema, value).violations.length > 0) return false;
    }
    return true;
  }
}

const isNone = (body: string | Uint8Array | null): boolean => body === null || body.length === 0;

const wordOf = ({ headers }: ExchangeRequest, name: string): string => {
  const value = headerOf(headers, name);
  if (value === undefined) return "-";
  const space = value.indexOf(" ");
  return space === -1 ? value : value.slice(0, space);
};
