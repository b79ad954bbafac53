import { expect } from "chai";
import { diff } from "../../src/diff/diff.ts";
import { standardTools } from "../../src/diff/tools.ts";
import { compare, type Json, object, requesting, text, told } from "./documents.ts";

const short = { type: "string", maxLength: 2 };

/** Three operations that share a schema; the first narrows it by itself. */
const sharing = (leaf: unknown, first: unknown = object({ x: { enum: ["a"] } })): Json => {
  const shared = { $ref: "#/components/schemas/Shared" };
  const posts = (operationId: string, schema: unknown): Json => ({
    post: { operationId, requestBody: { content: { "application/json": { schema } } }, responses: {} },
  });
  return {
    openapi: "3.1.0",
    info: { title: "T", version: "1.0.0" },
    paths: {
      "/a": posts("a", { allOf: [object({ x: shared }), first] }),
      "/b": posts("b", object({ x: shared })),
      "/c": posts("c", object({ y: shared })),
    },
    components: { schemas: { Shared: object({ v: leaf }) } },
  };
};

describe("A change of a shared schema", () => {
  it("is told once, with the other operations it reaches", () => {
    const { findings } = compare(sharing(text, {}), sharing(short, {}));
    expect(
      findings.map(({ severity, operation, alsoIn, count }) => [severity, operation, alsoIn, count]),
    ).to.deep.equal([["error", "a", ["b", "c"], 3]]);
  });

  it("is told once in a body, with the other places it reaches there", () => {
    const shared = { $ref: "#/components/schemas/Shared" };
    const twice = (leaf: unknown): Json =>
      requesting(object({ l: shared, r: { type: "array", items: shared }, t: leaf, u: leaf }), {
        components: { schemas: { Shared: object({ v: leaf, again: shared }) } },
      });
    const { findings } = compare(twice({ type: "string", maxLength: 9 }), twice(short));
    expect(findings.map(({ message }) => message)).to.deep.equal([
      "In the request body, /t: the length was at most 9 characters and is now at most 2 characters. The same at /u, /l/v.",
    ]);
  });

  it("is not told where no body can show it, and is told where one can", () => {
    const { findings } = compare(sharing(text), sharing(short));
    expect(findings.map(({ severity, operation, witness }) => [severity, operation, witness?.instance])).to.deep.equal([
      ["error", "b", { x: { v: "abc" } }],
    ]);
  });
});

describe("A document that both sides share", () => {
  it("is compared by what it refers to on each side", () => {
    const root = requesting({ $ref: "name.json" });
    const side = (name: Json) => ({
      root: "api.json",
      documents: new Map<string, unknown>([
        ["api.json", root],
        ["name.json", name],
      ]),
    });
    const report = diff(side({ type: "string" }), side({ type: "string", maxLength: 2 }), standardTools());
    expect(told(report)).to.deep.equal(['error request-length-narrowed "abc"']);
  });
});
