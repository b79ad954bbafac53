import { contractOf, DocumentError } from "../contract/contract.ts";
import { upgradeFrom30 } from "../contract/upgrade.ts";
import type { Contract } from "../model/contract.ts";

/** An OpenAPI document as an object: of version 3.0, 3.1 or 3.2. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly [member: string]: unknown;
}

/**
 * The contract that an OpenAPI document spells, by the provider's name that refs are to start with. The document is
 * not changed; references to other files lead nowhere. Throws a `DocumentError` for a document that is none.
 */
export const contractOfDocument = (document: OpenApiDocument, provider: string): Contract => {
  if (typeof document?.openapi !== "string")
    throw new DocumentError(provider, "/openapi", "is not an OpenAPI document", "Give one of version 3.0, 3.1 or 3.2.");
  const copy = structuredClone(document) as { [member: string]: unknown };
  if (document.openapi.startsWith("3.0")) upgradeFrom30(copy);
  return contractOf(provider, provider, new Map([[provider, copy]]));
};
