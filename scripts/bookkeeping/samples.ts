import { below, type Pointer } from "../../src/model/pointer.ts";
import { isObject } from "./keywords.ts";
import { bodyRef, type Elements, isJson, type MediaElement } from "./openapi-elements.ts";
import type { Problem } from "./problem.ts";
import { openapiFile, type ProviderFiles } from "./provider-files.ts";
import { parseLocation, schemaAt } from "./schema-navigation.ts";
import { vocabularyFaults } from "./schema-vocabulary.ts";
import type { Judge, Validators } from "./validators.ts";

/** Bodies whose schema is not a reference into `schemas/`, and documented samples that are missing or do not conform. */
export function* documentProblems(
  files: ProviderFiles,
  elements: Elements,
  validators: Validators,
): Generator<Problem> {
  const file = openapiFile(files.provider);
  const version = isObject(files.openapi) ? files.openapi.openapi : undefined;
  if (typeof version !== "string" || !version.startsWith("3.1.")) {
    yield { file, at: "/openapi", message: `The version is "${version}".`, remedy: "Write 3.1.0." };
  }
  if (elements.servers.length === 0) yield { file, at: "", message: "It lists no server.", remedy: "Add `servers`." };
  const ids = new Set<string>();
  for (const { id, at, method, path, parameters, request, responses } of elements.operations) {
    if (id === "")
      yield { file, at, message: `${method} ${path} has no \`operationId\`.`, remedy: "Name it as published." };
    if (ids.has(id))
      yield { file, at, message: `Another operation has the id "${id}".`, remedy: "Rename one of them." };
    ids.add(id);
    for (const parameter of [...parameters, ...responses.flatMap(({ headers }) => headers)]) {
      yield* inlineProblems(files.provider, file, `${parameter.in}.${parameter.name}`, parameter.schema, parameter.at);
    }
    for (const media of request) yield* mediaProblems(files, file, `${id} request`, media, validators);
    for (const { status, content } of responses) {
      for (const media of content) yield* mediaProblems(files, file, `${id} ${status}`, media, validators);
    }
  }
}

function* mediaProblems(
  files: ProviderFiles,
  file: string,
  whose: string,
  media: MediaElement,
  validators: Validators,
): Generator<Problem> {
  const body = bodyRef(media.schema);
  const at = below(media.at, "schema");
  const what = `The ${media.name} body of ${whose}`;
  if (body !== null && schemaAt(files.schemas, parseLocation(body)) === undefined) {
    yield {
      file,
      at,
      message: `${what} refers to schemas/${body}, which does not exist.`,
      remedy: "Correct the reference.",
    };
    return;
  }
  if (body === null && isJson(media.name)) {
    const remedy = `Write { $ref: ../schemas/${files.provider}/<name>.schema.json }.`;
    yield { file, at, message: `${what} is not a reference into schemas/.`, remedy };
    return;
  }
  const inline = [...inlineProblems(files.provider, file, what, media.schema, media.at)];
  yield* inline;
  if (inline.length > 0) return;
  if (isJson(media.name) && !Object.hasOwn(media.examples, "sample")) {
    const remedy = "Add `examples: { sample: { value: … } }`.";
    yield { file, at: media.at, message: `${what} has no example named "sample".`, remedy };
  }
  const judge: Judge = body === null ? validators.of(media.schema ?? true) : validators.at(body);
  for (const [name, example] of Object.entries(media.examples)) {
    const place = below(below(media.at, "examples"), name);
    if (!isObject(example) || !Object.hasOwn(example, "value")) {
      yield { file, at: place, message: `The example "${name}" of ${whose} has no \`value\`.`, remedy: "Add it." };
      continue;
    }
    for (const failure of judge(example.value)) {
      if (failure.keyword === "if") continue;
      const message = `The example "${name}" of ${whose} does not conform: ${failure.message} (\`${failure.keyword}\`).`;
      yield {
        file,
        at: `${below(place, "value")}${failure.at}`,
        message,
        remedy: "Repair the example, or the schema.",
      };
    }
  }
}

/** A schema in the document itself may be a plain value's, or a reference into `schemas/`: clauses bind no more than that. */
function* inlineProblems(
  provider: string,
  file: string,
  what: string,
  schema: unknown,
  at: Pointer,
): Generator<Problem> {
  if (!isObject(schema) || bodyRef(schema) !== null) return;
  if (!("$ref" in schema || "properties" in schema)) {
    for (const fault of vocabularyFaults(schema)) yield { file, ...fault, at: `${below(at, "schema")}${fault.at}` };
    return;
  }
  const remedy = `Write it as schemas/${provider}/<name>.schema.json, and refer to that.`;
  yield { file, at: below(at, "schema"), message: `The schema of ${what} is too much for its place.`, remedy };
}
