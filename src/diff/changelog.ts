import type { Severity } from "../model/finding.ts";
import type { DiffFinding, DiffReport, Witness } from "./finding.ts";
import { diffRule, isDiffRule } from "./rules/catalogue.ts";

const TITLES: Readonly<Record<Severity, string>> = {
  error: "Breaking changes",
  warning: "Changes that may break",
  info: "Compatible changes",
};

const LONGEST = 300;

/** The evidence on one line; long texts are cut. */
export const witnessText = ({ instance }: Witness): string => {
  const text = JSON.stringify(instance) ?? "null";
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
};

/** What the evidence shows, in words. */
export const witnessWords = ({ of, validIn, invalidIn }: Witness): string =>
  `this ${/^(exchange|body|item)\b/.test(of) ? of : `value of ${of}`} is valid in the ${validIn} and not in the ${invalidIn}`;

/** The further operations a change reaches, the first few by name. */
export const alsoInWords = (operations: readonly string[]): string =>
  operations.length > 4
    ? `${operations.slice(0, 3).join(", ")} and ${operations.length - 3} more operations`
    : operations.join(", ");

/** The report with proof and remaining operations in the messages, for formats that show nothing but messages. */
export const spoken = (report: DiffReport): DiffReport => ({
  ...report,
  findings: report.findings.map((finding) => {
    const { message, witness, alsoIn } = finding;
    const also = alsoIn.length === 0 ? "" : ` Also in: ${alsoInWords(alsoIn)}.`;
    const proof = witness === null ? "" : ` Proof: ${witnessWords(witness)}: ${witnessText(witness)}`;
    return { ...finding, message: `${message}${also}${proof}` };
  }),
});

const code = (text: string): string => {
  const ticks = "`".repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return ticks.length > 1 ? `${ticks} ${text} ${ticks}` : `\`${text}\``;
};

/** Text in which nothing is taken for Markdown or HTML. */
const plain = (text: string): string =>
  text.replaceAll(/[\\`*_[\]<>#|~]/g, (character) => `\\${character}`).replaceAll(/\s+/g, " ");

const entry = (finding: DiffFinding): string[] => [
  `- ${plain(finding.message)} (${code(finding.rule)})`,
  ...(finding.alsoIn.length === 0 ? [] : [`  - Also in: ${plain(alsoInWords(finding.alsoIn))}`]),
  ...(finding.waived === null
    ? []
    : [
        `  - Accepted until ${finding.waived.until} by ${plain(finding.waived.owner)}: ${plain(finding.waived.reason)}`,
      ]),
  ...(finding.severity === "info" || !isDiffRule(finding.rule)
    ? []
    : [`  - Who is hurt: ${plain(diffRule(finding.rule).hurts)}`]),
  ...(finding.witness === null
    ? []
    : [`  - Proof: ${witnessWords(finding.witness)}: ${code(witnessText(finding.witness))}`]),
  ...(finding.severity === "info" ? [] : [`  - What to do: ${plain(finding.fix)}`]),
];

/** A changelog in Markdown, fit for release notes: breaking changes first, each by operation, with its proof. */
export const changelog = (report: DiffReport): string => {
  const { error, warning, info } = report.summary;
  const lines = ["# API changes", "", `${error} breaking, ${warning} that may break, ${info} compatible.`];
  if (report.nextVersion !== null) lines.push("", `Next version by Semantic Versioning: **${report.nextVersion}**`);
  for (const severity of ["error", "warning", "info"] as const) {
    const findings = report.findings.filter((finding) => finding.severity === severity);
    if (findings.length === 0) continue;
    lines.push("", `## ${TITLES[severity]}`);
    const operations = new Set(findings.map(({ operation }) => operation));
    for (const operation of operations) {
      lines.push("", `### ${operation === null ? "The contract as a whole" : plain(operation)}`, "");
      for (const finding of findings) if (finding.operation === operation) lines.push(...entry(finding));
    }
  }
  return `${lines.join("\n")}\n`;
};
