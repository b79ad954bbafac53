import { isObject } from "../conformance/keyword.ts";
import { misspellingOf } from "../conformance/misspelling.ts";
import { listed } from "../model/show.ts";
import { defineKeywordRule } from "./keyword-rule.ts";

export const memberMissing = defineKeywordRule({
  id: "member-missing",
  keywords: ["required"],
  summary: "A member that the documentation requires is not there.",
  why: "Who reads the payload relies on it, and has no documented way to do without.",
  fix: "Add the member.",
  describe: ({ member, value }) => {
    const names = isObject(value) ? Object.keys(value) : [];
    return `the required member "${member}" is missing${names.length > 0 ? `; there is ${listed(names, "and")}` : ""}`;
  },
  remedy: (violation, evaluation) => {
    const near = misspellingOf(violation, evaluation);
    return near === null ? `Add "${violation.member}".` : `Rename "${near}" to "${violation.member}".`;
  },
  examples: {
    violates: [{ schema: { required: ["id"], properties: { id: true } }, instance: { Id: 1 }, finds: ["/id"] }],
    passes: [{ schema: { required: ["id"] }, instance: { id: null } }],
  },
});
