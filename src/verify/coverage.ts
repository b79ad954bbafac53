import type { PlanCoverage } from "../report/matrix.ts";
import type { Plan } from "./plan.ts";

/** How many of the clauses that can be checked the cases of a plan name. */
export const coverageOf = ({ contract, cases }: Pick<Plan, "contract" | "cases">): PlanCoverage => {
  const { clauses } = contract.clauses;
  const checkable = clauses.filter(({ binds }) => binds.every((binding) => !("not-checkable" in binding)));
  const named = new Set(cases.flatMap((one) => one.clauses));
  const uncovered = checkable.filter(({ id }) => !named.has(id)).map(({ id }) => id);
  return {
    clauses: clauses.length,
    checkable: checkable.length,
    planned: checkable.length - uncovered.length,
    uncovered,
  };
};
