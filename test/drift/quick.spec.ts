import { expect } from "chai";
import fc from "fast-check";
import { contractOf } from "../../src/contract/contract.ts";
import { type Judge, Judge as OwnJudge } from "../../src/engine/judge.ts";
import type { Exchange } from "../../src/model/exchange.ts";
import { bundledJudge, creation, judged, tenant, told } from "./traffic.ts";

const entry = { ...tenant, client: undefined };
const at = (path: string) => `https://manage.mattr.global/v1/${path}`;
const bearer = { authorization: "Bearer one" };

/** Exchanges as documented: most of what is made of them is of one kind with another. */
const bases: readonly Exchange[] = [
  creation(),
  creation({ status: 400, body: '{"code":"x","message":"y"}' }),
  creation(
    { status: 200, body: JSON.stringify({ data: [entry] }) },
    { method: "GET", url: at("tenants"), body: null, headers: bearer },
  ),
  creation(
    { status: 200, body: JSON.stringify(entry) },
    { method: "GET", url: at(`tenants/${tenant.id}`), body: null, headers: bearer },
  ),
  creation(
    { status: 204, headers: {}, body: null },
    { method: "DELETE", url: at(`tenants/${tenant.id}`), body: null, headers: bearer },
  ),
  creation({ status: 401, headers: { "content-type": "text/plain" }, body: "Unauthorized" }),
];

type Change = (exchange: Exchange) => Exchange;
const asked =
  (changes: Partial<Exchange["request"]>): Change =>
  (one) => ({
    ...one,
    request: { ...one.request, ...changes },
  });
const answered =
  (changes: Partial<Exchange["response"]>): Change =>
  (one) => ({
    ...one,
    response: { ...one.response, ...changes },
  });

const changes: readonly Change[] = [
  (one) => one,
  (one) => one,
  ...["?limit=2", "?limit=0", "?page=1"].map(
    (query): Change =>
      (one) =>
        asked({ url: one.request.url + query })(one),
  ),
  ...["tenants/seven", "tenants/", "other", "environments"].map((path) => asked({ url: at(path) })),
  ...["POST", "GET", "DELETE", "PATCH"].map((method) => asked({ method })),
  ...["{}", "{", "", '{"subdomain":"other","environmentId":"84ca6f53-5405-4413-a6ad-848b781807e7"}'].map((body) =>
    asked({ body }),
  ),
  asked({ headers: {} }),
  asked({ headers: { "content-type": "text/csv", authorization: "Basic two" } }),
  ...[200, 202, 204, 404, 409, 503].map((status) => answered({ status })),
  ...["text/html", "application/json; charset=utf-8", "text/plain"].map((type) =>
    answered({ headers: { "content-type": type } }),
  ),
  (one) => answered({ headers: { ...one.response.headers, "x-shard": "1" } })(one),
  ...["", "{", '{"code":"x","code":"y"}', "[]", "Unauthorized", '{"code":1}'].map((body) => answered({ body })),
  ...[{ id: 7 }, { id: undefined }, { plan: 1 }, { subdomain: "other.vii.au01.mattr.global" }].map((change) =>
    answered({ body: JSON.stringify({ ...tenant, name: undefined, ...change }) }),
  ),
];

const exchange: fc.Arbitrary<Exchange> = fc
  .tuple(fc.constantFrom(...bases), fc.constantFrom(...changes), fc.constantFrom(...changes))
  .map(([base, first, second]) => second(first(base)));

describe("the quick way of drift", () => {
  let judge: Judge;
  before(async () => {
    judge = await bundledJudge();
  });

  it("finds in each exchange what the judge finds in it, however many came before", () => {
    const place = (pointer: string) => ({ source: "", line: null, column: null, pointer });
    fc.assert(
      fc.property(fc.array(exchange, { minLength: 1, maxLength: 30 }), (exchanges) => {
        const expected = new Map<string, number>();
        for (const one of exchanges)
          for (const { fingerprint, severity } of judge.exchange(one, place))
            expected.set(`${fingerprint} ${severity}`, (expected.get(`${fingerprint} ${severity}`) ?? 0) + 1);
        const portion = judged(judge, exchanges);
        const found = new Map(
          portion.findings.map(({ fingerprint, severity, count }) => [`${fingerprint} ${severity}`, count]),
        );
        expect(Object.fromEntries(found)).to.deep.equal(Object.fromEntries(expected));
        expect(portion.checked).to.equal(exchanges.length - portion.observations.outside.count);
      }),
      { numRuns: 400 },
    );
  });

  it("looks at the values in each path", () => {
    const gone = (id: string): Exchange =>
      creation(
        { status: 204, headers: {}, body: null },
        { method: "DELETE", url: at(`tenants/${id}`), body: null, headers: bearer },
      );
    expect(told(judged(judge, [gone(tenant.id), gone("seven"), gone(tenant.id), gone("eight")]))).to.deep.equal([
      "error parameter-invalid /request/path/tenantId ×2",
    ]);
  });

  it("leaves forms to the judge, who reads what their fields say", async () => {
    const schema = { required: ["limit"], properties: { limit: { maximum: 9 } } };
    const document = {
      openapi: "3.1.0",
      info: { title: "Notes", version: "1" },
      paths: {
        "/notes": {
          post: {
            operationId: "add",
            requestBody: { content: { "application/x-www-form-urlencoded": { schema } } },
            responses: { 204: { description: "", "x-empty": true } },
          },
        },
      },
    };
    const own = new OwnJudge(contractOf("notes", "notes.yaml", new Map([["notes.yaml", document]])));
    const location = own.contract.operations[0]?.requestBody?.content[0]?.schema;
    await own.conformance.compileGates([[location as string, "request"]]);
    const form = (body: string): Exchange =>
      creation(
        { status: 204, headers: {}, body: null },
        { url: "/notes", headers: { "content-type": "application/x-www-form-urlencoded" }, body },
      );
    expect(told(judged(own, [form("limit=1"), form("other=1"), form("limit=1")]))).to.include(
      "error member-missing /request/body/limit ×1",
    );
  });

  it("judges thousands of different queries without keeping them", () => {
    const exchanges = Array.from({ length: 10_000 }, (_, index) =>
      creation(
        { status: 200, body: '{"data":[]}' },
        { method: "GET", url: `https://manage.mattr.global/v1/tenants?cursor=${index}`, body: null },
      ),
    );
    const portion = judged(judge, exchanges);
    const [operation] = portion.observations.operations;
    expect(portion.checked).to.equal(10_000);
    expect(operation).to.include({ operation: "mattr.retrieveTenants", count: 10_000 });
    expect(operation?.parameters).to.deep.equal([
      {
        ...{ in: "query", name: "cursor", documented: true, count: 10_000 },
        first: { source: "traffic.ndjson", line: 1, column: 1 },
        last: { source: "traffic.ndjson", line: 10_000, column: 1 },
      },
    ]);
  });
});
