import type { Finding } from "../model/finding.ts";
import type { PactSection, VerifiedClause } from "./matrix.ts";
import type { MatrixRenderer } from "./matrix-formats.ts";
import { type Weight, waiverText, weightOfClause, weightOfInteraction } from "./matrix-waivers.ts";
import { fails, positionOf } from "./outline.ts";
import { element, xml } from "./xml.ts";

interface TestCase {
  readonly name: string;
  readonly outcome: "passed" | "failure" | "skipped";
  readonly message: string;
  readonly text: string;
}

const suite = (name: string, cases: readonly TestCase[], output: readonly string[] = []): string => {
  const count = (outcome: TestCase["outcome"]) => cases.filter((one) => one.outcome === outcome).length;
  const lines = cases.map((one) => {
    const { message, outcome } = one;
    const content =
      outcome === "passed"
        ? ""
        : outcome === "skipped"
          ? element("skipped", {}, xml(message))
          : element("failure", { message }, xml(one.text));
    return `    ${element("testcase", { classname: name, name: one.name }, content)}\n`;
  });
  if (output.length > 0) lines.push(`    ${element("system-out", {}, xml(output.join("\n")))}\n`);
  const counts = { tests: cases.length, failures: count("failure"), errors: 0, skipped: count("skipped") };
  return `  ${element("testsuite", { name, ...counts }, `\n${lines.join("")}  `)}\n`;
};

/** What is broken fails only where it fails the run. */
const brokenCase = (name: string, why: string, text: string, weight: Weight): TestCase => {
  if (weight.kind === "fails") return { name, outcome: "failure", message: why, text };
  const message = weight.kind === "waived" ? waiverText(weight.waived) : `broken, which does not fail the run: ${why}`;
  return { name, outcome: "skipped", message, text: "" };
};

const clauseCase = (clause: VerifiedClause, weigh: (clause: VerifiedClause) => Weight): TestCase => {
  const { id, says, outcome, why } = clause;
  const name = `${id}: ${says}`;
  if (outcome === "kept") return { name, outcome: "passed", message: "", text: "" };
  if (outcome === "broken") return brokenCase(name, why ?? "", says, weigh(clause));
  return { name, outcome: "skipped", message: `${outcome}: ${why ?? ""}`, text: "" };
};

const pactCases = (
  { interactions }: PactSection,
  weigh: (interaction: PactSection["interactions"][number]) => Weight,
): TestCase[] =>
  interactions.map((interaction): TestCase => {
    const { consumer, description, outcome, why } = interaction;
    const name = `${consumer}: ${description}`;
    if (outcome === "kept") return { name, outcome: "passed", message: "", text: "" };
    if (outcome === "broken") return brokenCase(name, why ?? "", "", weigh(interaction));
    return { name, outcome: "skipped", message: why ?? "", text: "" };
  });

const lineOf = (finding: Finding): string => {
  const { severity, rule, instance, message, waived } = finding;
  return `${waived === null ? severity : "waived"} ${rule} ${positionOf(finding)} ${instance.pointer}: ${message}`;
};

/**
 * JUnit XML: a suite for each operation with a test for each clause, one for the pacts, and one for findings that fail
 * the run and concern no clause. What was not exercised is skipped with the reason, and so is what is waived.
 */
const junit: MatrixRenderer = ({ verification, findings }, failOn = "error") => {
  const suites: string[] = [];
  for (const { provider, operations, clauses, pacts } of verification) {
    for (const operation of operations) {
      const name = `${provider}.${operation}`;
      const own = clauses.filter((clause) => clause.operations[0] === operation);
      const output = findings.filter((finding) => finding.operation === name).map(lineOf);
      const weigh = (clause: VerifiedClause): Weight => weightOfClause(clause, findings, failOn);
      suites.push(
        suite(
          name,
          own.map((clause) => clauseCase(clause, weigh)),
          output,
        ),
      );
    }
    if (pacts !== undefined)
      suites.push(
        suite(
          `${provider} pacts`,
          pactCases(pacts, (one) => weightOfInteraction(one, findings, failOn)),
        ),
      );
  }
  const others = findings.filter(
    (finding) => finding.clauses.length === 0 && finding.rule !== "pact-not-kept" && fails(finding, failOn),
  );
  if (others.length > 0)
    suites.push(
      suite(
        "findings",
        others.map((finding) => ({
          name: `${finding.rule} ${finding.operation ?? ""} ${positionOf(finding)}${finding.instance.pointer}`,
          outcome: "failure",
          message: finding.message,
          text: finding.fix,
        })),
      ),
    );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element("testsuites", { name: "tenant-contracts verify" }, `\n${suites.join("")}`)}\n`;
};

export default junit;
