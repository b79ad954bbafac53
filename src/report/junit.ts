import type { Finding, Report } from "../model/finding.ts";
import { countsOf, fails, positionOf, subjectOf } from "./outline.ts";
import type { Renderer } from "./renderer.ts";
import { element, xml } from "./xml.ts";

const textOf = (finding: Finding): string =>
  [
    `${finding.severity}: ${finding.message}${finding.count > 1 ? ` (×${finding.count}, first here)` : ""}`,
    `at: ${positionOf(finding)} ${finding.instance.pointer}`.trimEnd(),
    ...finding.clauses.map(({ id, page, section, says }) => `says: ${says} (${page}, ${section}; ${id})`),
    `fix: ${finding.fix}`,
    `fingerprint: ${finding.fingerprint}`,
  ].join("\n");

type Outcome = "failure" | "skipped" | "passed";

interface TestCase {
  readonly outcome: Outcome;
  readonly text: string;
}

const caseOf = (finding: Finding, suite: string, outcome: Outcome): TestCase => {
  const { rule, message, instance, waived } = finding;
  const name = [rule, subjectOf(finding), `${positionOf(finding)}${instance.pointer}`]
    .filter((part) => part !== "")
    .join(" ");
  const content =
    outcome === "failure"
      ? element("failure", { type: rule, message }, xml(textOf(finding)))
      : outcome === "skipped"
        ? element(
            "skipped",
            {},
            xml(`waived until ${waived?.until ?? ""} by ${waived?.owner ?? ""}: ${waived?.reason ?? ""}`),
          )
        : element("system-out", {}, xml(textOf(finding)));
  return { outcome, text: element("testcase", { name, classname: suite }, content) };
};

/** A test case for the run itself, so that a run without findings is not an empty one, and one without subjects fails. */
const runCase = (report: Report): TestCase => {
  const nothing = report.summary.checked === 0;
  const content = nothing ? element("failure", { type: "nothing-checked", message: "nothing was checked" }, "") : "";
  return {
    outcome: nothing ? "failure" : "passed",
    text: element("testcase", { name: countsOf(report), classname: report.command }, content),
  };
};

const tally = (cases: readonly TestCase[]) => ({
  tests: cases.length,
  failures: cases.filter(({ outcome }) => outcome === "failure").length,
  errors: 0,
});

/**
 * JUnit's XML as Jenkins, GitLab and their kin read it: a suite for each operation, a test case for each finding, which
 * fails if it fails the run, is skipped if it is waived, and passes with its text as output otherwise.
 */
const junit: Renderer = (report, { failOn = "error" }) => {
  const suites = new Map<string, TestCase[]>([[report.command, [runCase(report)]]]);
  for (const finding of report.findings) {
    const name = finding.operation ?? report.command;
    const outcome = finding.waived !== null ? "skipped" : fails(finding, failOn) ? "failure" : "passed";
    suites.set(name, [...(suites.get(name) ?? []), caseOf(finding, name, outcome)]);
  }
  const all = [...suites.values()].flat();
  const texts = [...suites].map(([name, cases]) => {
    const skipped = cases.filter(({ outcome }) => outcome === "skipped").length;
    const lines = cases.map(({ text }) => `    ${text}\n`).join("");
    return `  ${element("testsuite", { name, ...tally(cases), skipped }, `\n${lines}  `)}\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element("testsuites", { name: `tenant-contracts ${report.command}`, ...tally(all) }, `\n${texts.join("")}`)}\n`;
};

export default junit;
