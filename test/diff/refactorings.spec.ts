import { expect } from "chai";
import fc from "fast-check";
import { upgradeFrom30 } from "../../src/contract/upgrade.ts";
import {
  compare,
  document,
  integer,
  type Json,
  object,
  operation,
  requesting,
  responding,
  text,
  told,
} from "./documents.ts";

const RUNS = Number(process.env.DIFF_RUNS ?? 60);

const name = object({ first: text, last: { type: "string", maxLength: 20 } }, ["last"]);
const withSchemas = (schema: unknown, schemas: Json): Json[] => [
  requesting(schema, { components: { schemas } }),
  responding(schema, { components: { schemas } }),
];

const same: readonly (readonly [what: string, a: readonly Json[], b: readonly Json[]])[] = [
  [
    "a $ref taken in",
    withSchemas(object({ name: { $ref: "#/components/schemas/Name" } }), { Name: name }),
    withSchemas(object({ name }), {}),
  ],
  [
    "a component renamed",
    withSchemas({ $ref: "#/components/schemas/A" }, { A: name }),
    withSchemas({ $ref: "#/components/schemas/B" }, { B: name }),
  ],
  [
    "members in another order",
    withSchemas(object({ a: text, b: integer }), {}),
    withSchemas(object({ b: integer, a: text }), {}),
  ],
  [
    "required in another order",
    withSchemas(object({ a: text, b: text }, ["a", "b"]), {}),
    withSchemas(object({ a: text, b: text }, ["b", "a"]), {}),
  ],
  [
    "allOf flattened",
    withSchemas({ allOf: [object({ a: text }, ["a"]), object({ b: integer })] }, {}),
    withSchemas(object({ a: text, b: integer }, ["a"]), {}),
  ],
  [
    "allOf of a component and more",
    withSchemas({ allOf: [{ $ref: "#/components/schemas/N" }], description: "x" }, { N: name }),
    withSchemas(name, {}),
  ],
  [
    "a const as an enum",
    withSchemas(object({ a: { const: "x" } }), {}),
    withSchemas(object({ a: { enum: ["x"] } }), {}),
  ],
  [
    "enum values in another order",
    withSchemas(object({ a: { enum: ["x", "y"] } }), {}),
    withSchemas(object({ a: { enum: ["y", "x"] } }), {}),
  ],
  [
    "the type of an enum spelled out",
    withSchemas(object({ a: { enum: ["x", "y"] } }), {}),
    withSchemas(object({ a: { type: "string", enum: ["x", "y"] } }), {}),
  ],
  [
    "null as an alternative",
    withSchemas(object({ a: { type: ["string", "null"] } }), {}),
    withSchemas(object({ a: { anyOf: [text, { type: "null" }] } }), {}),
  ],
  [
    "null as one of two, with a component",
    withSchemas(object({ a: { oneOf: [{ $ref: "#/components/schemas/N" }, { type: "null" }] } }), { N: name }),
    withSchemas(object({ a: { ...name, type: ["object", "null"] } }), {}),
  ],
  ["anyOf in another order", withSchemas({ anyOf: [text, integer] }, {}), withSchemas({ anyOf: [integer, text] }, {})],
  [
    "types as anyOf",
    withSchemas({ type: ["string", "integer"] }, {}),
    withSchemas({ anyOf: [{ type: "string" }, { type: "integer" }] }, {}),
  ],
  [
    "oneOf as anyOf where no two fit at once",
    withSchemas({ oneOf: [text, integer] }, {}),
    withSchemas({ anyOf: [text, integer] }, {}),
  ],
  ["an anyOf of one", withSchemas({ anyOf: [name] }, {}), withSchemas(name, {})],
  [
    "additionalProperties: true spelled out where members are free",
    withSchemas({ type: "object" }, {}),
    withSchemas({ type: "object", additionalProperties: true }, {}),
  ],
  [
    "a pattern written differently",
    withSchemas({ type: "string", pattern: "^[0-9]+$" }, {}),
    withSchemas({ type: "string", pattern: "^\\d\\d*$" }, {}),
  ],
  [
    "a minimum that the type implies",
    withSchemas({ type: "array", items: text }, {}),
    withSchemas({ type: "array", items: text, minItems: 0 }, {}),
  ],
  [
    "an exclusive bound of an integer as the next one",
    withSchemas({ type: "integer", exclusiveMinimum: 0 }, {}),
    withSchemas({ type: "integer", minimum: 1 }, {}),
  ],
  [
    "an extension and a title added",
    withSchemas(object({ a: text }), {}),
    withSchemas({ ...object({ a: { ...text, "x-order": 1, title: "A" } }), title: "T" }, {}),
  ],
];

describe("Refactorings", () => {
  for (const [what, before, after] of same)
    it(`${what} gives nothing, either way`, () => {
      for (const [index, a] of before.entries()) {
        expect(told(compare(a, after[index])), "forth").to.deep.equal([]);
        expect(told(compare(after[index], a)), "back").to.deep.equal([]);
      }
    });

  it("a 3.0 document rewritten as 3.1 gives nothing", () => {
    const old = requesting(
      object({ a: { type: "string", nullable: true }, b: { type: "integer", minimum: 0, exclusiveMinimum: true } }),
    );
    old.openapi = "3.0.3";
    upgradeFrom30(old);
    const now = requesting(object({ a: { type: ["string", "null"] }, b: { type: "integer", exclusiveMinimum: 0 } }));
    expect(told(compare(old, now))).to.deep.equal([]);
  });

  it("path parameters under other names give nothing", () => {
    const at = (name: string): Json => ({
      ...document(),
      paths: {
        [`/tenants/{${name}}`]: {
          get: operation({ parameters: [{ name, in: "path", required: true, schema: text }] }),
        },
      },
    });
    expect(told(compare(at("id"), at("tenantId")))).to.deep.equal([]);
  });

  it("an error status documented by its range gives nothing", () => {
    const status = (name: string): Json =>
      document(operation({ responses: { "200": { description: "" }, [name]: { description: "" } } }));
    expect(told(compare(status("404"), status("4XX")))).to.deep.equal([]);
  });

  it("a security scheme under another name gives nothing", () => {
    const secured = (name: string): Json =>
      document(operation({ security: [{ [name]: [] }] }), {
        components: { securitySchemes: { [name]: { type: "http", scheme: "bearer" } } },
      });
    expect(told(compare(secured("token"), secured("bearer")))).to.deep.equal([]);
  });

  const at = (path: string, parts: Json, more: Json = {}): Json => ({
    ...document(undefined, more),
    paths: { [path]: { post: operation(parts) } },
  });
  const posted = (content: Json): Json => document(operation({ requestBody: { content } }));
  const form = (encoding: Json): Json =>
    posted({ "multipart/form-data": { schema: object({ a: text, b: object({}) }), encoding } });
  const Cat = object({ kind: text });
  const tagged = (name: string, discriminator: Json): Json =>
    requesting(
      { oneOf: [{ $ref: `#/components/schemas/${name}` }], discriminator: { propertyName: "kind", ...discriminator } },
      { components: { schemas: { [name]: Cat } } },
    );
  const regions = { region: { default: "eu", enum: ["eu", "us"] } };
  const oauth = (name: string): Json =>
    document(operation({ security: [{ [name]: ["read"] }] }), {
      components: {
        securitySchemes: {
          [name]: {
            type: "oauth2",
            flows: { clientCredentials: { tokenUrl: "https://id.example/token", scopes: { read: name } } },
          },
        },
      },
    });
  const event = { "{$request.body#/url}": { post: { responses: { "204": { description: "" } } } } };
  const linked = (operationId: string): Json =>
    document(operation({ operationId, responses: { "201": { description: "", links: { next: { operationId } } } } }));

  const documents: readonly (readonly [what: string, a: Json, b: Json])[] = [
    [
      "a base path that went from the servers into the paths",
      at("/tenants", {}, { servers: [{ url: "https://api.example/v1" }] }),
      at("/v1/tenants", {}, { servers: [{ url: "https://api.example/" }] }),
    ],
    [
      "servers of the document given to each operation",
      at("/tenants", {}, { servers: [{ url: "https://api.example/v1" }] }),
      at("/tenants", { servers: [{ url: "https://api.example/v1" }] }),
    ],
    [
      "servers by a variable as servers by themselves, in another order",
      at("/tenants", {}, { servers: [{ url: "https://{region}.example", variables: regions }] }),
      at("/tenants", {}, { servers: [{ url: "https://us.example" }, { url: "https://EU.example:443/" }] }),
    ],
    ["a server that is the default, spelled out", at("/tenants", {}), at("/tenants", {}, { servers: [{ url: "/" }] })],
    [
      "a callback as a component under another name",
      at("/tenants", { callbacks: { a: event } }),
      at(
        "/tenants",
        { callbacks: { b: { $ref: "#/components/callbacks/c" } } },
        { components: { callbacks: { c: event } } },
      ),
    ],
    [
      "the media types that parts have anyway, spelled out",
      form({}),
      form({ a: { contentType: "text/plain" }, b: { contentType: "application/json" } }),
    ],
    ["the style of a simple part, spelled out", form({}), form({ a: { style: "form" } })],
    [
      "media types of a part in another order",
      form({ a: { contentType: "a/b, c/d" } }),
      form({ a: { contentType: "c/d,a/b" } }),
    ],
    [
      "a tag that is the name of its component, spelled out",
      tagged("Cat", {}),
      tagged("Cat", { mapping: { Cat: "#/components/schemas/Cat" } }),
    ],
    [
      "a component with a tag of its own under another name",
      tagged("Cat", { mapping: { cat: "Cat" } }),
      tagged("Feline", { mapping: { cat: "#/components/schemas/Feline" } }),
    ],
    ["an OAuth scheme under another name, its scopes in other words", oauth("a"), oauth("b")],
    ["operation ids changed, links following", linked("one"), linked("two")],
    [
      "required in one part of allOf and readOnly in another, in one schema",
      requesting({
        allOf: [
          { type: "object", required: ["id", "name"] },
          { properties: { id: { type: "string", readOnly: true }, name: text } },
        ],
      }),
      requesting(object({ id: { type: "string", readOnly: true }, name: text }, ["id", "name"])),
    ],
  ];
  for (const [what, a, b] of documents)
    it(`${what} gives nothing, either way`, () => {
      expect(told(compare(a, b)), "forth").to.deep.equal([]);
      expect(told(compare(b, a)), "back").to.deep.equal([]);
    });

  it("reversing a pair swaps narrowed and widened", function () {
    this.timeout(Math.max(20_000, RUNS * 300));
    const leaf = fc.constantFrom<Json>(
      text,
      integer,
      { type: "number" },
      { type: ["string", "null"] },
      { type: "string", maxLength: 3 },
      { enum: ["a", "b"] },
      { enum: ["a"] },
      { type: "integer", minimum: 2 },
      { type: "string", pattern: "^a" },
      { type: "array", items: text },
      { type: "array", items: integer, minItems: 1 },
    );
    fc.assert(
      fc.property(leaf, leaf, (a, b) => {
        const [wide, narrow] = [object({ a }), object({ a: b })];
        const forth = compare(requesting(wide), requesting(narrow)).findings.map(
          ({ rule, severity }) => `${severity} ${rule.replace("request-", "")}`,
        );
        const back = compare(responding(narrow), responding(wide)).findings.map(
          ({ rule, severity }) => `${severity} ${rule.replace("response-", "")}`,
        );
        const swap = (line: string): string =>
          line.replace(/narrowed|widened/, (word) => (word === "narrowed" ? "widened" : "narrowed"));
        expect(back.map(swap).sort()).to.deep.equal(forth.sort());
      }),
      { numRuns: Math.max(RUNS, 120), seed: 5 },
    );
  });
});
