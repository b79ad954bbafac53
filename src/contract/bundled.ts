import type { Gate } from "../conformance/conformance.ts";
import { BEHAVIOURS, CONTRACTS } from "../generated/contracts.ts";
import type { ClauseRegister } from "../model/clause.ts";
import type { Contract, SchemaLocation } from "../model/contract.ts";
import type { Direction } from "../model/finding.ts";
import { contractOf } from "./contract.ts";

/** A provider's documents as the package carries them. */
export interface BundledContract {
  readonly documents: { readonly [name: string]: unknown };
  readonly clauses: ClauseRegister;
}

/** A documented body of a bundled contract, and the compiled gate to it. */
export interface BundledBody {
  readonly ref: string;
  /** What the gate goes by in `Conformance`. */
  readonly key: string;
  readonly schema: SchemaLocation;
  readonly direction: Direction;
  readonly status: number | null;
  readonly media: string;
  readonly gate: (() => Promise<{ default: Gate }>) | null;
}

/** The providers whose contracts come with the package, in alphabetical order. */
export const PROVIDERS: readonly string[] = Object.keys(CONTRACTS);

/** A bundled provider's contract; undefined for any other name. */
export const loadBundled = async (provider: string): Promise<Contract | undefined> => {
  const load = Object.hasOwn(CONTRACTS, provider) ? CONTRACTS[provider] : undefined;
  if (load === undefined) return undefined;
  const { documents, clauses } = (await load()).default;
  return contractOf(provider, `specs/${provider}.openapi.yaml`, new Map(Object.entries(documents)), clauses);
};

/** How a bundled provider behaves when it is embedded, and the faults it can be given, as its files say. */
export const loadBehaviour = async (provider: string): Promise<{ behaviour: unknown; faults: unknown } | undefined> =>
  Object.hasOwn(BEHAVIOURS, provider) ? (await BEHAVIOURS[provider]!()).default : undefined;

/** The compiled gates to all bodies of a bundled provider, for a `Judge`. */
export const loadGates = async (provider: string): Promise<[string, Gate][]> => {
  const { BODIES } = await import("../generated/bodies.ts");
  const own = BODIES.filter(({ ref, gate }) => ref.startsWith(`${provider}.`) && gate !== null);
  return Promise.all(own.map(async ({ key, gate }): Promise<[string, Gate]> => [key, (await gate!()).default]));
};
