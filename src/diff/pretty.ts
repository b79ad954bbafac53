import { styleText } from "node:util";
import type { Place, Severity } from "../model/finding.ts";
import { alsoInWords, witnessText, witnessWords } from "./changelog.ts";
import type { DiffFinding, DiffReport } from "./finding.ts";
import { diffRule, isDiffRule } from "./rules/catalogue.ts";

const STYLES = { error: "red", warning: "yellow", info: "cyan" } as const satisfies Readonly<Record<Severity, string>>;

/** Text as a terminal may show it: control characters are spelled out. */
const printable = (text: string): string =>
  [...text]
    .map((character) => {
      const point = character.codePointAt(0) ?? 0;
      const hidden =
        point < 0x20 ||
        (point >= 0x7f && point < 0xa0) ||
        (point >= 0x2028 && point <= 0x202e) ||
        (point >= 0x2066 && point <= 0x2069);
      return hidden ? `\\u${point.toString(16).padStart(4, "0")}` : character;
    })
    .join("");

const placeText = ({ source, line, column, pointer }: Place): string =>
  printable(`${source}${line === null ? "" : `:${line}:${column ?? 1}`}${pointer === "" ? "" : `  ${pointer}`}`);

/** For people: grouped by operation, breaking first, each with both places, who is hurt, the proof and a remedy. */
export const prettyDiff = (report: DiffReport, color: boolean): string => {
  const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const lines: string[] = [];
  const detail = (finding: DiffFinding): void => {
    const { severity, rule, message, instance, baseline, revision, witness, fix, alsoIn, waived } = finding;
    const grade = waived === null ? paint(STYLES[severity], severity) : paint("dim", "waived");
    lines.push(`  ${grade}  ${paint("bold", rule)}`, `    ${printable(message)}`);
    if (waived !== null)
      lines.push(
        `    ${paint("dim", "until")}  ${waived.until} by ${printable(waived.owner)}: ${printable(waived.reason)}`,
      );
    if (baseline === null && revision === null) lines.push(`    ${paint("dim", "at")}     ${placeText(instance)}`);
    if (baseline !== null) lines.push(`    ${paint("dim", "was")}    ${placeText(baseline)}`);
    if (revision !== null) lines.push(`    ${paint("dim", "is")}     ${placeText(revision)}`);
    if (alsoIn.length > 0) lines.push(`    ${paint("dim", "also")}   in ${printable(alsoInWords(alsoIn))}`);
    if (severity !== "info" && isDiffRule(rule)) lines.push(`    ${paint("dim", "hurts")}  ${diffRule(rule).hurts}`);
    if (witness !== null)
      lines.push(
        `    ${paint("dim", "proof")}  ${witnessWords(witness)}:`,
        `           ${printable(witnessText(witness))}`,
      );
    if (severity !== "info") lines.push(`    ${paint("dim", "fix")}    ${printable(fix)}`);
  };
  let operation: string | null | undefined;
  for (const finding of report.findings) {
    if (finding.operation !== operation) {
      operation = finding.operation;
      if (lines.length > 0) lines.push("");
      lines.push(paint("bold", operation === null ? "The contract as a whole" : printable(operation)));
    }
    detail(finding);
  }
  if (lines.length > 0) lines.push("");
  const { checked, error, warning, info, waived } = report.summary;
  const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;
  const found = [
    ...(error > 0 ? [plural(error, "error")] : []),
    ...(warning > 0 ? [plural(warning, "warning")] : []),
    ...(info > 0 ? [`${info} info`] : []),
    ...(waived > 0 ? [`${waived} waived`] : []),
  ];
  lines.push(
    `${report.verdict}: ${found.length === 0 ? "no difference in meaning" : found.join(", ")}; ${checked} compared`,
  );
  return `${lines.join("\n")}\n`;
};
