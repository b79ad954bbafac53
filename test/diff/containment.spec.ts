import Ajv2020 from "ajv/dist/2020.js";
import { expect } from "chai";
import fc from "fast-check";
import { Budget } from "../../src/diff/schema/budget.ts";
import { Containment, type Verdict } from "../../src/diff/schema/containment.ts";
import { SchemaGraph } from "../../src/diff/schema/graph.ts";
import { DocumentSource } from "../../src/diff/schema/source.ts";
import { anyValue, wholeSchema } from "./arbitraries.ts";

/** How often each property is tried; the whole proof takes 10,000. */
const RUNS = Number(process.env.DIFF_RUNS ?? 150);
const STEPS = 30_000;

const decide = (
  base: unknown,
  revision: unknown,
  reading: "strict" | "tolerant" = "strict",
  steps = STEPS,
): Verdict => {
  const source = new DocumentSource(
    new Map([
      ["a", base],
      ["b", revision],
    ]),
  );
  const graph = new SchemaGraph();
  const at = (name: string): number => {
    const located = source.at(`${name}#`);
    if (located === null) throw new Error(`${name} is no schema`);
    return graph.idOf(source, located);
  };
  return new Containment(graph, () => null, reading).decide(at("a"), at("b"), new Budget(steps));
};

const compile = (schema: object): ((value: unknown) => boolean) => {
  const validate = new Ajv2020.default({ strict: false, validateFormats: false, logger: false }).compile(schema);
  return (value) => validate(value) === true;
};

/** A copy with one keyword taken away or one number raised, so that most of both schemas is the same. */
const nearby = (schema: object, choice: number): object => {
  const copy = structuredClone(schema);
  const parts: Record<string, unknown>[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (!Array.isArray(value)) parts.push(value as Record<string, unknown>);
    for (const child of Object.values(value)) walk(child);
  };
  walk(copy);
  const part = parts[choice % parts.length];
  const keys = Object.keys(part ?? {}).filter((key) => !["allOf", "anyOf", "oneOf", "if", "$defs", "r"].includes(key));
  const key = keys[choice % Math.max(1, keys.length)];
  if (part === undefined || key === undefined) return copy;
  if (typeof part[key] === "number") part[key] = Math.max(1, (part[key] as number) + 1);
  else delete part[key];
  return copy;
};

const pair = fc
  .tuple(wholeSchema, wholeSchema, fc.nat(1000))
  .map(([a, other, choice]) => [a, choice % 3 === 0 ? other : nearby(a, choice)] as const);

describe("Containment", () => {
  it("is never called compatible where a value says otherwise, and every witness is one", function () {
    this.timeout(Math.max(20_000, RUNS * 300));
    const values = fc.array(anyValue, { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(pair, values, ([a, b], samples) => {
        const [inA, inB] = [compile(a), compile(b)];
        const verdict = decide(a, b);
        if (verdict.kind === "breaking") {
          expect(inA(verdict.instance), "the baseline takes the witness").to.equal(true);
          expect(inB(verdict.instance), "the revision refuses the witness").to.equal(false);
        } else if (verdict.kind === "compatible") {
          const contradiction = samples.find((value) => inA(value) && !inB(value));
          expect(contradiction).to.equal(undefined);
        } else expect(verdict.reason).not.to.equal("an instance was built that the schemas judge differently");
      }),
      { numRuns: RUNS, seed: 42 },
    );
  });

  it("is never refuted between a schema and its copy, and hardly ever left open", function () {
    this.timeout(Math.max(20_000, RUNS * 300));
    let open = 0;
    fc.assert(
      fc.property(wholeSchema, (schema) => {
        const { kind } = decide(schema, structuredClone(schema));
        expect(kind).not.to.equal("breaking");
        if (kind === "unproven") open++;
      }),
      { numRuns: RUNS, seed: 7 },
    );
    expect(open).to.be.at.most(1 + RUNS / 500);
  });

  it("is decided for nearly every pair of small schemas", () => {
    let open = 0;
    fc.assert(
      fc.property(pair, ([a, b]) => {
        if (decide(a, b).kind === "unproven") open++;
      }),
      { numRuns: 150, seed: 3 },
    );
    expect(open).to.be.at.most(3);
  });

  const equivalent: readonly (readonly [what: string, a: unknown, b: unknown])[] = [
    ["a const and an enum of one value", { const: 1 }, { enum: [1] }],
    [
      "null as a type and as an alternative",
      { type: ["string", "null"] },
      { anyOf: [{ type: "string" }, { type: "null" }] },
    ],
    [
      "null as a type and as one of two",
      { type: ["string", "null"] },
      { oneOf: [{ type: "null" }, { type: "string" }] },
    ],
    ["an integer and a number that is a multiple of one", { type: "integer" }, { type: "number", multipleOf: 1 }],
    ["booleans and both of their values", { type: "boolean" }, { enum: [true, false] }],
    [
      "two patterns of one language",
      { type: "string", pattern: "^(a|b)+$" },
      { type: "string", pattern: "^[ab][ab]*$" },
    ],
    [
      "a length and a pattern of that length",
      { type: "string", maxLength: 2 },
      { type: "string", pattern: "^[^]{0,2}$" },
    ],
    ["a double negation and the schema", { not: { not: { type: "string" } } }, { type: "string" }],
    [
      "members in allOf and in one object",
      { allOf: [{ type: "object", required: ["a"] }, { properties: { a: { type: "string" } } }] },
      { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
    ],
    [
      "a closed object by either keyword",
      { type: "object", properties: { a: {}, b: {} }, additionalProperties: false },
      { type: "object", properties: { a: {} }, allOf: [{ properties: { b: {} } }], unevaluatedProperties: false },
    ],
    [
      "a condition and its alternatives",
      { if: { type: "string" }, then: { minLength: 1 } },
      { anyOf: [{ not: { type: "string" } }, { minLength: 1 }] },
    ],
    [
      "a required member by two keywords",
      { type: "object", minProperties: 1, propertyNames: { const: "a" } },
      { type: "object", required: ["a"], additionalProperties: false, properties: { a: true } },
    ],
    [
      "a dependency and its alternatives",
      { dependentRequired: { a: ["b"] } },
      { anyOf: [{ not: { type: "object", required: ["a"] } }, { required: ["b"] }] },
    ],
    [
      "contains at most none and items that are not",
      { type: "array", contains: { type: "null" }, minContains: 0, maxContains: 0 },
      { type: "array", items: { not: { type: "null" } } },
    ],
    [
      "a lookahead and two patterns",
      { type: "string", pattern: "^(?!a)[a-z]+$" },
      { type: "string", allOf: [{ pattern: "^[a-z]+$" }, { not: { pattern: "^a" } }] },
    ],
  ];
  for (const [what, a, b] of equivalent)
    it(`holds both ways between ${what}`, () => {
      expect([decide(a, b), decide(b, a)].map(({ kind }) => kind)).to.deep.equal(["compatible", "compatible"]);
    });

  it("follows schemas that refer to themselves", () => {
    const tree = (value: object): object => ({
      $ref: "#/$defs/node",
      $defs: {
        node: {
          type: "object",
          required: ["children"],
          properties: { value, children: { type: "array", items: { $ref: "#/$defs/node" } } },
        },
      },
    });
    expect(decide(tree({ type: "string" }), tree({ type: ["string", "null"] })).kind).to.equal("compatible");
    expect(decide(tree({ type: ["string", "null"] }), tree({ type: "string" }))).to.deep.equal({
      kind: "breaking",
      instance: { children: [], value: null },
    });
  });

  it("knows that a schema without finite values has none", () => {
    const endless = {
      $ref: "#/$defs/n",
      $defs: { n: { type: "object", required: ["n"], properties: { n: { $ref: "#/$defs/n" } } } },
    };
    expect(decide(endless, false).kind).to.equal("compatible");
  });

  it("pairs tagged alternatives without trying every combination", () => {
    const tagged = (more: object): object => ({
      oneOf: Array.from({ length: 40 }, (_, index) => ({
        type: "object",
        required: ["kind"],
        properties: { kind: { const: `k${index}` }, size: { type: "integer", minimum: index, ...more } },
      })),
    });
    expect(decide(tagged({}), tagged({}), "strict", 200_000).kind).to.equal("compatible");
    expect(decide(tagged({}), tagged({ maximum: 100 }), "strict", 200_000).kind).to.equal("breaking");
  });

  it("takes undeclared members for nobody's promise, unless they are spoken of", () => {
    const base = { type: "object", properties: { a: { type: "string" } } };
    const revision = { type: "object", properties: { a: { type: "string" }, b: { type: "integer" } } };
    expect(decide(base, revision, "tolerant").kind).to.equal("compatible");
    expect(decide(base, revision, "strict").kind).to.equal("breaking");
    expect(decide({ ...base, additionalProperties: true }, revision, "tolerant").kind).to.equal("breaking");
    expect(
      decide({ type: "object" }, { type: "object", additionalProperties: { type: "string" } }, "tolerant").kind,
    ).to.equal("breaking");
  });

  it("says so when the work budget is spent", () => {
    expect(
      decide(
        { type: "object", properties: { a: { type: "string" } } },
        { type: "object", properties: { a: { type: "string", maxLength: 3 } } },
        "strict",
        3,
      ),
    ).to.deep.equal({
      kind: "unproven",
      reason: "the work budget is spent",
    });
  });

  it("leaves open what it does not understand", () => {
    const verdict = decide({ type: "string", pattern: "^(a+)\\1$" }, { type: "string", pattern: "^(aa)+$" });
    expect(verdict).to.deep.equal({
      kind: "unproven",
      reason: "a pattern is not a regular language (it looks back or ahead)",
    });
    expect(decide({ $dynamicRef: "#x" }, { type: "string" })).to.have.property("kind", "unproven");
  });
});
