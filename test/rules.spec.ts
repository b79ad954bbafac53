import { readdirSync } from "node:fs";
import { expect } from "chai";
import { Conformance } from "../src/conformance/conformance.ts";
import { Pairing, readJsonText } from "../src/engine/subject.ts";
import type { Exchange } from "../src/model/exchange.ts";
import { CATALOGUE } from "../src/rules/catalogue.ts";
import type { ExchangeExample, InstanceExample, Rule, TextExample } from "../src/rules/rule.ts";
import { exampleContract } from "./example-contract.ts";

const ok: Exchange = {
  request: {
    method: "POST",
    url: "https://notes.example/v1/notes",
    headers: { "content-type": "application/json", authorization: "Bearer demo" },
    body: '{"text":"hello"}',
  },
  response: {
    status: 201,
    headers: { "content-type": "application/json", etag: '"1"' },
    body: '{"id":"1","text":"hello"}',
  },
};

const list: Exchange = {
  request: { ...ok.request, method: "GET", headers: { authorization: "Bearer demo" }, body: null },
  response: { status: 200, headers: { "content-type": "application/json" }, body: "[]" },
};

const exchangeOf = ({ request, response }: Omit<ExchangeExample, "finds">): Exchange => {
  const base = request?.method === "GET" ? list : ok;
  return { request: { ...base.request, ...request }, response: { ...base.response, ...response } };
};

const contract = exampleContract();
const pairing = new Pairing(contract, new Conformance(contract.documents));

const find = (
  rule: Rule,
  example: Omit<ExchangeExample, "finds"> | Omit<InstanceExample, "finds"> | Omit<TextExample, "finds">,
) => {
  if (rule.on === "text")
    return [...rule.check({ direction: null, reading: readJsonText((example as TextExample).text) })];
  if (rule.on === "instance") {
    const { schema, instance, direction } = example as InstanceExample;
    const evaluation = new Conformance(new Map([["schema.json", schema]])).evaluate("schema.json#", instance);
    return [...rule.check({ direction: direction ?? null, evaluation })];
  }
  return [...rule.check(pairing.pair(exchangeOf(example as ExchangeExample)))];
};

describe("the rule catalogue", () => {
  it("lists every rule file once, and every file is named for its rule", () => {
    const parts = new Set(["catalogue.ts", "rule.ts", "keyword-rule.ts"]);
    const files = readdirSync("src/rules").filter((name) => !parts.has(name));
    expect(CATALOGUE.map(({ id }) => `${id}.ts`).sort()).to.deep.equal(files.sort());
  });

  it("gives every keyword that can be broken to exactly one rule", () => {
    const keywords = CATALOGUE.flatMap((rule) => (rule.on === "instance" ? (rule.keywords ?? []) : []));
    expect(keywords.filter((keyword, index) => keywords.indexOf(keyword) !== index)).to.deep.equal([]);
    const breakable = `type enum const required format pattern minLength maxLength minimum maximum exclusiveMinimum
      exclusiveMaximum multipleOf minItems maxItems uniqueItems contains maxContains items unevaluatedItems minProperties
      maxProperties additionalProperties unevaluatedProperties propertyNames false anyOf oneOf not depth`.split(/\s+/);
    expect(keywords.sort()).to.deep.equal(breakable.sort());
  });

  for (const rule of CATALOGUE)
    describe(rule.id, () => {
      for (const [index, example] of rule.examples.violates.entries())
        it(`finds example ${index + 1}`, () => {
          const violations = find(rule, example);
          expect(violations.map(({ at }) => at)).to.deep.equal(example.finds);
          for (const { message } of violations) expect(message).to.match(/^\S.*[^.]$/s);
        });
      for (const [index, example] of rule.examples.passes.entries())
        it(`is silent about counterexample ${index + 1}`, () => {
          expect(find(rule, example)).to.deep.equal([]);
        });
    });
});
