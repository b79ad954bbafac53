import { contractOf } from "../contract/contract.ts";
import { type LoadOptions, loadDocuments } from "../contract/load.ts";
import { bodiesOf, type DocumentedBody } from "../contract/refs.ts";
import { Judge } from "../engine/judge.ts";
import type { Contract } from "../model/contract.ts";
import type { Target } from "./target.ts";

/** A JSON Schema of the user's own; `path` may end in `#/pointer`. Throws for what cannot be judged faithfully. */
export const schemaTarget = async (path: string, options: LoadOptions): Promise<Target> => {
  const [file = "", pointer = ""] = path.split("#");
  const { source, documents } = await loadDocuments(file, options);
  const contract: Contract = {
    provider: "schema",
    title: source,
    version: "0",
    source,
    servers: [],
    operations: [],
    documents,
    clauses: { pages: [], clauses: [] },
  };
  const judge = new Judge(contract);
  const schema = `${source}#${pointer}`;
  judge.conformance.prepare(schema);
  const context = { operation: null, direction: null, status: null };
  return { name: path, schema, gate: null, judge: async () => ({ judge, context }) };
};

/** The documented bodies of an OpenAPI document of the user's own, as targets by ref. */
export const documentTargets = async (path: string, options: LoadOptions): Promise<readonly Target[]> => {
  const { source, documents } = await loadDocuments(path, options);
  const provider = source
    .split("/")
    .at(-1)!
    .replace(/(\.openapi)?\.(ya?ml|json)$/i, "");
  const contract = contractOf(provider, source, documents);
  const judge = new Judge(contract);
  return bodiesOf(contract).map((body) => documentTarget(body, judge));
};

const documentTarget = ({ ref, schema, operation, direction, status }: DocumentedBody, judge: Judge): Target => ({
  name: ref,
  schema,
  gate: null,
  judge: async () => ({ judge, context: { operation, direction, status } }),
});
