import { expect } from "chai";
import fc from "fast-check";
import { compare, type Json, object, requesting, text, told } from "./documents.ts";

const RUNS = Number(process.env.DIFF_RUNS ?? 150);

const NAMES = ["A", "B", "C", "D"];
const reference = fc.constantFrom(...NAMES).map((name): Json => ({ $ref: `#/components/schemas/${name}` }));
const leaf = fc.constantFrom<Json>(
  { type: "string" },
  { type: "string", maxLength: 3 },
  { type: "integer", minimum: 1 },
  { type: ["string", "null"], default: "a" },
  { enum: ["a", "b"] },
  { type: "string", readOnly: true },
  { type: "string", deprecated: true },
);
const part: fc.Arbitrary<Json> = fc.oneof(
  { weight: 2, arbitrary: leaf },
  { weight: 4, arbitrary: reference },
  reference.map((items): Json => ({ type: "array", items })),
  reference.map((additionalProperties): Json => ({ type: "object", additionalProperties })),
  reference.map((one): Json => ({ allOf: [one, { description: "x" }] })),
  reference.map((one): Json => ({ oneOf: [one, { type: "null" }] })),
  reference.map((x): Json => object({ x })),
  reference.map((x): Json => ({ ...x, readOnly: true })),
);
const component = fc
  .tuple(
    fc.dictionary(fc.constantFrom("a", "b", "c"), part, { maxKeys: 3, noNullPrototype: true }),
    fc.boolean(),
    fc.constantFrom<Json>({}, {}, { readOnly: true }),
  )
  .map(([members, required, more]): Json => object(members, required ? Object.keys(members).slice(0, 1) : [], more));

const bodies = (ref: string): Json => ({ content: { "application/json": { schema: { $ref: ref } } } });

const documentOf = (schemas: Json): Json => ({
  openapi: "3.1.0",
  info: { title: "T", version: "1.0.0" },
  paths: Object.fromEntries(
    NAMES.map((name): [string, Json] => {
      const body = bodies(`#/components/schemas/${name}`);
      return [
        `/${name}`,
        { post: { operationId: name, requestBody: body, responses: { 200: { description: "", ...body } } } },
      ];
    }),
  ),
  components: { schemas },
});

/** The same schema with a remark in each of its parts but references, so that none is written as it was. */
const remarked = (schema: Json): Json => {
  const parts = Object.entries(schema).map(([keyword, value]): [string, unknown] => {
    if (keyword === "properties")
      return [
        keyword,
        Object.fromEntries(Object.entries(value as Json).map(([name, one]) => [name, remarked(one as Json)])),
      ];
    if (["allOf", "oneOf"].includes(keyword)) return [keyword, (value as Json[]).map(remarked)];
    return [keyword, ["items", "additionalProperties"].includes(keyword) ? remarked(value as Json) : value];
  });
  return { ...Object.fromEntries(parts), ...(schema.$ref === undefined ? { "x-remark": "new" } : {}) };
};

const remarkedAll = (schemas: Json): Json =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, remarked(schema as Json)]));

describe("A schema that is written as before", () => {
  it("is judged by what it refers to, as if every part of it had been edited", () => {
    let differing = 0;
    fc.assert(
      fc.property(fc.tuple(component, component, component, component), component, fc.nat(3), (all, other, at) => {
        const schemas = Object.fromEntries(NAMES.map((name, index) => [name, all[index]]));
        const after = { ...schemas, [NAMES[at] ?? ""]: other };
        const [plain, edited] = [JSON.parse(JSON.stringify(after)) as Json, remarkedAll(after)].map((one) =>
          compare(documentOf(schemas), documentOf(one)),
        );
        if ((plain?.findings.length ?? 0) > 0) differing++;
        expect(plain).to.deep.equal(edited);
      }),
      { numRuns: RUNS },
    );
    expect(differing).to.be.above(RUNS / 2);
  });

  it("is judged by the variants that its discriminator leads to, though it does not refer to them", () => {
    const pets = (name: Json): Json => ({
      Pet: object({ kind: text }, ["kind"], { discriminator: { propertyName: "kind" } }),
      Cat: { allOf: [{ $ref: "#/components/schemas/Pet" }, object({ name })] },
    });
    const [before, after] = [text, { type: "string", maxLength: 2 }].map((name) =>
      requesting({ $ref: "#/components/schemas/Pet" }, { components: { schemas: pets(name) } }),
    );
    expect(told(compare(before, after))).to.deep.equal(['error request-length-narrowed {"name":"abc","kind":"Cat"}']);
  });
});
