import type { Severity } from "../model/finding.ts";

/** The rule that `scan` checks, in the words of the catalogue. */
export const SECRET_EXPOSED: {
  readonly id: string;
  readonly summary: string;
  readonly why: string;
  readonly fix: string;
  readonly severity: Severity;
} = {
  id: "secret-exposed",
  summary: "A file that is meant to be shared holds a secret in clear.",
  why: "Whoever gets the file can use it.",
  fix: "Revoke the secret, then remove it from the file or record it anew: recordings of proxy are redacted.",
  severity: "error",
};
