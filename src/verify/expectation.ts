import { fingerprintOf } from "../engine/fingerprint.ts";
import type { Register } from "../engine/register.ts";
import { isSuccess, type Operation } from "../model/contract.ts";
import type { Direction, Finding, Severity } from "../model/finding.ts";
import type { Pointer } from "../model/pointer.ts";
import type { Case, Expectation } from "./case.ts";
import { VERIFY_RULES, type VerifyRule } from "./rules.ts";

/** What a finding of `verify` needs beside its rule. */
export interface Particulars {
  /** Null where a request calls nothing documented. */
  readonly operation: Operation | null;
  readonly direction: Direction;
  readonly status: number | null;
  readonly at: Pointer;
  readonly message: string;
  readonly clauses: readonly string[];
  readonly source: string;
  readonly severity?: Severity;
  readonly schema?: Finding["schema"];
}

/** Makes findings of `verify`'s own rules, graded by the standing of the clauses behind them. */
export const findingOf = (rule: VerifyRule, register: Register, particulars: Particulars): Finding => {
  const { operation, direction, status, at, message, source, schema } = particulars;
  const clauses = particulars.clauses.flatMap((id) => register.clause(id) ?? []);
  const inferred = clauses.length > 0 && clauses.every(({ standing }) => standing === "inferred");
  const firm = clauses.some(({ standing }) => standing !== "inferred");
  return {
    fingerprint: fingerprintOf(rule.id, operation?.ref ?? null, direction, status, at),
    rule: rule.id,
    severity: particulars.severity ?? (firm ? "error" : inferred ? "warning" : rule.severity),
    operation: operation?.ref ?? null,
    direction,
    status,
    message,
    instance: { source, line: null, column: null, pointer: at },
    schema: schema ?? null,
    clauses: clauses.map((clause) => register.cite(clause)),
    fix: rule.fix,
    count: 1,
    waived: null,
  };
};

/** What became of an expectation: the findings that remain, and whether the case may count as held. */
export interface Met {
  readonly findings: readonly Finding[];
  readonly met: boolean;
}

/**
 * Weighs an answer against what was expected. `judged` is what the engine found in the exchange; what it says about
 * a request that was wrong on purpose counts only where the provider accepted it.
 */
export const weigh = (
  one: Case,
  operation: Operation,
  expects: Expectation,
  status: number,
  judged: readonly Finding[],
  register: Register,
): Met => {
  const responses = judged.filter(({ direction }) => direction !== "request");
  const source = one.id;
  const make = (
    rule: VerifyRule,
    message: string,
    clauses: readonly string[],
    more: Partial<Particulars> = {},
  ): Finding =>
    findingOf(rule, register, {
      operation,
      direction: "response",
      status,
      at: "/response/status",
      message,
      clauses,
      source,
      ...more,
    });
  if (status >= 500) {
    const message = `${one.title} was answered with ${status}`;
    return {
      findings: [
        ...responses,
        make(VERIFY_RULES.providerFailed, message, expects.outcome === "refused" ? one.blames : [], {
          severity: "error",
        }),
      ],
      met: false,
    };
  }
  const accepted = isSuccess(operation, status);
  if (expects.outcome === "any") return { findings: responses, met: true };
  if (expects.outcome === "accepted") {
    if (accepted) return { findings: judged, met: true };
    const message = `${one.title} was refused with ${status}`;
    const blames = one.blames.length > 0 || one.relation !== null ? one.blames : callingClauses(operation, register);
    return { findings: [...responses, make(VERIFY_RULES.requestRefused, message, blames)], met: false };
  }
  if (!accepted && status < 400) {
    const message = `${one.title} should be refused, and was answered with ${status}`;
    return { findings: [...responses, make(VERIFY_RULES.refusalStatusDiffers, message, one.blames)], met: false };
  }
  if (!accepted) return refused(one, expects.status, status, responses, make);
  if (one.relation !== null)
    return {
      findings: [...responses, make(relationRule(one), `${one.title} It was answered with ${status}.`, one.blames)],
      met: false,
    };
  const objections = judged.filter(({ direction }) => direction === "request");
  const text = `the provider accepted ${one.title} with ${status}`;
  const findings = objections.map((objection): Finding => {
    const { severity, schema, clauses, message } = objection;
    const at = objection.instance.pointer;
    const own = clauses.map(({ id }) => id);
    const ids = own.length > 0 && severity !== "error" ? own : [...new Set([...own, ...one.blames])];
    return make(VERIFY_RULES.requestNotRefused, `${text}: ${message}`, ids, {
      severity,
      schema,
      at,
      direction: "request",
    });
  });
  if (findings.length === 0)
    findings.push(make(VERIFY_RULES.requestNotRefused, text, one.blames, { direction: "request", at: "/request" }));
  return { findings: [...responses, ...findings], met: false };
};

/** The clauses that say that an operation can be called at all, by id. */
export const callingClauses = (operation: Operation, register: Register): string[] =>
  register.clauses
    .filter(({ binds }) => binds.some((binding) => "operation" in binding && isOnly(binding, operation.id)))
    .map(({ id }) => id);

const isOnly = (binding: object, id: string): boolean => {
  const { operation, ...rest } = binding as { operation: string | readonly string[] };
  return Object.keys(rest).length === 0 && [operation].flat().includes(id);
};

const refused = (
  one: Case,
  documented: string | null,
  status: number,
  responses: readonly Finding[],
  make: (rule: VerifyRule, message: string, clauses: readonly string[]) => Finding,
): Met => {
  if (documented === null || documented === String(status)) return { findings: responses, met: true };
  const message = `${one.title} was refused with ${status}; ${documented} is documented`;
  return { findings: [...responses, make(VERIFY_RULES.refusalStatusDiffers, message, one.blames)], met: false };
};

const relationRule = ({ relation }: Case): VerifyRule => {
  if (relation?.statement.case === "unique") return VERIFY_RULES.valueNotUnique;
  return relation?.statement.case === "anti-forgery" ? VERIFY_RULES.requestNotRefused : VERIFY_RULES.notGone;
};
