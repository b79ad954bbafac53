import { headerOf } from "../model/exchange.ts";
import { listed } from "../model/show.ts";
import { defineRule } from "./rule.ts";

export const responseMediaTypeUndocumented = defineRule({
  id: "response-media-type-undocumented",
  on: "response",
  severity: "error",
  summary: "A response body came as a media type that is not documented.",
  why: "Consumers choose how to read a body by its media type.",
  fix: "Answer with a documented Content-Type.",
  examples: {
    violates: [
      {
        response: { headers: { "content-type": "text/html" }, body: "<html></html>" },
        finds: ["/response/headers/content-type"],
      },
      { response: { headers: {} }, finds: ["/response/headers/content-type"] },
    ],
    passes: [{ response: { headers: { "content-type": "Application/JSON; charset=utf-8" } } }],
  },
  *check({ contract, documented, exchange, responseBody, responseMedia }) {
    if (documented === null || documented.content.length === 0) return;
    if (responseBody.kind === "none" || responseMedia !== null) return;
    const got = headerOf(exchange.response.headers, "content-type");
    const expected = listed(documented.content.map((media) => media.name)).replaceAll('"', "");
    yield {
      at: "/response/headers/content-type",
      schema: `${contract.source}#${documented.at}/content`,
      message: `expected ${expected}, got ${got ?? "a body without Content-Type"}`,
    };
  },
});
