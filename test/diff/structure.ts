import { document, integer, type Json, object, operation, text } from "./documents.ts";

/** A change of a document, and all that is found. */
export type Change = readonly [change: string, base: Json, revision: Json, findings: readonly string[]];

const post = '"method":"POST","path":"/tenants/1"';
const body = (schema: unknown): Json => ({ "application/json": { schema } });
const json = (schema: unknown): Json => ({ content: body(schema) });

/** An operation with one callback, whose parts are as given. */
const callback = (parts: Json = {}, url = "{$request.body#/url}", name = "onEvent"): Json =>
  document(
    operation({
      callbacks: {
        [name]: {
          [url]: {
            post: {
              requestBody: { required: true, ...json(object({ id: text })) },
              responses: { "204": { description: "" } },
              ...parts,
            },
          },
        },
      },
    }),
  );
const sent = '"method":"POST","path":"{$request.body#/url}"';
const signed = (parts: Json | null): Json =>
  callback(parts === null ? {} : { parameters: [{ name: "X-Signature", in: "header", schema: text, ...parts }] });
const called = (content: Json, required = true): Json => callback({ requestBody: { required, content } });
const answered = (response: Json, status = "200"): Json => callback({ responses: { [status]: response } });
const answeredHeader = (parts: Json | null): Json =>
  answered({ headers: parts === null ? {} : { "X-Done": { schema: text, ...parts } } });

const callbacks: readonly Change[] = [
  ["callback removed", callback(), document(), [`error callback-removed {"request":{${sent}}}`]],
  ["callback added", document(), callback(), ["info callback-added"]],
  [
    "callback sent elsewhere",
    callback(),
    callback({}, "{$request.query.url}"),
    [`error callback-url-changed {"request":{${sent}}}`],
  ],
  ["callback called otherwise", callback(), callback({}, undefined, "other"), []],
  [
    "callback's schema widened",
    callback(),
    called(body(object({ id: { type: ["string", "null"] } }))),
    ['error response-null-widened {"id":null}'],
  ],
  [
    "callback's schema narrowed",
    called(body(object({ id: { type: ["string", "null"] } }))),
    callback(),
    ["info response-null-narrowed"],
  ],
  [
    "callback's required member removed",
    called(body(object({ id: text }, ["id"]))),
    called(body(object({}))),
    ["error response-required-member-removed {}"],
  ],
  [
    "callback's body removed",
    callback(),
    callback({ requestBody: undefined }),
    [`error callback-body-removed {"request":{${sent},"body":null}}`],
  ],
  ["callback's body added", callback({ requestBody: undefined }), callback(), ["info callback-body-added"]],
  [
    "callback's body becomes optional",
    callback(),
    called(body(object({ id: text })), false),
    [`error callback-body-optional {"request":{${sent},"body":null}}`],
  ],
  [
    "callback's body becomes required",
    called(body(object({ id: text })), false),
    callback(),
    ["info callback-body-required"],
  ],
  [
    "callback's media type added",
    called({ "application/json": {} }),
    called({ "application/json": {}, "application/xml": {} }),
    [`error callback-media-type-added {"request":{${sent},"headers":{"content-type":"application/xml"}}}`],
  ],
  [
    "callback's media type removed",
    called({ "application/json": {}, "application/xml": {} }),
    called({ "application/json": {} }),
    ["info callback-media-type-removed"],
  ],
  [
    "callback's required header removed",
    signed({ required: true }),
    signed(null),
    [`error callback-parameter-removed-required {"request":{${sent},"without":"header.x-signature"}}`],
  ],
  ["callback's optional header removed", signed({}), signed(null), ["warning callback-parameter-removed-optional"]],
  ["callback's header added", signed(null), signed({ required: true }), ["info callback-parameter-added"]],
  [
    "callback's header becomes optional",
    signed({ required: true }),
    signed({}),
    [`error callback-parameter-optional {"request":{${sent},"without":"header.x-signature"}}`],
  ],
  [
    "callback's header widened",
    signed({ schema: { enum: ["a"] } }),
    signed({ schema: { enum: ["a", "b"] } }),
    ['error response-enum-widened "b"'],
  ],
  [
    "callback's status removed",
    callback({ responses: { "200": {}, "202": {} } }),
    callback({ responses: { "200": {} } }),
    [`error callback-status-removed {"request":{${sent}},"response":{"status":202}}`],
  ],
  [
    "callback's status added",
    callback({ responses: { "200": {} } }),
    callback({ responses: { "200": {}, "202": {} } }),
    ["info callback-status-added"],
  ],
  [
    "callback's answer narrowed",
    answered(json(object({ ok: { type: ["string", "null"] } }))),
    answered(json(object({ ok: text }))),
    ['error request-null-narrowed {"ok":null}'],
  ],
  [
    "callback's answer widened",
    answered(json(object({ ok: text }))),
    answered(json(object({ ok: { type: ["string", "null"] } }))),
    ["info request-null-widened"],
  ],
  [
    "callback's answer must carry a header",
    answeredHeader(null),
    answeredHeader({ required: true }),
    [
      `error callback-response-header-added-required {"request":{${sent}},"response":{"status":200,"without":"header.x-done"}}`,
    ],
  ],
  [
    "callback's answer need not carry a header",
    answeredHeader({ required: true }),
    answeredHeader({}),
    ["info callback-response-header-optional"],
  ],
  [
    "callback's answer in fewer media types",
    answered({ content: { "text/plain": {}, "application/json": {} } }),
    answered({ content: { "text/plain": {} } }),
    [
      `error callback-response-media-type-removed {"request":{${sent}},"response":{"status":200,"headers":{"content-type":"application/json"}}}`,
    ],
  ],
  [
    "callback sent without credentials",
    callback({ security: [{ key: [] }] }),
    callback(),
    [`error callback-credentials-changed {"request":{${sent},"credentials":[]}}`],
  ],
  [
    "webhook removed",
    { ...document(), webhooks: { created: { post: { responses: {} } } } },
    { ...document(), webhooks: {} },
    ['error callback-removed {"request":{"method":"POST","path":"webhook:created"}}'],
  ],
  [
    "webhook added",
    { ...document(), webhooks: {} },
    { ...document(), webhooks: { created: { post: { responses: {} } } } },
    ["info callback-added"],
  ],
  [
    "webhook's schema widened",
    { ...document(), webhooks: { created: { post: { requestBody: json(object({ a: integer })) } } } },
    { ...document(), webhooks: { created: { post: { requestBody: json(object({ a: { type: "number" } })) } } } },
    ['error response-type-widened {"a":0.5}'],
  ],
];

const client = { tokenUrl: "https://id.example/token", scopes: { read: "", write: "" } };
const flows = (all: Json): Json =>
  document(operation({ security: [{ visit: ["read"] }] }), {
    components: { securitySchemes: { visit: { type: "oauth2", flows: all } } },
  });
const found = (openIdConnectUrl: string): Json =>
  document(operation({ security: [{ visit: [] }] }), {
    components: { securitySchemes: { visit: { type: "openIdConnect", openIdConnectUrl } } },
  });
const browser = { authorizationUrl: "https://id.example/authorize", scopes: { read: "" } };

const oauth: readonly Change[] = [
  [
    "OAuth flow removed",
    flows({ clientCredentials: client, implicit: browser }),
    flows({ clientCredentials: client }),
    ['error oauth-flow-removed {"request":{"method":"GET","url":"https://id.example/authorize?response_type=token"}}'],
  ],
  [
    "OAuth flow added",
    flows({ clientCredentials: client }),
    flows({ clientCredentials: client, implicit: browser }),
    ["info oauth-flow-added"],
  ],
  [
    "OAuth token URL changed",
    flows({ clientCredentials: client }),
    flows({ clientCredentials: { ...client, tokenUrl: "https://other.example/token" } }),
    [
      'error oauth-url-changed {"request":{"method":"POST","url":"https://id.example/token","body":"grant_type=client_credentials"}}',
    ],
  ],
  [
    "OAuth authorization URL changed",
    flows({ implicit: browser }),
    flows({ implicit: { ...browser, authorizationUrl: "https://other.example/authorize" } }),
    ['error oauth-url-changed {"request":{"method":"GET","url":"https://id.example/authorize?response_type=token"}}'],
  ],
  [
    "OAuth refresh URL removed, where tokens are got at another",
    flows({ clientCredentials: { ...client, refreshUrl: "https://id.example/refresh" } }),
    flows({ clientCredentials: client }),
    [
      'error oauth-url-changed {"request":{"method":"POST","url":"https://id.example/refresh","body":"grant_type=refresh_token"}}',
    ],
  ],
  [
    "OAuth scope removed",
    flows({ clientCredentials: client }),
    flows({ clientCredentials: { ...client, scopes: { read: "" } } }),
    [
      'error oauth-scope-removed {"request":{"method":"POST","url":"https://id.example/token","body":"grant_type=client_credentials&scope=write"}}',
    ],
  ],
  [
    "OAuth scope added",
    flows({ clientCredentials: { ...client, scopes: { read: "" } } }),
    flows({ clientCredentials: client }),
    ["info oauth-scope-added"],
  ],
  [
    "OpenID Connect URL changed",
    found("https://id.example/.well-known/openid-configuration"),
    found("https://id.example/v2/.well-known/openid-configuration"),
    [
      'error oauth-url-changed {"request":{"method":"GET","url":"https://id.example/.well-known/openid-configuration"}}',
    ],
  ],
];

const parts = { type: "object", properties: { photo: text, tags: { type: "array", items: text } } };
const form = (encoding: Json): Json =>
  document(operation({ requestBody: { content: { "multipart/form-data": { schema: parts, encoding } } } }));
const mixed = (encoding: Json): Json =>
  document(operation({ responses: { "200": { content: { "multipart/mixed": { schema: parts, encoding } } } } }));
const formPart = (part: string): string =>
  `{"request":{${post},"headers":{"content-type":"multipart/form-data"},"part":${part}}}`;

const encodings: readonly Change[] = [
  [
    "part's media type removed from a request",
    form({ photo: { contentType: "image/png, image/jpeg" } }),
    form({ photo: { contentType: "image/png" } }),
    [`error request-part-media-types-narrowed ${formPart('{"name":"photo","content-type":"image/jpeg"}')}`],
  ],
  [
    "part's media type added to a request",
    form({ photo: { contentType: "image/png" } }),
    form({ photo: { contentType: "image/*" } }),
    ["info request-part-media-types-widened"],
  ],
  [
    "part's media type added to a response",
    mixed({ photo: { contentType: "image/png" } }),
    mixed({ photo: { contentType: "image/png, image/jpeg" } }),
    [
      `error response-part-media-types-widened {"request":{${post}},"response":{"status":200,"headers":{"content-type":"multipart/mixed"},"part":{"name":"photo","content-type":"image/jpeg"}}}`,
    ],
  ],
  [
    "part's media type removed from a response",
    mixed({ photo: { contentType: "image/png, image/jpeg" } }),
    mixed({ photo: { contentType: "image/png" } }),
    ["info response-part-media-types-narrowed"],
  ],
  [
    "part written otherwise",
    form({ tags: { style: "form", explode: true } }),
    form({ tags: { style: "pipeDelimited" } }),
    [`error request-part-serialisation-changed ${formPart('{"name":"tags","written":"in the style form, exploded"}')}`],
  ],
  [
    "part's header added and required",
    form({ photo: { contentType: "image/png" } }),
    form({ photo: { contentType: "image/png", headers: { "X-Size": { required: true, schema: integer } } } }),
    [`error request-parameter-added-required ${formPart('{"name":"photo","without":"header.x-size"}')}`],
  ],
];

const schemas = {
  Cat: object({ kind: text, lives: integer }, ["kind"]),
  Dog: object({ kind: text, tail: text }, ["kind", "tail"]),
};
const CAT = "#/components/schemas/Cat";
const DOG = "#/components/schemas/Dog";
const pet = (discriminator: Json | null): Json => ({
  oneOf: [{ $ref: CAT }, { $ref: DOG }],
  ...(discriminator === null ? {} : { discriminator: { propertyName: "kind", ...discriminator } }),
});
const asking = (discriminator: Json | null): Json =>
  document(operation({ requestBody: json(object({ pet: pet(discriminator) })) }), { components: { schemas } });
const giving = (discriminator: Json | null): Json =>
  document(operation({ responses: { "200": json(object({ pet: pet(discriminator) })) } }), { components: { schemas } });
const mapping = { cat: CAT, dog: DOG };

const discriminators: readonly Change[] = [
  [
    "tag removed from a request",
    asking({ mapping: { ...mapping, kitten: CAT } }),
    asking({ mapping }),
    [`error request-discriminator-value-removed {"request":{${post},"body":{"pet":{"kind":"kitten"}}}}`],
  ],
  [
    "tag added to a request",
    asking({ mapping }),
    asking({ mapping: { ...mapping, kitten: CAT } }),
    ["info request-discriminator-value-added"],
  ],
  [
    "tag added to a response",
    giving({ mapping }),
    giving({ mapping: { ...mapping, kitten: CAT } }),
    [
      `error response-discriminator-value-added {"request":{${post}},"response":{"status":200,"body":{"pet":{"kind":"kitten"}}}}`,
    ],
  ],
  [
    "tag removed from a response",
    giving({ mapping: { ...mapping, kitten: CAT } }),
    giving({ mapping }),
    ["info response-discriminator-value-removed"],
  ],
  [
    "tag removed where all others stand for something",
    asking({ mapping: { ...mapping, kitten: CAT } }),
    asking({ mapping, defaultMapping: "Cat" }),
    [],
  ],
  [
    "tag that stands for something else",
    asking({ mapping: { ...mapping, kitten: CAT } }),
    asking({ mapping: { ...mapping, kitten: DOG } }),
    ['error request-required-member-added {"kind":"kitten"}', "warning request-optional-member-removed"],
  ],
  [
    "alternatives told apart by another member of a request",
    asking({ mapping }),
    asking({ mapping, propertyName: "type" }),
    [`error request-discriminator-property-changed {"request":{${post},"body":{"pet":{"kind":"cat"}}}}`],
  ],
  [
    "alternatives told apart by another member of a response",
    giving({ mapping }),
    giving({ mapping, propertyName: "type" }),
    [
      `error response-discriminator-property-changed {"request":{${post}},"response":{"status":200,"body":{"pet":{"type":"cat"}}}}`,
    ],
  ],
  ["alternatives no longer told apart", giving({ mapping }), giving(null), ["warning response-discriminator-removed"]],
  ["alternatives told apart", asking(null), asking({ mapping }), ["info request-discriminator-added"]],
];

const served = (...servers: Json[]): Json => ({ ...document(), servers });
const region = (usual: string, ...values: string[]): Json => ({
  url: "https://{region}.example/v1",
  variables: { region: { default: usual, ...(values.length > 0 ? { enum: values } : {}) } },
});
const linked = (links: Json): Json => document(operation({ responses: { "201": { description: "", links } } }));
const item = (itemSchema: unknown): Json =>
  document(operation({ responses: { "200": { content: { "application/jsonl": { itemSchema } } } } }));

const places: readonly Change[] = [
  [
    "base path moved",
    served({ url: "https://api.example/v1" }),
    served({ url: "https://api.example/v2" }),
    ['error server-base-path-changed {"request":{"method":"POST","path":"/v1/tenants/1"}}'],
  ],
  [
    "base path of a relative server moved",
    served({ url: "/v1" }),
    served({ url: "/v2" }),
    ['error server-base-path-changed {"request":{"method":"POST","path":"/v1/tenants/1"}}'],
  ],
  [
    "base path added beside the old one",
    served({ url: "https://api.example/v1" }),
    served({ url: "https://api.example/v2" }, { url: "https://api.example/v1" }),
    ["info server-added"],
  ],
  [
    "one base path of two removed",
    served({ url: "https://api.example/v1" }, { url: "https://api.example/v2" }),
    served({ url: "https://api.example/v2" }),
    ["warning server-removed"],
  ],
  [
    "host changed",
    served({ url: "https://api.example/v1" }),
    served({ url: "https://api.test/v1" }),
    ["warning server-removed", "info server-added"],
  ],
  [
    "base path of any version limited to one",
    served({ url: "https://api.example/{version}", variables: { version: { default: "v1" } } }),
    served({ url: "https://api.example/v2" }),
    ["warning server-removed"],
  ],
  [
    "value of a server's variable removed",
    served(region("eu", "eu", "us")),
    served(region("eu", "eu")),
    ["warning server-value-removed"],
  ],
  [
    "value of a server's variable added",
    served(region("eu", "eu")),
    served(region("eu", "eu", "us")),
    ["info server-value-added"],
  ],
  [
    "server's variable limited to some values",
    served(region("eu")),
    served(region("eu", "eu")),
    ["warning server-removed"],
  ],
  [
    "default of a server's variable changed",
    served(region("eu", "eu", "us")),
    served(region("us", "eu", "us")),
    ["warning server-default-changed"],
  ],
  [
    "servers of one operation moved",
    document(operation({ servers: [{ url: "/v1" }] })),
    document(operation({ servers: [{ url: "/v2" }] })),
    ['error server-base-path-changed {"request":{"method":"POST","path":"/v1/tenants/1"}}'],
  ],
  ["link removed", linked({ next: { operationId: "createTenant" } }), linked({}), ["info response-link-removed"]],
  ["link added", linked({}), linked({ next: { operationId: "createTenant" } }), ["info response-link-added"]],
  [
    "link that leads elsewhere",
    linked({ next: { operationId: "createTenant" } }),
    linked({ next: { operationId: "createTenant", parameters: { id: "$response.body#/id" } } }),
    ["info response-link-changed"],
  ],
  [
    "item of a sequence widened",
    item(object({ a: text })),
    item(object({ a: { type: ["string", "null"] } })),
    ['error response-null-widened {"a":null}'],
  ],
];

/** Changes of all that is not a parameter, a body or a status of an operation that clients call. */
export const structure: readonly Change[] = [...callbacks, ...oauth, ...encodings, ...discriminators, ...places];
