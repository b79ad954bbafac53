import { listed, nearest } from "../model/show.ts";
import { defineKeywordRule, shown } from "./keyword-rule.ts";

export const valueUndocumented = defineKeywordRule({
  id: "value-undocumented",
  keywords: ["enum", "const"],
  summary: "A value is not one of those documented.",
  why: "Consumers branch on the documented values and have no case for another.",
  fix: "Use a documented value, or have this one documented.",
  describe: (violation) => {
    const values = violation.keyword === "const" ? [violation.expected] : (violation.expected as unknown[]);
    return `expected ${listed(values)}, got ${shown(violation)}`;
  },
  remedy: ({ expected, value, secret }) => {
    const texts = [expected].flat().filter((one): one is string => typeof one === "string");
    const near = typeof value === "string" && !secret ? nearest(value, texts) : null;
    return near === null ? undefined : `Did you mean "${near}"?`;
  },
  examples: {
    violates: [
      { schema: { enum: ["enabled", "disabled"] }, instance: "Enabled", finds: [""] },
      { schema: { const: 1 }, instance: 2, finds: [""] },
    ],
    passes: [{ schema: { enum: ["enabled", "disabled"] }, instance: "enabled" }],
  },
});
