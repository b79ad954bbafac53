import { defineRule } from "./rule.ts";

export const requestBodyUnexpected = defineRule({
  id: "request-body-unexpected",
  on: "request",
  severity: "warning",
  summary: "A request carries a body where none is documented.",
  why: "The provider ignores it or refuses the request.",
  fix: "Leave the body out.",
  examples: {
    violates: [{ request: { method: "GET", url: "/v1/notes?owner=me", body: "{}" }, finds: ["/request/body"] }],
    passes: [{}, { request: { method: "GET", url: "/v1/notes?owner=me", body: null } }],
  },
  *check({ operation, requestBody }) {
    if (operation === null || operation.requestBody !== null || requestBody.kind === "none") return;
    yield { at: "/request/body", message: `${operation.id} is documented without a request body` };
  },
});
