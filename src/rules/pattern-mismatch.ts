import { defineKeywordRule, shown } from "./keyword-rule.ts";

export const patternMismatch = defineKeywordRule({
  id: "pattern-mismatch",
  keywords: ["pattern"],
  summary: "A text does not match the documented pattern.",
  why: "The documentation restricts what may stand here, and the provider may refuse anything else.",
  fix: "Write the value as the pattern allows.",
  describe: (violation) => `expected a text that matches ${violation.expected}, got ${shown(violation)}`,
  remedy: ({ expected, value, secret }) => {
    if (typeof value !== "string" || secret) return undefined;
    const lower = value.toLowerCase();
    return lower !== value && new RegExp(String(expected), "u").test(lower) ? `Did you mean "${lower}"?` : undefined;
  },
  examples: {
    violates: [{ schema: { pattern: "^[a-z0-9-]+$" }, instance: "My-tenant", finds: [""] }],
    passes: [{ schema: { pattern: "^[a-z0-9-]+$" }, instance: "my-tenant" }],
  },
});
