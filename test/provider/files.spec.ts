import { readFileSync } from "node:fs";
import { expect } from "chai";
import { Conformance } from "../../src/conformance/conformance.ts";
import { loadBehaviour, loadBundled, PROVIDERS } from "../../src/contract/bundled.ts";
import type { Behaviour } from "../../src/provider/behaviour.ts";
import { FALLBACK } from "../../src/provider/behaviour.ts";
import { compileBehaviour } from "../../src/provider/compiled.ts";
import { patched } from "../../src/provider/patch.ts";
import { WIRE_KINDS } from "../../src/provider/unruly-wire.ts";

const schema = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), "utf8")) as Record<
    string,
    unknown
  >;

const conformance = new Conformance(
  new Map([
    ["provider", schema("provider")],
    ["faults", schema("faults")],
  ]),
);
const objections = (form: "provider" | "faults", value: unknown): string[] =>
  conformance.evaluate(`${form}#`, value).violations.map(({ at, keyword }) => `${keyword} ${at}`);

const MINIMAL = {
  resources: { things: { key: "id" } },
  messages: { default: "invalid" },
  refusals: { "unknown-path": { status: 404 }, "no-credentials": { status: 401 }, "invalid-body": { status: 400 } },
  operations: {
    makeThing: { creates: "things", record: { id: { $fresh: "uuid" } }, answer: { status: 201, body: "$stored" } },
  },
};

describe("a provider file", () => {
  for (const name of PROVIDERS)
    it(`has the published form, speaks of operations and resources that exist, and compiles: ${name}`, async () => {
      const { behaviour: file, faults } = (await loadBehaviour(name))!;
      expect(objections("provider", file)).to.deep.equal([]);
      expect(objections("faults", faults)).to.deep.equal([]);
      const behaviour = file as Behaviour;
      const contract = (await loadBundled(name))!;
      expect(Object.keys(behaviour.operations).sort()).to.deep.equal(contract.operations.map(({ id }) => id).sort());
      const compiled = compileBehaviour(behaviour);
      for (const [id, { creates, updates, retrieves, lists, deletes }] of Object.entries(behaviour.operations)) {
        expect(compiled.operation(id)).to.be.an("object");
        expect(behaviour.resources).to.have.property((creates ?? updates ?? retrieves ?? lists ?? deletes)!);
      }
    });

  it("is refused in every part that means nothing", () => {
    expect(objections("provider", MINIMAL)).to.deep.equal([]);
    const wrong = (path: string, value: unknown) =>
      objections("provider", patched(MINIMAL, [{ op: "add", path, value }]));
    for (const [path, value] of [
      ["/colour", 1],
      ["/resources/things/colour", 1],
      ["/resources/things/key", 1],
      ["/resources/things/unique", [{ member: "name" }]],
      ["/operations/makeThing/lists", "things"],
      ["/operations/makeThing/page", { default: 0 }],
      ["/operations/makeThing/answer/status", 99],
      ["/operations/makeThing/answer/body", "$thing"],
      ["/operations/makeThing/answer/body", { a: [{ $nothing: 1 }] }],
      ["/operations/makeThing/answer/body", { $each: "$stored" }],
      ["/operations/makeThing/answer/body", { $fresh: "number" }],
      ["/refusals/teapot", { status: 418 }],
      ["/refusals/duplicate", []],
    ] as const)
      expect(wrong(path, value), path).not.to.deep.equal([]);
    expect(objections("provider", { ...MINIMAL, messages: {} })).to.deep.equal(["required /messages/default"]);
  });

  it("can speak of every kind of refusal, and faults of every kind of wire, and of no others", () => {
    const { $defs } = schema("provider") as { $defs: { refusals: { propertyNames: { enum: string[] } } } };
    expect($defs.refusals.propertyNames.enum).to.deep.equal(Object.keys(FALLBACK));
    const faults = schema("faults") as unknown as {
      properties: { faults: { items: { properties: { wire: { enum: string[] } } } } };
    };
    expect(faults.properties.faults.items.properties.wire.enum).to.deep.equal(WIRE_KINDS);
  });

  it("of faults is refused where one breaks nothing and is not harmless, or changes nothing", () => {
    const fault = { name: "a-b", says: "It does.", kind: "shape", breaks: "a-clause", wire: "reset" };
    expect(objections("faults", { faults: [fault] })).to.deep.equal([]);
    for (const more of [
      { breaks: null },
      { kind: "harmless" },
      { wire: undefined },
      { says: "It does" },
      { behaviour: [{ op: "add", path: "/a" }] },
    ])
      expect(
        objections("faults", { faults: [JSON.parse(JSON.stringify({ ...fault, ...more }))] }),
        JSON.stringify(more),
      ).not.to.deep.equal([]);
  });
});
