import { loadBehaviour, loadBundled, loadGates } from "../../src/contract/bundled.ts";
import { Router } from "../../src/contract/routing.ts";
import { type Contract, successOf } from "../../src/model/contract.ts";
import { documentedAnswer } from "../../src/nock/examples.ts";
import type { Behaviour } from "../../src/provider/behaviour.ts";
import { faultsOf, withFault } from "../../src/provider/faults.ts";
import { createProvider, type Provider } from "../../src/provider/provider.ts";
import { serve } from "../../src/provider/server.ts";

/** Brings a provider into a state that pacts name. */
export type StateHandlers = { readonly [state: string]: () => Promise<void> };

/** A provider that is being served, with what brings it into the states of the pacts. */
export interface StatefulTarget {
  readonly url: string;
  readonly stateHandlers: StateHandlers;
  close(): Promise<void>;
}

/** What no request can bring about: the whole provider, or what stands before it, answers so until the next state. */
const CIRCUMSTANCES: { readonly [state: string]: number } = {
  "the caller lacks the permission": 403,
  "the provider meets an unexpected error": 500,
  "a gateway gets no usable answer": 502,
  "the provider is unavailable for now": 503,
  "a gateway gets no answer in time": 504,
};

/** The documented sample of an operation's success. */
const sampleOf = (contract: Contract, id: string): Record<string, unknown> => {
  const operation = contract.operations.find((one) => one.id === id)!;
  return Object.values(successOf(operation)!.content[0]!.examples)[0] as Record<string, unknown>;
};

/** Resources as they are kept, from the documented samples. */
const STORED: { readonly [provider: string]: (contract: Contract) => Record<string, unknown> } = {
  mattr: (contract) => sampleOf(contract, "retrieveTenant"),
  cxengage: (contract) => {
    const { parent: _, ...tenant } = sampleOf(contract, "updateTenant").result as Record<string, unknown>;
    return tenant;
  },
};

const statesOf = (provider: Provider, answer: (status: number | null) => void): StateHandlers => {
  const { contract } = provider;
  const fresh =
    (status: number | null = null, stored: Record<string, unknown> | null = null) =>
    async () => {
      answer(status);
      provider.reset();
      if (stored !== null) provider.put("tenants", stored);
    };
  const tenant = STORED[contract.provider]?.(contract) ?? null;
  return {
    "no tenant is imported yet": fresh(),
    "nothing but the platform is there": fresh(),
    "the environment 84ca6f53-5405-4413-a6ad-848b781807e7 is there and holds no tenant": fresh(),
    ...(tenant === null
      ? {}
      : {
          [`the tenant ${tenant.id} is there`]: fresh(null, tenant),
          [`the tenant ${tenant.id} is not there`]: fresh(),
        }),
    ...Object.fromEntries(Object.entries(CIRCUMSTANCES).map(([state, status]) => [state, fresh(status)])),
  };
};

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
  const router = new Router(contract!);
  let circumstance: number | null = null;
  const inState: Provider = {
    contract: contract!,
    handle: (request) => {
      const { operation } = router.find(request.method, request.url);
      return circumstance === null || operation === null
        ? provider.handle(request)
        : documentedAnswer(operation, { status: circumstance });
    },
    refuse: (kind, request) => provider.refuse(kind, request),
    put: (resource, record) => provider.put(resource, record),
    reset: () => provider.reset(),
  };
  const { url, close } = await serve(inState, wire === undefined ? {} : { wire });
  const stateHandlers = statesOf(provider, (status) => {
    circumstance = status;
  });
  return { url, close, stateHandlers };
};
