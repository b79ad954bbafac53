import { createHash } from "node:crypto";
import { Conformance, type Gate } from "../conformance/conformance.ts";
import type { Contract, Operation } from "../model/contract.ts";
import type { ExchangeRequest, ExchangeResponse } from "../model/exchange.ts";
import { valueAt } from "../model/pointer.ts";
import type { Behaviour, RefusalKind } from "./behaviour.ts";
import { Clock } from "./clock.ts";
import { Collection, positionOf, type StoredRecord } from "./collection.ts";
import { type CompiledBehaviour, type CompiledOperation, compileBehaviour, respond } from "./compiled.ts";
import { type Credentials, credentialsOf, DEMO_CREDENTIALS, Doorkeeper } from "./credentials.ts";
import { discreet } from "./discretion.ts";
import { Entropy } from "./entropy.ts";
import { type Intake, Reception } from "./intake.ts";
import { objectionsTo, objectionsToUndeclared, objectionTo } from "./objection.ts";
import { checkUnique, parameterObjections, pathObjections, Refused, refusedBy } from "./refused.ts";
import type { Scope } from "./scope.ts";

/** What can be chosen about an embedded provider. */
export interface ProviderOptions {
  /** The seed of ids and secrets; the same seed and the same requests get the same answers. 0 unless said otherwise. */
  readonly seed?: number | string;
  /** The credentials it accepts, as `bearer:TOKEN` and so on; those that `mock` accepts unless said otherwise. */
  readonly auth?: readonly string[];
  /** Whatever looks like credentials of a documented kind is accepted. */
  readonly anyCredentials?: boolean;
  /** Compiled gates to the contract's bodies, for speed. */
  readonly gates?: Iterable<readonly [string, Gate]>;
}

/** A stateful provider without a network: requests in, answers out, as its contract documents them. */
export interface Provider {
  readonly contract: Contract;
  /** Answers one request. Never throws for what a request says. */
  handle(request: ExchangeRequest): ExchangeResponse;
  /** Refuses a request that never gets as far as being handled: `body-too-large`. */
  refuse(kind: RefusalKind, request: ExchangeRequest): ExchangeResponse;
  /** Puts a resource in, as if it had been created: `put("tenants", { id: …, … })`. */
  put(resource: string, record: StoredRecord): void;
  /** Forgets all that was created. */
  reset(): void;
}

/** How many different requests are remembered, so that what is asked for again gets new ids. */
const REMEMBERED = 100_000;

/** Makes a provider that behaves as its file says. Throws an Error where the behaviour is not understood. */
export const createProvider = (contract: Contract, behaviour: Behaviour, options: ProviderOptions = {}): Provider =>
  new StatefulProvider(contract, behaviour, options);

class StatefulProvider implements Provider {
  readonly contract: Contract;
  readonly #behaviour: Behaviour;
  readonly #compiled: CompiledBehaviour;
  readonly #conformance: Conformance;
  readonly #reception: Reception;
  readonly #doorkeeper: Doorkeeper;
  readonly #seed: string;
  #collections = new Map<string, Collection>();
  #clock = new Clock();
  #repeats = new Map<string, number>();

  constructor(contract: Contract, behaviour: Behaviour, options: ProviderOptions) {
    this.contract = contract;
    this.#behaviour = behaviour;
    this.#compiled = compileBehaviour(behaviour);
    this.#conformance = new Conformance(contract.documents, options.gates ?? []);
    this.#reception = new Reception(contract, this.#conformance);
    this.#seed = String(options.seed ?? 0);
    const accepted = (options.auth ?? DEMO_CREDENTIALS)
      .map(credentialsOf)
      .filter((one): one is Credentials => one !== null);
    this.#doorkeeper = new Doorkeeper(
      contract,
      options.anyCredentials === true ? null : accepted,
      behaviour.session,
      this.#seed,
    );
    this.reset();
  }

  reset(): void {
    this.#clock = new Clock();
    this.#repeats = new Map();
    this.#collections = new Map();
    for (const [name, resource] of Object.entries(this.#behaviour.resources)) {
      const collection = new Collection(resource);
      for (const record of resource.records ?? []) {
        collection.add(structuredClone(record) as StoredRecord, this.#clock.now, true);
        this.#clock.tick();
      }
      this.#collections.set(name, collection);
    }
  }

  put(resource: string, record: StoredRecord): void {
    const collection = this.#collections.get(resource);
    if (collection === undefined) throw new Error(`the provider has no resource called "${resource}"`);
    collection.delete(String(record[collection.resource.key]));
    collection.add(structuredClone(record), this.#clock.next);
    this.#clock.tick();
  }

  handle(request: ExchangeRequest): ExchangeResponse {
    const intake = this.#reception.take(request);
    const { route } = intake;
    const compiled = route.operation === null ? undefined : this.#compiled.operation(route.operation.id);
    if (route.operation === null || compiled === undefined) return this.#astray(intake);
    for (let repeat = this.#repeats.size === 0 ? 0 : (this.#repeats.get(digestOf(request)) ?? 0); ; repeat++) {
      const scope = this.#scope(intake, repeat);
      try {
        const response = this.#perform(route.operation, compiled, intake, scope);
        if (response !== null) return response;
      } catch (error) {
        return this.#refusal(refusedBy(error), compiled.refusal, scope);
      }
      if (this.#repeats.size < REMEMBERED) this.#repeats.set(digestOf(request), repeat + 1);
    }
  }

  /** Answers a request to a path or with a method that nothing documents. */
  #astray(intake: Intake): ExchangeResponse {
    const { route } = intake;
    const unknown = route.operation === null && route.reason === "method" ? "unknown-method" : "unknown-path";
    const response = this.#refusal(new Refused(unknown), this.#compiled.refusal, this.#scope(intake, 0));
    if (route.operation !== null || response.status !== 405) return response;
    return { ...response, headers: { ...response.headers, allow: route.allowed.join(", ") } };
  }

  refuse(kind: RefusalKind, request: ExchangeRequest): ExchangeResponse {
    const intake = this.#reception.take({ ...request, body: null });
    const own = intake.route.operation === null ? undefined : this.#compiled.operation(intake.route.operation.id);
    const objections = kind === "body-too-large" ? [objectionTo("body", "", "size")] : [];
    return this.#refusal(new Refused(kind, objections), (own ?? this.#compiled).refusal, this.#scope(intake, 0));
  }

  #scope({ request, route, content, query }: Intake, repeat: number): Scope {
    const found = route.operation === null ? null : route;
    const view = this.#compiled.views.get(this.#resourceOf(route.operation));
    const scope: Scope = {
      request,
      path: found?.path ?? {},
      query,
      requestBody: content.kind === "json" ? content.value : undefined,
      collections: this.#collections,
      now: this.#clock.now,
      entropy: new Entropy(`${this.#seed}\n${repeat}\n${seedOf(request)}`),
      let: {},
      stored: undefined,
      view: (record) => {
        if (view === undefined) return record;
        const { stored } = scope;
        scope.stored = record;
        const shown = view(scope);
        scope.stored = stored;
        return shown;
      },
      page: { items: [], next: undefined },
      objections: [],
      session: undefined,
      item: undefined,
      index: 0,
    };
    return scope;
  }

  #resourceOf(operation: Operation | null): string {
    const does = operation === null ? undefined : this.#behaviour.operations[operation.id];
    return does?.creates ?? does?.updates ?? does?.retrieves ?? does?.lists ?? does?.deletes ?? "";
  }

  /** Answers, throws a refusal, or comes to null: the ids it chose are taken, and others have to be tried. */
  #perform(operation: Operation, compiled: CompiledOperation, intake: Intake, scope: Scope): ExchangeResponse | null {
    const { admission, session } = this.#doorkeeper.admit(operation, intake.request);
    scope.session = session;
    if (admission !== "admitted") throw new Refused(admission);
    const faults = this.#reception.parameterFaults(intake);
    if (faults.length > 0) throw new Refused("invalid-parameter", faults.flatMap(parameterObjections));
    const target = this.#target(compiled, scope);
    this.#checkBody(operation, compiled, intake);
    if (!this.#act(compiled, scope, target)) return null;
    return respond(compiled.answer, scope);
  }

  /** The resource that an operation on one resource is about. */
  #target(compiled: CompiledOperation, scope: Scope): { collection: Collection; key: string } | null {
    const { updates, retrieves, deletes } = compiled.behaviour;
    const collection = this.#collections.get(updates ?? retrieves ?? deletes ?? "");
    if (collection === undefined) return null;
    const key = compiled.key(scope);
    scope.stored = collection.find(key);
    if (scope.stored === undefined) throw new Refused("unknown-resource", pathObjections(scope));
    return { collection, key: String(key) };
  }

  #checkBody(operation: Operation, compiled: CompiledOperation, { content, media }: Intake): void {
    if (operation.requestBody === null) return;
    if (content.kind === "none") {
      if (operation.requestBody.required) throw new Refused("missing-body", [objectionTo("body", "", "required")]);
      return;
    }
    if (media === null) throw new Refused("wrong-media-type", [objectionTo("body", "", "media-type")]);
    if (content.kind === "malformed") throw new Refused("malformed-body", [objectionTo("body", "", "json")]);
    if (media.schema === null) return;
    const { violations, undeclared } = this.#conformance.evaluate(media.schema, content.value, "request");
    if (violations.length > 0) throw new Refused("invalid-body", objectionsTo(violations));
    if (undeclared.length > 0 && compiled.behaviour.undeclared === "refused")
      throw new Refused("undeclared-member", objectionsToUndeclared(undeclared));
  }

  #act(compiled: CompiledOperation, scope: Scope, target: { collection: Collection; key: string } | null): boolean {
    const { creates, updates, deletes, lists } = compiled.behaviour;
    if (creates !== undefined || updates !== undefined || deletes !== undefined) scope.now = this.#clock.next;
    for (const [name, value] of compiled.let) scope.let[name] = value(scope);
    if (creates !== undefined) {
      const collection = this.#collections.get(creates)!;
      const record = compiled.record(scope) as StoredRecord;
      if (collection.knows(String(record[collection.resource.key]))) return false;
      checkUnique(collection, record, null, scope);
      collection.add(record, scope.now);
      scope.stored = record;
    } else if (updates !== undefined && target !== null) {
      const change = compiled.record(scope) as StoredRecord;
      checkUnique(target.collection, { ...scope.stored, ...change }, target.key, scope);
      scope.stored = target.collection.update(target.key, change);
    } else if (deletes !== undefined && target !== null) target.collection.delete(target.key);
    else if (lists !== undefined) this.#list(compiled, scope, this.#collections.get(lists)!);
    if (scope.now !== this.#clock.now) this.#clock.tick();
    for (const { to, key, at, value } of compiled.then) {
      const list = valueAt(this.#collections.get(to)?.find(key(scope)), at);
      if (Array.isArray(list)) list.push(value(scope));
    }
    return true;
  }

  #list(compiled: CompiledOperation, scope: Scope, collection: Collection): void {
    const page = compiled.behaviour.page;
    const limit = Number(compiled.limit(scope) ?? page?.default ?? Number.POSITIVE_INFINITY);
    const cursor = compiled.cursor(scope);
    const after = typeof cursor === "string" ? positionOf(cursor) : null;
    if (typeof cursor === "string" && after === null)
      throw new Refused("invalid-cursor", [objectionTo("query", "/cursor", "cursor", cursor)]);
    const { records, next } = collection.page(limit, after);
    scope.page = { items: records.map(scope.view), next: next ?? undefined };
  }

  #refusal(refused: Refused, words: CompiledOperation["refusal"], scope: Scope): ExchangeResponse {
    scope.objections = discreet(refused.objections, scope.request);
    for (const objection of scope.objections) {
      scope.item = objection;
      objection.message = this.#compiled.message(objection.keyword)(scope);
    }
    const choices = words(refused.kind);
    const choice = choices.find(({ when }) => when(scope) === true) ?? choices.at(-1)!;
    return respond(choice.answer, scope);
  }
}

/** What makes a request itself, and not another: its ids follow from it. */
const seedOf = ({ method, url, body }: ExchangeRequest): string =>
  `${method} ${url}\n${typeof body === "string" ? body : ""}`;

const digestOf = (request: ExchangeRequest): string => createHash("sha256").update(seedOf(request)).digest("base64");
