import type { BundledContract } from "../contract/bundled.ts";
import { contractOf } from "../contract/contract.ts";
import { Judge } from "../engine/judge.ts";
import citrix from "../generated/contracts/citrix.ts";
import cxengage from "../generated/contracts/cxengage.ts";
import mattr from "../generated/contracts/mattr.ts";

// Assertions answer at once, so their contracts cannot be loaded when they are first asked for.
const BUNDLED: { readonly [provider: string]: BundledContract } = { citrix, cxengage, mattr };

/** The providers whose contracts assertions know by themselves. */
export const ASSERTED_PROVIDERS: readonly string[] = Object.keys(BUNDLED);

const judges = new Map<string, Judge>();

/** The judge of a bundled contract, without waiting; null for any other name. */
export const bundledJudge = (provider: string): Judge | null => {
  const known = judges.get(provider);
  if (known !== undefined || !Object.hasOwn(BUNDLED, provider)) return known ?? null;
  const { documents, clauses } = BUNDLED[provider]!;
  const contract = contractOf(provider, `specs/${provider}.openapi.yaml`, new Map(Object.entries(documents)), clauses);
  const judge = new Judge(contract);
  judges.set(provider, judge);
  return judge;
};
