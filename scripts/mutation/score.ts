import { isObject, subschemasOf } from "../bookkeeping/keywords.ts";
import type { ProviderFiles } from "../bookkeeping/provider-files.ts";
import { refTarget, type Schemas } from "../bookkeeping/schema-navigation.ts";
import { outcome, type SchemaTestGroup, testedSchema } from "../bookkeeping/schema-tests.ts";
import { compileValidators } from "../bookkeeping/validators.ts";
import { type Mutation, mutationsOf } from "./mutations.ts";

/** How many mutants were made, and which of them no test told from the original, by id. */
export interface Score {
  readonly mutants: number;
  readonly survivors: readonly string[];
}

/** The files that each schema rests on through `$ref`, itself included. */
const reachOf = (schemas: Schemas): ReadonlyMap<string, ReadonlySet<string>> => {
  const direct = new Map<string, Set<string>>();
  for (const [file, schema] of schemas) {
    const targets = new Set<string>();
    for (const { schema: part } of subschemasOf(schema)) {
      const target = isObject(part) && typeof part.$ref === "string" ? refTarget(file, part.$ref) : null;
      if (target !== null) targets.add(target.file);
    }
    direct.set(file, targets);
  }
  const reach = new Map<string, Set<string>>();
  for (const file of schemas.keys()) {
    const found = new Set([file]);
    for (const next of found) for (const target of direct.get(next) ?? []) found.add(target);
    reach.set(file, found);
  }
  return reach;
};

/** Takes each constraint out of each schema of a provider and runs the tests of all schemas that rest on it. */
export const mutationScore = (files: ProviderFiles): Score => {
  const reach = reachOf(files.schemas);
  const survivors: string[] = [];
  let mutants = 0;
  for (const [file, schema] of files.schemas) {
    // The schema's own tests first: they catch most mutants.
    const testing = [...files.tests.keys()]
      .map((name) => ({ name, schema: name.replace(/\.tests\.json$/, ".schema.json") }))
      .filter((tests) => reach.get(tests.schema)?.has(file))
      .sort((a, b) => Number(b.schema === file) - Number(a.schema === file));
    for (const mutation of mutationsOf(file, schema)) {
      mutants++;
      const caught = testing.some((tests) =>
        isCaught(mutation, files, reach.get(tests.schema) ?? new Set(), tests.name),
      );
      if (!caught) survivors.push(mutation.id);
    }
  }
  return { mutants, survivors };
};

const isCaught = (mutation: Mutation, files: ProviderFiles, reach: ReadonlySet<string>, tests: string): boolean => {
  const schemas = new Map([...files.schemas].filter(([file]) => reach.has(file)));
  schemas.set(mutation.file, mutation.mutant);
  const validators = compileValidators(schemas);
  const groups = files.tests.get(tests) as readonly SchemaTestGroup[];
  try {
    return groups.some((group) => {
      const judge = validators.at(testedSchema(tests, group));
      return group.tests.some((test) => outcome(test, judge) !== null);
    });
  } catch {
    // A mutant that does not compile (an empty `enum`, say) would break every test.
    return true;
  }
};
