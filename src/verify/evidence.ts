import { applies, pairs } from "../conformance/invariant.ts";
import type { Clause, VerifyCase } from "../model/clause.ts";
import { type Contract, isSuccess, type Operation, responseFor, type SchemaLocation } from "../model/contract.ts";
import { type Headers, headerOf } from "../model/exchange.ts";
import type { Finding } from "../model/finding.ts";
import type { Answer, Case } from "./case.ts";

/** What a run has shown, by name: `operation createTenant`, `status createTenant 201`, `keyword createTenant schemas/…`. */
export class Evidence {
  readonly #contract: Contract;
  /** Each fact with the first case of the plan that showed it. */
  readonly #facts = new Map<string, string>();
  readonly #broken = new Map<string, string>();
  readonly #ranks: ReadonlyMap<string, number>;

  /** `ids` are the cases in the order of the plan: of two that show the same, the earlier one is remembered. */
  constructor(contract: Contract, ids: readonly string[]) {
    this.#contract = contract;
    this.#ranks = new Map(ids.map((id, index) => [id, index]));
  }

  #remember(map: Map<string, string>, name: string, id: string): void {
    const known = map.get(name);
    if (known === undefined || (this.#ranks.get(id) ?? 0) < (this.#ranks.get(known) ?? 0)) map.set(name, id);
  }

  /** Notes a fact and the case that showed it. */
  note(fact: string, id: string): void {
    this.#remember(this.#facts, fact, id);
  }

  /** The case that showed a fact, or undefined. */
  of(fact: string): string | undefined {
    return this.#facts.get(fact);
  }

  /** The case that broke a clause, or undefined. */
  brokenBy(clause: string): string | undefined {
    return this.#broken.get(clause);
  }

  breaks(clause: string, id: string): void {
    this.#remember(this.#broken, clause, id);
  }

  /** Takes the clauses of findings as broken; what is only for information breaks nothing. */
  findings(findings: readonly Finding[], id: string): void {
    for (const { severity, clauses } of findings)
      if (severity !== "info") for (const clause of clauses) this.breaks(clause.id, id);
  }

  /** Takes an answer that was judged: `seen` are the keywords that had a say, `findings` what they objected to. */
  answer(
    one: Case,
    operation: Operation,
    answer: Answer,
    seen: ReadonlySet<SchemaLocation>,
    findings: readonly Finding[],
  ): void {
    const { id } = one;
    const { status, headers } = answer.response;
    const objected = new Set(
      findings.map(({ schema }) => (schema === null ? "" : `${schema.source}#${schema.pointer}`)),
    );
    for (const location of seen)
      if (!objected.has(location.replace(/(\/required):.*$/, "$1")))
        this.note(`keyword ${operation.id} ${location}`, id);
    this.note(`judged ${operation.id}`, id);
    const documented = responseFor(operation, status);
    if (documented !== null && findings.every(({ severity }) => severity === "info")) {
      this.note(`status ${operation.id} ${documented.status}`, id);
      const type = (headerOf(headers, "content-type") ?? "").split(";")[0]!.trim().toLowerCase();
      this.note(`media ${operation.id} ${documented.status} ${type}`, id);
      for (const { name } of documented.headers)
        if (headerOf(headers, name) !== undefined) this.note(`header ${operation.id} ${documented.status} ${name}`, id);
    }
    if (isSuccess(operation, status) && one.kind !== "negative") this.#accepted(one, operation, answer);
    if (status >= 200 && status < 300) this.#invariants(operation, answer, id);
  }

  #accepted({ id }: Case, operation: Operation, answer: Answer): void {
    this.note(`operation ${operation.id}`, id);
    const type = (headerOf(answer.request.headers, "content-type") ?? "").split(";")[0]!.trim().toLowerCase();
    if (type !== "") this.note(`request ${operation.id} ${type}`, id);
    const query = new URLSearchParams(answer.request.url.split("?")[1] ?? "");
    for (const parameter of operation.parameters) {
      const { name, in: where } = parameter;
      const sent =
        where === "path" ||
        (where === "query" && query.has(name)) ||
        (where === "header" && headerOf(answer.request.headers, name.toLowerCase()) !== undefined) ||
        (where === "cookie" && hasCookie(answer.request.headers, name));
      this.note(`${sent ? "parameter" : "default"} ${operation.id} ${where}.${name.toLowerCase()}`, id);
    }
    for (const all of operation.security)
      for (const { name, scheme, in: place, parameter } of all) {
        if (place === "cookie" && hasCookie(answer.request.headers, parameter ?? ""))
          this.note(`security ${operation.id} ${name}`, id);
        if (place === "cookie") continue;
        const given = headerOf(answer.request.headers, (parameter ?? "authorization").toLowerCase());
        if (given === undefined) continue;
        if (scheme === null || given.toLowerCase().startsWith(`${scheme} `))
          this.note(`security ${operation.id} ${name}`, id);
      }
  }

  #invariants(operation: Operation, answer: Answer, id: string): void {
    const query = answer.request.url.split("?")[1] ?? "";
    const context = { ...answer, query };
    for (const clause of this.#contract.clauses.clauses)
      for (const [index, binding] of clause.binds.entries()) {
        if (!("invariant" in binding)) continue;
        const { invariant } = binding;
        if (![invariant.operation].flat().includes(operation.id) || !applies(invariant, context)) continue;
        if ([...pairs(invariant, context)].some(({ holds }) => holds)) this.note(invariantFact(clause, index), id);
      }
  }

  /** Notes that a case came out as a statement about several exchanges says. */
  held(one: Case): void {
    if (one.relation !== null) this.note(verifyFact(one.relation.statement), one.id);
    if (one.kind !== "negative") return;
    this.note(`refused ${one.operation.id} ${one.when}`, one.id);
    for (const target of one.targets) this.note(`breach ${one.operation.id} ${target}`, one.id);
  }
}

const hasCookie = (headers: Headers, name: string): boolean =>
  (headerOf(headers, "cookie") ?? "").split(";").some((pair) => pair.trim().startsWith(`${name}=`));

/** The name of the fact that an invariant was applied and held. */
export const invariantFact = (clause: Clause, index: number): string => `invariant ${clause.id} ${index}`;

/** The name of the fact that a statement about several exchanges held. */
export const verifyFact = ({ case: name, operation, member, by }: VerifyCase): string =>
  `verify ${operation} ${name} ${member ?? ""} ${[by ?? []].flat().join(",")}`;
