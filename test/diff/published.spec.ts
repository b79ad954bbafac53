import { expect } from "chai";
import { compare, document, integer, type Json, object, operation, requesting, responding, text } from "./documents.ts";
import { oasdiff, openapiDiff, type Published, redocly } from "./published-lists.ts";

/**
 * Pairs that mirror the published catalogue of oasdiff (its checks by id, in `checker/localizations_src/en/messages.yaml`
 * and docs/BREAKING-CHANGES.md): what the catalogue calls breaking is an error, what may break a warning, the rest info.
 */
const a = (schema: unknown, required = false): Json => object({ a: schema }, required ? ["a"] : []);
const req = (base: unknown, revision: unknown): [Json, Json] => [requesting(base), requesting(revision)];
const res = (base: unknown, revision: unknown): [Json, Json] => [responding(base), responding(revision)];
const parameter = (parts: Json | null): Json =>
  document(operation(parts === null ? {} : { parameters: [{ name: "q", in: "query", schema: text, ...parts }] }));
const par = (base: Json | null, revision: Json | null): [Json, Json] => [parameter(base), parameter(revision)];
const status = (...names: string[]): Json =>
  document(operation({ responses: Object.fromEntries(names.map((name) => [name, { description: "" }])) }));
const content = (...names: string[]): Json => ({
  content: Object.fromEntries(names.map((name) => [name, { schema: text }])),
});
const tagged = (...kinds: string[]): Json => ({
  oneOf: kinds.map((kind) => object({ kind: { const: kind } }, ["kind"])),
});
const doc = (parts: Json): Json => document(operation(parts));

const catalogue: readonly Published[] = [
  { id: "api-removed-without-deprecation", level: "error", pair: [document(), { ...document(), paths: {} }] },
  { id: "endpoint-added", level: "info", pair: [{ ...document(), paths: {} }, document()] },
  { id: "endpoint-deprecated", level: "info", pair: [document(), doc({ deprecated: true })] },
  { id: "endpoint-reactivated", level: "info", pair: [doc({ deprecated: true }), document()] },
  {
    id: "api-stability-decreased",
    level: "error",
    pair: [doc({ "x-stability-level": "stable" }), doc({ "x-stability-level": "beta" })],
  },
  { id: "new-required-request-parameter", level: "error", pair: par(null, { required: true }) },
  { id: "new-optional-request-parameter", level: "info", pair: par(null, {}) },
  { id: "request-parameter-removed", level: "warning", pair: par({}, null) },
  { id: "request-parameter-became-required", level: "error", pair: par({}, { required: true }) },
  { id: "request-parameter-became-optional", level: "info", pair: par({ required: true }, {}) },
  {
    id: "request-parameter-enum-value-removed",
    level: "error",
    pair: par({ schema: { enum: ["x", "y"] } }, { schema: { enum: ["x"] } }),
  },
  {
    id: "request-parameter-enum-value-added",
    level: "info",
    pair: par({ schema: { enum: ["x"] } }, { schema: { enum: ["x", "y"] } }),
  },
  {
    id: "request-parameter-max-decreased",
    level: "error",
    pair: par({ schema: { ...integer, maximum: 9 } }, { schema: { ...integer, maximum: 8 } }),
  },
  {
    id: "request-parameter-max-set",
    level: "error",
    pair: par({ schema: integer }, { schema: { ...integer, maximum: 8 } }),
  },
  {
    id: "request-parameter-min-decreased",
    level: "info",
    pair: par({ schema: { ...integer, minimum: 2 } }, { schema: { ...integer, minimum: 1 } }),
  },
  {
    id: "request-parameter-max-length-decreased",
    level: "error",
    pair: par({ schema: { ...text, maxLength: 9 } }, { schema: { ...text, maxLength: 8 } }),
  },
  { id: "request-parameter-pattern-added", level: "error", pair: par({}, { schema: { ...text, pattern: "^a" } }) },
  {
    id: "request-parameter-pattern-changed",
    level: "warning",
    pair: par({ schema: { ...text, pattern: "^[0-9]+$" } }, { schema: { ...text, pattern: "^[0-9]*$" } }),
    argued: [
      "info",
      "The catalogue's own example: every text of the old pattern fits the new one, which automata prove.",
    ],
  },
  {
    id: "request-parameter-pattern-generalized",
    level: "info",
    pair: par({ schema: { ...text, pattern: "^a+$" } }, { schema: { ...text, pattern: ".*" } }),
  },
  { id: "request-parameter-type-changed", level: "error", pair: par({ schema: text }, { schema: integer }) },
  {
    id: "request-parameter-type-generalized",
    level: "info",
    pair: par({ schema: integer }, { schema: { type: "number" } }),
  },
  {
    id: "request-parameter-default-value-changed",
    level: "error",
    pair: par({ schema: { ...integer, default: 1 } }, { schema: { ...integer, default: 2 } }),
    argued: [
      "warning",
      "No request is refused and none is misread by its own words; who left the value out may get another result.",
    ],
  },
  { id: "request-property-removed", level: "warning", pair: req(object({ a: text, b: text }), a(text)) },
  { id: "new-required-request-property", level: "error", pair: req(a(text), object({ a: text, b: text }, ["b"])) },
  { id: "new-optional-request-property", level: "info", pair: req(a(text), object({ a: text, b: text })) },
  { id: "request-property-became-required", level: "error", pair: req(a(text), a(text, true)) },
  { id: "request-property-became-optional", level: "info", pair: req(a(text, true), a(text)) },
  { id: "request-property-became-not-nullable", level: "error", pair: req(a({ type: ["string", "null"] }), a(text)) },
  { id: "request-property-became-nullable", level: "info", pair: req(a(text), a({ type: ["string", "null"] })) },
  { id: "request-property-enum-value-removed", level: "error", pair: req(a({ enum: ["x", "y"] }), a({ enum: ["x"] })) },
  { id: "request-property-became-enum", level: "error", pair: req(a(text), a({ type: "string", enum: ["x"] })) },
  {
    id: "request-property-min-items-increased",
    level: "error",
    pair: req(a({ type: "array", minItems: 1 }), a({ type: "array", minItems: 2 })),
  },
  {
    id: "request-property-x-extensible-enum-value-removed",
    level: "error",
    pair: req(a({ ...text, "x-extensible-enum": ["x", "y"] }), a({ ...text, "x-extensible-enum": ["x"] })),
    argued: ["warning", "An extensible set constrains nothing, so no request can be shown to be refused."],
  },
  { id: "request-body-one-of-removed", level: "error", pair: req(tagged("x", "y"), tagged("x")) },
  { id: "request-body-one-of-added", level: "info", pair: req(tagged("x"), tagged("x", "y")) },
  {
    id: "request-body-all-of-added",
    level: "error",
    pair: req(a(text), { allOf: [a(text), object({ b: text }, ["b"])] }),
  },
  {
    id: "request-allOf-modified",
    level: "warning",
    pair: req({ allOf: [a(text), object({ b: text })] }, { allOf: [object({ a: text, b: text })] }),
    argued: ["nothing", "The same members are only written in one part instead of two, which is decided, not guessed."],
  },
  {
    id: "request-body-became-required",
    level: "error",
    pair: [
      doc({ requestBody: content("application/json") }),
      doc({ requestBody: { required: true, ...content("application/json") } }),
    ],
  },
  {
    id: "request-body-became-optional",
    level: "info",
    pair: [
      doc({ requestBody: { required: true, ...content("application/json") } }),
      doc({ requestBody: content("application/json") }),
    ],
  },
  {
    id: "request-body-media-type-removed",
    level: "error",
    pair: [doc({ requestBody: content("a/b", "c/d") }), doc({ requestBody: content("a/b") })],
  },
  {
    id: "request-body-media-type-added",
    level: "info",
    pair: [doc({ requestBody: content("a/b") }), doc({ requestBody: content("a/b", "c/d") })],
  },
  { id: "response-required-property-removed", level: "error", pair: res(object({ a: text, b: text }, ["b"]), a(text)) },
  { id: "response-optional-property-removed", level: "warning", pair: res(object({ a: text, b: text }), a(text)) },
  { id: "response-required-property-added", level: "info", pair: res(a(text), object({ a: text, b: text }, ["b"])) },
  { id: "response-optional-property-added", level: "info", pair: res(a(text), object({ a: text, b: text })) },
  { id: "response-property-became-optional", level: "error", pair: res(a(text, true), a(text)) },
  { id: "response-property-became-required", level: "info", pair: res(a(text), a(text, true)) },
  { id: "response-property-became-nullable", level: "error", pair: res(a(text), a({ type: ["string", "null"] })) },
  {
    id: "response-property-enum-value-added",
    level: "warning",
    pair: res(a({ enum: ["x"] }), a({ enum: ["x", "y"] })),
    argued: [
      "error",
      "The new value was never documented: a client that tells all documented values apart has no branch for it. x-extensible-enum is there for sets that grow.",
    ],
  },
  {
    id: "response-mediatype-enum-value-removed",
    level: "info",
    pair: res(a({ enum: ["x", "y"] }), a({ enum: ["x"] })),
  },
  {
    id: "response-property-max-length-increased",
    level: "error",
    pair: res(a({ ...text, maxLength: 3 }), a({ ...text, maxLength: 4 })),
  },
  {
    id: "response-property-min-items-decreased",
    level: "error",
    pair: res(a({ type: "array", minItems: 2 }), a({ type: "array", minItems: 1 })),
  },
  { id: "response-property-type-changed", level: "error", pair: res(a(text), a(integer)) },
  { id: "response-body-one-of-added", level: "error", pair: res(tagged("x"), tagged("x", "y")) },
  { id: "response-body-one-of-removed", level: "info", pair: res(tagged("x", "y"), tagged("x")) },
  { id: "response-success-status-removed", level: "error", pair: [status("200", "201"), status("201")] },
  {
    id: "response-success-status-added",
    level: "info",
    pair: [status("201"), status("200", "201")],
    argued: [
      "error",
      "What is answered now was never documented; clients that wait for 201 take 200 for something else.",
    ],
  },
  {
    id: "response-non-success-status-removed",
    level: "info",
    pair: [status("201", "409"), status("201")],
    argued: ["warning", "Clients that tell 409 from other failures lose the only place that promises it."],
  },
  {
    id: "response-non-success-status-added",
    level: "info",
    pair: [status("201"), status("201", "409")],
    argued: ["warning", "It was not documented when clients were written, though they must expect failures."],
  },
  {
    id: "response-media-type-removed",
    level: "error",
    pair: [doc({ responses: { "200": content("a/b", "c/d") } }), doc({ responses: { "200": content("a/b") } })],
  },
  {
    id: "response-media-type-added",
    level: "info",
    pair: [doc({ responses: { "200": content("a/b") } }), doc({ responses: { "200": content("a/b", "c/d") } })],
  },
  {
    id: "required-response-header-removed",
    level: "error",
    pair: [
      doc({ responses: { "200": { headers: { "X-A": { required: true, schema: text } } } } }),
      doc({ responses: { "200": { headers: {} } } }),
    ],
  },
  {
    id: "optional-response-header-removed",
    level: "warning",
    pair: [
      doc({ responses: { "200": { headers: { "X-A": { schema: text } } } } }),
      doc({ responses: { "200": { headers: {} } } }),
    ],
  },
  {
    id: "api-operation-id-removed",
    level: "info",
    pair: [document(), doc({ operationId: "other" })],
    argued: ["nothing", "No request and no response changes; only generated code is named differently."],
  },
  {
    id: "api-tag-removed",
    level: "info",
    pair: [doc({ tags: ["a"] }), doc({ tags: [] })],
    argued: ["nothing", "A tag orders the documentation; nothing that travels depends on it."],
  },
];

const lists: readonly (readonly [list: string, entries: readonly Published[]])[] = [
  ["oasdiff", [...catalogue, ...oasdiff]],
  ["openapi-diff", openapiDiff],
  ["Redocly CLI", redocly],
];

for (const [list, published] of lists)
  describe(`The list that ${list} publishes`, () => {
    it("is disagreed with for a reason only", () => {
      expect(published.length).to.be.at.least(20);
      expect(
        published.filter(({ level, argued }) => argued !== undefined && (argued[0] === level || argued[1].length < 40)),
      ).to.deep.equal([]);
    });

    for (const { id, level, pair, argued } of published)
      it(`has ${id}, which is ${argued === undefined ? level : `${argued[0]}, where the list has ${level}`}`, () => {
        const { findings } = compare(...pair);
        const order = ["error", "warning", "info"] as const;
        const worst = order.find((severity) => findings.some((finding) => finding.severity === severity)) ?? "nothing";
        expect(worst).to.equal(argued === undefined ? level : argued[0]);
        if (worst === "error")
          expect(findings.some(({ severity, witness }) => severity === "error" && witness !== null)).to.equal(true);
      });
  });

describe("Published lists together", () => {
  it("are mirrored by more than a hundred pairs, most of which are judged as the lists judge them", () => {
    const all = lists.flatMap(([, published]) => published);
    expect(all.length).to.be.at.least(130);
    expect(all.filter(({ argued }) => argued === undefined).length / all.length).to.be.above(0.7);
  });
});
