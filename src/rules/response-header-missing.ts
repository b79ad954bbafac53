import { defineRule } from "./rule.ts";

export const responseHeaderMissing = defineRule({
  id: "response-header-missing",
  on: "response",
  summary: "A response lacks a header that the documentation requires, or gives it another value than documented.",
  why: "Consumers rely on it: to authenticate, to find what was created, to pace themselves.",
  fix: "Send the header as documented.",
  examples: {
    violates: [
      { response: { headers: { "content-type": "application/json" } }, finds: ["/response/headers/etag"] },
      { response: { headers: { "content-type": "application/json", etag: "" } }, finds: ["/response/headers/etag"] },
    ],
    passes: [{ response: { headers: { "content-type": "application/json", etag: '"1"' } } }],
  },
  *check({ contract, responseHeaders }) {
    for (const { parameter, text, evaluation, at } of responseHeaders) {
      if (text === null && parameter.required)
        yield {
          at,
          schema: `${contract.source}#${parameter.at}/required`,
          message: `the required header "${parameter.name}" is missing`,
        };
      for (const { schema, keyword, expected, trail } of evaluation?.violations ?? [])
        yield {
          at,
          schema,
          trail,
          message: `the header "${parameter.name}" breaks ${keyword} ${JSON.stringify(expected)}`,
        };
    }
  },
});
