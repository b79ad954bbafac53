import { FORMATS } from "../conformance/formats/index.ts";
import { newAjv } from "../conformance/gate.ts";
import { DEFAULT_STEPS } from "./diff.ts";
import { TextPattern } from "./schema/text-pattern.ts";
import type { Tools } from "./schema-pairs.ts";

/** The validators that confirm witnesses: ajv with the formats that are asserted everywhere else. */
export const standardTools = (steps: number = DEFAULT_STEPS): Tools => ({
  steps,
  format: (name) => FORMATS[name] ?? null,
  compile: (schema, spend) => {
    const regExp = Object.assign((source: string) => new TextPattern(source, spend), { code: "new RegExp" });
    // Each is made once and asked a few times: what it takes to make it faster never pays.
    const ajv = newAjv("2020-12", schema, { optimize: false, regExp });
    // Documents may hold keywords and formats of their own, which refuse nothing.
    ajv.opts.strictSchema = false;
    ajv.opts.strictTuples = false;
    ajv.opts.strictNumbers = true;
    // Otherwise each member's code stands inside that of the one before, which thousands of members make too deep; but
    // ajv loses count of what is unevaluated where it goes on after an error.
    ajv.opts.allErrors = !/"unevaluated(Items|Properties)"/.test(JSON.stringify(schema));
    ajv.logger = SILENT;
    const validate = ajv.compile(schema);
    return (instance) => validate(instance) === true;
  },
});

const SILENT = { log: () => undefined, warn: () => undefined, error: () => undefined };
