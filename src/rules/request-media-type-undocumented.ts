import { headerOf } from "../model/exchange.ts";
import { listed } from "../model/show.ts";
import { defineRule } from "./rule.ts";

export const requestMediaTypeUndocumented = defineRule({
  id: "request-media-type-undocumented",
  on: "request",
  severity: "error",
  summary: "A request body was sent as a media type that is not documented.",
  why: "The provider may refuse it or misread it.",
  fix: "Send the body as a documented media type.",
  examples: {
    violates: [
      {
        request: { headers: { "content-type": "text/csv", authorization: "Bearer x" }, body: "a,b" },
        finds: ["/request/headers/content-type"],
      },
      { request: { headers: { authorization: "Bearer x" } }, finds: ["/request/headers/content-type"] },
    ],
    passes: [
      { request: { headers: { "content-type": "application/json; charset=utf-8", authorization: "Bearer x" } } },
    ],
  },
  *check({ contract, operation, exchange, requestBody, requestMedia }) {
    const body = operation?.requestBody ?? null;
    if (body === null || body.content.length === 0 || requestBody.kind === "none" || requestMedia !== null) return;
    const sent = headerOf(exchange.request.headers, "content-type");
    const documented = listed(body.content.map((media) => media.name)).replaceAll('"', "");
    yield {
      at: "/request/headers/content-type",
      schema: `${contract.source}#${body.at}/content`,
      message: `expected ${documented}, got ${sent ?? "a body without Content-Type"}`,
    };
  },
});
