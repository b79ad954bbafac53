import type { Severity } from "../../model/finding.ts";
import type { DiffRule } from "./rule.ts";

/** Said of changes that hurt no one. */
export const NOBODY = "Nobody.";

/** The remedy where none is needed. */
export const NOTHING = "Nothing to do.";

/** A rule from its parts, in the order of the documentation; the rules of oasdiff come last. */
export const rule = (
  id: string,
  severity: Severity,
  summary: string,
  hurts: string,
  migration: string,
  mirror: DiffRule["mirror"],
  ...oasdiff: string[]
): DiffRule => ({ id, severity, summary, hurts, migration, oasdiff, mirror });
