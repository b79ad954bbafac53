import { defineKeywordRule } from "./keyword-rule.ts";

const WORDS: Readonly<Record<string, string>> = {
  uniqueItems: "the items of the array are not all different",
  contains: "no item of the array is of the kind that must be there",
  maxContains: "more items of the array are of one kind than may be",
  items: "no further item may stand in the array",
  unevaluatedItems: "no further item may stand in the array",
};

export const itemsMismatch = defineKeywordRule({
  id: "items-mismatch",
  keywords: Object.keys(WORDS),
  summary: "The items of an array are not as documented as a whole.",
  why: "Consumers rely on what the array holds, not only on each item.",
  fix: "Remove, add or correct items as documented.",
  describe: ({ keyword }) => WORDS[keyword] ?? keyword,
  examples: {
    violates: [
      {
        schema: { uniqueItems: true },
        instance: [
          { a: 1, b: 2 },
          { b: 2, a: 1 },
        ],
        finds: [""],
      },
      { schema: { contains: { const: "admin" } }, instance: ["issuer"], finds: [""] },
      { schema: { prefixItems: [true], items: false }, instance: [1, 2], finds: ["/1"] },
    ],
    passes: [{ schema: { uniqueItems: true }, instance: [1, "1"] }],
  },
});
