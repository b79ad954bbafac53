/** The rule about what passes without being looked at, in the words of the catalogue. */
export const BODY_UNJUDGED = {
  id: "body-unjudged",
  severity: "warning",
  summary: "A body passed through the proxy without being judged.",
  why: "A pass says nothing about it.",
  fix: "Raise --max-body if it is too large; let the client ask for an encoding that Node decodes.",
} as const;
