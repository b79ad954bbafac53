import type { Finding, Severity } from "../model/finding.ts";
import { subjectOf } from "./outline.ts";
import type { Renderer, RuleWords } from "./renderer.ts";

const LEVELS: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "note" };

/** A source as a URI reference (RFC 3986): relative where it is a relative path, so that code hosts find the file. */
const uriOf = (source: string): string => {
  if (source === "-") return "stdin";
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(source)) return source;
  const path = source.replaceAll("\\", "/").split("/").map(encodeURIComponent).join("/");
  return path.startsWith("/") ? `file://${path}` : path.replace(/^\.\//, "");
};

const physical = (source: string, line: number | null, column: number | null): object => ({
  artifactLocation: { uri: uriOf(source) },
  ...(line === null ? {} : { region: { startLine: line, startColumn: column ?? 1 } }),
});

const ruleOf = (id: string, words: RuleWords | undefined): object => ({
  id,
  ...(words === undefined
    ? {}
    : {
        shortDescription: { text: words.summary },
        fullDescription: { text: words.why },
        help: {
          text: `${words.summary} ${words.why} ${words.fix}`,
          markdown: `${words.summary}\n\n**Why:** ${words.why}\n\n**Fix:** ${words.fix}\n`,
        },
      }),
});

const resultOf = (finding: Finding, ruleIndex: number): object => {
  const {
    rule,
    severity,
    message,
    fix,
    instance,
    schema,
    clauses,
    fingerprint,
    count,
    waived,
    operation,
    direction,
    status,
  } = finding;
  const says = clauses
    .map(({ id, page, section, says: text }) => `\nThe documentation says (${page}, ${section}; ${id}): ${text}`)
    .join("");
  const subject = subjectOf(finding);
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: `${subject === "" ? "" : `${subject}: `}${message}${says}\nFix: ${fix}` },
    locations: [
      {
        physicalLocation: physical(instance.source, instance.line, instance.column),
        ...(instance.pointer === ""
          ? {}
          : { logicalLocations: [{ fullyQualifiedName: instance.pointer, kind: "member" }] }),
      },
    ],
    ...(schema === null
      ? {}
      : {
          relatedLocations: [
            {
              id: 0,
              physicalLocation: physical(schema.source, null, null),
              logicalLocations: [{ fullyQualifiedName: schema.pointer === "" ? "/" : schema.pointer }],
              message: { text: "What documents it otherwise." },
            },
          ],
        }),
    partialFingerprints: { "tenantContracts/v1": fingerprint },
    occurrenceCount: count,
    ...(waived === null
      ? {}
      : {
          suppressions: [
            {
              kind: "external",
              status: "accepted",
              justification: `${waived.reason} (${waived.owner}, until ${waived.until})`,
            },
          ],
        }),
    properties: { operation, direction, status, clauses: clauses.map(({ id, standing }) => ({ id, standing })) },
  };
};

/** SARIF 2.1.0 (OASIS): one run, the rules that found something with their help, waived findings as suppressed. */
const sarif: Renderer = (report, { rules }) => {
  const ids = [...new Set(report.findings.map(({ rule }) => rule))].sort();
  const log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: report.tool.name,
            version: report.tool.version,
            informationUri: "https://github.com/tenant-contracts/tenant-contracts",
            rules: ids.map((id) => ruleOf(id, rules?.get(id))),
          },
        },
        automationDetails: { id: `tenant-contracts/${report.command}/` },
        columnKind: "utf16CodeUnits",
        results: report.findings.map((finding) => resultOf(finding, ids.indexOf(finding.rule))),
        properties: { command: report.command, verdict: report.verdict, ...report.summary },
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
};

export default sarif;
