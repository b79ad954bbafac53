import { coverageText, matrixOf, OUTCOMES, PACT_OUTCOMES, pactCounts } from "./matrix.ts";
import type { MatrixRenderer } from "./matrix-formats.ts";
import { reason, waiverText, weightOfClause, weightOfInteraction } from "./matrix-waivers.ts";

/** Text in a cell of a table: no markup of its own, no line breaks. */
const cell = (text: string): string => text.replaceAll(/\s+/g, " ").replaceAll(/[\\`*_{}[\]<>|#]/g, "\\$&");

/** Markdown, as pull requests and job summaries show it: the matrix, the findings, then every clause by outcome. */
const markdown: MatrixRenderer = (report, failOn = "error") => {
  const { verdict, summary, findings, verification } = report;
  const lines = [
    `# Conformance: ${verdict}`,
    "",
    `${summary.checked} cases; ${summary.error} errors, ${summary.warning} warnings, ${summary.info} for information, ${summary.waived} waived.`,
    "",
  ];
  lines.push(`| operation | ${OUTCOMES.join(" | ")} |`, `|---|${OUTCOMES.map(() => "--:").join("|")}|`);
  for (const one of verification)
    for (const { name, counts } of matrixOf(one)) lines.push(`| ${cell(name)} | ${counts.join(" | ")} |`);
  if (findings.length > 0) {
    lines.push("", "## Findings", "", "| severity | rule | where | what |", "|---|---|---|---|");
    for (const { severity, rule, operation, instance, message, count, waived } of findings) {
      const what = waived === null ? message : `${message}; ${waiverText(waived)}`;
      lines.push(
        `| ${waived === null ? severity : "waived"} | ${rule}${count > 1 ? ` ×${count}` : ""} | ${cell(`${operation ?? ""} ${instance.pointer}`)} | ${cell(what)} |`,
      );
    }
  }
  for (const { provider, coverage } of verification) lines.push("", `${cell(provider)}: ${coverageText(coverage)}.`);
  for (const { provider, pacts } of verification) {
    if (pacts === undefined) continue;
    const counts = pactCounts(pacts).map((count, index) => `${count} ${PACT_OUTCOMES[index]}`);
    lines.push("", `## Pacts of ${cell(provider)}`, "", `${cell(pacts.source)}: ${counts.join(", ")}.`, "");
    if (pacts.published !== null) lines.push(`Published for version ${cell(pacts.published)}.`, "");
    lines.push("| consumer | interaction | outcome | why |", "|---|---|---|---|");
    for (const interaction of pacts.interactions) {
      const { consumer, description, outcome } = interaction;
      const why = reason(interaction.why, weightOfInteraction(interaction, findings, failOn));
      lines.push(`| ${cell(consumer)} | ${cell(description)} | ${outcome} | ${cell(why)} |`);
    }
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
      for (const clause of own) {
        const why = reason(clause.why, weightOfClause(clause, findings, failOn));
        lines.push(`| ${cell(clause.id)} | ${cell(clause.says)} | ${cell(why)} |`);
      }
      lines.push("", "</details>");
    }
  return `${lines.join("\n")}\n`;
};

export default markdown;
