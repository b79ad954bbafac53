import type { SecurityScheme } from "../model/contract.ts";
import { type ExchangeRequest, headerOf } from "../model/exchange.ts";
import { listed } from "../model/show.ts";
import { defineRule } from "./rule.ts";

const carries = (request: ExchangeRequest, scheme: SecurityScheme): boolean => {
  if (scheme.in === "query") return new URLSearchParams(request.url.split("?")[1] ?? "").has(scheme.parameter ?? "");
  if (scheme.in === "cookie") return (headerOf(request.headers, "cookie") ?? "").includes(`${scheme.parameter}=`);
  const header = headerOf(request.headers, (scheme.parameter ?? "authorization").toLowerCase());
  if (header === undefined) return false;
  return scheme.scheme === null || scheme.scheme === "" || header.split(" ")[0]?.toLowerCase() === scheme.scheme;
};

const named = (scheme: SecurityScheme): string =>
  scheme.scheme === null ? `the ${scheme.in} "${scheme.parameter}"` : `Authorization: ${scheme.scheme}`;

export const credentialsMissing = defineRule({
  id: "credentials-missing",
  on: "request",
  summary: "A request to a protected operation carried no credentials of a documented kind, and was accepted.",
  why: "Either anyone may do this, or the documentation names the wrong kind of credentials.",
  fix: "Send credentials of a documented kind, or protect the operation.",
  examples: {
    violates: [
      { request: { headers: { "content-type": "application/json" } }, finds: ["/request/headers/authorization"] },
    ],
    passes: [{}, { request: { headers: {} }, response: { status: 401, body: null, headers: {} } }],
  },
  *check({ contract, operation, exchange }) {
    if (operation === null || operation.security.length === 0 || exchange.response.status >= 400) return;
    const { request } = exchange;
    if (operation.security.some((all) => all.every((scheme) => carries(request, scheme)))) return;
    const schemes = listed(operation.security.map((all) => all.map(named).join(" with "))).replaceAll('"', "");
    yield {
      at: "/request/headers/authorization",
      schema: `${contract.source}#${operation.at}/security`,
      message: `the request carries no documented credentials (${schemes}) and was answered with ${exchange.response.status}`,
    };
  },
});
