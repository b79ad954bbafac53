import { expect } from "chai";
import { loadBehaviour, loadBundled, loadGates } from "../../src/contract/bundled.ts";
import { Judge } from "../../src/engine/judge.ts";
import type { Contract } from "../../src/model/contract.ts";
import type { ExchangeRequest, ExchangeResponse } from "../../src/model/exchange.ts";
import type { Behaviour } from "../../src/provider/behaviour.ts";
import { createProvider, type Provider, type ProviderOptions } from "../../src/provider/provider.ts";

/** The credentials that each provider accepts by itself. */
export const AUTHORIZATION: Readonly<Record<string, string>> = {
  citrix: `Basic ${Buffer.from("demo:demo").toString("base64")}`,
  cxengage: "Token demo",
  mattr: "Bearer demo",
};

/** What a test sends; a body that is not a text goes as JSON. */
export interface Call {
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  /** Rules whose findings about the answer are expected. */
  readonly findings?: readonly string[];
}

/** An answer as tests look at it. */
export interface Reply extends ExchangeResponse {
  readonly json: Json;
}

/** A JSON value whose members are reached without ceremony. */
export interface Json {
  readonly [member: string]: Json;
}

/** An embedded provider, every answer of which is judged by its contract. */
export interface Embedded {
  readonly contract: Contract;
  readonly behaviour: Behaviour;
  readonly provider: Provider;
  call(method: string, url: string, call?: Call): Reply;
  /** The documented sample request of an operation. */
  sample(operation: string): Record<string, unknown>;
}

/** A request as the provider's users would send it. */
export const requestOf = (name: string, method: string, url: string, { headers = {}, body }: Call): ExchangeRequest => {
  const fields = {
    authorization: AUTHORIZATION[name],
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...headers,
  };
  return {
    method,
    url,
    headers: Object.fromEntries(
      Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
    body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body),
  };
};

/** Judges an answer; what the request did wrong is not the provider's. */
export const findingsOf = (judge: Judge, request: ExchangeRequest, response: ExchangeResponse): string[] =>
  judge
    .exchange({ request, response }, (pointer) => ({ source: "", line: null, column: null, pointer }))
    .filter(({ direction }) => direction === "response")
    .map(({ rule, instance, message }) => `${rule} ${instance.pointer}: ${message}`);

/** Opens a bundled provider for tests. */
export const embedded = async (name: string, options: ProviderOptions = {}): Promise<Embedded> => {
  const contract = (await loadBundled(name))!;
  const behaviour = (await loadBehaviour(name))!.behaviour as Behaviour;
  const gates = await loadGates(name);
  const provider = createProvider(contract, behaviour, { gates, ...options });
  const judge = new Judge(contract, gates);
  return {
    contract,
    behaviour,
    provider,
    call: (method, url, call = {}) => {
      const request = requestOf(name, method, url, call);
      const response = provider.handle(request);
      const findings = findingsOf(judge, request, response).map((finding) => finding.split(" ")[0]);
      expect(findings, `${method} ${url} ${response.status} ${String(response.body)}`).to.deep.equal(
        call.findings ?? [],
      );
      const { body } = response;
      return { ...response, json: (typeof body === "string" && /^[{[]/.test(body) ? JSON.parse(body) : null) as Json };
    },
    sample: (operation) =>
      contract.operations.find(({ id }) => id === operation)!.requestBody!.content[0]!.examples.sample as Record<
        string,
        unknown
      >,
  };
};
