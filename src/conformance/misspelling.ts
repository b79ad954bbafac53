import { parentOf } from "../model/pointer.ts";
import { nearest } from "../model/show.ts";
import type { Evaluation, SchemaViolation } from "./evaluation.ts";

/** The undeclared member beside a missing one that it was evidently meant by, or null: one mistake, not two. */
export const misspellingOf = ({ at, member }: SchemaViolation, { undeclared }: Evaluation): string | null =>
  nearest(
    String(member),
    undeclared.filter((one) => parentOf(one.at) === parentOf(at)).map(({ name }) => name),
  );

/** The pointers of undeclared members that are misspellings of missing ones. */
export const misspellings = (evaluation: Evaluation): ReadonlySet<string> => {
  const found = new Set<string>();
  for (const violation of evaluation.violations) {
    const name = violation.keyword === "required" ? misspellingOf(violation, evaluation) : null;
    const parent = parentOf(violation.at);
    for (const one of evaluation.undeclared) if (one.name === name && parentOf(one.at) === parent) found.add(one.at);
  }
  return found;
};
