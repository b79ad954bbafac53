import { Conformance, type Gate } from "../conformance/conformance.ts";
import type { Evaluation } from "../conformance/evaluation.ts";
import type { BodyReading } from "../model/body.ts";
import type { Contract, Operation, SchemaLocation } from "../model/contract.ts";
import type { Exchange } from "../model/exchange.ts";
import type { Direction, Finding, Place, Violation } from "../model/finding.ts";
import type { Pointer } from "../model/pointer.ts";
import { CATALOGUE } from "../rules/catalogue.ts";
import type { ExchangeRule, ExchangeSubject, InstanceRule, Rule, TextRule } from "../rules/rule.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { Grader } from "./grading.ts";
import { Register } from "./register.ts";
import { Pairing } from "./subject.ts";

/** Where a finding stands, told by whoever knows the source: given a pointer, a place. */
export type Placing = (pointer: Pointer) => Place;

/** Whether a rule's findings are about a member's name, so that they stand at the name and not at the value. */
export const concernsName = (rule: string): boolean => rule === "member-undocumented" || rule === "member-refused";

/** A contract that documents nothing, for texts that no schema is known for. */
export const NO_CONTRACT: Contract = {
  provider: "",
  title: "",
  version: "",
  source: "",
  servers: [],
  operations: [],
  documents: new Map(),
  clauses: { pages: [], clauses: [] },
};

/** A payload's context: which operation and direction it belongs to, if any. */
export interface BodyContext {
  readonly operation: Operation | null;
  readonly direction: Direction | null;
  readonly status: number | null;
}

const rulesOn = <K extends Rule["on"]>(...kinds: K[]): Extract<Rule, { on: K }>[] =>
  CATALOGUE.filter((rule): rule is Extract<Rule, { on: K }> => (kinds as string[]).includes(rule.on));

const REQUEST_RULES: readonly ExchangeRule[] = rulesOn("request");
const RESPONSE_RULES: readonly ExchangeRule[] = rulesOn("response");
const EXCHANGE_RULES: readonly ExchangeRule[] = rulesOn("exchange");
const INSTANCE_RULES: readonly InstanceRule[] = rulesOn("instance");
const TEXT_RULES: readonly TextRule[] = rulesOn("text");

const ORDER = new Map(CATALOGUE.map((rule, index) => [rule.id, index]));

/** Shows subjects of one contract to the rules and grades what they yield. The same subject gets the same findings, whoever asks. */
export class Judge {
  readonly contract: Contract;
  readonly conformance: Conformance;
  readonly register: Register;
  readonly pairing: Pairing;
  readonly #grader: Grader;

  /** `bases` replaces the contract's own base paths, for a provider served somewhere else. */
  constructor(contract: Contract, gates: Iterable<readonly [string, Gate]> = [], bases?: readonly string[]) {
    this.contract = contract;
    this.conformance = new Conformance(contract.documents, gates);
    this.register = new Register(contract);
    this.pairing = new Pairing(contract, this.conformance, bases);
    this.#grader = new Grader(this.register, this.conformance.schemas);
  }

  /**
   * All findings about one exchange. What the request did wrong counts only where the provider did not refuse it: a
   * documented refusal is the right answer to a wrong request. `seen` receives the keywords that had a say.
   */
  exchange(exchange: Exchange, placing: Placing, seen: Set<SchemaLocation> | null = null): Finding[] {
    const subject = this.pairing.pair(exchange, seen);
    const { operation } = subject;
    const { status } = exchange.response;
    const found: Finding[] = [];
    const add = (rule: Rule, violations: Iterable<Violation>, direction: Direction, prefix = "") => {
      for (const violation of violations)
        found.push(this.#finding(rule, violation, { operation, direction, status }, placing, prefix));
    };
    if (!refused(subject)) {
      for (const rule of REQUEST_RULES) add(rule, rule.check(subject), "request");
      const schema = subject.requestMedia?.schema ?? null;
      this.#body(
        subject.requestBody,
        schema,
        "request",
        (rule, violations) => add(rule, violations, "request", "/request/body"),
        seen,
      );
    }
    for (const rule of RESPONSE_RULES) add(rule, rule.check(subject), "response");
    const schema = subject.responseMedia?.schema ?? null;
    this.#body(
      subject.responseBody,
      schema,
      "response",
      (rule, violations) => add(rule, violations, "response", "/response/body"),
      seen,
    );
    for (const rule of EXCHANGE_RULES) add(rule, rule.check(subject), "response");
    return sorted(found);
  }

  /** All findings about a payload by itself, already read; without a schema only its text is judged. */
  payload(reading: BodyReading, schema: SchemaLocation | null, context: BodyContext, placing: Placing): Finding[] {
    const found: Finding[] = [];
    const around = context.direction === null ? null : `/${context.direction}/body`;
    this.#body(reading, schema, context.direction, (rule, violations) => {
      for (const violation of violations) {
        const finding = this.#finding(rule, violation, context, placing, "", around);
        const { place } = violation;
        found.push(place === undefined ? finding : { ...finding, instance: { ...finding.instance, ...place } });
      }
    });
    return sorted(found);
  }

  #body(
    reading: BodyReading,
    schema: SchemaLocation | null,
    direction: Direction | null,
    add: (rule: Rule, violations: Iterable<Violation>) => void,
    seen: Set<SchemaLocation> | null = null,
  ): void {
    if (reading.kind === "none") return;
    const quiet = reading.kind === "json" && reading.duplicates.length === 0;
    if (!quiet && (reading.kind !== "text" || schema === null))
      for (const rule of TEXT_RULES) add(rule, rule.check({ direction, reading }));
    if (schema === null || (reading.kind !== "json" && reading.kind !== "text")) return;
    const instance = reading.kind === "json" ? reading.value : reading.text;
    const evaluation = this.conformance.evaluate(schema, instance, direction, seen);
    if (saysNothing(evaluation)) return;
    for (const rule of INSTANCE_RULES) add(rule, rule.check({ direction, evaluation }));
  }

  /** `prefix` leads to what the rule saw within the source, `around` within an exchange; null where that is not known. */
  #finding(
    rule: Rule,
    violation: Violation,
    context: BodyContext,
    placing: Placing,
    prefix: Pointer,
    around: Pointer | null = prefix,
  ): Finding {
    const operation = context.operation?.ref ?? null;
    const pointer = prefix + violation.at;
    const standpoint = { ...context, pointer: around === null ? null : around + violation.at };
    const { severity, clauses, readings } = this.#grader.grade(rule, violation, standpoint);
    const hash = violation.schema?.indexOf("#") ?? -1;
    return {
      fingerprint: fingerprintOf(rule.id, operation, context.direction, context.status, pointer),
      rule: rule.id,
      severity,
      operation,
      direction: context.direction,
      status: context.status,
      message:
        readings === null
          ? violation.message
          : `${violation.message}; the page contradicts itself: this fits the reading of "${readings.fitting.from}", and "${readings.chosen.from}" was chosen`,
      instance: placing(pointer),
      schema:
        violation.schema === undefined
          ? null
          : {
              source: violation.schema.slice(0, hash),
              pointer: violation.schema.slice(hash + 1).replace(/(\/required):.*$/, "$1"),
            },
      clauses: clauses.map((clause) => this.register.cite(clause)),
      fix: violation.fix ?? rule.fix,
      count: 1,
      waived: null,
    };
  }
}

const saysNothing = ({ violations, undeclared, marked }: Evaluation): boolean =>
  violations.length + undeclared.length + marked.length === 0;

/** Whether the provider refused the request with a status that is documented for refusals. */
const refused = ({ documented, exchange }: ExchangeSubject): boolean =>
  exchange.response.status >= 400 && exchange.response.status < 500 && documented !== null;

const sorted = (findings: Finding[]): Finding[] =>
  findings
    .map((finding, index) => ({ finding, index, rank: ORDER.get(finding.rule) ?? 0 }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ finding }) => finding);
