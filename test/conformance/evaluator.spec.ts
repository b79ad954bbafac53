import { readdirSync, readFileSync } from "node:fs";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "chai";
import fc from "fast-check";
import { Conformance, gateKey } from "../../src/conformance/conformance.ts";
import { UnsupportedSchema } from "../../src/conformance/dialect.ts";
import { FORMATS } from "../../src/conformance/formats/index.ts";
import { compileGate } from "../../src/conformance/gate.ts";
import { UnresolvedReference } from "../../src/conformance/schema-set.ts";
import { loadGates, PROVIDERS } from "../../src/contract/bundled.ts";

type Schema = boolean | { [keyword: string]: unknown };

const judge = (schema: Schema, instance: unknown) =>
  new Conformance(new Map([["schema.json", schema]])).evaluate("schema.json#", instance);

const broken = (schema: Schema, instance: unknown) =>
  judge(schema, instance).violations.map(({ keyword, at }) => `${keyword} ${at}`);

describe("the evaluator", () => {
  it("agrees with every instance the schemas' own tests declare, keyword and place included", () => {
    for (const provider of PROVIDERS) {
      const folder = `schemas/${provider}`;
      const names = readdirSync(folder).filter((name) => name.endsWith(".schema.json"));
      const read = (name: string) => JSON.parse(readFileSync(`${folder}/${name}`, "utf8")) as unknown;
      const conformance = new Conformance(new Map(names.map((name) => [`${folder}/${name}`, read(name)])));
      for (const name of names) {
        const groups = read(name.replace(".schema.", ".tests.")) as {
          tests: { description: string; data: unknown; valid: boolean; keyword?: string; at?: string }[];
        }[];
        for (const { description, data, valid, keyword, at } of groups.flatMap((group) => group.tests)) {
          const { violations } = conformance.evaluate(`${folder}/${name}#`, data);
          const found = violations.map((one) => `${one.keyword} ${one.at}`);
          expect(found.length === 0, `${name}: ${description}: ${found}`).to.equal(valid);
          if (!valid)
            expect(found.join("; "), `${name}: ${description}`).to.include(`${at}`).and.to.include(String(keyword));
        }
      }
    }
  });

  it("agrees with the bundled gates: a gate opens exactly where there is nothing to say", async () => {
    for (const provider of PROVIDERS) {
      const gates = new Map(await loadGates(provider));
      const folder = `schemas/${provider}`;
      const names = readdirSync(folder).filter((name) => name.endsWith(".schema.json"));
      const read = (name: string) => JSON.parse(readFileSync(`${folder}/${name}`, "utf8")) as unknown;
      const conformance = new Conformance(new Map(names.map((name) => [`${folder}/${name}`, read(name)])));
      for (const name of names)
        for (const direction of ["request", "response"] as const) {
          const gate = gates.get(gateKey(`${folder}/${name}#`, direction));
          if (gate === undefined) continue;
          const groups = read(name.replace(".schema.", ".tests.")) as {
            tests: { description: string; data: unknown }[];
          }[];
          for (const { description, data } of groups.flatMap((group) => group.tests)) {
            const { violations, undeclared, marked } = conformance.evaluate(`${folder}/${name}#`, data);
            const hidden = marked.filter(({ mark }) => mark === (direction === "request" ? "readOnly" : "writeOnly"));
            const quiet = violations.length + undeclared.length + hidden.length === 0;
            expect(gate(data), `${name} ${direction}: ${description}`).to.equal(quiet);
          }
        }
    }
  });

  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(null, true, false, 0, 1, 2, 1.5, -1, "", "a", "ab", "2020-01-01T00:00:00Z", "😀"),
      fc.array(tie("any"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom("a", "b", "c", "__proto__"), tie("any"), { maxKeys: 3 }),
    ),
  })).any;

  const schema = fc.letrec<{ any: Schema }>((tie) => {
    const few = fc.array(tie("any"), { minLength: 1, maxLength: 3 });
    const byName = fc.dictionary(fc.constantFrom("a", "b", "c"), tie("any"), { maxKeys: 3 });
    return {
      any: fc.oneof(
        { maxDepth: 2, depthIdentifier: "schema" },
        fc.constantFrom<Schema>(
          true,
          {},
          { type: "string" },
          { type: ["null", "integer"] },
          { const: 1 },
          { enum: ["a", null] },
        ),
        fc.record(
          {
            type: fc.constantFrom("object", "array", "string", "number", "integer", ["object", "null"]),
            properties: byName,
            required: fc.uniqueArray(fc.constantFrom("a", "b", "c"), { maxLength: 2 }),
            additionalProperties: tie("any"),
            patternProperties: fc.dictionary(fc.constantFrom("^a", "b$"), tie("any"), { maxKeys: 2 }),
            propertyNames: fc.constantFrom({ maxLength: 1 }, { pattern: "^[ab]" }, true),
            items: tie("any"),
            prefixItems: few,
            contains: tie("any"),
            minContains: fc.integer({ min: 0, max: 2 }),
            maxContains: fc.integer({ min: 0, max: 2 }),
            minItems: fc.integer({ min: 0, max: 2 }),
            maxItems: fc.integer({ min: 0, max: 2 }),
            uniqueItems: fc.boolean(),
            minProperties: fc.integer({ min: 0, max: 2 }),
            maxProperties: fc.integer({ min: 0, max: 2 }),
            minLength: fc.integer({ min: 0, max: 2 }),
            maxLength: fc.integer({ min: 0, max: 2 }),
            pattern: fc.constantFrom("^a", "b$", "^$"),
            minimum: fc.integer({ min: -1, max: 2 }),
            exclusiveMaximum: fc.integer({ min: -1, max: 2 }),
            multipleOf: fc.constantFrom(1, 2, 0.5),
            format: fc.constantFrom("date-time", "uuid"),
            allOf: few,
            anyOf: few,
            oneOf: few,
            not: tie("any"),
            if: tie("any"),
            then: tie("any"),
            else: tie("any"),
            dependentRequired: fc.constantFrom({ a: ["b"] }, { b: ["a", "c"] }),
            dependentSchemas: byName,
            unevaluatedProperties: tie("any"),
          },
          { requiredKeys: [] },
        ) as fc.Arbitrary<Schema>,
      ),
    };
  }).any;

  const runs = (usual: number) => Number(process.env.PROPERTY_RUNS ?? usual);

  const newPeer = (Class: typeof Ajv2020 | typeof Ajv2019) => {
    const ajv = new Class({
      strict: false,
      allErrors: false,
      ownProperties: true,
      logger: false,
      validateSchema: false,
    });
    for (const [name, check] of Object.entries(FORMATS)) ajv.addFormat(name, check);
    return ajv;
  };

  it("accepts exactly what ajv accepts, for random schemas and instances", () => {
    const peer = newPeer(Ajv2020);
    fc.assert(
      fc.property(schema, value, (randomSchema, instance) => {
        const accepted = peer.validate(randomSchema, instance);
        if (typeof randomSchema === "object") peer.removeSchema(randomSchema);
        expect(judge(randomSchema, instance).violations.length === 0).to.equal(accepted);
      }),
      { numRuns: runs(60), seed: 7 },
    );
  });

  it("never finds fault where a compiled gate opens, for random schemas and instances", () => {
    fc.assert(
      fc.property(schema, value, (randomSchema, instance) => {
        const conformance = new Conformance(new Map([["schema.json", randomSchema]]));
        const gate = compileGate(conformance.schemas, "schema.json#", null);
        if (gate?.(instance) !== true) return;
        const { violations, undeclared } = conformance.evaluate("schema.json#", instance);
        expect([...violations, ...undeclared]).to.deep.equal([]);
      }),
      { numRuns: runs(100), seed: 11 },
    );
  });

  it("judges 2019-09 and draft-07 by their own rules", () => {
    const draft7 = { $schema: "http://json-schema.org/draft-07/schema#", definitions: { text: { type: "string" } } };
    expect(broken({ ...draft7, items: [{ type: "string" }], additionalItems: false }, ["a", 1])).to.deep.equal([
      "items /1",
    ]);
    expect(broken({ ...draft7, dependencies: { a: ["b"], c: { required: ["d"] } } }, { a: 1, c: 1 })).to.deep.equal([
      "required /b",
      "required /d",
    ]);
    const beside = { ...draft7, properties: { a: { $ref: "#/definitions/text", maxLength: 1 } } };
    expect(broken(beside, { a: "long" })).to.deep.equal([]);
    const draft2019 = {
      $schema: "https://json-schema.org/draft/2019-09/schema",
      items: [true],
      unevaluatedItems: false,
    };
    expect(broken(draft2019, [1, 2])).to.deep.equal(["unevaluatedItems /1"]);
    expect(newPeer(Ajv2019).validate(draft2019, [1, 2])).to.equal(false);
  });

  it("resolves references by file, by $id, by $anchor and by pointer, in circles too", () => {
    const documents = new Map<string, unknown>([
      ["a/one.json", { $ref: "two.json#/$defs/x~1y" }],
      [
        "a/two.json",
        {
          $id: "https://example.com/two",
          $defs: { "x/y": { $ref: "#named" }, n: { $anchor: "named", $ref: "three" } },
        },
      ],
      ["b/three.json", { $id: "https://example.com/three", properties: { next: { $ref: "#" }, v: { type: "null" } } }],
    ]);
    const conformance = new Conformance(documents);
    const { violations } = conformance.evaluate("a/one.json#", { next: { next: { v: 1 } } });
    expect(violations.map(({ at, schema }) => [at, schema])).to.deep.equal([
      ["/next/next/v", "b/three.json#/properties/v/type"],
    ]);
  });

  it("refuses what it could not judge faithfully instead of passing it over", () => {
    for (const [wrong, message] of [
      [{ $dynamicRef: "#x" }, "$dynamicRef"],
      [{ propertees: {} }, "propertees"],
      [{ format: "uid" }, "uid"],
      [{ $schema: "http://json-schema.org/draft-04/schema#" }, "draft-04"],
    ] as const)
      expect(() => judge(wrong, 1)).to.throw(UnsupportedSchema, message);
    expect(() => judge({ $ref: "#/$defs/none" }, 1)).to.throw(UnresolvedReference, "#/$defs/none");
  });

  it("tells all that is wrong with a text, but nothing more of a value of the wrong kind", () => {
    const schema = { type: "string", format: "hostname", pattern: "^[a-z-]*$", maxLength: 3 };
    expect(broken(schema, "My_T")).to.deep.equal(["format ", "pattern ", "maxLength "]);
    expect(broken({ ...schema, type: "integer" }, "My_T")).to.deep.equal(["type "]);
    expect(broken({ ...schema, enum: ["a"] }, "My_T")).to.deep.equal(["enum "]);
  });

  it("lets the branch that was evidently meant speak for itself", () => {
    const nullable = { anyOf: [{ type: "null" }, { type: "string", format: "uuid" }] };
    expect(broken(nullable, "x")).to.deep.equal(["format "]);
    const byKind = {
      oneOf: [
        { properties: { kind: { const: "a" }, n: { type: "number" } }, required: ["kind"] },
        { properties: { kind: { const: "b" }, n: { type: "string" } }, required: ["kind"] },
      ],
    };
    const [violation] = judge(byKind, { kind: "b", n: 1 }).violations;
    expect(violation).to.include({ keyword: "oneOf", at: "" });
    expect(violation?.closest?.branch).to.equal(1);
    expect(violation?.closest?.violations.map(({ at }) => at)).to.deep.equal(["/n"]);
  });

  it("finds undeclared members through every way of combining schemas, and none where an object is free-form", () => {
    const undeclared = (combined: Schema, instance: unknown) =>
      judge(combined, instance).undeclared.map(({ at }) => at);
    const part = (name: string) => ({ properties: { [name]: true } });
    expect(
      undeclared({ allOf: [part("a"), { $ref: "#/$defs/b" }], $defs: { b: part("b") } }, { a: 1, b: 1, c: 1 }),
    ).to.deep.equal(["/c"]);
    expect(undeclared({ if: { required: ["a"] }, then: part("a"), else: part("b") }, { a: 1, b: 1 })).to.deep.equal([
      "/b",
    ]);
    expect(undeclared({ dependentSchemas: { a: part("a") } }, { a: 1, b: 1 })).to.deep.equal(["/b"]);
    expect(undeclared({ items: part("a") }, [{ a: 1 }, { z: 1 }])).to.deep.equal(["/1/z"]);
    expect(undeclared({ properties: { free: { type: "object" } } }, { free: { any: 1 } })).to.deep.equal([]);
    expect(undeclared({ properties: {}, additionalProperties: { type: "number" } }, { any: 1 })).to.deep.equal([]);
  });

  it("keeps members named like inherited ones apart from them", () => {
    const instance = JSON.parse('{"__proto__": 1, "constructor": 2}') as unknown;
    expect(broken({ required: ["toString", "__proto__"] }, instance)).to.deep.equal(["required /toString"]);
    expect(judge({ properties: { a: true } }, instance).undeclared.map(({ at }) => at)).to.deep.equal([
      "/__proto__",
      "/constructor",
    ]);
  });

  it("tells what had a say", () => {
    const conformance = new Conformance(
      new Map([["s", { properties: { a: { type: "string" }, b: { minimum: 1 } }, required: ["a"] }]]),
    );
    const seen = new Set<string>();
    conformance.evaluate("s#", { a: "x" }, null, seen);
    expect([...seen].sort()).to.deep.equal(["s#/properties/a", "s#/properties/a/type", "s#/required:a"]);
  });
});
