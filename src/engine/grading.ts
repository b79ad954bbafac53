import { Conformance } from "../conformance/conformance.ts";
import { type SchemaSet, within } from "../conformance/schema-set.ts";
import type { Clause, Reading, Standing } from "../model/clause.ts";
import { type Contract, type Operation, responseFor, type SchemaLocation } from "../model/contract.ts";
import type { Direction, Severity, Violation } from "../model/finding.ts";
import type { Pointer } from "../model/pointer.ts";
import type { Rule } from "../rules/rule.ts";
import type { Register } from "./register.ts";

/** Where a violation stands. */
export interface Standpoint {
  readonly operation: Operation | null;
  readonly direction: Direction | null;
  readonly status: number | null;
  /** Its place in an exchange; null for a payload of which nothing more is known. */
  readonly pointer: Pointer | null;
}

/** A violation's severity, the clauses behind it, and what else its message must say. */
export interface Grade {
  readonly severity: Severity;
  readonly clauses: readonly Clause[];
  /** Set where the value fits a reading that was not chosen. */
  readonly readings: { readonly chosen: Reading; readonly fitting: Reading } | null;
}

/** The rules about a body as a whole. */
const WHOLE: ReadonlySet<string> = new Set([
  ...["body-malformed", "member-duplicated", "response-body-empty", "response-body-unexpected"],
]);

/** Where the type of what a schema describes is said: in itself, in what it refers to, in all that it consists of. */
const typesOf = (schema: SchemaLocation, schemas: SchemaSet): SchemaLocation[] => {
  const found: SchemaLocation[] = [];
  const queue = [schemas.at(schema)];
  const known = new Set<SchemaLocation>();
  for (let placed = queue.shift(); placed !== undefined; placed = queue.shift()) {
    if (typeof placed.schema === "boolean" || known.has(placed.location)) continue;
    known.add(placed.location);
    const { type, $ref, allOf } = placed.schema as { type?: unknown; $ref?: unknown; allOf?: unknown };
    if (type !== undefined) found.push(within(placed.location, "type"));
    if (typeof $ref === "string") queue.push(schemas.follow($ref, placed));
    if (Array.isArray(allOf))
      for (const index of allOf.keys()) queue.push(schemas.at(within(placed.location, "allOf", index)));
  }
  return found;
};

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
  readonly #schemas: SchemaSet;
  readonly #readings = new Map<string, ReturnType<typeof readingsOf>>();

  constructor(register: Register, schemas: SchemaSet) {
    this.#register = register;
    this.#schemas = schemas;
  }

  grade(rule: Rule, violation: Violation, standpoint: Standpoint): Grade {
    const { operation } = standpoint;
    const bound = this.#clausesOf(rule, violation, standpoint);
    const firmest = bound.some(({ standing }) => standing !== "inferred") ? "stated" : bound[0]?.standing;
    const severity = rule.severity ?? (firmest === undefined ? "error" : BY_STANDING[firmest]);
    const clauses = [...new Set([...this.#aroundOf(rule, bound, severity, standpoint), ...bound])];
    const contested = this.#contested(violation, operation);
    if (contested !== null) {
      const { clause, chosen, fitting } = contested;
      const others = clauses.filter(({ id }) => id !== clause.id);
      return { severity: "warning", clauses: [clause, ...others], readings: { chosen, fitting } };
    }
    return { severity, clauses, readings: null };
  }

  /**
   * What else a finding breaks: the clauses that bind its rule; those that state an answer of which nothing can be used,
   * and those about the type of a body that is wrong as a whole. They do not change how it is graded.
   */
  #aroundOf(rule: Rule, bound: readonly Clause[], severity: Severity, standpoint: Standpoint): readonly Clause[] {
    const { operation, direction, status, pointer } = standpoint;
    const ofRule = this.#register.ofRule(rule.id, operation, pointer);
    if (operation === null || direction !== "response" || status === null || pointer === null) return ofRule;
    const unbound = bound.length + ofRule.length === 0 && severity === "error" && pointer.startsWith("/response/body");
    return [
      ...ofRule,
      ...(unbound ? this.#register.stating(operation, status) : []),
      ...(WHOLE.has(rule.id) && pointer === "/response/body" ? this.#aboutType(operation, status) : []),
    ];
  }

  /** The clauses that bind the type of a documented body. */
  #aboutType(operation: Operation, status: number): readonly Clause[] {
    const content = responseFor(operation, status)?.content ?? [];
    const types = content.flatMap(({ schema }) => (schema === null ? [] : typesOf(schema, this.#schemas)));
    return types.flatMap((location) => this.#register.at(location, operation));
  }

  #clausesOf(rule: Rule, violation: Violation, { operation, pointer }: Standpoint): readonly Clause[] {
    if (violation.clauses !== undefined && violation.clauses.length > 0)
      return violation.clauses.flatMap((id) => this.#register.clause(id) ?? []);
    const silent = violation.schema === undefined || violation.clauses !== undefined;
    const exact = silent ? [] : this.#register.at(violation.schema, operation);
    if (exact.length > 0) return exact;
    return this.#register.ofRule(rule.id, operation, pointer);
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
