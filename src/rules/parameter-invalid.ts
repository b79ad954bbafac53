import { show } from "../model/show.ts";
import { defineRule } from "./rule.ts";

export const parameterInvalid = defineRule({
  id: "parameter-invalid",
  on: "request",
  summary: "A parameter's value is not as documented.",
  why: "The provider may refuse it or read it as something else.",
  fix: "Send a value the documentation allows.",
  examples: {
    violates: [
      { request: { url: "/v1/notes?owner=me&limit=0", method: "GET", body: null }, finds: ["/request/query/limit"] },
      { request: { url: "/v1/notes?owner=me&limit=ten", method: "GET", body: null }, finds: ["/request/query/limit"] },
    ],
    passes: [{ request: { url: "/v1/notes?owner=me&limit=10", method: "GET", body: null } }],
  },
  *check({ parameters }) {
    for (const { parameter, value, evaluation, at } of parameters)
      for (const { keyword, expected, schema, at: below, trail } of evaluation?.violations ?? [])
        yield {
          at: at + below,
          schema,
          trail,
          message: `the ${parameter.in} parameter "${parameter.name}" is ${show(value)}; expected ${keyword} ${show(expected)}`,
        };
  },
});
