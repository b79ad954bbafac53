import { applies, type ExpressionContext, type Operand, pairs } from "../conformance/invariant.ts";
import type { Clause, Invariant } from "../model/clause.ts";
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

const invariantsOf = (clause: Clause): Invariant[] =>
  clause.binds.flatMap((binding) => ("invariant" in binding ? [binding.invariant] : []));

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
    const context = contextOf(subject);
    for (const clause of contract.clauses.clauses)
      for (const invariant of invariantsOf(clause)) {
        if (![invariant.operation].flat().includes(operation.id) || !applies(invariant, context)) continue;
        for (const { left, right, holds } of pairs(invariant, context)) {
          if (holds) continue;
          const should = `should ${WORDS[invariant.relation]} ${invariant.right === undefined ? show(right.value) : `${nameOf(right)} (${show(right.value)})`}`;
          yield { at: left.at, clauses: [clause.id], message: `${nameOf(left)} (${show(left.value)}) ${should}` };
        }
      }
  },
});
