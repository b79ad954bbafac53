import { defineKeywordRule, shown } from "./keyword-rule.ts";

const KINDS: Readonly<Record<string, string>> = {
  uuid: "a UUID such as 57e2f960-3328-11e6-8dd4-c88eee4d9f61",
  "date-time": "a timestamp such as 2018-06-19T18:47:36Z",
  date: "a date such as 2018-06-19",
  email: "an e-mail address",
  uri: "an absolute URI",
  hostname: "a host name",
  byte: "Base64 with its padding",
  e164: "a telephone number in E.164 form such as +14162221122",
  timezone: "an IANA time zone name such as America/New_York or US/Eastern",
};

export const formatMismatch = defineKeywordRule({
  id: "format-mismatch",
  keywords: ["format"],
  summary: "A text does not have the documented format.",
  why: "Whoever parses it by that format fails, or reads something else.",
  fix: "Write the value in the documented format.",
  describe: (violation) => {
    const format = String(violation.expected);
    return `expected ${KINDS[format] ?? `the format ${format}`}, got ${shown(violation)}`;
  },
  remedy: ({ expected, value, secret }) =>
    expected === "e164" && typeof value === "string" && !secret && /^\+?[\d\s().-]{3,25}$/.test(value)
      ? "Write it with a leading +, the country code, and digits only."
      : undefined,
  examples: {
    violates: [
      { schema: { format: "uuid" }, instance: "urn:uuid:57e2f960-3328-11e6-8dd4-c88eee4d9f61", finds: [""] },
      { schema: { format: "date-time" }, instance: "2018-06-19 18:47:36Z", finds: [""] },
      { schema: { format: "timezone" }, instance: "Europe/Atlantis", finds: [""] },
    ],
    passes: [
      { schema: { format: "uuid" }, instance: "00000000-0000-0000-0000-000000000000" },
      { schema: { format: "timezone" }, instance: "US/Eastern" },
      { schema: { format: "uuid" }, instance: 7 },
    ],
  },
});
