import type { SchemaViolation } from "../conformance/evaluation.ts";
import { listed } from "../model/show.ts";
import { defineKeywordRule } from "./keyword-rule.ts";

const closest = ({ closest: tried }: SchemaViolation): string => {
  if (tried === undefined) return "it fits none of the documented alternatives";
  const [first] = tried.violations;
  const reason =
    first === undefined ? "" : `: it breaks "${first.keyword}" at ${first.at === "" ? "its root" : first.at}`;
  const more = tried.violations.length > 1 ? ` and ${tried.violations.length - 1} more` : "";
  return `it fits none of the ${tried.of} documented alternatives; the closest is number ${tried.branch + 1}${reason}${more}`;
};

export const alternativesMismatch = defineKeywordRule({
  id: "alternatives-mismatch",
  keywords: ["anyOf", "oneOf", "not"],
  summary: "A value fits none of the documented alternatives, or more than one, or one that is ruled out.",
  why: "Consumers cannot tell which kind of value they have.",
  fix: "Give a value that fits exactly one documented alternative.",
  describe: (violation) => {
    if (violation.keyword === "not") return "the value is of a kind that is ruled out";
    if (violation.fits === undefined) return closest(violation);
    return `it fits alternatives ${listed(
      violation.fits.map((index) => index + 1),
      "and",
    )}, and may fit only one`;
  },
  examples: {
    violates: [
      { schema: { oneOf: [{ type: "number" }, { minimum: 2 }] }, instance: 3, finds: [""] },
      { schema: { not: { type: "null" } }, instance: null, finds: [""] },
      { schema: { anyOf: [{ type: "string" }, { type: "null" }] }, instance: 1, finds: [""] },
    ],
    passes: [{ schema: { anyOf: [{ type: "string" }, { type: "null" }] }, instance: null }],
  },
});
