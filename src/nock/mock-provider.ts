import nock from "nock";
import { loadBehaviour, loadGates } from "../contract/bundled.ts";
import { Router } from "../contract/routing.ts";
import { bodyOf, headersOf } from "../library/exchange.ts";
import { bundledContract } from "../library/judges.ts";
import type { Behaviour } from "../provider/behaviour.ts";
import { createProvider } from "../provider/provider.ts";
import { type ChosenAnswer, documentedAnswers } from "./examples.ts";

/** How a provider is mocked. */
export interface MockProviderOptions {
  /** Where it seems to be served; the first documented server unless given. */
  readonly baseUrl?: string;
  /** The seed of ids and secrets: 0 unless given. */
  readonly seed?: number | string;
  /** The credentials it accepts, as `bearer:TOKEN` and so on; `demo` ones unless given. */
  readonly auth?: readonly string[];
  /** Operations, by id, that give a documented answer whatever they are asked: a status, or a status and an example. */
  readonly answers?: { readonly [operation: string]: ChosenAnswer | number };
}

/** A provider that answers in place of the network. */
export interface MockedProvider {
  readonly baseUrl: string;
  /** Puts a resource in, as if it had been created: `put("tenants", { id: …, … })`. */
  put(resource: string, record: { readonly [member: string]: unknown }): void;
  /** Forgets all that was created. */
  reset(): void;
  /** Takes its interceptors away; all others stay. */
  remove(): void;
}

/**
 * Installs nock interceptors for every documented operation of a bundled provider, for as long as they are not removed.
 * Requests are checked as the provider would and refused as documented; what is created is there afterwards. Rejects
 * with a RangeError for a provider, an operation, a status or an example that is not documented.
 */
export const mockProvider = async (name: string, options: MockProviderOptions = {}): Promise<MockedProvider> => {
  const { seed = 0, auth, answers = {} } = options;
  const contract = await bundledContract(name);
  const baseUrl = (options.baseUrl ?? contract.servers[0]?.url ?? "http://localhost").replace(/\/+$/, "");
  const { origin, pathname } = new URL(baseUrl);
  const base = pathname.replace(/\/+$/, "");
  const chosen = documentedAnswers(contract, answers);
  const files = await loadBehaviour(name);
  const gates = await loadGates(name);
  const provider = createProvider(contract, files?.behaviour as Behaviour, {
    seed,
    gates,
    ...(auth === undefined ? {} : { auth }),
  });
  const router = new Router(contract, [base]);
  const scope = nock(origin).persist();
  const interceptors = contract.operations.map((operation) => {
    const { method, id } = operation;
    const interceptor = scope.intercept((uri: string) => router.find(method, uri).operation?.id === id, method);
    interceptor.reply(async (request: Request) => {
      const { pathname: path, search } = new URL(request.url);
      const answer =
        chosen.get(id) ??
        provider.handle({
          method,
          url: path.slice(base.length) + search,
          headers: headersOf(request.headers),
          body: bodyOf(await bytesOf(request)),
        });
      const headers = Object.fromEntries(Object.entries(answer.headers).map(([key, value]) => [key, value as string]));
      return [answer.status, answer.body === null ? "" : Buffer.from(answer.body), headers];
    });
    return interceptor;
  });
  return {
    baseUrl,
    put: (resource, record) => provider.put(resource, record),
    reset: () => provider.reset(),
    remove: () => {
      for (const interceptor of interceptors) nock.removeInterceptor(interceptor);
    },
  };
};

const bytesOf = async (request: Request): Promise<Uint8Array | null> => {
  const bytes = new Uint8Array(await request.arrayBuffer());
  return bytes.length === 0 ? null : bytes;
};
