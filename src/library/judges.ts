import { loadBundled, loadGates, PROVIDERS } from "../contract/bundled.ts";
import { Judge } from "../engine/judge.ts";
import type { Contract } from "../model/contract.ts";
import { listed, nearest } from "../model/show.ts";

const bundled = new Map<string, Promise<Contract>>();
const judges = new WeakMap<Contract, Promise<Judge>>();
const bundledContracts = new WeakSet<Contract>();

/** Whether a contract with this name comes with the package. */
export const isBundled = (name: string): boolean => PROVIDERS.includes(name);

/** A bundled contract, the same object each time. Rejects with a RangeError for a name that there is no contract for. */
export const bundledContract = (name: string): Promise<Contract> => {
  let loading = bundled.get(name);
  if (loading === undefined) {
    loading = load(name);
    if (isBundled(name)) bundled.set(name, loading);
  }
  return loading;
};

const load = async (name: string): Promise<Contract> => {
  const contract = await loadBundled(name);
  if (contract === undefined) throw new RangeError(unknownName("contract", name, PROVIDERS));
  bundledContracts.add(contract);
  return contract;
};

/** What to say of a name that is none of those that are known, and which of them was likely meant. */
export const unknownName = (what: string, name: string, known: readonly string[]): string => {
  const near = nearest(name, known);
  return `there is no ${what} "${name}"; ${near === null ? `known are ${listed(known, "and")}` : `did you mean "${near}"?`}`;
};

/** The judge of a contract; one is kept for as long as the contract is, unless base paths of its own are asked for. */
export const judgeOf = (contract: Contract, bases?: readonly string[]): Promise<Judge> => {
  if (bases !== undefined) return newJudge(contract, bases);
  let judge = judges.get(contract);
  if (judge === undefined) {
    judge = newJudge(contract);
    judges.set(contract, judge);
  }
  return judge;
};

const newJudge = async (contract: Contract, bases?: readonly string[]): Promise<Judge> =>
  new Judge(contract, bundledContracts.has(contract) ? await loadGates(contract.provider) : [], bases);
