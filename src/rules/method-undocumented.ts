import { defineRule } from "./rule.ts";

export const methodUndocumented = defineRule({
  id: "method-undocumented",
  on: "request",
  severity: "error",
  summary: "A documented path was called with a method that is not.",
  why: "Nothing is promised about its answer.",
  fix: "Use a documented method, or have this one documented.",
  examples: {
    violates: [{ request: { method: "PATCH" }, finds: ["/request/method"] }],
    passes: [{ request: { url: "/v1/memos" } }, {}],
  },
  *check({ route, exchange }) {
    if (route.operation !== null || route.reason !== "method") return;
    const allowed = route.allowed.join(", ");
    yield {
      at: "/request/method",
      message: `${exchange.request.method} is not documented for this path; ${allowed} is`,
    };
  },
});
