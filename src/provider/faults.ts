import { contractOf } from "../contract/contract.ts";
import { Router } from "../contract/routing.ts";
import type { Contract } from "../model/contract.ts";
import { type Alteration, Alterer } from "./alteration.ts";
import type { Behaviour } from "./behaviour.ts";
import { type PatchOperation, patched } from "./patch.ts";
import { createProvider, type Provider, type ProviderOptions } from "./provider.ts";
import { unrulyWire, type WireKind } from "./unruly-wire.ts";
import type { Wire } from "./wire.ts";

/** One way in which a provider can be told to misbehave, or to differ without breaking anything. */
export interface Fault {
  /** Starts with the provider. */
  readonly name: string;
  /** What the provider does, in a sentence. */
  readonly says: string;
  /** The kind: `shape`, `status`, `header`, `media-type`, `validation`, `credentials`, `echo`, `relation`, `leak`, `transport`. */
  readonly kind: string;
  /** The clause it breaks; null for a change that breaks nothing. */
  readonly breaks: string | null;
  /** Changes to the documents that the provider believes in. */
  readonly documents?: { readonly [name: string]: readonly PatchOperation[] };
  /** Changes to its behaviour. */
  readonly behaviour?: readonly PatchOperation[];
  /** `any`: whatever looks like credentials is accepted. */
  readonly credentials?: "any";
  /** Changes to its answers. */
  readonly response?: Alteration;
  /** How its answers are written, where they travel over HTTP. */
  readonly wire?: WireKind;
}

/** The faults of a provider, of the form of `specs/<provider>.faults.yaml`; none where there is no such file. */
export const faultsOf = (file: unknown): readonly Fault[] =>
  (file as { readonly faults?: readonly Fault[] } | null | undefined)?.faults ?? [];

/** A provider that misbehaves in one way, and how it is to be served if that is part of it. */
export interface FaultyProvider {
  readonly provider: Provider;
  readonly wire: Wire | undefined;
}

/** Makes a provider with one fault. Throws an Error where the fault names something that is not there. */
export const withFault = (
  contract: Contract,
  behaviour: Behaviour,
  fault: Fault,
  options: ProviderOptions = {},
): FaultyProvider => {
  const documents = new Map(contract.documents);
  for (const [name, patch] of Object.entries(fault.documents ?? {})) {
    if (!documents.has(name)) throw new Error(`the fault ${fault.name} names ${name}, and there is no such document`);
    documents.set(name, patched(documents.get(name), patch));
  }
  const believed = contractOf(contract.provider, contract.source, documents, contract.clauses);
  const { gates: _, ...rest } = options;
  const provider = createProvider(believed, patched(behaviour, fault.behaviour ?? []), {
    ...rest,
    ...(fault.credentials === "any" ? { anyCredentials: true } : {}),
  });
  return {
    provider: fault.response === undefined ? provider : altered(provider, fault.response),
    wire: fault.wire === undefined ? undefined : unrulyWire(fault.wire),
  };
};

const altered = (provider: Provider, alteration: Alteration): Provider => {
  const router = new Router(provider.contract);
  const alterer = new Alterer(alteration);
  return {
    contract: provider.contract,
    handle: (request) =>
      alterer.alter(provider.handle(request), router.find(request.method, request.url).operation?.id ?? null),
    refuse: (kind, request) => provider.refuse(kind, request),
    put: (resource, record) => provider.put(resource, record),
    reset: () => provider.reset(),
  };
};
