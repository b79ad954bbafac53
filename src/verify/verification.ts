import { createHash } from "node:crypto";
import type { Gate } from "../conformance/conformance.ts";
import { Judge } from "../engine/judge.ts";
import type { Finding } from "../model/finding.ts";
import { Redactor } from "../redaction/redactor.ts";
import type { PactSection, Verification } from "../report/matrix.ts";
import { type Case, writes } from "./case.ts";
import { cleanUp } from "./cleanup.ts";
import { coverageOf } from "./coverage.ts";
import { type CaseResult, Execution, secretsOf, type Target } from "./execution.ts";
import { type AppendEntry, Ledger, type Resource } from "./ledger.ts";
import { type OutcomeContext, outcomesOf } from "./outcome.ts";
import type { Plan } from "./plan.ts";
import { reproductionOf, type ShownExchange, shown } from "./reproduction.ts";
import { Sending, type SendingOptions } from "./sending.ts";
import { shrink } from "./shrinking.ts";

/** What can be chosen about a run. */
export interface VerifyOptions extends SendingOptions {
  readonly gates?: Iterable<readonly [string, Gate]>;
  /** How reports name the target: the base URL, or `embedded`. */
  readonly targetName?: string;
  /** How many cases are under way at once; 1 unless said otherwise. */
  readonly concurrency?: number;
  /** Takes every line of the ledger before the next thing happens. */
  readonly ledger?: AppendEntry;
  /** Whether to look for smaller requests that show the same; true unless said otherwise. */
  readonly shrink?: boolean;
  /** Hears of progress: cases done and planned. */
  readonly onProgress?: (done: number, planned: number) => void;
  /** Holds consumers' pacts against the provider, before the plan: what stops them stops the run early. */
  readonly pacts?: (setting: PactSetting) => Promise<PactResult>;
}

/** What pacts are held against a provider with: what the plan is carried out with. */
export interface PactSetting {
  readonly judge: Judge;
  readonly target: Target;
  readonly sending: Sending;
  readonly ledger: Ledger;
}

/** What pacts showed. */
export interface PactResult {
  readonly findings: readonly VerifyFinding[];
  readonly section: PactSection;
}

/** A finding with what shows it. All of it is without secrets. */
export interface VerifyFinding extends Finding {
  readonly exchange?: ShownExchange;
  /** One `curl` line; `$BASE_URL` and `$CREDENTIALS` are the reader's. */
  readonly reproduction?: string;
  /** The smallest body found that still shows it. */
  readonly smallest?: unknown;
}

/** A run's findings, outcomes and exchanges. */
export interface VerifyResult {
  readonly findings: readonly VerifyFinding[];
  readonly verification: Verification;
  readonly results: readonly CaseResult[];
  /** The SHA-256 of all exchanges in the order of the plan, without secrets. */
  readonly transcriptHash: string;
}

const MAX_SHRUNK = 20;

/** After so many cases in a row without a usable answer nothing more is sent: each may take the whole timeout. */
const GIVE_UP = 3;

const givenUp = (one: Case): CaseResult => ({
  ...{ case: one, state: "skipped", exchanges: [], findings: [] },
  why: `the target gave no usable answer to ${GIVE_UP} cases in a row`,
});

/** The path part of a base URL, without a trailing slash. */
const basePath = (url: string): string => new URL(url).pathname.replace(/\/+$/, "");

/** Carries out a plan against a target and cleans up after it. Throws `TargetError` when it cannot be reached. */
export const verify = async (plan: Plan, target: Target, options: VerifyOptions = {}): Promise<VerifyResult> => {
  const judge = new Judge(plan.contract, options.gates ?? [], [basePath(target.baseUrl)]);
  const sending = new Sending(options);
  const append: AppendEntry = options.ledger ?? (() => undefined);
  const ledger = new Ledger(append);
  const execution = new Execution(plan, judge, target, sending.send, ledger);
  const embedded = options.targetName === "embedded";
  try {
    const pacts = await pactsHeld(plan, { judge, target, sending, ledger }, options);
    const results = await carryOut(plan.cases, execution, options, affordable(plan.cases, target, options.budget));
    const redactor = redactorFor(results, target, judge);
    const found = grouped(results.flatMap(({ findings }) => findings));
    const findings: VerifyFinding[] = [...(pacts?.findings ?? [])];
    for (const [index, finding] of found.entries()) {
      const small = index < MAX_SHRUNK && options.shrink !== false;
      findings.push(await shownFinding(finding, { plan, target, execution, redactor, small }));
    }
    const leftovers = await cleaned(ledger, plan, target, options);
    const context: OutcomeContext = {
      ...{ contract: plan.contract, plan, register: judge.register, evidence: execution.evidence },
      skipped: new Map(results.flatMap(({ case: { id }, why }) => (why === null ? [] : [[id, why] as const]))),
      ...{ allowWrites: target.allowWrites, target: embedded ? null : new URL(target.baseUrl).origin },
    };
    const plain = verificationOf(context, results, sending.sent, options, embedded ? [] : leftovers);
    const verification = pacts === null ? plain : { ...plain, pacts: pacts.section };
    return { findings, results, verification, transcriptHash: transcriptHash(results, target, redactor) };
  } finally {
    sending.close();
  }
};

/** What the pacts show, if there are any; where that cannot be told, what they created is deleted first. */
const pactsHeld = async (plan: Plan, setting: PactSetting, options: VerifyOptions): Promise<PactResult | null> => {
  if (options.pacts === undefined) return null;
  try {
    return await options.pacts(setting);
  } catch (error) {
    await cleaned(setting.ledger, plan, setting.target, options);
    throw error;
  }
};

/** The cases that a budget allows for, those of lower weight first; null where there is no budget. */
const affordable = (
  cases: readonly Case[],
  { allowWrites }: Target,
  budget: number | undefined,
): ReadonlySet<Case> | null => {
  if (budget === undefined) return null;
  const chosen = new Set<Case>();
  let left = budget;
  for (const one of [...cases].sort((a, b) => a.weight - b.weight)) {
    const sends = allowWrites || !one.steps.some(({ draft }) => writes(draft)) ? one.steps.length : 0;
    if (sends > left) continue;
    left -= sends;
    chosen.add(one);
  }
  return chosen;
};

const tooDear = (one: Case, budget: number): CaseResult => ({
  ...{ case: one, state: "skipped", exchanges: [], findings: [] },
  why: `the budget of ${budget} requests is used up`,
});

/** How many cases in a row, by their place in the plan, got no usable answer; those without exchanges do not count. */
const unusableAround = (results: readonly (CaseResult | undefined)[], index: number): number => {
  let count = 0;
  for (const step of [-1, 1])
    for (let at = step < 0 ? index : index + 1; ; at += step) {
      const exchanges = results[at]?.exchanges;
      if (exchanges?.some(({ response }) => response !== null) ?? true) break;
      if (exchanges!.length > 0) count++;
    }
  return count;
};

/** Carries out the cases in order, those that nothing depends on side by side where that is allowed. */
const carryOut = async (
  cases: readonly Case[],
  execution: Execution,
  { concurrency = 1, onProgress, budget }: VerifyOptions,
  chosen: ReadonlySet<Case> | null,
): Promise<CaseResult[]> => {
  const results: CaseResult[] = [];
  let done = 0;
  let hopeless = false;
  const carry = async (index: number): Promise<void> => {
    const one = cases[index]!;
    const within = chosen === null || chosen.has(one);
    const result = hopeless ? givenUp(one) : within ? await execution.run(one) : tooDear(one, budget ?? 0);
    results[index] = result;
    hopeless ||= unusableAround(results, index) >= GIVE_UP;
    onProgress?.(++done, cases.length);
  };
  const alone = ({ kind, id }: Case): boolean => kind === "relation" || /\/(sample|maximal)$/.test(id);
  for (let index = 0; index < cases.length; ) {
    let end = index;
    if (concurrency > 1) while (end < cases.length && !alone(cases[end]!)) end++;
    if (end === index) {
      await carry(index++);
      continue;
    }
    let next = index;
    const worker = async (): Promise<void> => {
      while (next < end) await carry(next++);
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, end - index) }, worker));
    index = end;
  }
  return results;
};

const redactorFor = (results: readonly CaseResult[], target: Target, judge: Judge): Redactor => {
  const redactor = new Redactor(secretsOf(target));
  for (const { exchanges } of results)
    for (const { request, response } of exchanges)
      if (response !== null) redactor.learnFrom({ request, response }, judge);
  return redactor;
};

interface Showing {
  readonly plan: Plan;
  readonly target: Target;
  readonly execution: Execution;
  readonly redactor: Redactor;
  readonly small: boolean;
}

const shownFinding = async (
  finding: Finding,
  { plan, target, execution, redactor, small }: Showing,
): Promise<VerifyFinding> => {
  const origin = execution.originOf(finding.count === 1 ? finding : (FIRSTS.get(finding) ?? finding));
  if (origin === undefined) return redactor.finding(finding);
  const { request, response, draft } = origin;
  const { baseUrl, credentials } = target;
  const smallest = small
    ? await shrink(FIRSTS.get(finding) ?? finding, origin, plan.drafting, (one) => execution.probe(one))
    : undefined;
  // What is secret in the exchange is secret in what is said about it.
  redactor.exchange({ request, response: response ?? { status: 0, headers: {}, body: null } });
  return {
    ...redactor.finding(finding),
    exchange: shown(request, response, baseUrl, redactor),
    reproduction: reproductionOf(request, draft.credentials, baseUrl, { redactor, credentials }),
    ...(smallest === undefined ? {} : { smallest: redactor.value(smallest) }),
  };
};

const cleaned = async (
  ledger: Ledger,
  plan: Plan,
  target: Target,
  { limits, carrier }: VerifyOptions,
): Promise<readonly Resource[]> => {
  if (ledger.resources.length === 0) return [];
  const sending = new Sending({
    ...(limits === undefined ? {} : { limits }),
    ...(carrier === undefined ? {} : { carrier }),
  });
  try {
    return await cleanUp(ledger, plan.drafting, target, sending);
  } finally {
    sending.close();
  }
};

const verificationOf = (
  context: OutcomeContext,
  results: readonly CaseResult[],
  exchanges: number,
  { targetName }: VerifyOptions,
  leftovers: readonly Resource[],
): Verification => {
  const { plan, contract } = context;
  const count = (state: CaseResult["state"]): number => results.filter((result) => result.state === state).length;
  return {
    provider: contract.provider,
    target: targetName ?? context.target ?? "",
    run: plan.run,
    planHash: plan.hash,
    coverage: coverageOf(plan),
    cases: { planned: plan.cases.length, held: count("held"), failed: count("failed"), skipped: count("skipped") },
    exchanges,
    operations: contract.operations.map(({ id }) => id),
    clauses: outcomesOf(context).map(({ clause, operations, outcome, why, parts }) => ({
      ...clause,
      operations,
      outcome,
      why,
      parts,
    })),
    leftovers: leftovers.map(({ operation, names, id }) => ({ operation, id: names[0] ?? String(id) })),
  };
};

/** The first of the findings that one stands for. */
const FIRSTS = new WeakMap<Finding, Finding>();

/** Equal findings of several cases as one with a count; those about different keywords stay apart. */
const grouped = (findings: readonly Finding[]): Finding[] => {
  const known = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.fingerprint} ${finding.severity} ${finding.schema?.pointer ?? ""}`;
    const first = known.get(key);
    const one = first === undefined ? finding : { ...first, count: first.count + finding.count };
    if (first !== undefined) FIRSTS.set(one, FIRSTS.get(first) ?? first);
    known.set(key, one);
  }
  return [...known.values()];
};

const transcriptHash = (results: readonly CaseResult[], { baseUrl }: Target, redactor: Redactor): string => {
  const hash = createHash("sha256");
  for (const { case: one, exchanges } of results)
    for (const { request, response } of exchanges)
      hash.update(`${one.id}\n${JSON.stringify(shown(request, response, baseUrl, redactor))}\n`);
  return hash.digest("hex");
};
