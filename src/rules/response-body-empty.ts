import { defineRule } from "./rule.ts";

export const responseBodyEmpty = defineRule({
  id: "response-body-empty",
  on: "response",
  summary: "A response has no body where one is documented.",
  why: "Consumers that parse it fail.",
  fix: "Answer with the documented body.",
  examples: {
    violates: [{ response: { body: null }, finds: ["/response/body"] }],
    passes: [{}, { response: { status: 401, headers: {}, body: null } }],
  },
  *check({ contract, documented, responseBody, exchange }) {
    if (documented === null || documented.content.length === 0 || documented.bodyOptional) return;
    if (responseBody.kind !== "none" || exchange.request.method === "HEAD") return;
    yield {
      at: "/response/body",
      schema: `${contract.source}#${documented.at}/content`,
      message: `expected a body of type ${documented.content[0]?.name}, got none`,
    };
  },
});
