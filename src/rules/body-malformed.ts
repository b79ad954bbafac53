import { defineRule } from "./rule.ts";

export const bodyMalformed = defineRule({
  id: "body-malformed",
  on: "text",
  severity: "error",
  summary: "A payload is not well-formed.",
  why: "Nobody can read it.",
  fix: "Correct the syntax at the place shown.",
  examples: {
    violates: [
      { text: '{"a": 1 "b": 2}', finds: [""] },
      { text: '{"description": Tenant A}', finds: [""] },
    ],
    passes: [{ text: '{"a": 1, "b": 2}' }],
  },
  *check({ reading }) {
    if (reading.kind === "binary") yield { at: "", message: "the body is not text where JSON is documented" };
    if (reading.kind !== "malformed") return;
    const { message, likely, line, column } = reading.malformation;
    const place = { line, column };
    yield {
      at: "",
      place,
      message: `${message} (line ${line}, column ${column})`,
      ...(likely === null ? {} : { fix: likely }),
    };
  },
});
