import type { Finding } from "../model/finding.ts";
import { appendixMarkdown } from "./appendix-markdown.ts";
import { countsOf, positionOf, ranked, subjectOf } from "./outline.ts";
import type { Renderer } from "./renderer.ts";

/** A comment on GitHub holds 65,536 characters, one on GitLab far more. */
const LONGEST = 60_000;

/** So many findings are shown in full; the others are folded. */
const OPEN = 10;

/** What findings leave of it to what is told beside them, however many they are. */
const FOR_APPENDICES = 10_000;

/** Text that stays text: no markup, no mention, no reference to an issue. */
const plain = (text: string): string =>
  text
    .replaceAll(/\s+/g, " ")
    .replaceAll(/[&<>@#|`*_[\]~\\]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll("://", ":&#47;&#47;");

const code = (text: string): string => `<code>${plain(text)}</code>`;

const item = (finding: Finding): string => {
  const { severity, rule, message, fix, instance, clauses, count, waived } = finding;
  const subject = subjectOf(finding);
  const lines = [
    `- **${severity}** ${code(rule)}${subject === "" ? "" : ` ${code(subject)}`}${count > 1 ? ` ×${count}` : ""}: ${plain(message)}`,
    `  at ${code(`${positionOf(finding)}${instance.pointer === "" ? "" : ` ${instance.pointer}`}`)}`,
    ...clauses
      .slice(0, 3)
      .map(({ id, page, section, says }) => `  > ${plain(says)} (“${plain(page)}”, ${plain(section)}; ${code(id)})\n`),
    `  Fix: ${plain(fix)}`,
    ...(waived === null
      ? []
      : [`  Waived until ${plain(waived.until)} by ${plain(waived.owner)}: ${plain(waived.reason)}`]),
  ];
  return `${lines.join("\n")}\n`;
};

/** For a comment on a pull request or a step summary: the worst findings in full, the others folded, never too long for either. */
const markdown: Renderer = (report, { appendices = [] }) => {
  const findings = ranked(report.findings);
  const { error, warning, info, waived, checked } = report.summary;
  const head = [
    `### tenant-contracts ${report.command}: ${report.verdict}`,
    "",
    "| checked | errors | warnings | info | waived |",
    "|---:|---:|---:|---:|---:|",
    `| ${checked} | ${error} | ${warning} | ${info} | ${waived} |`,
    "",
    ...(findings.length === 0 ? [`${countsOf(report)}.`, ""] : []),
  ].join("\n");
  const shown = findings.slice(0, OPEN).map(item);
  const folded = findings.slice(OPEN).map(item);
  const kept = appendices.length === 0 ? 0 : FOR_APPENDICES;
  let room = LONGEST - head.length - 300 - kept;
  const fitting = (items: readonly string[]): string[] => {
    const taken: string[] = [];
    for (const one of items) {
      if (one.length > room) break;
      room -= one.length;
      taken.push(one);
    }
    return taken;
  };
  const first = fitting(shown);
  const rest = first.length === shown.length ? fitting(folded) : [];
  const missing = findings.length - first.length - rest.length;
  const more =
    rest.length === 0 ? "" : `\n<details><summary>${rest.length} more</summary>\n\n${rest.join("")}\n</details>\n`;
  const tooMany = missing === 0 ? "" : `\n${missing} more do not fit here: see the JSON report.\n`;
  return `${head}\n${first.join("")}${more}${tooMany}${appendixMarkdown(appendices, plain, room + kept)}`;
};

export default markdown;
