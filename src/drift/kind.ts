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
import { type Body, type Exchange, type Headers, headerOf } from "../model/exchange.ts";
import type { Direction, Finding } from "../model/finding.ts";
import { promisesOf } from "./promises.ts";
import { Extent } from "./spot.ts";

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
  /** Those that there were since they were counted last. */
  met: Extent;
  readonly traits: Traits;
}

/** All that rules look at in an exchange, but for the values in its body and path. */
interface Traits {
  /** The parts that its recording does not hold, and the bodies that it has, as flags. */
  readonly unrecorded: number;
  readonly bodies: number;
  readonly method: string;
  readonly requestType: string;
  readonly responseType: string;
  readonly query: string;
  /** The watched header fields of the request: their first words, whether they are there, and what they are. */
  readonly words: readonly (string | null)[];
  readonly present: readonly boolean[];
  readonly whole: readonly Headers[string][];
  /** The names of the response's header fields, in their order, and the documented ones' values. */
  readonly names: readonly string[];
  readonly answered: readonly Headers[string][];
}

/** What of a request's header fields rules look at, for one operation. */
interface Watched {
  readonly index: number;
  readonly whole: readonly string[];
  /** Fields of which only the first word matters: the authentication scheme. */
  readonly words: readonly string[];
  readonly presence: readonly string[];
  readonly answered: ReadonlyMap<ResponseContract, readonly string[]>;
  /** The kinds met last: the next exchange is most often of one of these. */
  readonly recent: Kind[];
  readonly pathParameters: readonly Parameter[];
  readonly promises: ((context: ExpressionContext) => boolean) | null;
}

const mediaTypeOf = (type: string): string => type.split(";")[0]!.trim().toLowerCase();

const LIMIT = 4096;
const RECENT = 4;

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
            return names.length === 0 ? [] : [[response, names] as const];
          }),
        ),
        recent: [],
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
  of(operation: Operation, query: string, exchange: Exchange, unrecorded: number): Kind {
    const watched = this.#watch(operation);
    const { recent } = watched;
    for (let i = 0; i < recent.length; i++) {
      const kind = recent[i] as Kind;
      if (isOf(kind, watched, query, exchange, unrecorded)) return kind;
    }
    const documented = responseFor(operation, exchange.response.status);
    const traits = traitsOf(watched, documented, query, exchange, unrecorded);
    const key = JSON.stringify([watched.index, exchange.response.status, ...Object.values(traits)]);
    let kind = this.#kinds.get(key);
    if (kind === undefined) {
      if (this.#kinds.size >= LIMIT) {
        this.#evicted(this.#kinds.values());
        this.#kinds = new Map();
        for (const one of this.#watched.values()) one.recent.length = 0;
      }
      kind = this.#make(operation, documented, watched, exchange.response.status, traits);
      this.#kinds.set(key, kind);
    }
    if (recent.length === RECENT) recent.pop();
    recent.unshift(kind);
    return kind;
  }

  #make(
    operation: Operation,
    documented: ResponseContract | null,
    watched: Watched,
    status: number,
    traits: Traits,
  ): Kind {
    const { requestType, responseType, whole, query, names } = traits;
    return {
      ...{ operation, documented, status, query, traits, headerNames: names },
      request: this.#body(requestType, operation.requestBody?.content ?? [], "request"),
      response: this.#body(responseType, documented?.content ?? [], "response"),
      refused: status >= 400 && status < 500 && documented !== null,
      promises: status >= 200 && status < 300 ? watched.promises : null,
      requestHeaders: Object.fromEntries(
        watched.whole.flatMap((name, index) => (whole[index] === undefined ? [] : [[name, ""]])),
      ),
      findings: null,
      met: new Extent(),
    };
  }

  #body(type: string, content: readonly MediaType[], direction: Direction): KindBody {
    const media = mediaTypeOf(type);
    const documented = mediaFor(content, media);
    const schema = documented?.schema ?? null;
    const { conformance } = this.#judge;
    const [first] = content;
    const json = isJsonType(media) || (media === "" && first !== undefined && isJsonType(first.name));
    // Gates are asked about JSON; what a form or a text says to a schema, the judge knows.
    return {
      media,
      documented,
      schema,
      json,
      gate: schema === null || !json ? null : conformance.gate(schema, direction),
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

const isNone = (body: Body): boolean => body === null || body.length === 0;

const bodiesOf = ({ request, response }: Exchange): number =>
  (isNone(request.body) ? 0 : 1) + (isNone(response.body) ? 0 : 2);

const wordOf = (headers: Headers, name: string): string | null => {
  const value = headerOf(headers, name);
  return value === undefined ? null : (value.split(" ", 1)[0] ?? "");
};

const beginsWith = (headers: Headers, name: string, word: string | null): boolean => {
  const value = headerOf(headers, name);
  if (value === undefined || word === null) return value === undefined && word === null;
  return value.startsWith(word) && (value.length === word.length || value.charCodeAt(word.length) === 32);
};

const traitsOf = (
  { words, presence, whole, answered }: Watched,
  documented: ResponseContract | null,
  query: string,
  exchange: Exchange,
  unrecorded: number,
): Traits => {
  const { request, response } = exchange;
  return {
    unrecorded,
    bodies: bodiesOf(exchange),
    method: request.method,
    requestType: headerOf(request.headers, "content-type") ?? "",
    responseType: headerOf(response.headers, "content-type") ?? "",
    query,
    words: words.map((name) => wordOf(request.headers, name)),
    present: presence.map((name) => request.headers[name] !== undefined),
    whole: whole.map((name) => request.headers[name] as Headers[string]),
    names: Object.keys(response.headers),
    answered: ((documented === null ? undefined : answered.get(documented)) ?? []).map(
      (name) => response.headers[name] as Headers[string],
    ),
  };
};

/** Whether an exchange has the traits of a kind, without writing them down: most have those of one met before. */
const isOf = (
  { traits, status, documented }: Kind,
  { words, presence, whole, answered }: Watched,
  query: string,
  exchange: Exchange,
  unrecorded: number,
): boolean => {
  const { request, response } = exchange;
  if (
    response.status !== status ||
    unrecorded !== traits.unrecorded ||
    bodiesOf(exchange) !== traits.bodies ||
    request.method !== traits.method ||
    query !== traits.query ||
    (headerOf(request.headers, "content-type") ?? "") !== traits.requestType ||
    (headerOf(response.headers, "content-type") ?? "") !== traits.responseType
  )
    return false;
  let index = 0;
  for (const name in response.headers) if (traits.names[index++] !== name) return false;
  if (index !== traits.names.length) return false;
  for (let i = 0; i < words.length; i++)
    if (!beginsWith(request.headers, words[i]!, traits.words[i] as string | null)) return false;
  for (let i = 0; i < presence.length; i++)
    if ((request.headers[presence[i]!] !== undefined) !== traits.present[i]) return false;
  // Fields that came several times are lists, and no two lists are the same here.
  for (let i = 0; i < whole.length; i++) if (request.headers[whole[i]!] !== traits.whole[i]) return false;
  const names = documented === null || answered.size === 0 ? undefined : answered.get(documented);
  if (names !== undefined)
    for (let i = 0; i < names.length; i++) if (response.headers[names[i]!] !== traits.answered[i]) return false;
  return true;
};
