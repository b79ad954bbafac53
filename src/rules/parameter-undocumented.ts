import { below } from "../model/pointer.ts";
import { nearest } from "../model/show.ts";
import { defineRule } from "./rule.ts";

export const parameterUndocumented = defineRule({
  id: "parameter-undocumented",
  on: "request",
  severity: "warning",
  summary: "A query parameter was sent that the documentation does not mention.",
  why: "The provider may ignore it, so that the request does less than its author thinks.",
  fix: "Leave it out, or have it documented.",
  examples: {
    violates: [
      { request: { url: "/v1/notes?owner=me&Limit=10", method: "GET", body: null }, finds: ["/request/query/Limit"] },
    ],
    passes: [{ request: { url: "/v1/notes?owner=me&limit=10", method: "GET", body: null } }],
  },
  *check({ operation, route, parameters }) {
    if (operation === null || route.operation === null || route.query === "") return;
    const documented = parameters
      .filter(({ parameter }) => parameter.in === "query")
      .map(({ parameter }) => parameter.name);
    const known = new Set(documented);
    for (const { parameter, value } of parameters)
      if (parameter.in === "query" && parameter.style === "form" && value !== null && typeof value === "object")
        for (const member of Object.keys(value)) known.add(member);
    for (const scheme of operation.security.flat()) if (scheme.in === "query") known.add(scheme.parameter ?? "");
    for (const name of new Set(new URLSearchParams(route.query).keys())) {
      if (known.has(name) || documented.some((one) => name.startsWith(`${one}[`))) continue;
      const near = nearest(name, documented);
      yield {
        at: below("/request/query", name),
        message: `the query parameter "${name}" is not documented`,
        ...(near === null ? {} : { fix: `Did you mean "${near}"?` }),
      };
    }
  },
});
