import { misspellings } from "../conformance/misspelling.ts";
import { nearest } from "../model/show.ts";
import { defineRule } from "./rule.ts";

const typeOf = (value: unknown): string => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);

export const memberUndocumented = defineRule({
  id: "member-undocumented",
  on: "instance",
  severity: "warning",
  summary: "A payload holds a member that no page mentions.",
  why: "It may go away or change without notice; sent to a provider, it may be ignored or refused.",
  fix: "Do not rely on it, or have it documented.",
  examples: {
    violates: [
      { schema: { properties: { id: true } }, instance: { id: 1, extra: true }, finds: ["/extra"] },
      {
        schema: {
          anyOf: [
            { properties: { a: true }, required: ["a"] },
            { properties: { b: true }, required: ["b"] },
          ],
        },
        instance: { a: 1, b: 2, c: 3 },
        finds: ["/c"],
      },
      {
        schema: { allOf: [{ properties: { a: { properties: { x: true } } } }, { properties: { b: true } }] },
        instance: { a: { x: 1, y: 2 }, b: 1 },
        finds: ["/a/y"],
      },
    ],
    passes: [
      { schema: { properties: { id: true } }, instance: { id: { anything: true } } },
      { schema: { properties: { id: true }, additionalProperties: true }, instance: { extra: true } },
      { schema: { type: "object" }, instance: { free: "form" } },
      { schema: { properties: { id: true }, required: ["id"] }, instance: { Id: 1 } },
    ],
  },
  *check({ evaluation }) {
    const meant = misspellings(evaluation);
    for (const { at, name, value, schema, declared } of evaluation.undeclared) {
      if (meant.has(at)) continue;
      const near = nearest(name, declared);
      yield {
        at,
        schema,
        clauses: [],
        message: `the member "${name}" (${typeOf(value)}) is not documented`,
        ...(near === null ? {} : { fix: `Did you mean "${near}"?` }),
      };
    }
  },
});
