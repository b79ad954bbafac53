import { below, type Pointer } from "../../src/model/pointer.ts";
import { isObject, subschemasOf } from "./keywords.ts";
import type { Problem } from "./problem.ts";
import type { ProviderFiles } from "./provider-files.ts";
import { refTarget, type Schemas, schemaAt } from "./schema-navigation.ts";
import { testFormProblems, testsNameOf } from "./schema-tests.ts";
import { vocabularyFaults } from "./schema-vocabulary.ts";
import { compileValidators, idOf } from "./validators.ts";

const DIALECT = "https://json-schema.org/draft/2020-12/schema";

/** What a provider's schemas and their tests have that docs/contract-format.md does not allow, or lack. */
export function* schemaProblems(files: ProviderFiles): Generator<Problem> {
  for (const [name, schema] of files.schemas) {
    yield* rootProblems(name, schema);
    for (const fault of vocabularyFaults(schema)) yield { file: `schemas/${name}`, ...fault };
    for (const { at, schema: part } of subschemasOf(schema)) {
      if (isObject(part)) yield* partProblems(files.schemas, name, at, part);
    }
    if (!files.tests.has(testsNameOf(name))) {
      const remedy = "Write valid and invalid instances, as docs/contract-format.md says.";
      yield { file: `schemas/${testsNameOf(name)}`, at: "", message: "The file is missing.", remedy };
    }
  }
  for (const [name, content] of files.tests) {
    const schema = name.replace(/\.tests\.json$/, ".schema.json");
    if (files.schemas.has(schema)) yield* testFormProblems(name, content, files.schemas);
    else
      yield {
        file: `schemas/${name}`,
        at: "",
        message: `It tests schemas/${schema}, which does not exist.`,
        remedy: "Rename it.",
      };
  }
}

/** Schemas that do not compile. Asked for once their form is right. */
export function* compileProblems(files: ProviderFiles): Generator<Problem> {
  const validators = compileValidators(files.schemas);
  for (const name of files.schemas.keys()) {
    try {
      validators.at(`${name}#`);
    } catch (error) {
      const message = `It does not compile: ${error instanceof Error ? error.message : error}.`;
      yield { file: `schemas/${name}`, at: "", message, remedy: "Correct the schema." };
    }
  }
}

function* rootProblems(name: string, schema: unknown): Generator<Problem> {
  const file = `schemas/${name}`;
  if (!isObject(schema)) {
    yield { file, at: "", message: "It is not an object of keywords.", remedy: "Write a schema." };
    return;
  }
  if (schema.$schema !== DIALECT) {
    yield { file, at: "/$schema", message: `\`$schema\` is not that of 2020-12.`, remedy: `Write "${DIALECT}".` };
  }
  if (schema.$id !== idOf(name)) {
    yield {
      file,
      at: "/$id",
      message: `\`$id\` is not where the file will be found.`,
      remedy: `Write "${idOf(name)}".`,
    };
  }
  if (typeof schema.title !== "string") yield { file, at: "", message: "It has no `title`.", remedy: "Write one." };
}

function* partProblems(
  schemas: Schemas,
  name: string,
  at: Pointer,
  schema: Readonly<Record<string, unknown>>,
): Generator<Problem> {
  const file = `schemas/${name}`;
  const { $ref, description } = schema;
  if (typeof $ref === "string") {
    const target = refTarget(name, $ref);
    const here = below(at, "$ref");
    if (target === null) {
      const remedy = "Write the file's name in the same folder, with a JSON Pointer at most.";
      yield { file, at: here, message: `"${$ref}" leaves the provider's folder.`, remedy };
    } else if (schemaAt(schemas, target) === undefined) {
      yield { file, at: here, message: `"${$ref}" leads nowhere.`, remedy: "Correct the file's name or the pointer." };
    }
  }
  const described = at === "" || (/\/properties\/[^/]*$/.test(at) && !/\/(?:if|then|else|not|anyOf|oneOf)\//.test(at));
  if (described && typeof description !== "string" && typeof $ref !== "string") {
    yield { file, at, message: "It has no `description`.", remedy: "Write a short one in our own words." };
  }
}
