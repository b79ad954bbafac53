import { fingerprintOf } from "../engine/fingerprint.ts";
import type { Judge } from "../engine/judge.ts";
import type { Page } from "../model/clause.ts";
import type { Finding, Severity } from "../model/finding.ts";
import { pointerOf } from "../model/pointer.ts";
import { Citations } from "./citations.ts";
import type { Drift } from "./drift.ts";
import type { PageFacts } from "./extract.ts";
import type { PageRecord } from "./record.ts";
import { rowDrift } from "./row-drift.ts";
import { DOCS_CATALOGUE, DOCS_RULES } from "./rules.ts";
import { sampleDrift } from "./sample-drift.ts";
import { textDrift } from "./text-drift.ts";

/** What a page is compared with. */
export interface Written {
  readonly page: Page;
  readonly record: PageRecord;
  readonly judge: Judge;
}

/** How a page departs from what its clauses were written from, rule by rule in the order of the catalogue. */
export const compare = (facts: PageFacts, { page, record, judge }: Written): Drift[] => {
  const citations = new Citations(judge.contract.clauses, page);
  const drifts: Drift[] = [];
  const lineOf = (section: string): number | null => facts.lines.get(section) ?? null;
  for (const section of page.sections) {
    const { name } = section;
    drifts.push(...rowDrift(section, facts.rows.get(name), record.rows[name] ?? {}, citations, lineOf(name)));
    const sample = facts.samples.find((one) => one.section === name);
    drifts.push(...sampleDrift(section, sample, record.samples[name], judge, citations, lineOf(name)));
  }
  for (const { section, line } of facts.samples)
    if (section === null) {
      const message = "the page shows a sample that it did not show";
      drifts.push({
        rule: DOCS_RULES.textUncovered,
        section: "",
        at: "sample",
        message,
        clauses: [],
        direct: false,
        line,
      });
    }
  drifts.push(...textDrift(record.texts, facts.texts, citations, lineOf));
  const order = new Map<string, number>(DOCS_CATALOGUE.map(({ id }, index) => [id, index]));
  return drifts.sort((a, b) => (order.get(a.rule.id) ?? 0) - (order.get(b.rule.id) ?? 0));
};

/** Clauses that the page itself stands behind weigh as errors, inferred ones as warnings; news are warnings, other words in a place no clause was written from are told. */
const severityOf = ({ rule, clauses, direct }: Drift): Severity => {
  if (direct) return clauses.some(({ standing }) => standing !== "inferred") ? "error" : "warning";
  return rule === DOCS_RULES.sentenceGone || rule === DOCS_RULES.sentenceChanged ? "info" : "warning";
};

/** A drift as a finding of the report. `source` is the page as the user named it. */
export const findingOf = (drift: Drift, source: string, { page, record, judge }: Written): Finding => {
  const { rule, section, at, message, clauses, line, schema } = drift;
  const { contract, register } = judge;
  const [operation, direction] = concerned(drift, page, record);
  const pointer = pointerOf([section, at].filter((segment) => segment !== ""));
  const ref = operation === null ? null : `${contract.provider}.${operation}`;
  return {
    // A row may be named by a number, which is no index.
    fingerprint: fingerprintOf(
      rule.id,
      ref ?? page.id,
      direction,
      null,
      pointer.replaceAll(/\/(?=\d+(?:\/|$))/g, "/#"),
    ),
    rule: rule.id,
    severity: severityOf(drift),
    operation: ref,
    direction,
    status: null,
    message,
    instance: { source, line, column: line === null ? null : 1, pointer },
    schema: schema ?? null,
    clauses: clauses.map((clause) => register.cite(clause)),
    fix: rule.fix,
    count: 1,
    waived: null,
  };
};

/** The operation and direction that a drift is about, as far as its sample, its clauses or the page tell. */
const concerned = (
  { section, clauses }: Drift,
  page: Page,
  record: PageRecord,
): [string | null, "request" | "response" | null] => {
  const body = record.samples[section];
  if (body !== undefined) {
    const [operation = "", kind] = body.split("/");
    return [operation, kind === "request" ? "request" : "response"];
  }
  const direction = /\brequest\b/i.test(section) ? "request" : /\bresponse\b/i.test(section) ? "response" : null;
  if (page.operations.length === 1) return [page.operations[0] ?? null, direction];
  const named = [...new Set(clauses.flatMap(({ operations }) => operations ?? []))];
  return [named.length === 1 ? (named[0] ?? null) : null, direction];
};
