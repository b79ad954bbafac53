import { defineKeywordRule } from "./keyword-rule.ts";

export const memberRefused = defineKeywordRule({
  id: "member-refused",
  keywords: ["additionalProperties", "unevaluatedProperties", "propertyNames", "false"],
  summary: "A payload holds a member that the documentation rules out.",
  why: "The provider is documented to refuse it.",
  fix: "Remove the member.",
  describe: ({ member, keyword }) =>
    keyword === "propertyNames"
      ? `the name "${member}" is not one a member may have here`
      : member === undefined
        ? "nothing may stand here"
        : `the member "${member}" may not stand here`,
  examples: {
    violates: [
      { schema: { properties: { a: true }, additionalProperties: false }, instance: { b: 1 }, finds: ["/b"] },
      { schema: { propertyNames: { pattern: "^[a-z]+$" } }, instance: { A: 1 }, finds: ["/A"] },
      { schema: { properties: { a: false } }, instance: { a: 1 }, finds: ["/a"] },
    ],
    passes: [{ schema: { properties: { a: true }, additionalProperties: false }, instance: { a: 1 } }],
  },
});
