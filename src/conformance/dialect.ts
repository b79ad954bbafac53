import type { Schema } from "../model/contract.ts";

/** The versions of JSON Schema that can be judged. OpenAPI 3.1 schemas are 2020-12; 3.0 ones are converted to it. */
export type Dialect = "2020-12" | "2019-09" | "draft-07";

/** A schema that cannot be judged faithfully: an unknown dialect, keyword or format, or one known to be misjudged. */
export class UnsupportedSchema extends Error {
  override name = "UnsupportedSchema";
  readonly location: string;
  readonly remedy: string;

  constructor(location: string, message: string, remedy: string) {
    super(message);
    this.location = location;
    this.remedy = remedy;
  }
}

const DIALECTS: Readonly<Record<string, Dialect>> = {
  "https://json-schema.org/draft/2020-12/schema": "2020-12",
  "https://json-schema.org/draft/2019-09/schema": "2019-09",
  "http://json-schema.org/draft-07/schema": "draft-07",
  "https://json-schema.org/draft-07/schema": "draft-07",
  "https://spec.openapis.org/oas/3.1/dialect/base": "2020-12",
  "https://spec.openapis.org/oas/3.1/dialect/2024-11-10": "2020-12",
};

/** The dialect a `$schema` names; without one, `fallback`. Throws {@link UnsupportedSchema} for any other. */
export const dialectOf = (schema: Schema, location: string, fallback: Dialect): Dialect => {
  const named = typeof schema === "object" ? schema.$schema : undefined;
  if (named === undefined) return fallback;
  const dialect = typeof named === "string" ? DIALECTS[named.replace(/#$/, "")] : undefined;
  if (dialect !== undefined) return dialect;
  throw new UnsupportedSchema(
    location,
    `$schema ${JSON.stringify(named)} is not a version of JSON Schema that is supported`,
    "Use 2020-12, 2019-09 or draft-07.",
  );
};

const ANNOTATIONS = [
  ...["$schema", "$id", "$anchor", "$comment", "$defs", "definitions", "title", "description", "default", "examples"],
  ...["deprecated", "readOnly", "writeOnly", "contentEncoding", "contentMediaType", "contentSchema"],
  ...["discriminator", "xml", "externalDocs", "example"],
];

const SHARED = [
  ...["$ref", "type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum"],
  ...["maxLength", "minLength", "pattern", "format", "items", "maxItems", "minItems", "uniqueItems", "contains"],
  ...["maxProperties", "minProperties", "required", "properties", "patternProperties", "additionalProperties"],
  ...["propertyNames", "if", "then", "else", "allOf", "anyOf", "oneOf", "not"],
];

const SINCE_2019 = [
  ...["dependentRequired", "dependentSchemas", "unevaluatedItems", "unevaluatedProperties"],
  ...["minContains", "maxContains"],
];

const KEYWORDS: Readonly<Record<Dialect, ReadonlySet<string>>> = {
  "2020-12": new Set([...ANNOTATIONS, ...SHARED, ...SINCE_2019, "prefixItems", "dependencies"]),
  "2019-09": new Set([...ANNOTATIONS, ...SHARED, ...SINCE_2019, "additionalItems", "dependencies"]),
  "draft-07": new Set([...ANNOTATIONS, ...SHARED, "additionalItems", "dependencies"]),
};

const DYNAMIC = new Set(["$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor", "$vocabulary"]);

/** Throws {@link UnsupportedSchema} for a keyword that would otherwise be passed over in silence. */
export const refuseUnknownKeyword = (keyword: string, dialect: Dialect, location: string): void => {
  if (KEYWORDS[dialect].has(keyword) || keyword.startsWith("x-")) return;
  if (DYNAMIC.has(keyword))
    throw new UnsupportedSchema(
      location,
      `the keyword "${keyword}" is not supported`,
      "Write the reference as $ref, so that it does not depend on how the schema is reached.",
    );
  throw new UnsupportedSchema(
    location,
    `the keyword "${keyword}" is not one of JSON Schema ${dialect}, so nothing would check it`,
    'Correct its spelling, or start it with "x-" if it is an annotation of your own.',
  );
};
