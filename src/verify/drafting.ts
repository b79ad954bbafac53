import { createHash } from "node:crypto";
import { Conformance } from "../conformance/conformance.ts";
import { TextualSchemas } from "../conformance/textual.ts";
import { type Contract, type MediaType, type Operation, type Parameter, successOf } from "../model/contract.ts";
import { type Pointer, pointerOf, segmentsOf, valueAt } from "../model/pointer.ts";
import { type Draft, Reference, type Source, withValueAt } from "./case.ts";
import { Instances } from "./instances.ts";
import { isIgnored, isTarget, withHeader } from "./parameters.ts";
import { contentTypeOf, easeOf, isJson, readBody, readParameter } from "./serialization.ts";
import { Shapes, saying } from "./shape.ts";
import { Violator } from "./violations.ts";

/** The id of the case whose answers other cases build on. */
export const sampleCase = (operation: Operation): string => `${operation.id}/sample`;

const UNIQUE_NAMES = /^(user_?name|e?-?mail|name|subdomain|slug|login)$/i;

/** Makes requests from a contract: documented values where there are any, earlier answers where those are asked for. */
export class Drafting {
  readonly contract: Contract;
  readonly conformance: Conformance;
  readonly shapes: Shapes;
  readonly instances: Instances;
  readonly violator: Violator;
  readonly #textual: TextualSchemas;
  /** Six hexadecimal digits that everything this run creates is named by. */
  readonly run: string;
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #unique = new Map<string, readonly Pointer[]>();
  readonly #samples = new Map<Operation, unknown>();
  #made = 0;

  /** `values` are the user's own, by member or parameter name: ids that exist at the target. */
  constructor(contract: Contract, seed: string, values: ReadonlyMap<string, unknown> = new Map()) {
    this.contract = contract;
    this.conformance = new Conformance(contract.documents);
    this.shapes = new Shapes(this.conformance.schemas);
    this.instances = new Instances(this.conformance, this.shapes);
    this.violator = new Violator(this.conformance, this.shapes);
    this.#textual = new TextualSchemas(this.conformance.schemas);
    this.run = createHash("sha256").update(`${contract.provider}\n${seed}`).digest("hex").slice(0, 6);
    this.#values = values;
  }

  /** The media type that requests of an operation are sent as: the first JSON one, else the first that can be made. */
  mediaOf(operation: Operation): MediaType | null {
    const content = (operation.requestBody?.content ?? []).filter((media) => easeOf(media) !== null);
    return content.toSorted((one, other) => easeOf(one)! - easeOf(other)!)[0] ?? null;
  }

  /**
   * The documented sample of an operation's request body: the first that fits its schema; one made from the schema
   * where there is none.
   */
  sampleOf(operation: Operation): unknown {
    if (!this.#samples.has(operation)) this.#samples.set(operation, this.#sampleOf(operation));
    return this.#samples.get(operation);
  }

  #sampleOf(operation: Operation): unknown {
    const media = this.mediaOf(operation);
    if (media === null) return undefined;
    const { sample, ...others } = media.examples;
    const { schema } = media;
    const documented = [sample, ...Object.values(others)].filter((one) => one !== undefined);
    if (schema === null) return documented[0] ?? (isJson(media) ? {} : "sample");
    const made = ["maximal", "minimal"] as const;
    return [
      ...documented.filter((one) => this.instances.conforms(schema, one)),
      ...made.map((extent) => this.instances.build(schema, this.#exampleIn(schema), extent)),
      ...made.map((extent) => this.instances.build(schema, undefined, extent)),
    ].find((one) => one !== undefined && this.asRead(operation, one) !== undefined);
  }

  /** The names of documented bodies that do not fit their schema, so that nobody can say whether they are allowed. */
  contradictoryExamples(operation: Operation): readonly string[] {
    const { schema = null, examples = {} } = this.mediaOf(operation) ?? {};
    if (schema === null) return [];
    return Object.keys(examples).filter((name) => !this.instances.conforms(schema, examples[name]));
  }

  /** What a provider reads where an operation's body is sent with this value; undefined where it cannot be said. */
  asRead(operation: Operation, value: unknown): unknown {
    const media = this.mediaOf(operation);
    if (media === null) return undefined;
    return readBody(media, value, media.schema === null ? null : this.#textual.at(media.schema));
  }

  /** What a provider reads where a parameter is sent with this value; undefined where its style cannot say it. */
  asReadParameter(parameter: Parameter, value: unknown): unknown {
    return readParameter(parameter, value, parameter.schema === null ? null : this.#textual.at(parameter.schema));
  }

  #exampleIn(schema: string): unknown {
    const shape = this.shapes.of([schema]);
    return saying(shape, "example") ?? [saying(shape, "examples") ?? []].flat()[0];
  }

  /** The members of a request that no two resources may share: those the clauses say, else those named like it. */
  uniqueMembers(operation: Operation): readonly Pointer[] {
    let members = this.#unique.get(operation.id);
    if (members === undefined) {
      members = this.#uniqueMembers(operation);
      this.#unique.set(operation.id, members);
    }
    return members;
  }

  #uniqueMembers(operation: Operation): readonly Pointer[] {
    if (operation.method === "GET") return [];
    const stated = this.contract.clauses.clauses.flatMap((clause) =>
      clause.binds.flatMap((binding) =>
        "verify" in binding && binding.verify.case === "unique" ? [binding.verify.member ?? ""] : [],
      ),
    );
    const media = this.mediaOf(operation);
    if (media?.schema == null) return [];
    const names = [...this.shapes.of([media.schema]).members.keys()];
    const named = (name: string) => (stated.length > 0 ? stated.includes(pointerOf([name])) : UNIQUE_NAMES.test(name));
    return names.filter(named).map((name) => pointerOf([name]));
  }

  /** A value nobody has used before, recognisable as of this run, and conforming; undefined where none fits. */
  unique(operation: Operation, member: Pointer): string | undefined {
    const media = this.mediaOf(operation);
    if (media?.schema == null) return undefined;
    const locations = this.shapes.of([media.schema]).members.get(segmentsOf(member)[0] ?? "");
    if (locations === undefined) return undefined;
    const count = (++this.#made).toString(36);
    const name = `tc-${this.run}-${count}`;
    const forms = [
      name,
      `${name}@example.com`,
      `tc${this.run}${count}`,
      `t${this.run}${count}`,
      `${name}.example.com`,
      `https://example.com/${name}`,
    ];
    return forms.find((form) => locations.every((location) => this.instances.conforms(location, form)));
  }

  /**
   * A body ready to be sent: unique members renewed, ids of other resources taken from where they are listed. What
   * `changed` points at stays as it is.
   */
  prepare(operation: Operation, body: unknown, changed: readonly Pointer[] = []): unknown {
    let prepared = body;
    const free = (pointer: Pointer) =>
      valueAt(prepared, pointer) !== undefined &&
      !changed.some((one) => one === pointer || one === "" || pointer.startsWith(`${one}/`));
    for (const pointer of this.uniqueMembers(operation)) {
      if (!free(pointer) || typeof valueAt(prepared, pointer) !== "string") continue;
      const value = this.unique(operation, pointer);
      if (value !== undefined) prepared = withValueAt(prepared, segmentsOf(pointer), value);
    }
    if (prepared === null || typeof prepared !== "object" || Array.isArray(prepared)) return prepared;
    for (const [name, value] of Object.entries(prepared)) {
      const pointer = pointerOf([name]);
      if (!free(pointer)) continue;
      const given = this.#values.get(name);
      const reference = given ?? this.#listed(name, value);
      if (reference !== undefined) prepared = withValueAt(prepared, [name], reference);
    }
    return prepared;
  }

  /** The same reference, to the second entry of the list instead of the first; null where it is to no list. */
  second(reference: Reference): Reference | null {
    const sources = reference.sources
      .filter(({ expression }) => expression.includes("/0/"))
      .map((source) => ({ ...source, expression: source.expression.replace("/0/", "/1/") }));
    return sources.length === 0 ? null : new Reference(reference.name, sources);
  }

  /** The id of something that another operation lists, by the member's name: `environmentId` is in `…/environments`. */
  #listed(name: string, documented: unknown): Reference | undefined {
    const stem = /^(.+?)[-_]?[iI]d$/.exec(name)?.[1]?.toLowerCase();
    if (stem === undefined || typeof documented !== "string") return undefined;
    const list = this.contract.operations.find(
      ({ method, path }) => method === "GET" && !path.includes("{") && path.toLowerCase().endsWith(`/${plural(stem)}`),
    );
    if (list === undefined) return undefined;
    const pointer = this.#idInList(list);
    if (pointer === null) return undefined;
    return new Reference(
      name,
      [{ case: sampleCase(list), step: 0, expression: `$response.body#${pointer}` }],
      documented,
    );
  }

  #idInList(operation: Operation): Pointer | null {
    const body = this.#successSample(operation);
    return idPointers(body).find((pointer) => /\/0\//.test(pointer)) ?? null;
  }

  #successSample(operation: Operation): unknown {
    const media = successOf(operation)?.content.find(isJson);
    if (media === undefined) return undefined;
    const documented = media.examples.sample ?? Object.values(media.examples)[0];
    if (documented !== undefined) return documented;
    return media.schema === null ? undefined : this.instances.build(media.schema, undefined, "maximal", "response");
  }

  /** Where a path parameter's value comes from: links first, then whatever creates or lists below the path before it. */
  pathSources(operation: Operation, parameter: Parameter): Source[] {
    return [...this.#linked(operation, "path", parameter.name), ...this.#neighbours(operation, parameter)];
  }

  #linked(operation: Operation, where: string, name: string): Source[] {
    return this.contract.operations.flatMap((from) =>
      (successOf(from) === null ? [] : Object.values(successOf(from)!.links)).flatMap((value) => {
        const link = value as { operationId?: string; parameters?: Record<string, unknown> };
        if (link.operationId !== operation.id) return [];
        const expression = link.parameters?.[`${where}.${name}`] ?? link.parameters?.[name];
        return typeof expression === "string" && expression.startsWith("$")
          ? [{ case: sampleCase(from), step: 0, expression }]
          : [];
      }),
    );
  }

  #neighbours(operation: Operation, parameter: Parameter): Source[] {
    const parent = operation.path.slice(0, operation.path.indexOf(`{${parameter.name}}`)).replace(/\/$/, "");
    return this.contract.operations
      .filter(({ path, method }) => path === parent && (method === "POST" || method === "GET"))
      .sort((a, b) => Number(b.method === "POST") - Number(a.method === "POST"))
      .flatMap((from) => {
        const pointer = idPointers(this.#successSample(from), parameter.name).find(
          (one) => from.method === "POST" || /\/0(\/|$)/.test(one),
        );
        return pointer === undefined
          ? []
          : [{ case: sampleCase(from), step: 0, expression: `$response.body#${pointer}` }];
      });
  }

  /** Whether a query parameter only makes sense with a value from an earlier answer, such as a cursor. */
  isLinked(operation: Operation, parameter: Parameter): boolean {
    return this.#linked(operation, parameter.in, parameter.name).length > 0;
  }

  /** A documented value for a parameter. */
  parameterValue(parameter: Parameter): unknown {
    const given = this.#values.get(parameter.name);
    if (given !== undefined) return given;
    const { example, schema } = parameter;
    if (schema === null) return example ?? "sample";
    if (example !== undefined && this.instances.conforms(schema, example)) return example;
    return this.instances.build(schema, undefined, "maximal");
  }

  /** Whether a case creates something: what this run did not create is never changed or deleted. */
  #creates(id: string): boolean {
    return this.contract.operations.some((operation) => operation.method === "POST" && sampleCase(operation) === id);
  }

  /** A request as documented, with this body; `sources` says where path parameters come from, if not from samples. */
  draft(operation: Operation, body: unknown, sources?: (parameter: Parameter) => readonly Source[]): Draft {
    const path: Record<string, unknown> = {};
    const query: Record<string, unknown> = {};
    const headers: Record<string, string> = {};
    for (const parameter of operation.parameters) {
      const { name, required } = parameter;
      if (parameter.in === "path") {
        const safe = operation.method === "GET" || operation.method === "HEAD";
        const from =
          sources?.(parameter) ??
          this.pathSources(operation, parameter).filter(({ case: id }) => safe || this.#creates(id));
        const given = safe || !isTarget(operation, name) ? this.#values.get(name) : undefined;
        path[name] =
          given ?? new Reference(name, from, safe && from.length === 0 ? this.parameterValue(parameter) : undefined);
      } else if (required && parameter.in === "query") query[name] = this.parameterValue(parameter);
      else if (required && !isIgnored(parameter)) {
        const said = withHeader(headers, parameter, this.parameterValue(parameter));
        if (said !== null) Object.assign(headers, said);
      }
    }
    const media = this.mediaOf(operation);
    const success = successOf(operation)?.content ?? [];
    const accepts = new Set([...success.filter(isJson), ...success].map(({ name }) => name));
    headers.accept = accepts.size > 0 ? [...accepts].join(", ") : "*/*";
    if (body !== undefined && media !== null) headers["content-type"] = contentTypeOf(media);
    return {
      operation,
      method: operation.method,
      path,
      query,
      headers,
      body:
        body === undefined
          ? { kind: "none" }
          : { kind: "json", value: body, ...(media === null || isJson(media) ? {} : { media }) },
      credentials: operation.security.length === 0 ? "none" : "given",
    };
  }

  /** Whether each item of a list in an operation's request should come back. */
  isEchoed(operation: Operation, list: Pointer): boolean {
    return this.contract.clauses.clauses.some(({ binds }) =>
      binds.some(
        (binding) =>
          "invariant" in binding &&
          binding.invariant.relation === "contains" &&
          binding.invariant.right === `$request.body#${list}/*` &&
          [binding.invariant.operation].flat().includes(operation.id),
      ),
    );
  }

  /** The members that an operation's request declares. */
  membersOf(operation: Operation): readonly string[] {
    const media = this.mediaOf(operation);
    return media?.schema == null ? [] : [...this.shapes.of([media.schema]).members.keys()];
  }

  /** A request with every documented member, ready to be sent. */
  fullDraft(operation: Operation): Draft {
    const media = this.mediaOf(operation);
    const full =
      media?.schema == null ? undefined : this.instances.build(media.schema, this.sampleOf(operation), "maximal");
    return full === undefined ? this.sampleDraft(operation) : this.draft(operation, this.prepare(operation, full));
  }

  /** The documented request of an operation, ready to be sent. */
  sampleDraft(operation: Operation): Draft {
    const sample = this.sampleOf(operation);
    return this.draft(operation, sample === undefined ? undefined : this.prepare(operation, sample));
  }
}

const plural = (word: string): string =>
  /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : /s$/.test(word) ? word : `${word}s`;

/** The pointers in an answer that an id may stand at, shallowest first. */
export const idPointers = (body: unknown, name = "id"): Pointer[] => {
  const found: Pointer[] = [];
  let level: [unknown, Pointer][] = [[body, ""]];
  for (let depth = 0; depth < 4 && level.length > 0; depth++) {
    const next: [unknown, Pointer][] = [];
    for (const wanted of [name.toLowerCase(), "id"])
      for (const [value, pointer] of level)
        if (value !== null && typeof value === "object" && !Array.isArray(value))
          for (const [key, member] of Object.entries(value))
            if (key.toLowerCase() === wanted && (typeof member === "string" || typeof member === "number"))
              found.push(pointer + pointerOf([key]));
    for (const [value, pointer] of level)
      if (Array.isArray(value))
        next.push(...(value.length > 0 ? [[value[0], `${pointer}/0`] as [unknown, Pointer]] : []));
      else if (value !== null && typeof value === "object")
        for (const [key, member] of Object.entries(value)) next.push([member, pointer + pointerOf([key])]);
    level = next;
  }
  return [...new Set(found)];
};
