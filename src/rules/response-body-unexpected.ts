import { defineRule } from "./rule.ts";

export const responseBodyUnexpected = defineRule({
  id: "response-body-unexpected",
  on: "response",
  summary: "A response has a body where the documentation says there is none.",
  why: "It tells more than was meant, or the documentation is out of date.",
  fix: "Answer without a body, or document it.",
  examples: {
    violates: [{ response: { status: 401, headers: {}, body: "no" }, finds: ["/response/body"] }],
    passes: [{ response: { status: 401, headers: {}, body: null } }],
  },
  *check({ contract, documented, responseBody }) {
    if (documented === null || !documented.empty || responseBody.kind === "none") return;
    yield {
      at: "/response/body",
      schema: `${contract.source}#${documented.at}`,
      message: "the body is documented as empty, and there is one",
    };
  },
});
