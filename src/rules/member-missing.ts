import { isObject } from "../conformance/keyword.ts";
import { listed, nearest } from "../model/show.ts";
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
  remedy: ({ member, value }) => {
    const near = isObject(value) ? nearest(String(member), Object.keys(value)) : null;
    return near === null ? `Add "${member}".` : `Add "${member}"; did you mean it by "${near}"?`;
  },
  examples: {
    violates: [{ schema: { required: ["id"] }, instance: { Id: 1 }, finds: ["/id"] }],
    passes: [{ schema: { required: ["id"] }, instance: { id: null } }],
  },
});
