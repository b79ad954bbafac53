import type { Finding, Severity } from "../model/finding.ts";
import type { VerifiedClause, VerifiedInteraction } from "./matrix.ts";
import { fails } from "./outline.ts";

/** What something broken means for the run: it fails it, is waived, or weighs less than what fails runs. */
export type Weight =
  | { readonly kind: "fails" | "tolerated" }
  | { readonly kind: "waived"; readonly waived: NonNullable<Finding["waived"]> };

const weightOf = (about: readonly Finding[], failOn: Severity): Weight => {
  if (about.length === 0 || about.some((finding) => fails(finding, failOn))) return { kind: "fails" };
  const [waived] = about.flatMap((finding) => finding.waived ?? []);
  return waived === undefined || about.some((finding) => finding.waived === null)
    ? { kind: "tolerated" }
    : { kind: "waived", waived };
};

/** What a broken clause means for the run, by the findings that cite it. */
export const weightOfClause = ({ id }: VerifiedClause, findings: readonly Finding[], failOn: Severity): Weight =>
  weightOf(
    findings.filter(({ severity, clauses }) => severity !== "info" && clauses.some((clause) => clause.id === id)),
    failOn,
  );

/** What a broken interaction means for the run, by the finding that it is. */
export const weightOfInteraction = (
  { why }: VerifiedInteraction,
  findings: readonly Finding[],
  failOn: Severity,
): Weight =>
  weightOf(
    findings.filter(({ rule, message }) => rule === "pact-not-kept" && message === why),
    failOn,
  );

/** `waived until 2027-03-31 by team-a: announced`; empty for what is not waived. */
export const waiverText = (waived: Finding["waived"]): string =>
  waived === null ? "" : `waived until ${waived.until} by ${waived.owner}: ${waived.reason}`;

/** Why something is not as one would wish, and that it is waived where it is. */
export const reason = (why: string | null, weight: Weight): string =>
  [why ?? "", weight.kind === "waived" ? waiverText(weight.waived) : ""].filter((text) => text !== "").join("; ");
