import { expect } from "chai";
import { pairs } from "../../src/conformance/invariant.ts";
import { checkExchange, loadContract } from "../../src/index.ts";
import type { Invariant } from "../../src/model/clause.ts";
import { type MediaType, successOf } from "../../src/model/contract.ts";

/** What an invariant says of two bodies: for each pair of values whether it holds, and where its left side stands. */
const judged = (
  relation: Invariant["relation"],
  left: string,
  right: string,
  requestBody: unknown,
  responseBody: unknown,
): [boolean, string][] => {
  const message = { headers: {}, body: null };
  const context = {
    request: { ...message, method: "POST", url: "/" },
    response: { ...message, status: 200 },
    ...{ path: {}, query: "", requestBody, responseBody },
  };
  return [...pairs({ operation: ["a"], left, relation, right }, context)].map(({ holds, left: { at } }) => [holds, at]);
};

const [TAGS, EACH] = ["$response.body#/tags", "$request.body#/tags/*"];

describe("an invariant whose sides range over lists", () => {
  it("relates one value to every value on the right where only that side has a star", () => {
    const sent = { tags: ["a", "b", { c: 1, d: 2 }] };
    const at = "/response/body/tags";
    expect(judged("contains", TAGS, EACH, sent, { tags: [{ d: 2, c: 1 }, "b", "x"] })).to.deep.equal([
      [false, at],
      [true, at],
      [true, at],
    ]);
    const owner = judged("equals", "$response.body#/owner", EACH, { tags: ["a", "b"] }, { owner: "b" });
    expect(owner.map(([holds]) => holds)).to.deep.equal([false, true]);
  });

  it("says nothing of nothing: an empty list, none, or no list on the left", () => {
    for (const [sent, shown] of [
      [{ tags: [] }, { tags: ["a"] }],
      [{}, { tags: ["a"] }],
      [{ tags: ["a"] }, {}],
      [{ tags: ["a"] }, { tags: null }],
    ])
      expect(judged("contains", TAGS, EACH, sent, shown)).to.deep.equal([]);
    expect(judged("contains", TAGS, EACH, { tags: ["a"] }, { tags: "a" })).to.deep.equal([
      [true, "/response/body/tags"],
    ]);
  });

  it("takes the same index on both sides where the left has a star", () => {
    const found = judged("equals", "$response.body#/tags/*", EACH, { tags: ["a", "b"] }, { tags: ["a", "c", "d"] });
    expect(found).to.deep.equal([
      [true, "/response/body/tags/0"],
      [false, "/response/body/tags/1"],
    ]);
  });

  it("passes over values that are nested too deeply to be compared", () => {
    let deep: unknown = 0;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    expect(judged("contains", TAGS, EACH, { tags: [deep, "a"] }, { tags: ["a"] })).to.deep.equal([
      [true, "/response/body/tags"],
    ]);
    expect(judged("equals", TAGS, "$request.body#/tags", { tags: deep }, { tags: structuredCopy(deep) })).to.deep.equal(
      [],
    );
  });
});

describe("an exchange in which several values that were sent do not come back", () => {
  it("breaks the invariant once, where they should be", async () => {
    const { operations } = await loadContract("citrix");
    const [operation] = operations;
    const sample = (content: readonly MediaType[]) => content[0]!.examples.sample as Record<string, unknown>;
    const request = sample(operation!.requestBody!.content);
    const response = sample(successOf(operation!)!.content);
    const { findings } = await checkExchange("citrix", {
      request: {
        method: "POST",
        url: "/cam/api/Tenants",
        headers: { authorization: "Basic x", "content-type": "application/json" },
        body: { ...request, Tags: ["tag", "lost", "gone"] },
      },
      response: { status: 200, headers: { "content-type": "application/json" }, body: response },
    });
    const found = findings.filter(({ rule }) => rule === "invariant-broken");
    expect(found.map(({ instance, clauses }) => [instance.pointer, clauses[0]?.id])).to.deep.equal([
      ["/response/body/Tags", "citrix-tenant-tags-returned"],
    ]);
    expect(found[0]!.message).to.include('"lost"').and.not.to.include('"gone"');
  });
});

/** A copy made without recursion. */
const structuredCopy = (value: unknown): unknown => {
  let depth = 0;
  for (let at = value; Array.isArray(at); at = at[0] as unknown) depth++;
  let copy: unknown = 0;
  for (let level = 0; level < depth; level++) copy = [copy];
  return copy;
};
