import { codePoints } from "../conformance/equality.ts";
import { defineKeywordRule } from "./keyword-rule.ts";

export const lengthOutOfBounds = defineKeywordRule({
  id: "length-out-of-bounds",
  keywords: ["minLength", "maxLength"],
  summary: "A text is shorter or longer than documented.",
  why: "It may be refused, or cut without notice.",
  fix: "Keep the text within the documented length.",
  describe: ({ keyword, expected, value }) =>
    `expected ${keyword === "minLength" ? "at least" : "at most"} ${expected} characters, got ${codePoints(String(value))}`,
  examples: {
    violates: [
      { schema: { minLength: 1 }, instance: "", finds: [""] },
      { schema: { maxLength: 2 }, instance: "abc", finds: [""] },
    ],
    passes: [{ schema: { maxLength: 2 }, instance: "😀😀" }],
  },
});
