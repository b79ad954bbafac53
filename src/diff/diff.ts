import { createHash } from "node:crypto";
import type { Place, Severity } from "../model/finding.ts";
import { SEVERITIES } from "../model/finding.ts";
import { generalised } from "../model/pointer.ts";
import { VERSION } from "../version.ts";
import { type ClauseFile, clauseObservations } from "./clauses.ts";
import { AnnotationComparison } from "./document/annotations.ts";
import { compareDocuments } from "./document/compare-documents.ts";
import { schemaObservations } from "./document/compare-schemas.ts";
import { readApi, surveyApi } from "./document/read-api.ts";
import { type Side, twinsOf } from "./document/twins.ts";
import type { DiffFinding, DiffReport, Observation, Repetition } from "./finding.ts";
import { nextVersion } from "./next-version.ts";
import { diffRule } from "./rules/catalogue.ts";
import { Budget } from "./schema/budget.ts";
import { Resemblance } from "./schema/resemblance.ts";
import { DocumentSource, splitLocation } from "./schema/source.ts";
import { isObject } from "./schema/value.ts";
import { SchemaPairs, type Tools } from "./schema-pairs.ts";

/** One of the two contracts: its first document's name, and all documents by name. */
export interface DiffInput {
  readonly root: string;
  readonly documents: ReadonlyMap<string, unknown>;
  /** The clauses behind it, for a contract that has them. */
  readonly clauses?: ClauseFile | null | undefined;
  /** How findings name its documents; by default as they are. */
  readonly display?: (name: string) => string;
}

/** How a comparison is judged. */
export interface DiffOptions {
  readonly failOn: Severity;
  /** Severities that are not the rules' own, by rule id; `off` drops a rule's findings. */
  readonly severities: Readonly<Record<string, Severity | "off">>;
  /** For plain JSON Schemas: whether instances of the baseline must stay valid (`request`) or the reverse. */
  readonly schemaDirection: "request" | "response";
  /** The day of the comparison, `2024-01-31`, by which sunset dates have passed; null decides nothing by date. */
  readonly today: string | null;
}

/** How a comparison is judged unless it is said otherwise. */
export const DIFF_DEFAULTS: DiffOptions = { failOn: "error", severities: {}, schemaDirection: "request", today: null };

/** The steps a comparison may take unless it is said otherwise: a second of work or two. */
export const DEFAULT_STEPS = 800_000;

const isApi = (document: unknown): boolean => isObject(document) && typeof document.openapi === "string";

/** Compares two contracts. Both are OpenAPI documents of version 3.1 or later, or both are JSON Schemas. */
export const diff = (
  base: DiffInput,
  revision: DiffInput,
  tools: Tools,
  options: DiffOptions = DIFF_DEFAULTS,
): DiffReport => {
  const sideOf = (root: string, documents: DiffInput["documents"]): Side => ({
    root,
    documents,
    source: new DocumentSource(documents),
  });
  const b = sideOf(base.root, base.documents);
  const r = sideOf(revision.root, unshared(base.documents, revision.documents));
  const [first, second] = [b.documents.get(b.root), r.documents.get(r.root)];
  const observations: Observation[] = [];
  const repetitions: Repetition[] = [];
  const twins = twinsOf(b, r);
  const budget = new Budget(tools.steps);
  const resemblance = new Resemblance(b.source, r.source, twins, budget);
  const pairs = (direction: "request" | "response"): SchemaPairs =>
    new SchemaPairs(direction, b.source, r.source, resemblance, tools, budget);
  let checked = 1;
  let version: string | null = null;
  if (isApi(first) && isApi(second) && isObject(first) && isObject(second)) {
    ({ version, count: checked } = surveyApi(b.root, first, b.source));
    if (!twins.identical) {
      const [before, after] = [readApi(b.root, first, b.source), readApi(r.root, second, r.source)];
      checked = Math.max(checked, after.operations.size + after.webhooks.size);
      const sources = { base: b.source, revision: r.source };
      const remarks = (direction: "request" | "response"): AnnotationComparison =>
        new AnnotationComparison(sources, direction, twins);
      compareDocuments(before, after, {
        pairs: { request: pairs("request"), response: pairs("response") },
        annotations: { request: remarks("request"), response: remarks("response") },
        sources,
        today: options.today,
        tell: (observation) => void observations.push(observation),
        repeat: (repetition) => void repetitions.push(repetition),
      });
    }
  } else if (!twins.identical) {
    const at = { base: b.source.at(`${b.root}#`), revision: r.source.at(`${r.root}#`) };
    const direction = options.schemaDirection;
    if (at.base !== null && at.revision !== null) {
      const place = { direction, status: null, of: "instance", at: "", words: "the schema" } as const;
      const result = pairs(direction).compare(at.base, at.revision);
      const sources = { base: b.source, revision: r.source };
      observations.push(...schemaObservations(result, at.base, at.revision, place, sources));
    }
  }
  tools.spent?.(tools.steps - budget.left);
  if (base.clauses && revision.clauses) observations.push(...clauseObservations(base.clauses, revision.clauses));
  return reportOf(observations, repetitions, Math.max(1, checked), base, revision, version, options);
};

/**
 * The documents of the revision, with copies of those that are objects of the baseline too: schemas are known by their
 * objects, and what a shared one refers to may differ. Where all are shared nothing differs, and none is copied.
 */
const unshared = (base: DiffInput["documents"], revision: DiffInput["documents"]): DiffInput["documents"] => {
  const known = new Set(base.values());
  const isShared = (document: unknown): boolean => typeof document === "object" && known.has(document);
  const shared = [...revision].filter(([, document]) => isShared(document)).length;
  if (shared === 0 || (shared === revision.size && base.size === revision.size)) return revision;
  return new Map([...revision].map(([name, one]) => [name, isShared(one) ? structuredClone(one) : one]));
};

const place = (location: string | null, display: (name: string) => string): Place | null => {
  if (location === null) return null;
  const { source, pointer } = splitLocation(location);
  return { source: display(source), line: null, column: null, pointer };
};

const fingerprint = (observation: Observation): string =>
  createHash("sha256")
    .update(
      [
        observation.rule,
        observation.operation ?? "",
        observation.direction ?? "",
        observation.status ?? "",
        generalised(observation.at),
      ].join("\n"),
    )
    .digest("hex")
    .slice(0, 12);

const reportOf = (
  observations: readonly Observation[],
  repetitions: readonly Repetition[],
  checked: number,
  base: DiffInput,
  revision: DiffInput,
  version: string | null,
  { failOn, severities }: DiffOptions,
): DiffReport => {
  const same = (name: string): string => name;
  const findings: DiffFinding[] = [];
  const places = new Map<object, (string | null)[]>();
  for (const { shared, operation } of repetitions) {
    const list = places.get(shared);
    if (list === undefined) places.set(shared, [operation]);
    else list.push(operation);
  }
  for (const observation of observations) {
    const rule = diffRule(observation.rule);
    const chosen = severities[rule.id] ?? observation.severity ?? rule.severity;
    if (chosen === "off") continue;
    const before = place(observation.base, base.display ?? same);
    const after = place(observation.revision, revision.display ?? same);
    const also = observation.shared === undefined ? [] : (places.get(observation.shared) ?? []);
    const status = /^\d{3}$/.test(observation.status ?? "") ? Number(observation.status) : null;
    findings.push({
      fingerprint: fingerprint(observation),
      rule: rule.id,
      severity: chosen,
      operation: observation.operation,
      direction: observation.direction,
      status,
      message: observation.message,
      instance: after ?? before ?? { source: revision.root, line: null, column: null, pointer: "" },
      schema: before === null ? null : { source: before.source, pointer: before.pointer },
      clauses: [],
      fix: chosen === "info" ? "Nothing to do." : rule.migration,
      count: 1 + also.length,
      waived: null,
      baseline: before,
      revision: after,
      alsoIn: [
        ...new Set(also.filter((operation) => operation !== null && operation !== observation.operation)),
      ] as string[],
      witness: chosen === "info" ? null : observation.witness,
    });
  }
  const sorted = grouped(findings);
  const total = (severity: Severity): number => sorted.filter((finding) => finding.severity === severity).length;
  const limit = SEVERITIES.indexOf(failOn);
  return {
    tool: { name: "tenant-contracts", version: VERSION },
    command: "diff",
    verdict: sorted.some(({ severity }) => SEVERITIES.indexOf(severity) <= limit) ? "fail" : "pass",
    summary: { checked, error: total("error"), warning: total("warning"), info: total("info"), waived: 0 },
    findings: sorted,
    nextVersion: nextVersion(version, sorted),
  };
};

/** By operation, the operations with the worst findings first, and the worst findings of each first. */
const grouped = (findings: readonly DiffFinding[]): DiffFinding[] => {
  const rank = ({ severity }: DiffFinding): number => SEVERITIES.indexOf(severity);
  const worst = new Map<string | null, number>();
  const order = new Map<string | null, number>();
  for (const finding of findings) {
    const { operation } = finding;
    if (!order.has(operation)) order.set(operation, order.size);
    worst.set(operation, Math.min(worst.get(operation) ?? SEVERITIES.length, rank(finding)));
  }
  return [...findings].sort(
    (a, b) =>
      (worst.get(a.operation) ?? 0) - (worst.get(b.operation) ?? 0) ||
      (order.get(a.operation) ?? 0) - (order.get(b.operation) ?? 0) ||
      rank(a) - rank(b),
  );
};
