import { expect } from "chai";
import { compare, type Json, object, operation, requesting, text, told } from "./documents.ts";

const item = (parts: Json): Json => ({
  openapi: "3.2.0",
  info: { title: "Tenants", version: "1.0.0" },
  paths: { "/tenants": parts },
});
const asking = (schema: unknown): Json => ({ requestBody: { content: { "application/json": { schema } } } });

describe("OpenAPI 3.2", () => {
  it("has methods of its own, which are compared as all others", () => {
    const all = item({
      query: operation({ operationId: "search", ...asking(object({ name: text })) }),
      additionalOperations: { COPY: operation({ operationId: "copy" }) },
    });
    expect(told(compare(all, item({})))).to.deep.equal([
      'error operation-removed {"request":{"method":"QUERY","path":"/tenants"}}',
      'error operation-removed {"request":{"method":"COPY","path":"/tenants"}}',
    ]);
    expect(told(compare(item({}), all))).to.deep.equal(["info operation-added", "info operation-added"]);
    const narrowed = item({
      query: operation({ operationId: "search", ...asking(object({ name: { type: "string", maxLength: 2 } })) }),
      additionalOperations: { COPY: operation({ operationId: "copy", ...asking(object({ name: text }, ["name"])) }) },
    });
    expect(
      compare(all, narrowed).findings.map((one) => [one.operation, one.rule, one.witness?.instance]),
    ).to.deep.equal([
      ["search", "request-length-narrowed", { name: "abc" }],
      ["copy", "request-member-became-required", {}],
    ]);
  });

  it("may describe a whole query as one parameter, whatever that is called", () => {
    const query = (name: string, schema: Json): Json =>
      item({
        get: operation({
          parameters: [{ in: "querystring", name, content: { "application/x-www-form-urlencoded": { schema } } }],
        }),
      });
    expect(told(compare(query("q", object({ a: text })), query("query", object({ a: text }))))).to.deep.equal([]);
    expect(told(compare(query("q", object({ a: text })), query("q", object({ a: text }, ["a"]))))).to.deep.equal([
      "error request-member-became-required {}",
    ]);
  });

  it("describes the items of a sequence, in requests and in responses", () => {
    const sequence = (itemSchema: unknown): Json =>
      item({ post: operation({ requestBody: { content: { "application/jsonl": { itemSchema } } } }) });
    expect(told(compare(sequence(object({ a: text })), sequence(object({ a: text }, ["a"]))))).to.deep.equal([
      "error request-member-became-required {}",
    ]);
    expect(told(compare(sequence(object({ a: text }, ["a"])), sequence(object({ a: text }))))).to.deep.equal([
      "info request-member-became-optional",
    ]);
  });

  it("gives tags and their parents no part in what is judged", () => {
    const tagged = (tags: Json[]): Json => requesting(text, { openapi: "3.2.0", tags });
    expect(told(compare(tagged([{ name: "a" }, { name: "b", parent: "a" }]), tagged([{ name: "b" }])))).to.deep.equal(
      [],
    );
  });
});
