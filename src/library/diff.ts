import { fileURLToPath } from "node:url";
import { loadDocuments } from "../contract/load.ts";
import { upgradeFrom30 } from "../contract/upgrade.ts";
import type { DiffInput } from "../diff/diff.ts";
import type { DiffReport } from "../diff/finding.ts";
import type { Contract, Schema } from "../model/contract.ts";
import type { Severity } from "../model/finding.ts";
import { bundledContract, isBundled } from "./judges.ts";
import type { OpenApiDocument } from "./read-contract.ts";

/** One of two contracts: a bundled one by name, a document or schema by path or `file:` URL, a loaded contract, or an object. */
export type DiffSource = string | URL | Contract | OpenApiDocument | Schema;

/** How a comparison is judged. */
export interface DiffLibraryOptions {
  /** The mildest severity that makes the verdict `fail`: `error`, a proven break, unless given. */
  readonly failOn?: Severity;
  /** Severities that are not the rules' own, by rule id; `off` drops a rule's findings. */
  readonly severities?: Readonly<Record<string, Severity | "off">>;
  /** For JSON Schemas: old instances must stay valid (`request`, unless given) or new ones must have been valid. */
  readonly schemaDirection?: "request" | "response";
  /** The day, `2024-01-31`, by which sunset dates have passed. */
  readonly today?: string;
}

const isContract = (source: object): source is Contract => "documents" in source && source.documents instanceof Map;

const objectInput = (source: Schema | OpenApiDocument, side: string): DiffInput => {
  const document = structuredClone(source) as { [member: string]: unknown } | boolean;
  if (typeof document === "object" && String(document.openapi ?? "").startsWith("3.0")) upgradeFrom30(document);
  return { root: side, documents: new Map([[side, document]]) };
};

const inputOf = async (source: DiffSource, side: string): Promise<DiffInput> => {
  if (typeof source === "string" && isBundled(source)) return inputOf(await bundledContract(source), side);
  if (typeof source === "string" || source instanceof URL) {
    const path = source instanceof URL || source.startsWith("file:") ? fileURLToPath(source) : source;
    const loaded = await loadDocuments(path);
    return { root: loaded.source, documents: loaded.documents };
  }
  if (typeof source === "object" && isContract(source)) return { root: source.source, documents: source.documents };
  return objectInput(source, side);
};

/**
 * Would a new contract break anyone? Compares two OpenAPI documents, or two JSON Schemas. A break is an `error` with a
 * witness: something that one of the two takes and the other refuses. Rejects with a `DocumentError` for what cannot be
 * read.
 */
export const diff = async (
  baseline: DiffSource,
  revision: DiffSource,
  options: DiffLibraryOptions = {},
): Promise<DiffReport> => {
  const [before, after] = await Promise.all([inputOf(baseline, "baseline"), inputOf(revision, "revision")]);
  const [{ diff: compare, DIFF_DEFAULTS }, { standardTools }] = await Promise.all([
    import("../diff/diff.ts"),
    import("../diff/tools.ts"),
  ]);
  return compare(before, after, standardTools(), { ...DIFF_DEFAULTS, ...options });
};
