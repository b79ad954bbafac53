import { createHash } from "node:crypto";
import type { Place, Severity } from "../model/finding.ts";
import { SEVERITIES } from "../model/finding.ts";
import { generalised } from "../model/pointer.ts";
import { VERSION } from "../version.ts";
import { type ClauseFile, clauseObservations } from "./clauses.ts";
import { AnnotationComparison } from "./document/annotations.ts";
import { type ApiDocument, type ApiOperation, readApi } from "./document/api.ts";
import { compareOperation } from "./document/compare-operation.ts";
import { schemaObservations } from "./document/compare-schemas.ts";
import { requestWitness } from "./document/context.ts";
import { type Side, twinsOf } from "./document/twins.ts";
import type { DiffFinding, DiffReport, Observation, Repetition } from "./finding.ts";
import { nextVersion } from "./next-version.ts";
import { diffRule } from "./rules/catalogue.ts";
import { Budget } from "./schema/budget.ts";
import { DocumentSource, type SchemaSource, splitLocation } from "./schema/source.ts";
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

/** The steps a comparison may take unless it is said otherwise: some seconds of work on a slow machine. */
export const DEFAULT_STEPS = 3_000_000;

const isApi = (document: unknown): boolean => isObject(document) && typeof document.openapi === "string";

/** Compares two contracts. Both are OpenAPI documents of version 3.1 or later, or both are JSON Schemas. */
export const diff = (
  base: DiffInput,
  revision: DiffInput,
  tools: Tools,
  options: DiffOptions = DIFF_DEFAULTS,
): DiffReport => {
  const sides = [base, revision].map(
    ({ root, documents }): Side => ({ root, documents, source: new DocumentSource(documents) }),
  );
  const [b, r] = sides as [Side, Side];
  const [first, second] = [b.documents.get(b.root), r.documents.get(r.root)];
  const observations: Observation[] = [];
  const repetitions: Repetition[] = [];
  const twins = twinsOf(b, r);
  const budget = new Budget(tools.steps);
  const pairs = (direction: "request" | "response"): SchemaPairs =>
    new SchemaPairs(direction, b.source, r.source, (schema) => twins.of(schema), tools, budget);
  let checked = 1;
  let version: string | null = null;
  if (isApi(first) && isApi(second) && isObject(first) && isObject(second)) {
    const before = readApi(b.root, first, b.source);
    version = before.version;
    checked = before.operations.size;
    if (!twins.identical) {
      const after = readApi(r.root, second, r.source);
      checked = Math.max(checked, after.operations.size);
      const both = { request: pairs("request"), response: pairs("response") };
      const sources = { base: b.source, revision: r.source };
      const remarks = (direction: "request" | "response"): AnnotationComparison =>
        new AnnotationComparison(sources, direction, (schema) => twins.of(schema));
      const annotations = { request: remarks("request"), response: remarks("response") };
      const tell = (observation: Observation): void => void observations.push(observation);
      const repeat = (repetition: Repetition): void => void repetitions.push(repetition);
      compareDocuments(before, after, tell, repeat, { both, annotations, sources, options });
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
  if (base.clauses && revision.clauses) observations.push(...clauseObservations(base.clauses, revision.clauses));
  return reportOf(observations, repetitions, Math.max(1, checked), base, revision, version, options);
};

interface Comparing {
  readonly both: { readonly request: SchemaPairs; readonly response: SchemaPairs };
  readonly annotations: Readonly<Record<"request" | "response", AnnotationComparison>>;
  readonly sources: { readonly base: SchemaSource; readonly revision: SchemaSource };
  readonly options: DiffOptions;
}

const compareDocuments = (
  before: ApiDocument,
  after: ApiDocument,
  tell: (observation: Observation) => void,
  repeat: (repetition: Repetition) => void,
  { both, annotations, sources, options }: Comparing,
): void => {
  const root = { operation: null, direction: null, status: null, at: "/servers", witness: null };
  const places = { base: `${before.source}#/servers`, revision: `${after.source}#/servers` };
  for (const server of before.servers)
    if (!after.servers.includes(server) && after.servers.length > 0)
      tell({
        ...root,
        ...places,
        at: `/servers/${server.replaceAll("/", "~1")}`,
        rule: "server-removed",
        message: `The server ${server} is no longer listed.`,
      });
  for (const server of after.servers)
    if (!before.servers.includes(server) && before.servers.length > 0)
      tell({
        ...root,
        ...places,
        at: `/servers/${server.replaceAll("/", "~1")}`,
        rule: "server-added",
        message: `The server ${server} is new.`,
      });
  for (const [key, operation] of before.operations) {
    const other = after.operations.get(key);
    if (other === undefined) tell(removal(operation, after, options));
    else {
      const unstable = operation.stability === "draft" || operation.stability === "alpha";
      const capped = (observation: Observation): void =>
        tell(
          unstable && observation.rule !== "operation-stability-decreased"
            ? {
                ...observation,
                severity: "info",
                message: `${observation.message} The operation was ${operation.stability}.`,
              }
            : observation,
        );
      compareOperation({ base: operation, revision: other, pairs: both, annotations, sources, tell: capped, repeat });
    }
  }
  for (const [key, operation] of after.operations)
    if (!before.operations.has(key))
      tell({
        rule: "operation-added",
        operation: operation.id,
        direction: null,
        status: null,
        message: `${operation.method} ${operation.path} is new.`,
        at: "",
        base: `${before.source}#/paths`,
        revision: operation.at,
        witness: null,
      });
};

const removal = (operation: ApiOperation, after: ApiDocument, { today }: DiffOptions): Observation => {
  const common = {
    operation: operation.id,
    direction: null,
    status: null,
    at: "",
    base: operation.at,
    revision: `${after.source}#/paths`,
  };
  const name = `${operation.method} ${operation.path}`;
  if (operation.stability === "draft" || operation.stability === "alpha")
    return {
      ...common,
      rule: "operation-removed",
      severity: "info",
      message: `${name} is gone. It was ${operation.stability}.`,
      witness: null,
    };
  if (operation.deprecated && operation.sunset !== null && (today === null || operation.sunset <= today)) {
    const passed = today !== null;
    return {
      ...common,
      rule: "operation-removed-after-deprecation",
      ...(passed ? { severity: "info" as const } : {}),
      message: passed
        ? `${name} is gone; its sunset date ${operation.sunset} has passed.`
        : `${name} is gone; it was deprecated with the sunset date ${operation.sunset}. Whether that has passed is not known here.`,
      witness: null,
    };
  }
  const early = operation.sunset === null ? "" : ` Its sunset date ${operation.sunset} has not passed.`;
  return {
    ...common,
    rule: "operation-removed",
    message: `${name} is gone.${early}`,
    witness: requestWitness(operation),
  };
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
