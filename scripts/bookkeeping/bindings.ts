import { below, type Pointer, pointerOf, valueAt } from "../../src/model/pointer.ts";
import { type Bind, type Fault, knownOperation, listed, type World } from "./binding-world.ts";
import { type BindingEntry, type ClauseEntry, type ClauseFile, listOf } from "./clause-file.ts";
import { isObject } from "./keywords.ts";
import { readingKey, serverKey } from "./obligation.ts";
import type { Elements } from "./openapi-elements.ts";
import { resolveOperation, resolveVerify } from "./operation-bindings.ts";
import type { Problem } from "./problem.ts";
import { clausesFile, openapiFile, type ProviderFiles } from "./provider-files.ts";
import { invariantFaults } from "./runtime-expressions.ts";
import { parseLocation, schemaAt } from "./schema-navigation.ts";

/** What the clauses bind, by the keys of obligations, and the bindings that bind nothing that exists. */
export interface Bound {
  readonly keys: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}

/** Resolves every binding of a register. */
export const resolveBindings = (
  clauses: ClauseFile,
  files: ProviderFiles,
  elements: Elements,
  rules: ReadonlySet<string> | null,
): Bound => {
  const operations = new Map(elements.operations.map((operation) => [operation.id, operation]));
  const world = { files, servers: elements.servers, operations, rules };
  const keys = new Set<string>();
  const problems: Problem[] = [];
  for (const [index, clause] of clauses.clauses.entries()) {
    if (clause.readings !== undefined) keys.add(readingKey(clause.id));
    for (const [number, binding] of clause.binds.entries()) {
      const at = pointerOf(["clauses", index, "binds", number]);
      const bind = (key: string) => keys.add(key);
      for (const [message, remedy] of resolveBinding(binding, clause, world, bind)) {
        problems.push({ file: clausesFile(files.provider), at, clause: clause.id, message, remedy });
      }
    }
  }
  return { keys, problems };
};

function* resolveBinding(binding: BindingEntry, clause: ClauseEntry, world: World, bind: Bind): Generator<Fault> {
  if (binding.schema !== undefined) yield* resolveSchema(binding.schema, binding, world, bind);
  else if (binding.operation !== undefined) {
    for (const id of listOf(binding.operation)) yield* resolveOperation(id, binding, world, bind);
  } else if (binding.server !== undefined) {
    const { server } = binding;
    const { servers } = world;
    bind(serverKey(server));
    if (!servers.some(({ url, expansions }) => url === server || expansions.includes(server))) {
      const known = listed(
        servers.flatMap(({ url, expansions }) => [url, ...expansions.filter((text) => text !== url)]),
      );
      yield [
        `It binds the server "${server}", which ${openapiFile(world.files.provider)} does not list.`,
        `It lists ${known}.`,
      ];
    }
  } else if (binding.rule !== undefined) {
    if (world.rules !== null && !world.rules.has(binding.rule)) {
      yield [
        `It binds the rule "${binding.rule}", which is not in src/rules/catalogue.ts.`,
        `Rules: ${listed(world.rules)}.`,
      ];
    }
  } else if (binding.invariant !== undefined) {
    const { invariant } = binding;
    for (const id of listOf(invariant.operation)) yield* knownOperation(id, world);
    for (const fault of invariantFaults(invariant, world.operations, world.files.schemas)) {
      yield [`Its invariant does not hold together: ${fault}`, "Correct the expression, or declare what it names."];
    }
  } else if (binding.verify !== undefined) yield* resolveVerify(binding.verify, clause, world);
}

function* resolveSchema(text: string, binding: BindingEntry, world: World, bind: Bind): Generator<Fault> {
  const location = parseLocation(text);
  if (!world.files.schemas.has(location.file)) {
    yield [
      `It binds schemas/${location.file}, which does not exist.`,
      `Schemas: ${listed(world.files.schemas.keys())}.`,
    ];
    return;
  }
  const schema = schemaAt(world.files.schemas, location);
  if (!isObject(schema) && typeof schema !== "boolean") {
    yield [`It binds ${text}, where there is no subschema.`, "Correct the pointer, or remove the binding."];
    return;
  }
  const base = `${location.file}#${location.at}`;
  bind(base);
  for (const keyword of binding.keywords ?? []) {
    const at: Pointer = `/${keyword}`;
    if (valueAt(schema, at) === undefined) {
      yield [
        `It binds the keyword \`${keyword}\` of ${text}, which is not there.`,
        `There: ${listed(Object.keys(schema))}.`,
      ];
    } else if (/(?:^|\/)required$/.test(keyword)) {
      const remedy = `Write { schema: "<the subschema>", required: [<names>] }.`;
      yield ["It binds `required` as a keyword; its entries are bound one by one.", remedy];
    } else bind(base + at);
  }
  const entries = isObject(schema) && Array.isArray(schema.required) ? schema.required : [];
  for (const name of binding.required ?? []) {
    if (entries.includes(name)) bind(base + below("/required", name));
    else {
      const known = listed(entries.map(String));
      yield [`It binds "${name}" as required at ${text}, which \`required\` does not list.`, `It lists ${known}.`];
    }
  }
}
