/**
 * What of the library runs anywhere, browsers included: bundled contracts and documents given as objects, payloads and
 * exchanges judged by them. Nothing here touches files, the network or the process.
 *
 * @module
 */
import { bundledContract } from "./library/judges.ts";
import { contractOfDocument, type OpenApiDocument } from "./library/read-contract.ts";
import type { Contract } from "./model/contract.ts";

export { PROVIDERS } from "./contract/bundled.ts";
export { DocumentError } from "./contract/contract.ts";
export { type CheckOptions, checkExchange } from "./library/check-exchange.ts";
export type { ExchangeLike, HeadersLike } from "./library/exchange.ts";
export type { OpenApiDocument } from "./library/read-contract.ts";
export type { Bodies, BodyRef, BundledOperationRef, OperationRef } from "./library/refs.ts";
export { type ValidateOptions, validate, validateText } from "./library/validate.ts";
export type { ClauseCitation, Standing } from "./model/clause.ts";
export type { Contract, Operation, Schema } from "./model/contract.ts";
export type { Exchange, ExchangeRequest, ExchangeResponse } from "./model/exchange.ts";
export type { Direction, Finding, Place, Report, Severity } from "./model/finding.ts";
export { VERSION } from "./version.ts";

/**
 * A contract: a bundled one by name, or that of an OpenAPI document given as an object. Rejects with a RangeError for
 * an unknown name, with a `DocumentError` for an object that is no such document.
 */
export const loadContract = async (
  source: string | OpenApiDocument,
  options: { readonly name?: string } = {},
): Promise<Contract> =>
  typeof source === "string" ? bundledContract(source) : contractOfDocument(source, options.name ?? "api");
