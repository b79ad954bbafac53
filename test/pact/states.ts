import { loadBehaviour, loadBundled, loadGates } from "../../src/contract/bundled.ts";
import { type StatefulProvider, withStates } from "../../src/pact/states.ts";
import type { Behaviour } from "../../src/provider/behaviour.ts";
import { faultsOf, withFault } from "../../src/provider/faults.ts";
import { createProvider } from "../../src/provider/provider.ts";
import { serve } from "../../src/provider/server.ts";

/** A provider that is being served, with what brings it into the states of the pacts. */
export interface StatefulTarget extends StatefulProvider {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a bundled provider, with one of its faults if wanted, ready for the Pact verifier. */
export const servedWithStates = async (name: string, fault?: string): Promise<StatefulTarget> => {
  const [contract, files, gates] = await Promise.all([loadBundled(name), loadBehaviour(name), loadGates(name)]);
  const behaviour = files!.behaviour as Behaviour;
  const chosen = faultsOf(files!.faults).find((one) => one.name === fault);
  if (fault !== undefined && chosen === undefined) throw new Error(`${name} has no fault ${fault}`);
  const { provider, wire } =
    chosen === undefined
      ? { provider: createProvider(contract!, behaviour, { gates }), wire: undefined }
      : withFault(contract!, behaviour, chosen);
  const stateful = withStates(provider, behaviour.states);
  const { url, close } = await serve(stateful.provider, wire === undefined ? {} : { wire });
  return { ...stateful, url, close };
};
