import { document, integer, type Json, object, operation, requesting, responding, text } from "./documents.ts";

/** One entry of a published list of changes, and two documents that differ in nothing else. */
export interface Published {
  readonly id: string;
  /** How the list grades it. */
  readonly level: "error" | "warning" | "info";
  readonly pair: readonly [base: Json, revision: Json];
  /** Why we judge otherwise. */
  readonly argued?: readonly [ours: "error" | "warning" | "info" | "nothing", why: string];
}

const a = (schema: unknown): Json => object({ a: schema });
const req = (base: unknown, revision: unknown): [Json, Json] => [requesting(base), requesting(revision)];
const res = (base: unknown, revision: unknown): [Json, Json] => [responding(base), responding(revision)];
const doc = (parts: Json): Json => document(operation(parts));
const docs = (base: Json, revision: Json): [Json, Json] => [doc(base), doc(revision)];
const parameter = (parts: Json | null): Json =>
  doc(parts === null ? {} : { parameters: [{ name: "q", in: "query", schema: text, ...parts }] });
const par = (base: Json | null, revision: Json | null): [Json, Json] => [parameter(base), parameter(revision)];
const content = (...names: string[]): Json => ({
  content: Object.fromEntries(names.map((name) => [name, { schema: text }])),
});
const kinds = (...names: string[]): Json => ({
  oneOf: names.map((kind) => object({ kind: { const: kind } }, ["kind"])),
});
const secured = (security: readonly Json[], securitySchemes: Json): Json =>
  document(operation({ security }), { components: { securitySchemes } });
const scheme = (visit: Json, scopes: readonly string[] = []): Json => secured([{ visit: scopes }], { visit });
const flow = (parts: Json, kind = "implicit"): Json =>
  scheme({ type: "oauth2", flows: { [kind]: { scopes: { read: "Read" }, ...parts } } }, ["read"]);
const authorization = { authorizationUrl: "https://id.example/authorize" };
const token = { tokenUrl: "https://id.example/token" };
const plain = { type: "http", scheme: "basic" };
const carried = { type: "http", scheme: "bearer" };
const status = (...names: string[]): Json =>
  doc({ responses: Object.fromEntries(names.map((name) => [name, { description: "" }])) });
const header = (parts: Json | null): Json =>
  doc({ responses: { "200": { headers: parts === null ? {} : { "X-A": { schema: text, ...parts } } } } });

const CAT = "#/components/schemas/Cat";
const DOG = "#/components/schemas/Dog";
const pets = (make: (schema: unknown, parts?: Json) => Json, discriminator: Json | null): Json =>
  make(
    { oneOf: [{ $ref: CAT }, { $ref: DOG }], ...(discriminator === null ? {} : { discriminator }) },
    { components: { schemas: { Cat: object({ kind: text }), Dog: object({ kind: text, tail: text }, ["tail"]) } } },
  );
const asking = (base: Json | null, revision: Json | null): [Json, Json] => [
  pets(requesting, base),
  pets(requesting, revision),
];
const giving = (base: Json | null, revision: Json | null): [Json, Json] => [
  pets(responding, base),
  pets(responding, revision),
];
const byKind = { propertyName: "kind", mapping: { cat: CAT, dog: DOG } };
const withKitten = { propertyName: "kind", mapping: { ...byKind.mapping, kitten: CAT } };

const TOKENS =
  "Clients ask for tokens where the contract says; at the old address they get none, and no operation that needs one can be called.";
const TAGS =
  "It is no mere annotation: who tags a body as before is not understood, who meets a new tag has no branch for it.";
const GONE = "The request is still taken as before; what may be missed is the effect, which no validator can show.";

/** oasdiff, on security schemes, discriminators, sizes and steps: its checks by id (`checker/localizations_src/en/messages.yaml`). */
export const oasdiff: readonly Published[] = [
  {
    id: "api-security-component-oauth-url-changed",
    level: "info",
    pair: [flow(authorization), flow({ authorizationUrl: "https://other.example/authorize" })],
    argued: ["error", TOKENS],
  },
  {
    id: "api-security-component-oauth-token-url-changed",
    level: "info",
    pair: [flow(token, "clientCredentials"), flow({ tokenUrl: "https://other.example/token" }, "clientCredentials")],
    argued: ["error", TOKENS],
  },
  {
    id: "api-security-component-oauth-scope-removed",
    level: "info",
    pair: [flow({ ...authorization, scopes: { read: "", write: "" } }), flow(authorization)],
    argued: [
      "error",
      "An authorisation server refuses a request for a scope that it does not know (RFC 6749, 4.1.2.1).",
    ],
  },
  {
    id: "api-security-component-oauth-scope-added",
    level: "info",
    pair: [flow(authorization), flow({ ...authorization, scopes: { read: "", write: "" } })],
  },
  {
    id: "api-security-component-oauth-scope-changed",
    level: "info",
    pair: [flow(authorization), flow({ ...authorization, scopes: { read: "To read" } })],
    argued: ["nothing", "Only the words that describe the scope are others; it is asked for and granted as before."],
  },
  {
    id: "api-security-component-type-changed",
    level: "info",
    pair: [scheme(plain), scheme(carried)],
    argued: [
      "error",
      "The credentials that were enough are not any more, which every operation that asks for them shows.",
    ],
  },
  { id: "request-body-discriminator-added", level: "info", pair: asking(null, byKind) },
  {
    id: "request-body-discriminator-removed",
    level: "info",
    pair: asking(byKind, null),
    argued: [
      "warning",
      "Nothing says any more by what the alternatives are told apart; generated code that did cannot.",
    ],
  },
  {
    id: "request-body-discriminator-property-name-changed",
    level: "info",
    pair: asking(byKind, { ...byKind, propertyName: "type" }),
    argued: ["error", TAGS],
  },
  { id: "request-body-discriminator-mapping-added", level: "info", pair: asking(byKind, withKitten) },
  {
    id: "request-body-discriminator-mapping-deleted",
    level: "info",
    pair: asking(withKitten, byKind),
    argued: ["error", TAGS],
  },
  {
    id: "request-body-discriminator-mapping-changed",
    level: "info",
    pair: asking(withKitten, { ...byKind, mapping: { ...withKitten.mapping, kitten: DOG } }),
    argued: ["error", "The tag now stands for a schema that demands a member more; a body with that tag shows it."],
  },
  {
    id: "response-body-discriminator-mapping-added",
    level: "info",
    pair: giving(byKind, withKitten),
    argued: ["error", TAGS],
  },
  { id: "response-body-discriminator-mapping-deleted", level: "info", pair: giving(withKitten, byKind) },
  {
    id: "request-property-multiple-of-generalized",
    level: "info",
    pair: req(a({ ...integer, multipleOf: 4 }), a({ ...integer, multipleOf: 2 })),
  },
  {
    id: "response-property-multiple-of-specialized",
    level: "info",
    pair: res(a({ ...integer, multipleOf: 2 }), a({ ...integer, multipleOf: 4 })),
  },
];

/**
 * openapi-diff: what it calls incompatible, by the names of its settings
 * (`core/model/BackwardIncompatibleProp.java`, those that are on by default).
 */
export const openapiDiff: readonly Published[] = [
  { id: "incompatible.openapi.endpoints.decreased", level: "error", pair: [document(), { ...document(), paths: {} }] },
  {
    id: "incompatible.request.body.increased",
    level: "error",
    pair: docs({ requestBody: content("a/b") }, { requestBody: { required: true, ...content("a/b") } }),
  },
  {
    id: "incompatible.request.content.decreased",
    level: "error",
    pair: docs({ requestBody: content("a/b", "c/d") }, { requestBody: content("a/b") }),
  },
  { id: "incompatible.request.enum.decreased", level: "error", pair: req(a({ enum: [1, 2] }), a({ enum: [1] })) },
  {
    id: "incompatible.request.max.length.decreased",
    level: "error",
    pair: req(a({ ...text, maxLength: 3 }), a({ ...text, maxLength: 2 })),
  },
  {
    id: "incompatible.request.numeric.range.decreased",
    level: "error",
    pair: req(a({ ...integer, maximum: 3 }), a({ ...integer, maximum: 2 })),
  },
  { id: "incompatible.request.oneof.decreased", level: "error", pair: req(kinds("x", "y"), kinds("x")) },
  {
    id: "incompatible.request.param.allowempty.decreased",
    level: "error",
    pair: par({ allowEmptyValue: true }, {}),
    argued: [
      "nothing",
      "OpenAPI deprecates the keyword because its meaning depends on style; the schema, which takes the empty text, is the same.",
    ],
  },
  {
    id: "incompatible.request.param.style.changed",
    level: "error",
    pair: par(
      { schema: { type: "array", items: text }, style: "spaceDelimited" },
      { schema: { type: "array", items: text }, style: "pipeDelimited" },
    ),
  },
  {
    id: "incompatible.request.param.explode.changed",
    level: "error",
    pair: par(
      { schema: { type: "array", items: text } },
      { schema: { type: "array", items: text }, style: "form", explode: false },
    ),
  },
  {
    id: "incompatible.request.params.decreased",
    level: "error",
    pair: par({}, null),
    argued: ["warning", GONE],
  },
  { id: "incompatible.request.params.required.increased", level: "error", pair: par({}, { required: true }) },
  { id: "incompatible.response.oneof.increased", level: "error", pair: res(kinds("x"), kinds("x", "y")) },
  {
    id: "incompatible.response.required.decreased",
    level: "error",
    pair: res(object({ a: text }, ["a"]), object({ a: text })),
  },
  { id: "incompatible.response.responses.decreased", level: "error", pair: [status("200", "201"), status("201")] },
  {
    id: "incompatible.security.requirement.schemes.increased",
    level: "error",
    pair: [secured([{ plain: [] }], { plain }), secured([{ plain: [], carried: [] }], { plain, carried })],
  },
  {
    id: "incompatible.security.requirements.decreased",
    level: "error",
    pair: [secured([{ plain: [] }, { carried: [] }], { plain, carried }), secured([{ plain: [] }], { plain, carried })],
  },
  {
    id: "incompatible.security.scheme.bearer.format.changed",
    level: "error",
    pair: [scheme({ ...carried, bearerFormat: "JWT" }), scheme({ ...carried, bearerFormat: "opaque" })],
    argued: [
      "nothing",
      "OpenAPI calls bearerFormat a hint for documentation; clients carry the token without reading it.",
    ],
  },
  {
    id: "incompatible.security.scheme.oauth2.auth.url.changed",
    level: "error",
    pair: [flow(authorization), flow({ authorizationUrl: "https://other.example/authorize" })],
  },
  {
    id: "incompatible.security.scheme.oauth2.refresh.url.changed",
    level: "error",
    pair: [
      flow({ ...authorization, refreshUrl: "https://id.example/refresh" }),
      flow({ ...authorization, refreshUrl: "https://other.example/refresh" }),
    ],
  },
  {
    id: "incompatible.security.scheme.oauth2.token.url.changed",
    level: "error",
    pair: [flow(token, "password"), flow({ tokenUrl: "https://other.example/token" }, "password")],
  },
  {
    id: "incompatible.security.scheme.openidconnect.url.changed",
    level: "error",
    pair: [
      scheme({ type: "openIdConnect", openIdConnectUrl: "https://id.example/a" }),
      scheme({ type: "openIdConnect", openIdConnectUrl: "https://id.example/b" }),
    ],
  },
  { id: "incompatible.security.scheme.scheme.changed", level: "error", pair: [scheme(plain), scheme(carried)] },
  {
    id: "incompatible.security.scheme.scopes.increased",
    level: "error",
    pair: [
      secured([{ visit: ["read"] }], { visit: { type: "oauth2", flows: {} } }),
      secured([{ visit: ["read", "write"] }], { visit: { type: "oauth2", flows: {} } }),
    ],
  },
  {
    id: "incompatible.schema.discriminator.changed",
    level: "error",
    pair: asking(byKind, { ...byKind, propertyName: "type" }),
  },
  {
    id: "incompatible.schema.pattern.changed",
    level: "error",
    pair: req(a({ ...text, pattern: "^a+$" }), a({ ...text, pattern: "^a*$" })),
    argued: [
      "info",
      "Every text of the old pattern fits the new one, which automata prove; only the reverse would break.",
    ],
  },
  {
    id: "incompatible.schema.min-properties.changed",
    level: "error",
    pair: req({ type: "object", minProperties: 1 }, { type: "object", minProperties: 2 }),
  },
  {
    id: "incompatible.schema.max-properties.changed",
    level: "error",
    pair: req({ type: "object", maxProperties: 2 }, { type: "object", maxProperties: 1 }),
  },
  { id: "incompatible.schema.type.changed", level: "error", pair: req(a(text), a(integer)) },
];

const event = { "{$request.body#/url}": { post: { responses: { "204": { description: "" } } } } };

/** Redocly CLI: the rules of `diff-recommended`, all of which it grades as `major`. */
export const redocly: readonly Published[] = [
  { id: "enum-values-added", level: "error", pair: res(a({ enum: [1] }), a({ enum: [1, 2] })) },
  { id: "enum-values-removed", level: "error", pair: req(a({ enum: [1, 2] }), a({ enum: [1] })) },
  {
    id: "media-type-removed",
    level: "error",
    pair: docs({ responses: { "200": content("a/b", "c/d") } }, { responses: { "200": content("a/b") } }),
  },
  {
    id: "operation-id-changed",
    level: "error",
    pair: docs({}, { operationId: "other" }),
    argued: ["nothing", "No request and no response changes; only generated code is named differently."],
  },
  { id: "operation-removed", level: "error", pair: [document(), { ...document(), paths: { "/tenants/{id}": {} } }] },
  { id: "path-removed", level: "error", pair: [document(), { ...document(), paths: {} }] },
  { id: "path-removed (of a callback)", level: "error", pair: docs({ callbacks: { event } }, {}) },
  {
    id: "path-removed (of a webhook)",
    level: "error",
    pair: [{ ...document(), webhooks: { event: { post: {} } } }, document()],
  },
  { id: "parameter-became-required", level: "error", pair: par({}, { required: true }) },
  { id: "parameter-removed", level: "error", pair: par({}, null), argued: ["warning", GONE] },
  {
    id: "parameter-serialization-changed",
    level: "error",
    pair: par(
      { schema: { type: "array", items: text }, explode: true },
      { schema: { type: "array", items: text }, explode: false },
    ),
  },
  { id: "property-removed", level: "error", pair: res(object({ a: text, b: text }, ["b"]), a(text)) },
  {
    id: "request-body-became-required",
    level: "error",
    pair: docs({ requestBody: content("a/b") }, { requestBody: { required: true, ...content("a/b") } }),
  },
  {
    id: "request-body-removed",
    level: "error",
    pair: docs({ requestBody: content("a/b") }, { requestBody: undefined }),
    argued: ["warning", GONE],
  },
  { id: "required-properties-added", level: "error", pair: req(a(text), object({ a: text }, ["a"])) },
  { id: "required-properties-removed", level: "error", pair: res(object({ a: text }, ["a"]), a(text)) },
  {
    id: "response-header-removed",
    level: "error",
    pair: [header({}), header(null)],
    argued: [
      "warning",
      "Responses without the header were documented before; a client that needs it was never promised it.",
    ],
  },
  { id: "response-removed", level: "error", pair: [status("200", "201"), status("201")] },
  {
    id: "schema-combinator-changed",
    level: "error",
    pair: req({ anyOf: [text, integer] }, { oneOf: [text, integer] }),
    argued: [
      "nothing",
      "No value is both a text and an integer, so one of them is the same as any of them, which is proven.",
    ],
  },
  {
    id: "schema-constraint-changed",
    level: "error",
    pair: req(a({ ...text, maxLength: 3 }), a({ ...text, maxLength: 2 })),
  },
  { id: "schema-type-changed", level: "error", pair: res(a(text), a(integer)) },
  {
    id: "security-requirement-changed",
    level: "error",
    pair: [document(), scheme(plain)],
  },
  {
    id: "security-scheme-changed",
    level: "error",
    pair: [flow(token, "clientCredentials"), flow({ tokenUrl: "https://other.example/token" }, "clientCredentials")],
  },
  {
    id: "server-removed",
    level: "error",
    pair: [
      { ...document(), servers: [{ url: "https://a.example" }, { url: "https://b.example" }] },
      { ...document(), servers: [{ url: "https://a.example" }] },
    ],
    argued: [
      "warning",
      "The list says where the API is, not that the other host was switched off; the URLs of one server are kept.",
    ],
  },
  {
    id: "server-removed (and with it the base path)",
    level: "error",
    pair: [
      { ...document(), servers: [{ url: "https://a.example/v1" }] },
      { ...document(), servers: [{ url: "https://a.example/v2" }] },
    ],
  },
];
