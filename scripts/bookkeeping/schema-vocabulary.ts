import { Ajv2020 } from "ajv/dist/2020.js";
import { FORMATS } from "../../src/conformance/formats/index.ts";
import { below, type Pointer, parentOf, segmentsOf } from "../../src/model/pointer.ts";
import { ALLOWED, isObject, subschemasOf } from "./keywords.ts";

/** Something a schema says that it may not say, and where. */
export interface VocabularyFault {
  readonly at: Pointer;
  readonly message: string;
  readonly remedy: string;
}

const metaschema = new Ajv2020({ allErrors: true, strict: false });

/** What a schema says in words that are not allowed: unknown keywords, unknown formats, values that keywords cannot have. */
export function* vocabularyFaults(schema: unknown): Generator<VocabularyFault> {
  for (const { at, schema: part } of subschemasOf(schema)) {
    if (!isObject(part)) continue;
    for (const keyword of Object.keys(part)) {
      const here = below(at, keyword);
      if (!ALLOWED.has(keyword) && !keyword.startsWith("x-")) {
        const remedy = "Correct its spelling, or say it with an allowed keyword.";
        yield { at: here, message: `The keyword \`${keyword}\` is not allowed.`, remedy };
      }
      if ((keyword === "$schema" || keyword === "$id") && at !== "") {
        yield { at: here, message: `\`${keyword}\` stands below the root.`, remedy: "Remove it." };
      }
    }
    const { format } = part;
    if (typeof format === "string" && !Object.hasOwn(FORMATS, format)) {
      const remedy = `Formats: ${Object.keys(FORMATS).join(", ")}.`;
      yield { at: below(at, "format"), message: `The format "${format}" is not one that is asserted.`, remedy };
    }
  }
  if (!isObject(schema)) return;
  const { $id: _, ...anonymous } = schema;
  if (metaschema.validateSchema({ $schema: "https://json-schema.org/draft/2020-12/schema", ...anonymous }) === true)
    return;
  const faults = new Map<Pointer, string>();
  for (const { instancePath, message } of metaschema.errors ?? []) {
    if (!faults.has(instancePath)) faults.set(instancePath, `It is no schema: \`${nameOf(instancePath)}\` ${message}.`);
  }
  for (const [at, message] of faults) {
    if (![...faults.keys()].some((other) => parentOf(other).startsWith(at) && other !== at)) {
      yield { at, message, remedy: "Give the keyword a value of its kind." };
    }
  }
}

const nameOf = (at: Pointer): string => segmentsOf(at).at(-1) ?? "";
