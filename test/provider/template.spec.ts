import { expect } from "chai";
import type { Resource } from "../../src/provider/behaviour.ts";
import { Collection, positionOf } from "../../src/provider/collection.ts";
import { Entropy } from "../../src/provider/entropy.ts";
import { type Scope, UnknownReference } from "../../src/provider/scope.ts";
import { compileCondition, compileTemplate } from "../../src/provider/template.ts";

const things = new Collection({ key: "id" });
things.add({ id: "one", name: "One" }, 0);

const scope = (more: Partial<Scope> = {}): Scope => ({
  request: { method: "GET", url: "/", headers: { "x-one": "1", "x-many": ["a", "b"] }, body: null },
  path: { id: "seven" },
  query: [
    ["limit", "5"],
    ["limit", "6"],
  ],
  requestBody: { name: "N", nothing: null, list: [1, 2, 2], deep: { "a/b": { c: true } }, tags: ["x", "y", "x"] },
  collections: new Map([["things", things]]),
  now: Date.UTC(2024, 0, 1),
  entropy: new Entropy("seed"),
  let: { given: { id: 3 } },
  stored: { id: "one" },
  view: (record) => ({ shown: record.id }),
  page: { items: ["p"], next: undefined },
  objections: [],
  session: { id: "s", token: "t" },
  item: undefined,
  index: 0,
  ...more,
});

const made = (template: unknown): unknown => compileTemplate(template)(scope());

describe("a template", () => {
  it("stands for itself where it has no expressions", () => {
    for (const value of [null, true, 7, "", "text", "a $ in it", "{not one}", [1, [2]], { a: { b: null } }])
      expect(made(value)).to.deep.equal(value);
  });

  it("reads the request, and what the provider knows", () => {
    for (const [expression, value] of [
      ["$request.body#/name", "N"],
      ["$request.body#/nothing", null],
      ["$request.body#/deep/a~1b/c", true],
      ["$request.body#/list/1", 2],
      ["$request.body#/none", undefined],
      ["$request.body#/name/length", undefined],
      ["$request.body#/constructor", undefined],
      ["$request.path.id", "seven"],
      ["$request.path.constructor", undefined],
      ["$request.query.limit", "5"],
      ["$request.query.none", undefined],
      ["$request.header.X-One", "1"],
      ["$request.header.X-Many", "a"],
      ["$let.given#/id", 3],
      ["$let.none", undefined],
      ["$stored#/id", "one"],
      ["$view#/shown", "one"],
      ["$page.items#/0", "p"],
      ["$page.next", undefined],
      ["$session#/token", "t"],
    ] as const)
      expect(made(expression), expression).to.deep.equal(value);
  });

  it("leaves out what is absent and keeps what is null", () => {
    expect(made({ a: "$request.body#/none", b: "$request.body#/nothing" })).to.deep.equal({ b: null });
    expect(made(["$request.body#/none", "$request.body#/nothing", 1])).to.deep.equal([null, 1]);
  });

  it("puts expressions into a text, and is absent where one of them is absent or null", () => {
    expect(made("[{$request.path.id}] {$request.body#/list/0}")).to.equal("[seven] 1");
    expect(made("a{$request.body#/none}")).to.equal(undefined);
    expect(made("a{$request.body#/nothing}")).to.equal(undefined);
  });

  it("has operators", () => {
    for (const [template, value] of [
      [{ $literal: "$stored" }, "$stored"],
      [{ $first: ["$request.body#/none", "$request.body#/nothing", 1] }, null],
      [{ $first: ["$request.body#/none"] }, undefined],
      [{ $set: ["$request.body#/none", "$request.body#/nothing", 1] }, 1],
      [{ $now: 0 }, "2024-01-01T00:00:00Z"],
      [{ $now: 86400 }, "2024-01-02T00:00:00Z"],
      [
        { $find: "things", key: "one" },
        { id: "one", name: "One" },
      ],
      [{ $find: "things", key: "two" }, undefined],
      [{ $find: "things", key: "$request.body#/nothing", at: "/nothing" }, undefined],
      [{ $find: "nothings", key: "one" }, undefined],
      [{ $each: "$request.body#/list", as: "{$index}:{$item}" }, ["0:1", "1:2", "2:2"]],
      [{ $each: "$request.body#/name", as: "$item" }, undefined],
      [{ $each: [[1, 2], [3]], as: { $each: "$item", as: "$item" } }, [[1, 2], [3]]],
      [
        { $members: [{ n: "a" }, { n: "b" }, { n: "a" }, { n: "" }, {}], name: "$item#/n", value: 1 },
        { a: 1, b: 1 },
      ],
      [{ $merge: ["$stored", { name: "N" }, null, "$request.body#/none"] }, { id: "one", name: "N" }],
      [{ $concat: ["$request.body#/list", [3], "$request.body#/none"] }, [1, 2, 2, 3]],
      [{ $distinct: "$request.body#/tags" }, ["x", "y"]],
      [{ $distinct: [{ a: 1, b: 2 }, { b: 2, a: 1 }, { a: 1 }] }, [{ a: 1, b: 2 }, { a: 1 }]],
      [{ $distinct: "$request.body#/nothing" }, undefined],
      [{ $map: "$request.body#/name", to: { N: "M" } }, "M"],
      [{ $map: "$request.path.id", to: { N: "M" } }, "seven"],
    ] as const)
      expect(made(template), JSON.stringify(template)).to.deep.equal(value);
  });

  it("makes fresh values that follow from the seed", () => {
    expect(made({ $fresh: "uuid" })).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(made({ $fresh: "text", length: 300 })).to.match(/^[A-Za-z0-9]{300}$/);
    expect(made({ $fresh: "digits", length: 3 })).to.match(/^[1-9]\d{2}$/);
    expect(made({ $fresh: "uuid" })).to.equal(made({ $fresh: "uuid" }));
    const entropy = new Entropy("seed");
    expect(new Set(Array.from({ length: 100 }, () => entropy.uuid())).size).to.equal(100);
  });

  it("that refers to nothing where something must be says where", () => {
    const find = compileTemplate({
      $each: ["one", "two"],
      as: { $find: "things", key: "$item", at: "/list/{$index}" },
    });
    let thrown: unknown;
    try {
      find(scope());
    } catch (error) {
      thrown = error;
    }
    expect(thrown).to.be.instanceOf(UnknownReference);
    expect(thrown).to.include({ at: "/list/1", value: "two" });
  });

  it("is an error where it is not understood", () => {
    for (const [template, message] of [
      ["$thing", '"$thing" is not an expression that a provider file knows'],
      ["$request.cookie.a", '"$request.cookie.a" is not an expression that a provider file knows'],
      ["{$constructor}", '"$constructor" is not an expression that a provider file knows'],
      [{ $nothing: 1 }, '"$nothing" is not an operator that a provider file knows'],
      [{ $fresh: "number" }, '$fresh makes uuid, text or digits, not "number"'],
    ] as const)
      expect(() => compileTemplate(template), JSON.stringify(template)).to.throw(message);
  });

  it("decides by conditions", () => {
    const holds = (condition: Parameters<typeof compileCondition>[0]) => compileCondition(condition)(scope());
    expect(holds(undefined)).to.equal(true);
    expect(holds({ present: "$request.body#/nothing" })).to.equal(true);
    expect(holds({ absent: "$request.body#/nothing" })).to.equal(false);
    expect(holds({ equals: ["$request.body#/list", [1, 2, 2]], absent: "$request.body#/none" })).to.equal(true);
    expect(holds({ equals: ["$request.path.id", "six"] })).to.equal(false);
  });
});

describe("a collection", () => {
  const resource: Resource = {
    key: "id",
    unique: [{ member: "/name", at: "/title", fold: true }, { member: "/code" }],
  };

  it("tells values that must be unique apart by type, and by letter case unless it is told not to", () => {
    const all = new Collection(resource);
    all.add({ id: "1", name: "One", code: "a" }, 0);
    expect(all.clash({ id: "2", name: "ONE" })).to.deep.equal({ member: "/name", at: "/title", value: "ONE" });
    expect(all.clash({ id: "2", code: "a" })).to.deep.include({ at: "/code" });
    expect(all.clash({ id: "2", code: "A", name: null })).to.equal(null);
    expect(all.clash({ id: "1", name: "one" }, "1")).to.equal(null);
    all.update("1", { name: "Two" });
    expect(all.clash({ id: "2", name: "one" })).to.equal(null);
    expect(all.clash({ id: "2", name: "two" })).not.to.equal(null);
  });

  it("gives out no key again, and makes room by letting the oldest go, but never what was there from the start", () => {
    const all = new Collection({ key: "id" });
    all.add({ id: "seed" }, 0, true);
    for (let index = 0; index < 100_001; index++) all.add({ id: String(index) }, index + 1);
    expect(all.size).to.equal(100_000);
    expect(all.find("seed")).not.to.equal(undefined);
    expect(all.find("0")).to.equal(undefined);
    expect(all.knows("0")).to.equal(true);
    expect(all.find("100000")).not.to.equal(undefined);
    expect(all.delete("100000")).to.equal(true);
    expect(all.delete("100000")).to.equal(false);
  });

  it("reads no cursor but those of its form", () => {
    const cursor = (text: string) => Buffer.from(text).toString("base64url");
    expect(positionOf(cursor("createdAt=2024-01-01T00:00:00.000Z&id=a"))).to.deep.equal({
      createdAt: Date.UTC(2024, 0, 1),
      id: "a",
    });
    for (const text of ["createdAt=never&id=a", "id=a", "createdAt=2024-01-01T00:00:00.000Z", "", "nonsense"])
      expect(positionOf(cursor(text)), text).to.equal(null);
    expect(positionOf("!")).to.equal(null);
  });
});
