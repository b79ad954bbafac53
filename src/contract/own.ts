import type { Contract } from "../model/contract.ts";
import { contractOf } from "./contract.ts";
import { type LoadOptions, loadDocuments } from "./load.ts";

/** The contract of an OpenAPI document of the user's own, named after its file. */
export const loadOwn = async (path: string, options: LoadOptions = {}): Promise<Contract> => {
  const { source, documents } = await loadDocuments(path, options);
  const provider = source
    .split("/")
    .at(-1)!
    .replace(/(\.openapi)?\.(ya?ml|json)$/i, "");
  return contractOf(provider, source, documents);
};
