import { defineRule } from "./rule.ts";

export const readOnlySent = defineRule({
  id: "read-only-sent",
  on: "instance",
  severity: "warning",
  summary: "A request holds a member that only the provider sets.",
  why: "The provider ignores it or refuses the request.",
  fix: "Leave the member out of the request.",
  examples: {
    violates: [
      {
        schema: { properties: { id: { type: "string", readOnly: true } } },
        instance: { id: "x" },
        direction: "request",
        finds: ["/id"],
      },
    ],
    passes: [
      {
        schema: { properties: { id: { type: "string", readOnly: true } } },
        instance: { id: "x" },
        direction: "response",
      },
    ],
  },
  *check({ direction, evaluation }) {
    if (direction !== "request") return;
    for (const { mark, at, schema } of evaluation.marked)
      if (mark === "readOnly") yield { at, schema, message: "only the provider sets this member" };
  },
});
