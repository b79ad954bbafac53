import type { SetUp, StateChange, StateOutcome } from "./states.ts";

/**
 * Announces states to a provider's set-up hook: a POST of `{ action, state, params }`, as Pact's verifiers send it. The
 * hook may answer with an object of values that the interaction is filled in with.
 */
export const hookAt =
  (url: string, timeout: number): SetUp =>
  async (change: StateChange): Promise<StateOutcome> => {
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify(change),
        redirect: "manual",
        signal: AbortSignal.timeout(timeout),
      });
      const text = (await response.text()).slice(0, 1024 * 1024);
      if (!response.ok)
        return { kind: "refused", why: `the set-up hook answered "${change.state}" with ${response.status}` };
      return { kind: "done", values: valuesIn(text) };
    } catch (error) {
      const { name, message, cause } = error as Error & { readonly cause?: Partial<NodeJS.ErrnoException> };
      if (name === "TimeoutError")
        return { kind: "refused", why: `the set-up hook did not answer "${change.state}" within ${timeout} ms` };
      return { kind: "unreachable", message: cause?.message ?? message };
    }
  };

const valuesIn = (text: string): unknown => {
  try {
    const values: unknown = JSON.parse(text);
    return values !== null && typeof values === "object" && !Array.isArray(values) ? values : {};
  } catch {
    return {};
  }
};

/** For a provider that has no such hook: every interaction is tried in whatever state the provider is. */
export const noHook: SetUp = async () => ({ kind: "done", values: {} });
