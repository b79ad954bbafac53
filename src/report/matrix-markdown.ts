import { matrixOf, OUTCOMES } from "./matrix.ts";
import type { MatrixRenderer } from "./matrix-formats.ts";

/** Text in a cell of a table: no markup of its own, no line breaks. */
const cell = (text: string): string => text.replaceAll(/\s+/g, " ").replaceAll(/[\\`*_{}[\]<>|#]/g, "\\$&");

/** Markdown, as pull requests and job summaries show it: the matrix, the findings, then every clause by outcome. */
const markdown: MatrixRenderer = ({ verdict, summary, findings, verification }) => {
  const lines = [
    `# Conformance: ${verdict}`,
    "",
    `${summary.checked} cases; ${summary.error} errors, ${summary.warning} warnings, ${summary.info} for information.`,
    "",
  ];
  lines.push(`| operation | ${OUTCOMES.join(" | ")} |`, `|---|${OUTCOMES.map(() => "--:").join("|")}|`);
  for (const one of verification)
    for (const { name, counts } of matrixOf(one)) lines.push(`| ${cell(name)} | ${counts.join(" | ")} |`);
  if (findings.length > 0) {
    lines.push("", "## Findings", "", "| severity | rule | where | what |", "|---|---|---|---|");
    for (const { severity, rule, operation, instance, message, count } of findings)
      lines.push(
        `| ${severity} | ${rule}${count > 1 ? ` ×${count}` : ""} | ${cell(`${operation ?? ""} ${instance.pointer}`)} | ${cell(message)} |`,
      );
  }
  for (const { provider, clauses } of verification)
    for (const outcome of ["broken", "not exercised", "not checkable", "kept"] as const) {
      const own = clauses.filter((clause) => clause.outcome === outcome);
      if (own.length === 0) continue;
      lines.push(
        "",
        `<details><summary>${provider}: ${own.length} ${outcome}</summary>`,
        "",
        "| clause | says | why |",
        "|---|---|---|",
      );
      for (const { id, says, why } of own) lines.push(`| ${cell(id)} | ${cell(says)} | ${cell(why ?? "")} |`);
      lines.push("", "</details>");
    }
  return `${lines.join("\n")}\n`;
};

export default markdown;
