import { FORMATS } from "../conformance/formats/index.ts";
import { newAjv } from "../conformance/gate.ts";
import { DEFAULT_STEPS } from "./diff.ts";
import type { Tools } from "./schema-pairs.ts";

/** The validators that confirm witnesses: ajv with the formats that are asserted everywhere else. */
export const standardTools = (steps: number = DEFAULT_STEPS): Tools => ({
  steps,
  format: (name) => FORMATS[name] ?? null,
  compile: (schema) => {
    const ajv = newAjv("2020-12", schema);
    // Documents may hold keywords and formats of their own, which refuse nothing.
    ajv.opts.strictSchema = false;
    ajv.opts.strictTuples = false;
    ajv.opts.strictNumbers = true;
    ajv.logger = SILENT;
    const validate = ajv.compile(schema);
    return (instance) => validate(instance) === true;
  },
});

const SILENT = { log: () => undefined, warn: () => undefined, error: () => undefined };
