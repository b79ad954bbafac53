import type { Finding, Severity } from "../model/finding.ts";
import { countsOf, ranked, subjectOf } from "./outline.ts";
import type { Renderer } from "./renderer.ts";

const COMMANDS: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "notice" };

const data = (text: string): string => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

const annotation = (finding: Finding): string => {
  const { severity, rule, message, fix, instance, clauses, count, waived } = finding;
  const properties = {
    ...(instance.source === "-" ? {} : { file: instance.source }),
    ...(instance.line === null ? {} : { line: String(instance.line), col: String(instance.column ?? 1) }),
    title: `${waived === null ? "" : "waived: "}${rule}${count > 1 ? ` ×${count}` : ""}`,
  };
  const subject = subjectOf(finding);
  const text = [
    `${subject === "" ? "" : `${subject}: `}${message}`,
    ...(instance.pointer === "" ? [] : [`at ${instance.pointer}`]),
    ...clauses.slice(0, 3).map(({ page, section, says }) => `“${page}”, ${section}: ${says}`),
    `Fix: ${fix}`,
  ].join("\n");
  const written = Object.entries(properties).map(([name, value]) => `${name}=${property(value)}`);
  return `::${waived === null ? COMMANDS[severity] : "notice"} ${written.join(",")}::${data(text)}\n`;
};

/** Workflow commands of GitHub Actions: an annotation for each finding, worst first, since only the first ones are shown. */
const github: Renderer = (report) =>
  `${ranked(report.findings).map(annotation).join("")}tenant-contracts ${report.command}: ${report.verdict}: ${countsOf(report)}\n`;

export default github;
