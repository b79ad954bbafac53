import type { VerifiedClause } from "./matrix.ts";
import type { MatrixRenderer } from "./matrix-formats.ts";

/** Whether XML 1.0 may hold a character at all (2.2). */
const isXml = (code: number): boolean =>
  code === 9 || code === 10 || code === 13 || (code >= 32 && code !== 0xfffe && code !== 0xffff);

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text as XML may hold it: markup escaped, characters that XML forbids spelled out. */
const xml = (text: string): string =>
  [...text.toWellFormed()]
    .map((character) => {
      const code = character.codePointAt(0)!;
      return isXml(code) ? (ENTITIES[character] ?? character) : `\\u${code.toString(16).padStart(4, "0")}`;
    })
    .join("");

const inside = (clause: VerifiedClause): string => {
  const why = xml(clause.why ?? "");
  if (clause.outcome === "broken") return `<failure message="${why}">${xml(clause.says)}</failure>`;
  return clause.outcome === "kept" ? "" : `<skipped message="${xml(clause.outcome)}: ${why}"/>`;
};

/** JUnit XML: a suite for each operation, a test for each clause; what was not exercised is skipped, with the reason. */
const junit: MatrixRenderer = ({ verification, findings }) => {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites name="tenant-contracts verify">'];
  for (const { provider, operations, clauses } of verification)
    for (const operation of operations) {
      const own = clauses.filter((clause) => clause.operations[0] === operation);
      const name = `${provider}.${operation}`;
      const count = (outcome: string) => own.filter((clause) => clause.outcome === outcome).length;
      const skipped = count("not exercised") + count("not checkable");
      lines.push(
        `  <testsuite name="${xml(name)}" tests="${own.length}" failures="${count("broken")}" errors="0" skipped="${skipped}">`,
      );
      for (const clause of own) {
        const body = inside(clause);
        lines.push(
          `    <testcase classname="${xml(name)}" name="${xml(`${clause.id}: ${clause.says}`)}"${body === "" ? "/>" : `>${body}</testcase>`}`,
        );
      }
      const messages = findings.filter((finding) => finding.operation === name);
      if (messages.length > 0) {
        const texts = messages.map(
          ({ severity, rule, instance, message }) =>
            `${severity} ${rule} ${instance.source} ${instance.pointer}: ${message}`,
        );
        lines.push(`    <system-out>${xml(texts.join("\n"))}</system-out>`);
      }
      lines.push("  </testsuite>");
    }
  return `${[...lines, "</testsuites>"].join("\n")}\n`;
};

export default junit;
