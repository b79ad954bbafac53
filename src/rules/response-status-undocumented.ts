import { listed } from "../model/show.ts";
import { defineRule } from "./rule.ts";

export const responseStatusUndocumented = defineRule({
  id: "response-status-undocumented",
  on: "response",
  severity: "error",
  summary: "The provider answered with a status that the documentation does not mention.",
  why: "A consumer has no documented way to handle it.",
  fix: "Document the status, or answer with one that is documented.",
  examples: {
    violates: [{ response: { status: 202 }, finds: ["/response/status"] }],
    passes: [{ response: { status: 400, headers: { "content-type": "application/json" }, body: '{"code":"x"}' } }],
  },
  *check({ contract, operation, documented, exchange }) {
    if (operation === null || documented !== null) return;
    const statuses = operation.responses.filter(({ readingOf }) => readingOf === null).map(({ status }) => status);
    yield {
      at: "/response/status",
      schema: `${contract.source}#${operation.at}/responses`,
      message: `expected ${listed(statuses).replaceAll('"', "")}, got ${exchange.response.status}`,
    };
  },
});
