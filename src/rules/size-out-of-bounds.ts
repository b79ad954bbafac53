import { defineKeywordRule } from "./keyword-rule.ts";

const BOUNDS: Readonly<Record<string, string>> = {
  minItems: "at least % items",
  maxItems: "at most % items",
  minProperties: "at least % members",
  maxProperties: "at most % members",
};

const sizeOf = (value: unknown): number => (Array.isArray(value) ? value.length : Object.keys(Object(value)).length);

export const sizeOutOfBounds = defineKeywordRule({
  id: "size-out-of-bounds",
  keywords: Object.keys(BOUNDS),
  summary: "An array or object has fewer or more entries than documented.",
  why: "Consumers size and loop by what is documented.",
  fix: "Keep the number of entries within the documented bounds.",
  describe: ({ keyword, expected, value }) =>
    `expected ${BOUNDS[keyword]?.replace("%", String(expected))}, got ${sizeOf(value)}`,
  examples: {
    violates: [
      { schema: { minItems: 1 }, instance: [], finds: [""] },
      { schema: { maxProperties: 1 }, instance: { a: 1, b: 2 }, finds: [""] },
    ],
    passes: [{ schema: { minItems: 1 }, instance: [0] }],
  },
});
