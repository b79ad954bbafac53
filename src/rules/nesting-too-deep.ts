import { defineKeywordRule } from "./keyword-rule.ts";

const deep = (levels: number): unknown => {
  let value: unknown = 0;
  for (let level = 0; level < levels; level++) value = { next: value };
  return value;
};

export const nestingTooDeep = defineKeywordRule({
  id: "nesting-too-deep",
  keywords: ["depth"],
  summary: "A payload is nested more deeply than it can be judged.",
  why: "Most readers give up on it too, some by crashing.",
  fix: "Flatten the payload.",
  describe: () => "the value is nested too deeply to be judged",
  examples: {
    violates: [
      {
        schema: { $id: "https://example.com/list", properties: { next: { $ref: "#" } } },
        instance: deep(50_000),
        finds: [""],
      },
    ],
    passes: [{ schema: { properties: { next: { $ref: "#" } } }, instance: deep(100) }],
  },
});
