import { defineRule } from "./rule.ts";

export const writeOnlyReturned = defineRule({
  id: "write-only-returned",
  on: "instance",
  severity: "error",
  summary: "A response holds a member that is documented for requests only.",
  why: "Passwords and the like are never to be given back.",
  fix: "Leave the member out of responses.",
  examples: {
    violates: [
      {
        schema: { properties: { password: { type: "string", writeOnly: true } } },
        instance: { password: "x" },
        direction: "response",
        finds: ["/password"],
      },
    ],
    passes: [
      {
        schema: { properties: { password: { type: "string", writeOnly: true } } },
        instance: { password: "x" },
        direction: "request",
      },
    ],
  },
  *check({ direction, evaluation }) {
    if (direction !== "response") return;
    for (const { mark, at, schema } of evaluation.marked)
      if (mark === "writeOnly") yield { at, schema, message: "this member is documented for requests only" };
  },
});
