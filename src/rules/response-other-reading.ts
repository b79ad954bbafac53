import { successOf } from "../model/contract.ts";
import { defineRule } from "./rule.ts";

export const responseOtherReading = defineRule({
  id: "response-other-reading",
  on: "response",
  severity: "warning",
  summary: "The provider's answer fits only a reading of the documentation that was not chosen.",
  why: "The pages contradict themselves here; consumers that read them the other way fail.",
  fix: "Settle which reading is meant, and document only that.",
  examples: {
    violates: [{ response: { status: 200 }, finds: ["/response/status"] }],
    passes: [{ response: { status: 201 } }],
  },
  *check({ contract, operation, documented, responseMedia, exchange }) {
    if (operation === null || documented === null) return;
    if (documented.readingOf !== null) {
      const chosen = successOf(operation)?.status ?? "another status";
      yield {
        at: "/response/status",
        schema: `${contract.source}#${documented.at}`,
        clauses: [documented.readingOf],
        message: `the chosen reading of the documentation is ${chosen}; ${exchange.response.status} fits only another reading`,
      };
    }
    if (responseMedia !== null && responseMedia.readingOf !== null)
      yield {
        at: "/response/headers/content-type",
        schema: `${contract.source}#${responseMedia.at}`,
        clauses: [responseMedia.readingOf],
        message: `${responseMedia.name} fits only a reading of the documentation that was not chosen`,
      };
  },
});
