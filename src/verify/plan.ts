import { createHash } from "node:crypto";
import { Register } from "../engine/register.ts";
import type { Binding, Clause, VerifyCase } from "../model/clause.ts";
import {
  type Contract,
  type Operation,
  type ResponseContract,
  type SchemaLocation,
  successOf,
} from "../model/contract.ts";
import { type Case, type Expectation, filled, type Step } from "./case.ts";
import { Drafting, sampleCase } from "./drafting.ts";
import { negativesOf } from "./negative.ts";
import { positivesOf } from "./positive.ts";
import { createdSources, creatorFor, relationSteps } from "./relations.ts";

/** A statement of the documentation that no case can try, and why. */
export interface Untried {
  /** A clause's id; an operation's, where nothing of it can be tried. */
  readonly clause: string;
  readonly statement: VerifyCase;
  readonly why: string;
}

/** Everything that will be tried, in order; the same contract and seed give the same plan. */
export interface Plan {
  readonly contract: Contract;
  readonly run: string;
  /** What made the requests, and can make more. */
  readonly drafting: Drafting;
  readonly cases: readonly Case[];
  readonly untried: readonly Untried[];
  /** The SHA-256 of the cases as they would be sent. */
  readonly hash: string;
}

const ORDER = ["GET", "POST", "GET/", "PUT", "PATCH", "DELETE"];

/** Lists before what creates, what creates before what reads, what deletes last. */
const rank = ({ method, path }: Operation): number =>
  ORDER.indexOf(method === "GET" && path.includes("{") ? "GET/" : method);

/** Plans the verification of a contract. `values` are ids that exist at the target, by member or parameter name. */
export const planOf = (contract: Contract, seed: string, values: ReadonlyMap<string, unknown> = new Map()): Plan => {
  const drafting = new Drafting(contract, seed, values);
  const planner = new Planner(contract, drafting);
  const operations = [...contract.operations].sort((a, b) => rank(a) - rank(b));
  const last = operations.filter(({ method }) => method === "DELETE");
  for (const operation of operations) if (!last.includes(operation)) planner.positives(operation);
  for (const operation of operations) if (!last.includes(operation)) planner.negatives(operation);
  planner.relations();
  for (const operation of last) planner.positives(operation);
  for (const operation of last) planner.negatives(operation);
  const { cases, untried } = planner;
  return { contract, run: drafting.run, drafting, cases, untried, hash: hashOf(contract, cases) };
};

class Planner {
  readonly cases: Case[] = [];
  readonly untried: Untried[] = [];
  readonly #contract: Contract;
  readonly #drafting: Drafting;
  readonly #register: Register;
  readonly #answers = new Map<ResponseContract, ReadonlySet<string>>();

  constructor(contract: Contract, drafting: Drafting) {
    this.#contract = contract;
    this.#drafting = drafting;
    this.#register = new Register(contract);
  }

  positives(operation: Operation): void {
    if (operation.requestBody?.required === true && this.#drafting.sampleOf(operation) === undefined) {
      const types = operation.requestBody.content.map(({ name }) => name).join(" or ");
      const why =
        this.#drafting.mediaOf(operation) === null
          ? `no bodies of type ${types} are made`
          : "no body was found that conforms to its schema, and none is documented";
      this.untried.push({ clause: operation.id, statement: { case: "sample", operation: operation.id }, why });
      return;
    }
    for (const name of this.#drafting.contradictoryExamples(operation)) {
      const why = `the documented example "${name}" does not fit its own schema`;
      this.untried.push({ clause: operation.id, statement: { case: "sample", operation: operation.id }, why });
    }
    const accepted: Expectation = { outcome: "accepted" };
    for (const { id, title, draft, weight, about } of positivesOf(operation, this.#drafting)) {
      const own: Step = { draft, expects: accepted };
      const caseId = `${operation.id}/${id}`;
      this.cases.push({
        ...{
          id: caseId,
          operation,
          kind: "positive",
          title,
          weight,
          when: null,
          targets: [],
          relation: null,
          presumes: null,
        },
        clauses: this.#shownBy(operation, draft.body.kind === "json" ? draft.body.value : undefined),
        blames: [
          ...new Set(about.flatMap((location) => this.#register.at(location, operation).map((clause) => clause.id))),
        ],
        steps: operation.method === "DELETE" ? this.#deletion(caseId, operation, own) : [own],
      });
    }
  }

  /** Only what the case itself creates is deleted. */
  #deletion(id: string, operation: Operation, own: Step): readonly Step[] {
    const creator = creatorFor(operation, this.#drafting);
    if (creator === null) return [own];
    const sources = createdSources(id, 0, creator, operation, this.#drafting);
    return [
      { draft: this.#drafting.sampleDraft(creator), expects: { outcome: "accepted" } },
      { ...own, draft: this.#drafting.draft(operation, undefined, sources) },
    ];
  }

  negatives(operation: Operation): void {
    if (operation.requestBody?.required === true && this.#drafting.sampleOf(operation) === undefined) return;
    for (const { id, title, draft, when, targets, weight, open, base } of negativesOf(operation, this.#drafting)) {
      const { status, clauses } = when === "forbidden" ? this.#forbidden(operation) : this.#refusal(operation, when);
      const bound = targets.flatMap((target) => this.#register.at(target, operation).map((clause) => clause.id));
      const expects: Expectation = open === true ? { outcome: "any" } : { outcome: "refused", status };
      this.cases.push({
        ...{ id: `${operation.id}/${id}`, operation, kind: "negative", title, weight, when, targets, relation: null },
        clauses: [...new Set([...bound, ...clauses, ...this.#refusedBy(operation, when, status)])],
        blames: [...new Set([...bound, ...clauses])],
        presumes: base === undefined ? null : this.#caseOr(`${operation.id}/${base}`, sampleCase(operation)),
        steps: [{ draft, expects }],
      });
    }
  }

  #caseOr<T>(id: string, other: T): string | T {
    return this.cases.some((one) => one.id === id) ? id : other;
  }

  relations(): void {
    const { operations, clauses } = this.#contract;
    for (const clause of clauses.clauses)
      for (const binding of clause.binds) {
        if (!("verify" in binding) || binding.verify.case === "refused") continue;
        const statement = binding.verify;
        const operation = operations.find(({ id }) => id === statement.operation);
        if (operation === undefined) continue;
        const suffix = statement.member === undefined ? "" : `:${statement.member}`;
        const by = [statement.by ?? []].flat().join(",");
        const id = `${operation.id}/${statement.case}${suffix}${by === "" ? "" : `:${by}`}`;
        const made = relationSteps(id, statement, this.#drafting);
        if ("why" in made) this.untried.push({ clause: clause.id, statement, why: made.why });
        else if (this.cases.some((one) => one.id === id)) this.#alsoStatedBy(id, clause.id);
        else
          this.cases.push({
            ...{
              id,
              operation,
              kind: "relation",
              title: clause.says,
              weight: 2,
              when: null,
              targets: [],
              presumes: statement.case === "repeatable" ? this.#caseOr(sampleCase(operation), null) : null,
            },
            ...{
              clauses: [...new Set([clause.id, ...this.#aboutToken(operation, statement)])],
              blames: [clause.id],
              steps: made.steps,
              relation: { statement, clause: clause.id },
            },
          });
      }
  }

  /** A statement that several clauses make is tried once, for all of them. */
  #alsoStatedBy(id: string, clause: string): void {
    const index = this.cases.findIndex((one) => one.id === id);
    const one = this.cases[index]!;
    this.cases[index] = { ...one, clauses: [...one.clauses, clause], blames: [...one.blames, clause] };
  }

  /** The documented status of a kind of refusal and the clauses that state it. */
  #refusal(operation: Operation, when: string): { status: string | null; clauses: string[] } {
    let status: string | null = null;
    const clauses: string[] = [];
    for (const clause of this.#contract.clauses.clauses)
      for (const binding of clause.binds) {
        if (!("verify" in binding) || binding.verify.case !== "refused") continue;
        if (binding.verify.operation !== operation.id || binding.verify.when !== when) continue;
        status ??= binding.verify.status ?? null;
        clauses.push(clause.id);
      }
    return { status, clauses };
  }

  /** How the lack of a permission is refused: with the status that HTTP has for it, and the clauses that state it. */
  #forbidden(operation: Operation): { status: string; clauses: string[] } {
    const states = (binding: Binding): boolean =>
      "status" in binding && binding.status === "403" && [binding.operation].flat().includes(operation.id);
    const stating = this.#register.clauses.filter(({ binds }) => binds.some(states));
    return { status: "403", clauses: stating.map(({ id }) => id) };
  }

  /** The clauses about the token against forgery that calls within a session carry. */
  #aboutToken(operation: Operation, { cookie, header }: VerifyCase): string[] {
    const parameters = operation.parameters.filter(
      ({ in: where, name }) =>
        (where === "cookie" && name === cookie) || (where === "header" && name.toLowerCase() === header?.toLowerCase()),
    );
    const seen = new Set<SchemaLocation>();
    for (const { schema } of parameters)
      if (schema !== null) this.#drafting.conformance.evaluate(schema, "token", null, seen);
    return [...seen].flatMap((location) => this.#register.at(location, operation).map(({ id }) => id));
  }

  /** The clauses that an accepted request has a say about, with those about the answer it should get. */
  #shownBy(operation: Operation, body: unknown): string[] {
    const seen = new Set<SchemaLocation>([`${this.#contract.source}#${operation.at}`]);
    const schema = this.#drafting.mediaOf(operation)?.schema ?? null;
    if (schema !== null && body !== undefined) {
      const plain = filled(body, (reference) => reference.documented);
      this.#drafting.conformance.evaluate(schema, plain, "request", seen);
    }
    const ids = new Set<string>();
    const success = successOf(operation);
    if (success !== null) for (const id of this.#answered(operation, success)) ids.add(id);
    for (const location of seen) for (const clause of this.#register.at(location, operation)) ids.add(clause.id);
    for (const clause of this.#register.clauses)
      if (clause.binds.some((binding) => isAbout(binding, operation, clause, this.#register))) ids.add(clause.id);
    return this.#register.clauses.flatMap(({ id }) => (ids.has(id) ? [id] : []));
  }

  /** The clauses about a refusal that a case should get: its status, its media type and its body. */
  #refusedBy(operation: Operation, when: string, status: string | null): string[] {
    const usual =
      when.startsWith("no-credentials") || when === "malformed-credentials"
        ? "401"
        : when === "unknown-id"
          ? "404"
          : "400";
    const response = operation.responses.find((one) => one.status === (status ?? usual));
    if (response === undefined) return [];
    return [...this.#answered(operation, response)];
  }

  /** The clauses about an answer as documented, by id. */
  #answered(operation: Operation, response: ResponseContract): ReadonlySet<string> {
    const known = this.#answers.get(response);
    if (known !== undefined) return known;
    const source = this.#contract.source;
    const seen = new Set<SchemaLocation>();
    const ids = new Set<string>();
    this.#answers.set(response, ids);
    for (const { schema, examples, at } of response.content) {
      seen.add(`${source}#${at}`);
      if (schema === null) continue;
      const sample = examples.sample ?? Object.values(examples)[0];
      // An answer may show every documented member, and is judged by each that it shows.
      const whole = this.#drafting.instances.build(schema, sample, "maximal", "response");
      for (const body of [sample, whole])
        if (body !== undefined) this.#drafting.conformance.evaluate(schema, body, "response", seen);
    }
    for (const { at } of response.headers) seen.add(`${source}#${at}`);
    for (const clause of this.#register.clauses)
      for (const binding of clause.binds) {
        if (!("operation" in binding) || binding.status !== response.status) continue;
        if ([binding.operation].flat().includes(operation.id)) ids.add(clause.id);
      }
    for (const location of seen) for (const clause of this.#register.at(location, operation)) ids.add(clause.id);
    return ids;
  }
}

/** Whether a binding is judged by every accepted exchange of an operation. */
const isAbout = (binding: Binding, operation: Operation, clause: Clause, register: Register): boolean => {
  if ("invariant" in binding) return [binding.invariant.operation].flat().includes(operation.id);
  if ("rule" in binding || "server" in binding) return register.operationsOf(clause).includes(operation.id);
  if (!("operation" in binding) || ![binding.operation].flat().includes(operation.id)) return false;
  return binding.security !== undefined || binding.parameter !== undefined || binding.request !== undefined;
};

const hashOf = (contract: Contract, cases: readonly Case[]): string => {
  const shown = cases.map(({ id, clauses, steps }) => ({
    id,
    clauses,
    steps: steps.map(({ draft: { operation, ...draft }, expects }) => ({ operation: operation.id, draft, expects })),
  }));
  return createHash("sha256")
    .update(JSON.stringify([contract.provider, contract.version, shown]))
    .digest("hex");
};
