type Json = { [name: string]: unknown };

const text = { type: "string" };
const pair = { type: "object", required: ["first", "second"], properties: { first: text, second: text } };

/** Schemas that 2.0 and 3.x have in common; references are written by whoever knows where schemas live. */
const schemas = (at: string): Json => ({
  Text: text,
  Count: { type: "integer" },
  Named: { type: "object", required: ["name"], properties: { name: text } },
  Referring: { type: "object", required: ["name"], properties: { name: { $ref: `${at}/Text` } } },
  Both: {
    allOf: [
      { $ref: `${at}/Named` },
      { type: "object", required: ["count"], properties: { count: { $ref: `${at}/Count` } } },
    ],
  },
});

/** What the paths answer: by path and status the schema of the body, or null where none is documented. */
const ANSWERS = (at: string): { [path: string]: { [status: string]: Json | null } } => ({
  "/text": { 200: text },
  "/text-by-reference": { 200: { $ref: `${at}/Text` } },
  "/boolean": { 200: { type: "boolean" } },
  "/nothing": { 204: null },
  "/deep": {
    200: {
      type: "object",
      properties: { a: { type: "object", properties: { b: { type: "object", properties: { c: text } } } } },
    },
  },
  "/pair": { 200: pair },
  "/several": { 200: text, 201: { type: "integer" }, 203: null },
  "/people/{person}": { 204: null },
  "/people/{person}/pets/{pet}": { 204: null },
  "/people/me": { 200: text },
  "/{any}/me": { 202: text },
});

const paths = (at: string, response: (schema: Json | null) => Json, shared: string): Json => ({
  ...Object.fromEntries(
    Object.entries(ANSWERS(at)).map(([path, answers]) => [
      path,
      {
        get: {
          responses: Object.fromEntries(Object.entries(answers).map(([status, schema]) => [status, response(schema)])),
        },
      },
    ]),
  ),
  "/shared": { get: { responses: { 200: { $ref: shared } } }, post: { responses: { 204: response(null) } } },
});

const info = { title: "Scenarios", version: "1" };
const json = (schema: Json | null): Json =>
  schema === null ? { description: "nothing" } : { description: "a body", content: { "application/json": { schema } } };

/** A document of version 2.0. */
export const swagger2 = (): Json => {
  const plain = (schema: Json | null): Json =>
    schema === null ? { description: "nothing" } : { description: "a body", schema };
  return {
    swagger: "2.0",
    info,
    produces: ["application/json"],
    paths: paths("#/definitions", plain, "#/responses/Shared"),
    responses: { Shared: plain({ $ref: "#/definitions/Text" }) },
    definitions: schemas("#/definitions"),
  };
};

/** A document of version 3.0 or 3.1: the same, with `oneOf`, `anyOf` and a value that may be null, as each version says it. */
export const openapi3 = (version: "3.0.3" | "3.1.0"): Json => {
  const at = "#/components/schemas";
  const one = (name: string, type: string): Json => ({
    type: "object",
    required: [name],
    properties: { [name]: { type } },
  });
  return {
    openapi: version,
    info,
    paths: paths(at, json, "#/components/responses/Shared"),
    components: {
      responses: { Shared: json({ $ref: `${at}/Text` }) },
      schemas: {
        ...schemas(at),
        Any: { anyOf: [one("first", "string"), one("second", "string")] },
        One: { oneOf: [one("first", "string"), one("second", "string")] },
        Nullable: version === "3.0.3" ? { type: "string", nullable: true } : { type: ["string", "null"] },
      },
    },
  };
};
