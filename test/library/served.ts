import { loadBehaviour, loadBundled, loadGates } from "../../src/contract/bundled.ts";
import type { Behaviour } from "../../src/provider/behaviour.ts";
import { faultsOf, withFault } from "../../src/provider/faults.ts";
import { createProvider, type Provider } from "../../src/provider/provider.ts";
import { type ServedProvider, serve } from "../../src/provider/server.ts";

/** A bundled provider, embedded and served on any free port. */
export const served = async (name: string, seed = 0): Promise<ServedProvider & { provider: Provider }> => {
  const [contract, files, gates] = await Promise.all([loadBundled(name), loadBehaviour(name), loadGates(name)]);
  const provider = createProvider(contract!, files!.behaviour as Behaviour, { seed, gates });
  return { ...(await serve(provider)), provider };
};

/** The same with one of its faults. Throws for a fault that it does not have. */
export const faulty = async (name: string, fault: string): Promise<ServedProvider & { provider: Provider }> => {
  const [contract, files] = await Promise.all([loadBundled(name), loadBehaviour(name)]);
  const found = faultsOf(files!.faults).find((one) => one.name === fault);
  if (found === undefined) throw new Error(`there is no fault ${fault}`);
  const { provider, wire } = withFault(contract!, files!.behaviour as Behaviour, found);
  return { ...(await serve(provider, wire === undefined ? {} : { wire })), provider };
};
