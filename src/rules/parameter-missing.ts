import { defineRule } from "./rule.ts";

export const parameterMissing = defineRule({
  id: "parameter-missing",
  on: "request",
  summary: "A required parameter was not sent.",
  why: "The provider cannot do what is documented without it.",
  fix: "Send the parameter.",
  examples: {
    violates: [{ request: { url: "/v1/notes", method: "GET", body: null }, finds: ["/request/query/owner"] }],
    passes: [{ request: { url: "/v1/notes?owner=me", method: "GET", body: null } }],
  },
  *check({ contract, parameters }) {
    for (const { parameter, text, at } of parameters) {
      if (text !== null || !parameter.required) continue;
      const schema = `${contract.source}#${parameter.at}/required`;
      yield { at, schema, message: `the required ${parameter.in} parameter "${parameter.name}" is missing` };
    }
  },
});
