import { expect } from "chai";
import fc from "fast-check";
import { diff } from "../../src/diff/diff.ts";
import type { DiffReport } from "../../src/diff/finding.ts";
import { standardTools } from "../../src/diff/tools.ts";
import { type Json, object, text } from "./documents.ts";

/** What a comparison may take on the slowest machine the tests run on. The work is counted in steps, not in time. */
const SECONDS = 10;
const MEGABYTES = 300;

const tools = standardTools();

const schemas = (base: unknown, revision: unknown): DiffReport => {
  const before = process.memoryUsage().heapUsed;
  const start = process.cpuUsage();
  const report = diff(
    { root: "a", documents: new Map([["a", base]]) },
    { root: "a", documents: new Map([["a", revision]]) },
    tools,
  );
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1e6, "seconds of work").to.be.below(SECONDS);
  expect((process.memoryUsage().heapUsed - before) / 1e6, "megabytes").to.be.below(MEGABYTES);
  return report;
};

const kinds = ({ findings }: DiffReport): string[] => [...new Set(findings.map(({ severity }) => severity))];

describe("Every comparison ends", () => {
  it("of schemas nested 3,000 deep", () => {
    const deep = (leaf: unknown): Json => {
      let schema = leaf as Json;
      for (let depth = 0; depth < 3000; depth++) schema = object({ a: schema });
      return schema;
    };
    expect(kinds(schemas(deep(text), deep({ type: "integer" })))).to.deep.equal(["warning"]);
  });

  it("of objects with 5,000 members", () => {
    const wide = (last: unknown): Json =>
      object(
        Object.fromEntries(
          Array.from({ length: 5000 }, (_, index) => [
            `m${index}`,
            index === 4999 ? last : { type: "string", maxLength: index },
          ]),
        ),
      );
    const { findings } = schemas(wide(text), wide({ type: "integer" }));
    expect(findings.map(({ rule, witness }) => [rule, witness?.instance])).to.deep.equal([
      ["request-type-narrowed", { m4999: "" }],
    ]);
  });

  it("of schemas that refer to each other in every way", () => {
    const tangled = (type: string): Json => {
      const count = 60;
      const names = Array.from({ length: count }, (_, index) => `s${index}`);
      const all = (from: number): Json =>
        Object.fromEntries(names.map((name, index) => [name, { $ref: `#/$defs/s${(index * from + 1) % count}` }]));
      const definitions = names.map((name, index) => [name, object({ ...all(index + 1), value: { type } })]);
      return { $ref: "#/$defs/s0", $defs: Object.fromEntries(definitions) as Json };
    };
    expect(kinds(schemas(tangled("string"), tangled("integer")))).to.deep.equal(["error"]);
  });

  it("of a reference that leads to itself", () => {
    const loop = (more: Json): Json => ({
      $ref: "#/$defs/a",
      $defs: { a: { $ref: "#/$defs/b", ...more }, b: { $ref: "#/$defs/a", ...more } },
    });
    schemas(loop({}), loop({ type: "string" }));
    schemas(
      loop({ unevaluatedProperties: false }),
      loop({ allOf: [{ $ref: "#/$defs/a" }], unevaluatedProperties: { type: "string" } }),
    );
  });

  it("of alternatives that multiply", () => {
    const product = (width: number): Json => ({
      allOf: Array.from({ length: 12 }, (_, row) => ({
        anyOf: Array.from({ length: width }, (_, column) =>
          object({ [`r${row}c${column}`]: { type: "integer", minimum: column } }, [`r${row}c${column}`]),
        ),
      })),
    });
    schemas(product(4), product(5));
    schemas(product(5), product(4));
  });

  it("of patterns whose automata are large", () => {
    const pattern = (source: string): Json => ({ type: "string", pattern: source });
    schemas(pattern("^(a|b)*a(a|b){14}$"), pattern("^(a|b)*b(a|b){14}$"));
    schemas(pattern("^(?:[a-z]{1,500}-){1,100}$"), pattern("^(?:[a-z]{1,400}-){1,100}$"));
    schemas(pattern("(((((a*)*)*)*)*)*$"), pattern("^(a?){50}a{50}$"));
  });

  it("of numbers and sizes beyond all measure", () => {
    schemas({ type: "string", minLength: 1e9 }, { type: "string", minLength: 1e9 + 1 });
    schemas({ type: "array", minItems: 1e9 }, { type: "array", minItems: 2e9 });
    schemas({ type: "object", minProperties: 1e9 }, { type: "object", minProperties: 2e9 });
    schemas(
      { type: "number", multipleOf: 1e-300, maximum: 1e308 },
      { type: "number", multipleOf: 3e-300, minimum: -1e308 },
    );
    schemas(
      { type: "array", uniqueItems: true, items: { type: "integer", minimum: 0, maximum: 400 } },
      { type: "array", uniqueItems: true, maxItems: 401 },
    );
  });

  it("of schemas at random that refer to each other anywhere", function () {
    this.timeout(120_000);
    const count = 6;
    const reference = fc.nat(count - 1).map((index): Json => ({ $ref: `#/$defs/s${index}` }));
    const leaf = fc.constantFrom<Json>({ type: "string" }, { type: "integer" }, { enum: ["a", 1, null] }, {});
    const part = fc.oneof(reference, leaf);
    const several = fc.array(part, { minLength: 1, maxLength: 4 });
    const members = fc.dictionary(fc.constantFrom("a", "b", "c", "d"), part, { noNullPrototype: true });
    const one = fc.oneof(
      members.map((properties): Json => ({ type: "object", properties })),
      fc.tuple(members, several).map(([properties, anyOf]): Json => ({ properties, anyOf })),
      several.map((oneOf): Json => ({ oneOf })),
      several.map((allOf): Json => ({ allOf })),
      part.map((not): Json => ({ not })),
      part.map((items): Json => ({ type: "array", items, minItems: 1 })),
      fc.tuple(part, part, part).map(([condition, yes, no]): Json => ({ if: condition, then: yes, else: no })),
      fc
        .tuple(several, members)
        .map(([allOf, properties]): Json => ({ allOf, properties, unevaluatedProperties: false })),
    );
    const definitions = fc.array(one, { minLength: count, maxLength: count });
    const whole = (list: readonly Json[]): Json => ({
      $ref: "#/$defs/s0",
      $defs: Object.fromEntries(list.map((schema, index) => [`s${index}`, schema])),
    });
    fc.assert(
      fc.property(definitions, definitions, (a, b) => void schemas(whole(a), whole(b))),
      { numRuns: Number(process.env.DIFF_RUNS ?? 60), seed: 9 },
    );
  });
});
