import { segmentsOf } from "../model/pointer.ts";
import { defineRule } from "./rule.ts";

export const memberDuplicated = defineRule({
  id: "member-duplicated",
  on: "text",
  severity: "error",
  summary: "An object holds two members of the same name.",
  why: "Readers disagree about which of them counts (RFC 8259, section 4).",
  fix: "Keep one of them.",
  examples: {
    violates: [{ text: '{"a": 1, "b": {"c": 1, "c": 2}}', finds: ["/b/c"] }],
    passes: [{ text: '{"a": {"c": 1}, "b": {"c": 2}}' }],
  },
  *check({ reading }) {
    if (reading.kind !== "json") return;
    for (const { pointer, line, column } of reading.duplicates) {
      const name = segmentsOf(pointer).at(-1);
      const message = `the member "${name}" is given a second time (line ${line}, column ${column})`;
      yield { at: pointer, place: { line, column }, message };
    }
  },
});
