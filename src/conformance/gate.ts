import { _, type KeywordCxt, type Options } from "ajv";
import Ajv2019 from "ajv/dist/2019.js";
import Ajv2020 from "ajv/dist/2020.js";
import { getProperty } from "ajv/dist/compile/codegen/index.js";
import type { SchemaLocation } from "../model/contract.ts";
import type { Direction } from "../model/finding.ts";
import { CLOSED, closedSchema } from "./closed.ts";
import type { Gate } from "./conformance.ts";
import type { Dialect } from "./dialect.ts";
import { ANNOTATION_FORMATS, FORMATS, NUMBER_FORMATS } from "./formats/index.ts";
import type { SchemaSet } from "./schema-set.ts";

/** Names that every object inherits: only schemas that mention one need the slower look for own members. */
const INHERITED = new RegExp(`"(${Object.getOwnPropertyNames(Object.prototype).join("|")})"`);

/** An ajv that knows our formats and nothing else: strict about keywords, silent about reasons, first error ends it. */
export const newAjv = (dialect: Dialect, schema: object, code: Options["code"] = {}) => {
  const Class = dialect === "2020-12" ? Ajv2020.default : Ajv2019.default;
  const ajv = new Class({
    strictSchema: true,
    strictTypes: false,
    strictRequired: false,
    validateFormats: true,
    messages: false,
    meta: false,
    validateSchema: false,
    addUsedSchema: false,
    ownProperties: INHERITED.test(JSON.stringify(schema)),
    unicodeRegExp: true,
    code: { optimize: 2, ...code },
  });
  ajv.addKeyword({ keyword: CLOSED, type: "object", schemaType: "array", code: closedCode });
  for (const [name, check] of Object.entries(FORMATS)) ajv.addFormat(name, check);
  for (const [name, validate] of Object.entries(NUMBER_FORMATS)) ajv.addFormat(name, { type: "number", validate });
  for (const name of ANNOTATION_FORMATS) ajv.addFormat(name, true);
  return ajv;
};

/** Counts the members and takes off those that are declared: nothing may be left. No list of names is walked. */
const closedCode = (cxt: KeywordCxt): void => {
  const { gen, data, schema } = cxt;
  const own = INHERITED.test(JSON.stringify(schema));
  const left = gen.let("left", _`0`);
  if (own) gen.assign(left, _`Object.keys(${data}).length`);
  else gen.forIn("key", data, () => gen.code(_`${left}++`));
  for (const name of schema as string[]) {
    const has = own ? _`Object.hasOwn(${data}, ${name})` : _`${data}${getProperty(name)} !== undefined`;
    gen.if(has, () => gen.code(_`${left}--`));
  }
  cxt.pass(_`${left} === 0`);
};

/** A gate for a schema, compiled now; null where it can have none. */
export const compileGate = (schemas: SchemaSet, location: SchemaLocation, direction: Direction | null): Gate | null => {
  const closed = closedSchema(schemas, location, direction);
  if (closed === null) return null;
  try {
    const validate = newAjv(closed.dialect, closed.schema).compile(closed.schema);
    return (instance) => {
      try {
        return validate(instance) === true;
      } catch (error) {
        // ajv's code fails on some schemas with `unevaluatedProperties`, and on some that refer to themselves; what does
        // not pass here the evaluator judges.
        if (error instanceof TypeError || error instanceof RangeError) return false;
        throw error;
      }
    };
  } catch {
    // What ajv refuses to compile strictly is left to the evaluator, which judges it all the same.
    return null;
  }
};
