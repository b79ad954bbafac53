import type { Judge } from "../engine/judge.ts";
import type { Operation, SchemaLocation } from "../model/contract.ts";
import { type ExchangeRequest, type ExchangeResponse, headerOf } from "../model/exchange.ts";
import type { Finding } from "../model/finding.ts";
import { Answers, answerOf, parsed } from "./answers.ts";
import { type Answer, type Case, type Draft, type Step, writes } from "./case.ts";
import { areFor, type GivenCredentials, isProtected, NEEDS_FORBIDDEN } from "./credentials.ts";
import { missingEchoes } from "./echo.ts";
import { Evidence } from "./evidence.ts";
import { findingOf, weigh } from "./expectation.ts";
import { createdId, type Ledger, namesIn } from "./ledger.ts";
import type { Plan } from "./plan.ts";
import { checkRelation } from "./relation-checks.ts";
import { VERIFY_RULES } from "./rules.ts";
import type { Withheld } from "./sending.ts";
import type { Reception } from "./transport.ts";

/** The provider under test, and what may be done to it. */
export interface Target {
  /** Without a trailing slash; operations' paths go below it. */
  readonly baseUrl: string;
  readonly credentials: GivenCredentials | null;
  /** Those of a caller that may not do what the operations do, to see that it is refused. */
  readonly forbidden?: GivenCredentials | null;
  readonly allowWrites: boolean;
}

/** Every text of a target's credentials that must never be shown. */
export const secretsOf = ({ credentials, forbidden }: Target): readonly string[] => [
  ...(credentials?.secrets ?? []),
  ...(forbidden?.secrets ?? []),
];

/** Nobody answered, so that no verdict can be reached. */
export class Unreachable extends Error {
  override name = "TargetError";
  readonly remedy = "Is the provider running, and is the base URL right?";
}

/** What became of one case. */
export interface CaseResult {
  readonly case: Case;
  readonly state: "held" | "failed" | "skipped";
  /** Why it was skipped. */
  readonly why: string | null;
  readonly exchanges: readonly { readonly request: ExchangeRequest; readonly response: ExchangeResponse | null }[];
  readonly findings: readonly Finding[];
}

/** The exchange a finding is about. */
export interface Origin {
  readonly case: Case;
  readonly draft: Draft;
  readonly request: ExchangeRequest;
  readonly response: ExchangeResponse | null;
}

/** Sends a request, or says why it must not be sent any more. */
export type Sender = (request: ExchangeRequest, draft: Draft, one: Case) => Promise<Reception | Withheld>;

/** Carries out the cases of a plan and judges every answer. One for each run. */
export class Execution {
  readonly evidence: Evidence;
  readonly #plan: Plan;
  readonly #judge: Judge;
  readonly #target: Target;
  readonly #send: Sender;
  readonly #ledger: Ledger;
  readonly #answers: Answers;
  readonly #origins = new Map<Finding, Origin>();

  constructor(plan: Plan, judge: Judge, target: Target, send: Sender, ledger: Ledger) {
    this.#plan = plan;
    this.#judge = judge;
    this.#target = target;
    this.#send = send;
    this.#ledger = ledger;
    this.#answers = new Answers(target.baseUrl, target.credentials, target.forbidden ?? null);
    this.evidence = new Evidence(
      plan.contract,
      plan.cases.map(({ id }) => id),
    );
  }

  /** The exchange that a finding of this run is about. */
  originOf(finding: Finding): Origin | undefined {
    return this.#origins.get(finding);
  }

  /** Carries out one case and keeps what it shows. Throws {@link Unreachable} when nobody is there. */
  run(one: Case): Promise<CaseResult> {
    return this.#run(one, new Attempt(one, true));
  }

  /** Carries out a variation of a case; what it shows counts for nothing but its findings. */
  async probe(one: Case): Promise<readonly Finding[]> {
    return (await this.#run(one, new Attempt(one, false))).findings;
  }

  async #run(one: Case, attempt: Attempt): Promise<CaseResult> {
    const skip = (why: string): CaseResult => {
      if (attempt.counts) this.evidence.findings(attempt.findings, one.id);
      return { ...attempt.result("skipped"), why };
    };
    if (!this.#target.allowWrites && one.steps.some(({ draft }) => writes(draft)))
      return skip("it writes, and writes were not allowed");
    if (one.when === "forbidden" && (this.#target.forbidden ?? null) === null) return skip(NEEDS_FORBIDDEN);
    const closed = one.steps.find(({ draft }) => !this.#mayCall(draft))?.draft.operation;
    if (closed !== undefined) return skip(`${closed.id} takes other credentials than those given`);
    if (one.presumes !== null && !this.#answers.has(one.presumes))
      return skip(`what it starts from, ${one.presumes}, was not accepted`);
    for (const [index, step] of one.steps.entries()) {
      const unknown = this.#unknown(step, one, attempt);
      if (unknown !== null) {
        if (one.relation?.statement.case === "paginates" && index === 2) break;
        return attempt.met ? skip(unknown) : attempt.result("failed");
      }
      const answer = await this.#take(one, step, index, attempt);
      if (typeof answer === "string") return skip(answer);
      if (!attempt.met) break;
    }
    if (attempt.met && one.relation !== null) {
      const why = await this.#relate(one, attempt);
      if (why !== null) return skip(why);
    }
    if (attempt.counts) this.evidence.findings(attempt.findings, one.id);
    if (attempt.counts && attempt.met) this.evidence.held(one);
    const clean = attempt.findings.every(({ severity }) => severity !== "error");
    return attempt.result(attempt.met && clean ? "held" : "failed");
  }

  #mayCall({ credentials: kind, operation }: Draft): boolean {
    const { credentials } = this.#target;
    return kind !== "given" || credentials === null || !isProtected(operation) || areFor(credentials, operation);
  }

  async #take(one: Case, step: Step, index: number, attempt: Attempt): Promise<Answer | string | null> {
    const { draft, expects } = step;
    const request = this.#answers.request(draft);
    const reception = await this.#recorded(request, draft, one);
    if (reception.kind === "withheld") return reception.why;
    if (reception.kind === "unreachable")
      throw new Unreachable(`${this.#target.baseUrl} cannot be reached: ${reception.message}`);
    if (reception.kind === "failed") {
      const { rule, message, status } = reception;
      attempt.exchanges.push({ request, response: null });
      const finding = findingOf(rule, this.#judge.register, {
        ...{ operation: draft.operation, direction: "response", status, at: "/response" },
        message,
        clauses: [],
        source: one.id,
      });
      this.#origins.set(finding, { case: one, draft, request, response: null });
      attempt.fail(finding);
      return null;
    }
    const { response } = reception;
    attempt.exchanges.push({ request, response });
    const seen = new Set<SchemaLocation>();
    const placing = (pointer: string): Finding["instance"] => ({ source: one.id, line: null, column: null, pointer });
    const judged = this.#judge.exchange({ request, response }, placing, seen);
    const answer = answerOf(request, response, draft, this.#judge);
    if (response.status === 404 && this.#answers.isAssumed(draft))
      return "the documented id is not known to the target";
    const { findings: weighed, met } = weigh(
      one,
      draft.operation,
      expects,
      response.status,
      judged,
      this.#judge.register,
    );
    const findings = [...weighed];
    const echoes = met && response.status < 300 ? this.#echoes(one, draft, answer) : [];
    findings.push(...echoes);
    attempt.findings.push(...findings);
    for (const finding of findings) this.#origins.set(finding, { case: one, draft, request, response });
    if (!met) attempt.met = false;
    if (attempt.counts) this.evidence.answer(one, draft.operation, answer, seen, findings);
    if (attempt.counts && met && response.status < 300) this.#leftOut(one, draft.operation, answer.requestBody);
    if (response.status >= 200 && response.status < 300) {
      if (attempt.counts) this.#answers.keep(one.id, index, answer);
      attempt.answers[index] = answer;
    }
    return answer;
  }

  #echoes(one: Case, { operation }: Draft, answer: Answer): Finding[] {
    const { status } = answer.response;
    return missingEchoes(this.#plan.contract, operation, answer).map(({ at, message, clause }) =>
      findingOf(VERIFY_RULES.valueNotEchoed, this.#judge.register, {
        operation,
        direction: "response",
        status,
        at,
        message,
        clauses: [clause],
        source: one.id,
      }),
    );
  }

  /** Notes the members that an accepted request left to their defaults. */
  #leftOut({ id }: Case, operation: Operation, body: unknown): void {
    if (body === null || typeof body !== "object") return;
    const media = this.#plan.drafting.mediaOf(operation);
    if (media?.schema == null) return;
    for (const [name, locations] of this.#plan.drafting.shapes.of([media.schema]).members)
      if (!Object.hasOwn(body, name))
        for (const location of locations) this.evidence.note(`absent ${operation.id} ${location}`, id);
  }

  /** Sends a request; what may create something is written down before. */
  async #recorded(request: ExchangeRequest, draft: Draft, one: Case): ReturnType<Sender> {
    if (draft.method !== "POST") {
      const reception = await this.#send(request, draft, one);
      const id = draft.method === "DELETE" ? this.#answers.idIn(draft) : null;
      if (id !== null && reception.kind === "answer" && reception.response.status < 300) this.#ledger.deleted(id);
      return reception;
    }
    const sent = parsed(request.body, "application/json");
    const number = this.#ledger.sending(draft.operation, namesIn(sent, this.#plan.run));
    const reception = await this.#send(request, draft, one);
    if (reception.kind === "withheld" || reception.kind === "unreachable") this.#ledger.refused(number);
    else if (reception.kind === "answer") {
      const { status, headers, body } = reception.response;
      if (status < 200 || status > 299) this.#ledger.refused(number);
      else this.#ledger.created(number, createdId(parsed(body, headerOf(headers, "content-type"))));
    }
    return reception;
  }

  async #relate(one: Case, attempt: Attempt): Promise<string | null> {
    const { relation, steps } = one;
    if (relation === null) return null;
    const ask = async (draft: Draft): Promise<Answer | null> => {
      const index = one.steps.length + attempt.exchanges.length;
      const answer = await this.#take(one, { draft, expects: { outcome: "accepted" } }, index, attempt);
      return answer === null || typeof answer === "string" || !attempt.met ? null : answer;
    };
    const outcome = await checkRelation({
      statement: relation.statement,
      steps,
      answers: attempt.answers,
      settable: this.#plan.drafting.membersOf(one.operation),
      ask,
    });
    if ("why" in outcome) return outcome.why;
    for (const { rule, step, at, message, about } of outcome) {
      const { operation } = steps[step]!.draft;
      const status = attempt.answers[step]?.response.status ?? null;
      const finding = findingOf(rule, this.#judge.register, {
        operation,
        direction: "response",
        status,
        at,
        message,
        clauses: [...one.blames, ...this.#about(about, operation)],
        source: one.id,
      });
      const exchange = attempt.exchanges[step];
      if (exchange !== undefined) this.#origins.set(finding, { case: one, draft: steps[step]!.draft, ...exchange });
      attempt.fail(finding);
    }
    return null;
  }

  #about(location: SchemaLocation | undefined, operation: Operation): string[] {
    return location === undefined ? [] : this.#judge.register.at(location, operation).map(({ id }) => id);
  }

  /** Why a step cannot be made: a value that no earlier answer gave and no page documents. */
  #unknown({ draft }: Step, one: Case, attempt: Attempt): string | null {
    const reference = this.#answers.missing(draft);
    if (reference === null) return null;
    const source = reference.sources.find(({ case: id }) => id !== one.id);
    const remedy = draft.method === "GET" ? `; --value ${reference.name}=… gives one` : "";
    if (source !== undefined) return `it needs the ${reference.name} that ${source.case} would have given${remedy}`;
    return attempt.exchanges.length > 0
      ? `no answer gave a ${reference.name}`
      : `nothing this run created has a ${reference.name}`;
  }
}

class Attempt {
  readonly exchanges: CaseResult["exchanges"][number][] = [];
  readonly findings: Finding[] = [];
  readonly answers: Answer[] = [];
  met = true;
  /** Whether what it shows is evidence. */
  readonly counts: boolean;
  readonly #case: Case;

  constructor(one: Case, counts: boolean) {
    this.#case = one;
    this.counts = counts;
  }

  fail(finding: Finding): void {
    this.findings.push(finding);
    this.met = false;
  }

  result(state: CaseResult["state"]): CaseResult {
    return { case: this.#case, state, why: null, exchanges: this.exchanges, findings: this.findings };
  }
}
