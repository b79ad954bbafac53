import { defineRule } from "./rule.ts";

export const requestBodyMissing = defineRule({
  id: "request-body-missing",
  on: "request",
  summary: "A request came without the body that the documentation requires.",
  why: "The provider cannot do what is documented without it.",
  fix: "Send the documented body.",
  examples: {
    violates: [{ request: { body: null }, finds: ["/request/body"] }],
    passes: [{}, { request: { method: "GET", url: "/v1/notes?owner=me", body: null } }],
  },
  *check({ contract, operation, requestBody }) {
    const body = operation?.requestBody ?? null;
    if (body === null || !body.required || requestBody.kind !== "none") return;
    yield { at: "/request/body", schema: `${contract.source}#${body.at}`, message: "the request has no body" };
  },
});
