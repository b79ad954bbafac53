import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import { FORMATS } from "../../src/conformance/formats/index.ts";
import { below, type Pointer } from "../../src/model/pointer.ts";
import { isObject } from "./keywords.ts";
import type { Schemas } from "./schema-navigation.ts";

/** Where a schema will be found once published; every `$id` starts with it. */
export const SCHEMA_BASE = "https://unpkg.com/tenant-contracts/schemas/";

/** The `$id` a schema has to have, by its name: `mattr/tenant.schema.json`. */
export const idOf = (file: string): string => SCHEMA_BASE + file;

/** One way an instance fails: the keyword, and the pointer of the value at fault or of the missing member. */
export interface Failure {
  readonly keyword: string;
  readonly at: Pointer;
  readonly message: string;
  /** Where in its schema, as ajv says it. */
  readonly schemaPath: string;
}

/** Judges instances by one schema; an empty list means that the instance conforms. */
export type Judge = (instance: unknown) => readonly Failure[];

const PLACES: Readonly<Record<string, string>> = {
  required: "missingProperty",
  dependentRequired: "missingProperty",
  additionalProperties: "additionalProperty",
  unevaluatedProperties: "unevaluatedProperty",
  propertyNames: "propertyName",
};

const failureOf = (error: ErrorObject): Failure => {
  const { keyword, instancePath, schemaPath, message = "" } = error;
  const params: Readonly<Record<string, unknown>> = error.params;
  const name = params[PLACES[keyword] ?? ""];
  const at = typeof name === "string" ? below(instancePath, name) : instancePath;
  return { keyword, at, message: `${at === "" ? "the value" : at} ${message}`, schemaPath };
};

const judgeOf =
  (validate: ValidateFunction): Judge =>
  (instance) =>
    validate(instance) ? [] : (validate.errors ?? []).map(failureOf);

/** A set of schemas that compiles judges for parts of them. Throws what ajv throws for a schema it cannot compile. */
export interface Validators {
  /** A judge for the schema at a location such as `mattr/tenant.schema.json#/properties/id`. */
  readonly at: (location: string) => Judge;
  /** A judge for a schema of its own. `$ref`s in it are taken from the file named. */
  readonly of: (schema: unknown, beside?: string) => Judge;
}

/** Compiles judges over schemas by their `$id`s, with all errors reported and formats asserted. */
export const compileValidators = (schemas: Schemas): Validators => {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    validateSchema: false,
    meta: false,
    formats: { ...FORMATS },
  });
  for (const [file, schema] of schemas) if (isObject(schema)) ajv.addSchema(schema, idOf(file));
  const judges = new Map<string, Judge>();
  let inline = 0;
  const at = (location: string): Judge => {
    let judge = judges.get(location);
    if (judge === undefined) {
      const [file = "", fragment = ""] = location.split("#");
      const $ref = `${idOf(file)}${fragment === "" ? "" : `#${encodeURI(fragment)}`}`;
      judge = judgeOf(ajv.compile({ $ref }));
      judges.set(location, judge);
    }
    return judge;
  };
  const of = (schema: unknown, beside?: string): Judge => {
    if (typeof schema === "boolean") return judgeOf(ajv.compile(schema));
    const base = beside === undefined ? "inline/schema" : beside;
    const $id = `${idOf(base)}.${inline++}`;
    return judgeOf(ajv.compile(isObject(schema) ? { ...schema, $id } : {}));
  };
  return { at, of };
};
