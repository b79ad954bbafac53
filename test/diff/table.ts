import { document, integer, type Json, object, operation, text } from "./documents.ts";

/** A change of a schema, and all that is found in a request and in a response. */
export interface Row {
  readonly change: string;
  readonly base: Json;
  readonly revision: Json;
  /** Everything that is found when the schemas stand in a request, and when they stand in a response. */
  readonly request: readonly string[];
  readonly response: readonly string[];
}

const a = (schema: unknown): Json => object({ a: schema });

/** Required in one part, described in another, where one member does not travel in requests. */
const parted = (name: unknown): Json => ({
  allOf: [
    { type: "object", required: ["id", "name"] },
    { properties: { id: { type: "string", readOnly: true }, name } },
  ],
});

/** A row and its reverse: what narrows one way widens the other. */
const both = (name: string, wide: Json, narrow: Json, rule: string, witness: string): Row[] => [
  {
    change: `${name} narrowed`,
    base: wide,
    revision: narrow,
    request: [`error request-${rule}-narrowed ${witness}`],
    response: [`info response-${rule}-narrowed`],
  },
  {
    change: `${name} widened`,
    base: narrow,
    revision: wide,
    request: [`info request-${rule}-widened`],
    response: [`error response-${rule}-widened ${witness}`],
  },
];

/** Changes of schemas. */
export const rows: readonly Row[] = [
  {
    change: "required member added",
    base: a(text),
    revision: object({ a: text, b: text }, ["b"]),
    request: ["error request-required-member-added {}"],
    response: ["info response-required-member-added"],
  },
  {
    change: "required member added where the baseline closed the object",
    base: object({ a: text }, [], { additionalProperties: false }),
    revision: object({ a: text, b: text }, ["b"], { additionalProperties: false }),
    request: ["error request-required-member-added {}"],
    response: ['error response-required-member-added {"b":""}'],
  },
  {
    change: "optional member added",
    base: a(text),
    revision: object({ a: text, b: text }),
    request: ["info request-optional-member-added"],
    response: ["info response-optional-member-added"],
  },
  {
    change: "optional member added where the baseline closed the object",
    base: object({ a: text }, [], { additionalProperties: false }),
    revision: object({ a: text, b: text }, [], { additionalProperties: false }),
    request: ["info request-optional-member-added"],
    response: ['error response-optional-member-added {"b":""}'],
  },
  {
    change: "optional member removed",
    base: object({ a: text, b: text }),
    revision: a(text),
    request: ["warning request-optional-member-removed"],
    response: ["warning response-optional-member-removed"],
  },
  {
    change: "optional member removed where the revision closes the object",
    base: object({ a: text, b: text }, [], { additionalProperties: false }),
    revision: object({ a: text }, [], { additionalProperties: false }),
    request: ['error request-optional-member-removed {"b":""}'],
    response: ["warning response-optional-member-removed"],
  },
  {
    change: "required member removed",
    base: object({ a: text, b: text }, ["b"]),
    revision: a(text),
    request: ["warning request-required-member-removed"],
    response: ["error response-required-member-removed {}"],
  },
  {
    change: "member becomes required",
    base: a(text),
    revision: object({ a: text }, ["a"]),
    request: ["error request-member-became-required {}"],
    response: ["info response-member-became-required"],
  },
  {
    change: "member becomes optional",
    base: object({ a: text }, ["a"]),
    revision: a(text),
    request: ["info request-member-became-optional"],
    response: ["error response-member-became-optional {}"],
  },
  {
    change: "a member narrowed beside one that is required in one part of allOf and readOnly in another",
    base: parted(text),
    revision: parted({ type: "string", maxLength: 2 }),
    request: ['error request-length-narrowed {"name":"abc"}'],
    response: ["info response-length-narrowed"],
  },
  {
    change: "a required member no longer readOnly",
    base: object({ id: { ...text, readOnly: true } }, ["id"]),
    revision: object({ id: text }, ["id"]),
    request: ["error request-required-member-added {}"],
    response: [],
  },
  {
    change: "a required member now writeOnly",
    base: object({ id: text }, ["id"]),
    revision: object({ id: { ...text, writeOnly: true } }, ["id"]),
    request: [],
    response: ["error response-required-member-removed {}"],
  },
  ...both("type", a({ type: ["string", "integer"] }), a(text), "type", '{"a":0}'),
  ...both("null", a({ type: ["string", "null"] }), a(text), "null", '{"a":null}'),
  ...both("number to integer", a({ type: "number" }), a(integer), "type", '{"a":0.5}'),
  ...both("enum", a({ enum: ["x", "y"] }), a({ enum: ["x"] }), "enum", '{"a":"y"}'),
  ...both("string to enum", a(text), a({ type: "string", enum: ["x"] }), "enum", '{"a":""}'),
  ...both("maximum", a({ type: "integer", maximum: 10 }), a({ type: "integer", maximum: 5 }), "range", '{"a":6}'),
  ...both(
    "exclusive minimum",
    a({ type: "number", minimum: 1 }),
    a({ type: "number", exclusiveMinimum: 1 }),
    "range",
    '{"a":1}',
  ),
  ...both(
    "integer width",
    a({ type: "integer", format: "int64" }),
    a({ type: "integer", format: "int32" }),
    "range",
    '{"a":-2147483649}',
  ),
  ...both(
    "multiple",
    a({ type: "integer", multipleOf: 2 }),
    a({ type: "integer", multipleOf: 4 }),
    "multiple",
    '{"a":2}',
  ),
  ...both("length", a({ type: "string", maxLength: 3 }), a({ type: "string", maxLength: 2 }), "length", '{"a":"abc"}'),
  ...both(
    "pattern",
    a({ type: "string", pattern: "^[a-z0-9]+$" }),
    a({ type: "string", pattern: "^[a-z]+$" }),
    "pattern",
    '{"a":"0"}',
  ),
  ...both("format", a(text), a({ type: "string", format: "uuid" }), "format", '{"a":""}'),
  ...both("number of items", a({ type: "array" }), a({ type: "array", minItems: 1 }), "items-count", '{"a":[]}'),
  ...both(
    "uniqueness",
    a({ type: "array", items: integer }),
    a({ type: "array", items: integer, uniqueItems: true }),
    "unique",
    '{"a":[0,0]}',
  ),
  ...both(
    "items",
    a({ type: "array", items: { type: ["string", "null"] } }),
    a({ type: "array", items: text }),
    "null",
    '{"a":[null]}',
  ),
  ...both(
    "number of members",
    a({ type: "object" }),
    a({ type: "object", minProperties: 1 }),
    "members-count",
    '{"a":{}}',
  ),
  ...both(
    "additional members",
    a({ type: "object", additionalProperties: { type: ["string", "null"] } }),
    a({ type: "object", additionalProperties: text }),
    "null",
    '{"a":{"extra":null}}',
  ),
  ...both(
    "prefix items",
    a({ type: "array", prefixItems: [{ type: ["string", "null"] }] }),
    a({ type: "array", prefixItems: [text] }),
    "null",
    '{"a":[null]}',
  ),
];

const post = '"method":"POST","path":"/tenants/1"';
const limit = (parts: Json): Json =>
  operation({ parameters: [{ name: "limit", in: "query", schema: integer, ...parts }] });
const status = (...names: string[]): Json =>
  operation({ responses: Object.fromEntries(names.map((name) => [name, { description: "" }])) });
const header = (parts: Json | null): Json =>
  operation({
    responses: { "201": { description: "", headers: parts === null ? {} : { "X-Id": { schema: text, ...parts } } } },
  });
const media = (...names: string[]): Json => {
  const content = Object.fromEntries(names.map((name) => [name, { schema: text }]));
  return { requestBody: { content }, responses: { "201": { description: "", content } } };
};
const requestMedia = (...names: string[]): Json => operation({ requestBody: media(...names).requestBody });
const responseMedia = (...names: string[]): Json => operation({ responses: media(...names).responses });
const securitySchemes = { plain: { type: "http", scheme: "basic" }, carried: { type: "http", scheme: "bearer" } };
const secured = (...names: string[]): Json =>
  document(operation({ security: names.map((name) => ({ [name]: [] })) }), { components: { securitySchemes } });

/** Changes of everything else. */
export const others: readonly (readonly [change: string, base: Json, revision: Json, findings: readonly string[]])[] = [
  ["operation removed", document(), { ...document(), paths: {} }, [`error operation-removed {"request":{${post}}}`]],
  ["operation added", { ...document(), paths: {} }, document(), ["info operation-added"]],
  ["optional parameter added", document(operation()), document(limit({})), ["info request-parameter-added-optional"]],
  [
    "required parameter added",
    document(operation()),
    document(limit({ required: true })),
    [`error request-parameter-added-required {"request":{${post},"without":"query.limit"}}`],
  ],
  ["parameter removed", document(limit({})), document(operation()), ["warning request-parameter-removed"]],
  [
    "parameter becomes required",
    document(limit({})),
    document(limit({ required: true })),
    [`error request-parameter-required {"request":{${post},"without":"query.limit"}}`],
  ],
  [
    "parameter's value removed",
    document(limit({ schema: { enum: [1, 2] } })),
    document(limit({ schema: { enum: [1] } })),
    ["error request-enum-narrowed 2"],
  ],
  [
    "accepted media type removed",
    document(requestMedia("application/json", "text/plain")),
    document(requestMedia("application/json")),
    [`error request-media-type-removed {"request":{${post},"headers":{"content-type":"text/plain"}}}`],
  ],
  [
    "accepted media type added",
    document(requestMedia("application/json")),
    document(requestMedia("application/json", "text/plain")),
    ["info request-media-type-added"],
  ],
  [
    "answered media type removed",
    document(responseMedia("application/json", "text/plain")),
    document(responseMedia("application/json")),
    [
      `error response-media-type-removed {"request":{${post}},"response":{"status":201,"headers":{"content-type":"text/plain"}}}`,
    ],
  ],
  [
    "success status removed",
    document(status("200", "201")),
    document(status("200")),
    [`error response-success-status-removed {"request":{${post}},"response":{"status":201}}`],
  ],
  [
    "error status removed",
    document(status("201", "404")),
    document(status("201")),
    ["warning response-error-status-removed"],
  ],
  [
    "error status added",
    document(status("201")),
    document(status("201", "404")),
    ["warning response-error-status-added"],
  ],
  [
    "required header removed",
    document(header({ required: true })),
    document(header(null)),
    [`error response-header-removed-required {"request":{${post}},"response":{"status":201,"without":"header.x-id"}}`],
  ],
  [
    "optional header removed",
    document(header({})),
    document(header(null)),
    ["warning response-header-removed-optional"],
  ],
  [
    "header becomes optional",
    document(header({ required: true })),
    document(header({})),
    [`error response-header-optional {"request":{${post}},"response":{"status":201,"without":"header.x-id"}}`],
  ],
  [
    "security added",
    document(),
    secured("carried"),
    [`error security-strengthened {"request":{${post},"credentials":[]}}`],
  ],
  [
    "security strengthened",
    secured("plain", "carried"),
    secured("carried"),
    [`error security-strengthened {"request":{${post},"credentials":["http basic"]}}`],
  ],
  ["security weakened", secured("carried"), secured("plain", "carried"), ["info security-weakened"]],
  ["operation deprecated", document(), document(operation({ deprecated: true })), ["info operation-deprecated"]],
  [
    "default changed",
    document(limit({ schema: { ...integer, default: 1 } })),
    document(limit({ schema: { ...integer, default: 2 } })),
    ["warning default-changed"],
  ],
  [
    "description, example, order and id changed",
    document(limit({ description: "a", example: 1 })),
    document({ ...limit({ example: 2, description: "b" }), operationId: "other", summary: "c" }),
    [],
  ],
];
