import { Conformance } from "../conformance/conformance.ts";
import type { Clause, Reading, Standing } from "../model/clause.ts";
import type { Contract, Operation } from "../model/contract.ts";
import type { Severity, Violation } from "../model/finding.ts";
import type { Rule } from "../rules/rule.ts";
import type { Register } from "./register.ts";

/** A violation's severity, the clauses behind it, and what else its message must say. */
export interface Grade {
  readonly severity: Severity;
  readonly clauses: readonly Clause[];
  /** Set where the value fits a reading that was not chosen. */
  readonly readings: { readonly chosen: Reading; readonly fitting: Reading } | null;
}

const BY_STANDING: Readonly<Record<Standing, Severity>> = { stated: "error", resolved: "error", inferred: "warning" };

/** The readings that compete for one subschema, as schemas that can be shown values. */
const readingsOf = (
  clause: Clause,
  contract: Contract,
): { reading: Reading; source: string; conformance: Conformance }[] => {
  const others = (clause.readings ?? []).filter(
    ({ schema, narrower, chosen }) => schema !== undefined && !narrower && !chosen,
  );
  return others.map((reading) => {
    // References in a reading are relative to the provider's schemas; most readings have none.
    const source = `schemas/${contract.provider}/reading`;
    const around = JSON.stringify(reading.schema).includes('"$ref"') ? contract.documents : [];
    return { reading, source, conformance: new Conformance(new Map([...around, [source, reading.schema]])) };
  });
};

/**
 * Grades violations by how firmly the documentation stands behind what they break: `stated` and `resolved` are errors,
 * `inferred` a warning; a value that fits a reading that was not chosen is a warning that names both.
 */
export class Grader {
  readonly #register: Register;
  readonly #readings = new Map<string, ReturnType<typeof readingsOf>>();

  constructor(register: Register) {
    this.#register = register;
  }

  grade(rule: Rule, violation: Violation, operation: Operation | null): Grade {
    const clauses = this.#clausesOf(rule, violation, operation);
    const contested = this.#contested(violation, operation);
    if (contested !== null) {
      const { clause, chosen, fitting } = contested;
      const others = clauses.filter(({ id }) => id !== clause.id);
      return { severity: "warning", clauses: [clause, ...others], readings: { chosen, fitting } };
    }
    const firmest = clauses.some(({ standing }) => standing !== "inferred") ? "stated" : clauses[0]?.standing;
    const severity = rule.severity ?? (firmest === undefined ? "error" : BY_STANDING[firmest]);
    return { severity, clauses, readings: null };
  }

  #clausesOf(rule: Rule, violation: Violation, operation: Operation | null): readonly Clause[] {
    if (violation.clauses !== undefined && violation.clauses.length > 0)
      return violation.clauses.flatMap((id) => this.#register.clause(id) ?? []);
    const silent = violation.schema === undefined || violation.clauses !== undefined;
    const exact = silent ? [] : this.#register.at(violation.schema, operation);
    if (exact.length > 0) return exact;
    return this.#register.ofRule(rule.id, operation);
  }

  /** The innermost contested subschema on the way to the violation one of whose other readings accepts the value. */
  #contested(
    violation: Violation,
    operation: Operation | null,
  ): { clause: Clause; chosen: Reading; fitting: Reading } | null {
    for (const { schema, value } of [...(violation.trail ?? [])].reverse())
      for (const clause of this.#register.contesting(schema, operation)) {
        const found = this.#fitting(clause, value);
        if (found !== null) return { clause, ...found };
      }
    return null;
  }

  #fitting(clause: Clause, value: unknown): { chosen: Reading; fitting: Reading } | null {
    const readings = clause.readings ?? [];
    const chosen = readings.find((reading) => reading.chosen === true);
    if (chosen === undefined) return null;
    let compiled = this.#readings.get(clause.id);
    if (compiled === undefined) {
      compiled = readingsOf(clause, this.#register.contract);
      this.#readings.set(clause.id, compiled);
    }
    for (const { reading, source, conformance } of compiled)
      if (conformance.evaluate(`${source}#`, value).violations.length === 0) return { chosen, fitting: reading };
    return null;
  }
}
