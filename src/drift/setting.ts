import { loadBundled, loadGates } from "../contract/bundled.ts";
import { contractOf } from "../contract/contract.ts";
import { Judge } from "../engine/judge.ts";
import type { Contract, SchemaLocation } from "../model/contract.ts";
import type { Direction } from "../model/finding.ts";
import { UNRECORDED } from "../readers/traffic/recorded.ts";
import { Examination } from "./examination.ts";
import { Scope } from "./scope.ts";

/** What traffic is judged by: a bundled provider's contract, or an OpenAPI document. Can be sent to another thread. */
export interface Setting {
  readonly contract: { readonly provider: string } | { readonly document: string; readonly remote: boolean };
  /** The URL at which traffic was captured, in place of the contract's servers. */
  readonly server: string | null;
  /** The recording was stripped of credentials, so that nothing is said about them. */
  readonly withoutCredentials: boolean;
}

/** The contract of a setting; undefined where no provider of that name is bundled. */
export const loadContract = async ({ contract }: Pick<Setting, "contract">): Promise<Contract | undefined> => {
  if ("provider" in contract) return loadBundled(contract.provider);
  const { loadDocuments } = await import("../contract/load.ts");
  const { source, documents } = await loadDocuments(contract.document, { remote: contract.remote });
  return contractOf(
    source
      .split("/")
      .at(-1)!
      .replace(/(\.openapi)?\.(ya?ml|json)$/i, ""),
    source,
    documents,
  );
};

const bodiesOf = (contract: Contract): [SchemaLocation, Direction][] =>
  contract.operations.flatMap(({ requestBody, responses }) => [
    ...(requestBody?.content ?? []).flatMap(({ schema }): [SchemaLocation, Direction][] =>
      schema === null ? [] : [[schema, "request"]],
    ),
    ...responses.flatMap(({ content }) =>
      content.flatMap(({ schema }): [SchemaLocation, Direction][] => (schema === null ? [] : [[schema, "response"]])),
    ),
  ]);

/**
 * Makes ready to judge traffic by a contract. `much`: there is enough of it for a document of the user's own to be
 * compiled first. Throws for schemas that cannot be judged faithfully.
 */
export const examinationOf = async (setting: Setting, contract: Contract, much: boolean): Promise<Examination> => {
  const scope = new Scope(contract, setting.server);
  const gates = "provider" in setting.contract ? await loadGates(contract.provider) : [];
  const judge = new Judge(contract, gates, scope.bases);
  if (!("provider" in setting.contract)) {
    const bodies = bodiesOf(contract);
    for (const [schema] of bodies) judge.conformance.prepare(schema);
    if (much) await judge.conformance.compileGates(bodies);
  }
  return new Examination(judge, scope, setting.withoutCredentials ? UNRECORDED.credentials : 0);
};
