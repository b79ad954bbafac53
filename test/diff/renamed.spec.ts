import { expect } from "chai";
import fc from "fast-check";
import { schemaBody } from "./arbitraries.ts";
import { compare, type Json, requesting, responding, told } from "./documents.ts";

const RUNS = Number(process.env.DIFF_RUNS ?? 500);

describe("Renamed components", () => {
  const COMPONENTS = 4;
  /** A document whose body is the first of four components, which refer to each other at the places of `picks`. */
  const reaching = (
    direction: "request" | "response",
    schemas: readonly unknown[],
    picks: readonly number[],
    called: (index: number) => string,
    edited: boolean,
  ): Json => {
    let at = 0;
    const reference = (): Json => ({ $ref: `#/components/schemas/${called(picks[at++ % picks.length] ?? 0)}` });
    const rewritten = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(rewritten);
      if (typeof value !== "object" || value === null) return value;
      if ("$ref" in value) return reference();
      const members = Object.entries(value).map(([key, part]): [string, unknown] => [
        key,
        key === "enum" || key === "const" ? part : rewritten(part),
      ]);
      return Object.fromEntries(edited ? members.reverse() : members);
    };
    const all = schemas.map((schema, index): [string, unknown] => [called(index), rewritten(schema)]);
    const describe = (schema: unknown): unknown =>
      edited && typeof schema === "object" ? { description: "Edited.", ...schema } : schema;
    const components = { schemas: Object.fromEntries(all.map(([name, schema]) => [name, describe(schema)])) };
    const body = { $ref: `#/components/schemas/${called(0)}` };
    return (direction === "request" ? requesting : responding)(body, { components });
  };
  const four = fc.array(schemaBody, { minLength: COMPONENTS, maxLength: COMPONENTS });
  const anywhere = fc.array(fc.nat(COMPONENTS - 1), { minLength: 1, maxLength: 6 });
  const directions = fc.constantFrom("request" as const, "response" as const);

  it("give nothing, nor do members in another order and other words, even where they lead in circles", function () {
    this.timeout(Math.max(20_000, RUNS * 300));
    fc.assert(
      fc.property(four, anywhere, directions, (schemas, picks, direction) => {
        const plain = reaching(direction, schemas, picks, (index) => `C${index}`, false);
        expect(told(compare(plain, structuredClone(plain)))).to.deep.equal([]);
        const renamed = reaching(direction, schemas, picks, (index) => `Other${COMPONENTS - index}`, true);
        expect(told(compare(plain, renamed))).to.deep.equal([]);
      }),
      { numRuns: RUNS, seed: 11 },
    );
  });

  it("change nothing in what is told of a change that is made at the same time", function () {
    this.timeout(Math.max(20_000, RUNS * 300));
    let differing = 0;
    fc.assert(
      fc.property(
        four,
        anywhere,
        fc.nat(COMPONENTS - 1),
        schemaBody,
        directions,
        (schemas, picks, which, other, direction) => {
          const revised = schemas.map((schema, index) => (index === which ? other : schema));
          const base = reaching(direction, schemas, picks, (index) => `C${index}`, false);
          const plain = told(
            compare(
              base,
              reaching(direction, revised, picks, (index) => `C${index}`, false),
            ),
          );
          const renamed = told(
            compare(
              base,
              reaching(direction, revised, picks, (index) => `D${index}`, false),
            ),
          );
          if (plain.length > 0) differing++;
          expect(renamed.sort()).to.deep.equal(plain.sort());
        },
      ),
      { numRuns: RUNS, seed: 12 },
    );
    expect(differing).to.be.above(RUNS / 10);
  });
});
