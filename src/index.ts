/**
 * Contracts of APIs that are documented by web pages only: load them, judge payloads and exchanges by them, call the
 * providers with typed clients. Importing it does nothing but define these names.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { contractOf } from "./contract/contract.ts";
import { type LoadOptions, loadDocuments } from "./contract/load.ts";
import { bundledContract, isBundled } from "./library/judges.ts";
import { contractOfDocument, type OpenApiDocument } from "./library/read-contract.ts";
import type { Contract } from "./model/contract.ts";

export {
  type Bodies,
  type BodyRef,
  type BundledOperationRef,
  type CheckOptions,
  type ClauseCitation,
  type Contract,
  checkExchange,
  type Direction,
  DocumentError,
  type Exchange,
  type ExchangeLike,
  type ExchangeRequest,
  type ExchangeResponse,
  type Finding,
  type HeadersLike,
  type OpenApiDocument,
  type Operation,
  type OperationRef,
  type Place,
  PROVIDERS,
  type Report,
  type Schema,
  type Severity,
  type Standing,
  type ValidateOptions,
  VERSION,
  validate,
  validateText,
} from "./browser.ts";
export {
  type AuthOf,
  type ClientOptions,
  createClient,
  type JudgedExchange,
  type PathsOf,
  type Provider,
  type ProviderClient,
} from "./client/client.ts";
export type { DiffFinding, DiffReport, Witness } from "./diff/finding.ts";
export { type DiffLibraryOptions, type DiffSource, diff } from "./library/diff.ts";

/** How a contract is loaded. */
export interface LoadContractOptions {
  /** What refs start with; the file's name without its extension unless given. */
  readonly name?: string;
  /** Whether references to `http:` and `https:` addresses may be fetched; not unless said so. */
  readonly remote?: boolean;
}

/**
 * A contract: a bundled one by name (`mattr`), that of an OpenAPI 3.0, 3.1 or 3.2 document by path or `file:` URL, with
 * all the files it refers to, or that of a document given as an object. A bundled name comes before a file of the same
 * name; write `./mattr` for the file. Rejects with a `DocumentError` that tells file and remedy.
 */
export const loadContract = async (
  source: string | URL | OpenApiDocument,
  options: LoadContractOptions = {},
): Promise<Contract> => {
  if (typeof source === "string" && isBundled(source)) return bundledContract(source);
  if (typeof source !== "string" && !(source instanceof URL)) return contractOfDocument(source, options.name ?? "api");
  const loading: LoadOptions = options.remote === undefined ? {} : { remote: options.remote };
  const path =
    typeof source !== "string" ? fileURLToPath(source) : source.startsWith("file:") ? fileURLToPath(source) : source;
  const loaded = await loadDocuments(path, loading);
  const name = loaded.source
    .split("/")
    .at(-1)!
    .replace(/(\.openapi)?\.(ya?ml|json)$/i, "");
  return contractOf(options.name ?? name, loaded.source, loaded.documents);
};
