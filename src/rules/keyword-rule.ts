import type { Evaluation, SchemaViolation } from "../conformance/evaluation.ts";
import type { Violation } from "../model/finding.ts";
import { show } from "../model/show.ts";
import { defineRule, type InstanceRule } from "./rule.ts";

/** The offending value as a message may show it. */
export const shown = (violation: SchemaViolation): string =>
  violation.secret ? "a secret that does not fit" : show(violation.value);

/** A rule that words the violations of some schema keywords. */
export const defineKeywordRule = (
  rule: Omit<InstanceRule, "on" | "check" | "keywords"> & {
    readonly keywords: readonly string[];
    describe(violation: SchemaViolation): string;
    remedy?(violation: SchemaViolation, evaluation: Evaluation): string | undefined;
  },
): InstanceRule => {
  const { describe, remedy, ...words } = rule;
  const keywords = new Set(rule.keywords);
  return defineRule({
    ...words,
    on: "instance",
    *check({ evaluation }): Iterable<Violation> {
      for (const violation of evaluation.violations) {
        if (!keywords.has(violation.keyword)) continue;
        const { at, schema, trail } = violation;
        const fix = remedy?.(violation, evaluation);
        yield { at, schema, trail, message: describe(violation), ...(fix === undefined ? {} : { fix }) };
      }
    },
  });
};
