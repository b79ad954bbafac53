import { applies, type ExpressionContext, type Operand, pairs } from "../conformance/invariant.ts";
import type { Invariant } from "../model/clause.ts";
import type { Contract } from "../model/contract.ts";
import { show } from "../model/show.ts";
import { defineRule, type ExchangeSubject } from "./rule.ts";

const WORDS: Readonly<Record<Invariant["relation"], string>> = {
  equals: "equal",
  contains: "contain",
  "ends-with": "end with",
  "starts-with": "start with",
  "not-before": "not be before",
  "one-of": "be one of",
};

const contextOf = (subject: ExchangeSubject): ExpressionContext => ({
  request: subject.exchange.request,
  response: subject.exchange.response,
  path: subject.route.operation === null ? {} : subject.route.path,
  query: subject.route.operation === null ? "" : subject.route.query,
  requestBody: subject.requestBody.kind === "json" ? subject.requestBody.value : undefined,
  responseBody: subject.responseBody.kind === "json" ? subject.responseBody.value : undefined,
});

/** The invariants about each operation of a contract: they are the same for every exchange. */
const known = new WeakMap<Contract, ReadonlyMap<string, readonly Bound[]>>();

interface Bound {
  readonly clause: string;
  readonly invariant: Invariant;
}

const invariantsOf = (contract: Contract, operation: string): readonly Bound[] => {
  let byOperation = known.get(contract);
  if (byOperation === undefined) {
    byOperation = boundIn(contract);
    known.set(contract, byOperation);
  }
  return byOperation.get(operation) ?? [];
};

const boundIn = ({ clauses }: Contract): ReadonlyMap<string, readonly Bound[]> => {
  const byOperation = new Map<string, Bound[]>();
  for (const { id, binds } of clauses.clauses)
    for (const binding of binds)
      if ("invariant" in binding)
        for (const operation of [binding.invariant.operation].flat())
          byOperation.set(operation, [
            ...(byOperation.get(operation) ?? []),
            { clause: id, invariant: binding.invariant },
          ]);
  return byOperation;
};

const nameOf = ({ expression }: Operand): string => expression.replaceAll(/[{}]/g, "");

export const invariantBroken = defineRule({
  id: "invariant-broken",
  on: "exchange",
  summary: "Two values of an exchange are not related as the documentation says.",
  why: "Each is well-formed by itself; together they contradict each other.",
  fix: "Make the values agree as documented.",
  examples: {
    violates: [{ response: { body: '{"id":"1","text":"other"}' }, finds: ["/response/body/text"] }],
    passes: [{}, { response: { status: 400, headers: {}, body: '{"code":"x"}' } }],
  },
  *check(subject) {
    const { contract, operation, exchange } = subject;
    if (operation === null || exchange.response.status < 200 || exchange.response.status > 299) return;
    const invariants = invariantsOf(contract, operation.id);
    if (invariants.length === 0) return;
    const context = contextOf(subject);
    for (const { clause, invariant } of invariants) {
      if (!applies(invariant, context)) continue;
      let last: string | null = null;
      for (const { left, right, holds } of pairs(invariant, context)) {
        // Of the values that one value should be related to, the first to which it is not says enough.
        if (holds || left.at === last) continue;
        last = left.at;
        const should = `should ${WORDS[invariant.relation]} ${invariant.right === undefined ? show(right.value) : `${nameOf(right)} (${show(right.value)})`}`;
        yield { at: left.at, clauses: [clause], message: `${nameOf(left)} (${show(left.value)}) ${should}` };
      }
    }
  },
});
