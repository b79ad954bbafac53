import { defineKeywordRule, shown } from "./keyword-rule.ts";

const BOUNDS: Readonly<Record<string, string>> = {
  minimum: "at least",
  maximum: "at most",
  exclusiveMinimum: "more than",
  exclusiveMaximum: "less than",
  multipleOf: "a multiple of",
};

export const numberOutOfBounds = defineKeywordRule({
  id: "number-out-of-bounds",
  keywords: Object.keys(BOUNDS),
  summary: "A number is outside the documented range or steps.",
  why: "It may be refused, or read as something else.",
  fix: "Use a number the documentation allows.",
  describe: (violation) => `expected ${BOUNDS[violation.keyword]} ${violation.expected}, got ${shown(violation)}`,
  examples: {
    violates: [
      { schema: { minimum: 1 }, instance: 0, finds: [""] },
      { schema: { maximum: 1000 }, instance: 1001, finds: [""] },
      { schema: { multipleOf: 0.1 }, instance: 0.25, finds: [""] },
    ],
    passes: [
      { schema: { multipleOf: 0.1 }, instance: 0.3 },
      { schema: { exclusiveMinimum: 0 }, instance: 0.001 },
    ],
  },
});
