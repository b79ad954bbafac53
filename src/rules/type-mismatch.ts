import { listed } from "../model/show.ts";
import { defineKeywordRule, shown } from "./keyword-rule.ts";

const nameOf = (value: unknown): string => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);

const remedyFor = (types: readonly string[], value: unknown): string | undefined => {
  if (typeof value === "string" && types.includes("boolean") && /^(true|false)$/i.test(value))
    return `Write ${value.toLowerCase()} without quotes.`;
  if (typeof value === "string" && types.some((type) => type === "number" || type === "integer") && Number(value))
    return `Write ${value} without quotes.`;
  if (types.includes("string") && (typeof value === "number" || typeof value === "boolean"))
    return `Write "${String(value)}" in quotes.`;
  if (types.includes("array") && !Array.isArray(value)) return "Put the value into an array.";
  return undefined;
};

export const typeMismatch = defineKeywordRule({
  id: "type-mismatch",
  keywords: ["type"],
  summary: "A value is of another JSON type than documented.",
  why: "Typed consumers and providers fail to read it.",
  fix: "Give a value of the documented type.",
  describe: (violation) => {
    const types = listed([violation.expected].flat()).replaceAll('"', "");
    return `expected ${types}, got ${nameOf(violation.value)}${violation.value === null ? "" : `: ${shown(violation)}`}`;
  },
  remedy: ({ expected, value, secret }) => (secret ? undefined : remedyFor([expected].flat() as string[], value)),
  examples: {
    violates: [
      { schema: { type: "boolean" }, instance: "true", finds: [""] },
      { schema: { properties: { a: { type: ["string", "null"] } } }, instance: { a: 1 }, finds: ["/a"] },
    ],
    passes: [
      { schema: { type: ["string", "null"] }, instance: null },
      { schema: { type: "integer" }, instance: 1.0 },
    ],
  },
});
