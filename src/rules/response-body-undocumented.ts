import { defineRule } from "./rule.ts";

export const responseBodyUndocumented = defineRule({
  id: "response-body-undocumented",
  on: "response",
  severity: "info",
  summary: "A response has a body, and the documentation says nothing about one.",
  why: "It may change without notice.",
  fix: "Do not rely on it, or have it documented.",
  examples: {
    violates: [
      {
        response: { status: 503, headers: { "content-type": "text/plain" }, body: "later" },
        finds: ["/response/body"],
      },
    ],
    passes: [
      { response: { status: 503, headers: {}, body: null } },
      { response: { status: 401, headers: {}, body: "no" } },
    ],
  },
  *check({ contract, documented, responseBody }) {
    if (documented === null || documented.empty || documented.content.length > 0 || responseBody.kind === "none")
      return;
    yield {
      at: "/response/body",
      schema: `${contract.source}#${documented.at}`,
      message: "nothing is documented about this body",
    };
  },
});
