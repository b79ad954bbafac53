import { expect } from "chai";
import type { ProviderFiles } from "../scripts/bookkeeping/provider-files.ts";
import { mutationsOf } from "../scripts/mutation/mutations.ts";
import { mutationScore } from "../scripts/mutation/score.ts";
import { mutationFaults } from "../scripts/mutation/survivors.ts";

const BOX = {
  type: ["object", "null"],
  required: ["id", "size"],
  properties: {
    id: { title: "Id", type: "string", format: "uuid", "x-secret": true },
    size: { enum: ["small", "big"] },
    lid: { anyOf: [{ type: "null" }, { $ref: "lid.schema.json" }] },
    marks: { items: {}, additionalProperties: true },
  },
};

const filesOf = (tests: readonly unknown[]): ProviderFiles => ({
  provider: "acme",
  openapi: undefined,
  clauses: undefined,
  schemas: new Map<string, unknown>([
    ["acme/box.schema.json", { type: "object", properties: { lid: { $ref: "lid.schema.json" } }, required: ["lid"] }],
    ["acme/lid.schema.json", { type: "string", maxLength: 3 }],
  ]),
  tests: new Map([["acme/box.tests.json", [{ description: "", schema: { $ref: "box.schema.json" }, tests }]]]),
  published: new Set(),
});

describe("the mutations of a schema", () => {
  it("take out each constraint, each entry of a list of them and nothing that refuses no instance", () => {
    expect(
      [...mutationsOf("acme/box.schema.json", BOX)].map(({ id }) => id.replace("acme/box.schema.json#", "")),
    ).to.deep.equal([
      '/type "object"',
      '/type "null"',
      "/type",
      '/required "id"',
      '/required "size"',
      "/properties/id/type",
      "/properties/id/format",
      '/properties/size/enum "small"',
      '/properties/size/enum "big"',
      "/properties/size/enum",
      "/properties/lid/anyOf",
      "/properties/lid/anyOf/0",
      "/properties/lid/anyOf/1",
      "/properties/lid/anyOf/0/type",
      "/properties/lid/anyOf/1/$ref",
    ]);
  });

  it("leave the rest of the schema, and the schema itself, as they were", () => {
    const original = structuredClone(BOX);
    const mutants = new Map([...mutationsOf("b", BOX)].map(({ id, mutant }) => [id, mutant]));
    expect(BOX).to.deep.equal(original);
    expect(mutants.get('b#/required "id"')).to.deep.equal({ ...BOX, required: ["size"] });
    expect(mutants.get("b#/properties/lid/anyOf/0")).to.deep.equal({
      ...BOX,
      properties: { ...BOX.properties, lid: { anyOf: [{ $ref: "lid.schema.json" }] } },
    });
  });
});

describe("the mutation score", () => {
  const tests = [
    { description: "minimal", data: { lid: "abc" }, valid: true },
    { description: "a list", data: [], valid: false, keyword: "type", at: "" },
    { description: "no lid", data: {}, valid: false, keyword: "required", at: "/lid" },
    { description: "a long lid", data: { lid: "abcd" }, valid: false, keyword: "maxLength", at: "/lid" },
    { description: "a number as lid", data: { lid: 1 }, valid: false, keyword: "type", at: "/lid" },
  ];

  it("is whole where each constraint has its instance, in files that refer to the schema too", () => {
    expect(mutationScore(filesOf(tests))).to.deep.equal({ mutants: 5, survivors: [] });
  });

  it("names the constraint whose instance is missing", () => {
    const survivors = tests.slice(1).map((missing) => {
      const remaining = tests.filter((test) => test !== missing);
      return mutationScore(filesOf(remaining)).survivors;
    });
    expect(survivors).to.deep.equal([
      ["acme/box.schema.json#/type"],
      ['acme/box.schema.json#/required "lid"'],
      ["acme/lid.schema.json#/maxLength"],
      ["acme/lid.schema.json#/type"],
    ]);
  });

  it("counts schemas without tests as not tested", () => {
    const untested = { ...filesOf([]), tests: new Map() };
    expect(mutationScore(untested).survivors).to.have.length(5);
  });
});

describe("the verdict on a mutation run", () => {
  const listed = new Map([["a#/type", "because"]]);

  it("passes where enough is caught and every survivor has its reason", () => {
    expect(mutationFaults(100, ["a#/type"], listed, 0.95)).to.deep.equal([]);
  });

  it("fails for survivors without a reason, stale reasons, a low score and no schemas", () => {
    expect(mutationFaults(100, ["a#/type", "a#/enum"], listed, 0.95)).to.deep.equal([
      "No test notices when a#/enum is gone. Add an instance that only it refuses (or, for one of several values, that needs it).",
    ]);
    expect(mutationFaults(100, [], listed, 0.95)).to.deep.equal([
      "scripts/mutation-survivors.yaml lists a#/type, which does not survive. Remove the entry.",
    ]);
    expect(mutationFaults(10, ["a#/type"], listed, 0.95)).to.deep.equal([
      "Only 9 of 10 mutants are caught; 95 % must be.",
    ]);
    expect(mutationFaults(0, [], new Map(), 0.95)).to.deep.equal(["There is no schema to mutate."]);
  });
});
