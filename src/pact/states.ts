import { Router } from "../contract/routing.ts";
import { documentedAnswer } from "../nock/examples.ts";
import type { PactState } from "../provider/behaviour.ts";
import type { Provider } from "../provider/provider.ts";

/** What a verifier announces before and after an interaction, in Pact's documented form. */
export interface StateChange {
  readonly action: string;
  readonly state: string;
  readonly params: object;
}

/** What came of announcing a state. `values` are those that the interaction may be filled in with. */
export type StateOutcome =
  | { readonly kind: "done"; readonly values: unknown }
  | { readonly kind: "refused"; readonly why: string }
  /** Nobody listens there. */
  | { readonly kind: "unreachable"; readonly message: string };

/** Brings a provider into a state, or out of it. */
export type SetUp = (change: StateChange) => Promise<StateOutcome>;

/** An embedded provider that can be brought into the states that pacts name. */
export interface StatefulProvider {
  readonly provider: Provider;
  readonly setUp: SetUp;
}

/** Adds states to an embedded provider; each begins with what it has from the start. */
export const withStates = (
  provider: Provider,
  states: { readonly [name: string]: PactState } = {},
): StatefulProvider => {
  const router = new Router(provider.contract);
  let status: number | null = null;
  const setUp: SetUp = async ({ action, state }) => {
    status = null;
    if (action === "teardown") return { kind: "done", values: {} };
    const wanted = state === "" ? {} : Object.hasOwn(states, state) ? states[state] : undefined;
    if (wanted === undefined) return { kind: "refused", why: `the provider knows no state "${state}"` };
    provider.reset();
    for (const [resource, records] of Object.entries(wanted.records ?? {}))
      for (const record of records) provider.put(resource, record);
    status = wanted.answer ?? null;
    return { kind: "done", values: {} };
  };
  return {
    setUp,
    provider: {
      contract: provider.contract,
      handle: (request) => {
        const { operation } = router.find(request.method, request.url);
        return status === null || operation === null
          ? provider.handle(request)
          : documentedAnswer(operation, { status });
      },
      refuse: (kind, request) => provider.refuse(kind, request),
      put: (resource, record) => provider.put(resource, record),
      reset: () => provider.reset(),
    },
  };
};
