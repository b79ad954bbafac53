/// <reference lib="dom" />
import type { Gate } from "../../conformance/conformance.ts";
import type { BundledContract } from "../../contract/bundled.ts";
import { contractOf } from "../../contract/contract.ts";
import { Judge } from "../../engine/judge.ts";
import type { Contract } from "../../model/contract.ts";
import type { Direction } from "../../model/finding.ts";
import type { Target } from "../../validate/target.ts";
import { load } from "./registry.ts";

/** A documented body as the page carries it. */
export interface ListedBody {
  readonly ref: string;
  /** What its gate goes by. */
  readonly key: string;
  readonly schema: string;
  readonly direction: Direction;
  readonly status: number | null;
  readonly media: string;
}

/** A provider's contract, and what judges by it. */
export interface LoadedProvider {
  readonly contract: Contract;
  readonly judge: Judge;
}

const providers = new Map<string, Promise<LoadedProvider>>();

const read = async (name: string): Promise<LoadedProvider> => {
  const { documents, clauses } = await load<BundledContract>(`contracts/${name}`);
  const contract = contractOf(name, `specs/${name}.openapi.yaml`, new Map(Object.entries(documents)), clauses);
  return { contract, judge: new Judge(contract) };
};

/** A provider's contract, loaded when first asked for. */
export const providerOf = (name: string): Promise<LoadedProvider> => {
  let found = providers.get(name);
  if (found === undefined) {
    found = read(name);
    providers.set(name, found);
    found.catch(() => providers.delete(name));
  }
  return found;
};

/** `mattr.createTenant` of `mattr.createTenant/response/400`. */
export const operationOf = (ref: string): string => ref.split("/")[0]!;

/** A documented body as a target: its operation's compiled validators, and the contract once there is something to say. */
export const targetOf = async (body: ListedBody): Promise<Target> => {
  const gates = new Map(await load<readonly (readonly [string, Gate])[]>(`validators/${operationOf(body.ref)}`));
  return {
    name: body.ref,
    schema: body.schema,
    gate: gates.get(body.key) ?? null,
    judge: async () => {
      const { contract, judge } = await providerOf(body.ref.split(".")[0]!);
      const operation = contract.operations.find(({ ref }) => ref === operationOf(body.ref)) ?? null;
      return { judge, context: { operation, direction: body.direction, status: body.status } };
    },
  };
};
