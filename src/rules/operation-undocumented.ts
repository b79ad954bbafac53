import { defineRule } from "./rule.ts";

export const operationUndocumented = defineRule({
  id: "operation-undocumented",
  on: "request",
  severity: "error",
  summary: "A request was made to a path that the documentation does not mention.",
  why: "Nothing is promised about its answer.",
  fix: "Call a documented path, or have this one documented.",
  examples: {
    violates: [{ request: { url: "/v1/memos" }, finds: ["/request/url"] }],
    passes: [{ request: { url: "/v1/notes/" } }, { request: { method: "PATCH" } }],
  },
  *check({ route, exchange }) {
    if (route.operation !== null || route.reason !== "path") return;
    yield { at: "/request/url", message: `no documented operation has the path ${exchange.request.url.split("?")[0]}` };
  },
});
