import { expect } from "chai";
import fc from "fast-check";
import type { Exchange } from "../../src/model/exchange.ts";
import { Judging } from "../../src/proxy/judging.ts";
import type { Passage } from "../../src/proxy/passage.ts";
import { Redactor } from "../../src/redaction/redactor.ts";
import { bundledJudge, creation, tenant } from "../drift/traffic.ts";

const passage = (exchange: Exchange): Passage => ({
  exchange,
  ...{ requestUnjudged: null, responseUnjudged: null, requestOctets: 0, responseOctets: 0, started: 0, took: 0 },
});

/** Exchanges that deviate in one way each, and some that do not. */
const EXCHANGES: readonly Exchange[] = [
  creation(),
  creation({}, { body: JSON.stringify({ subdomain: "other", environmentId: tenant.environment.id }) }),
  creation({ body: JSON.stringify({ ...tenant, name: undefined, id: undefined }) }),
  creation({ body: JSON.stringify({ ...tenant, name: undefined, plan: "gold" }) }),
  creation({ status: 202 }),
  creation({ status: 409 }),
  creation({ headers: { "content-type": "application/json", "x-shard": "7" } }),
  creation({ headers: { "content-type": "text/html" }, body: "<p>" }),
  creation({ body: '{"id":' }),
  creation({ body: null }),
  creation({ body: '{"id":1,"id":2}' }),
  creation({}, { body: JSON.stringify({ subdomain: "x", environmentId: tenant.environment.id, plan: 1 }) }),
  creation({}, { url: "https://manage.mattr.global/v1/tenants?page=2" }),
  creation({}, { url: "https://manage.mattr.global/v1/elsewhere" }),
  creation({}, { method: "PATCH" }),
  creation({}, { headers: { "content-type": "application/json" } }),
  creation({ status: 400, body: '{"code":"x","message":"y"}' }, { body: "{" }),
  creation({ status: 204, headers: {}, body: null }, { method: "DELETE", url: `/v1/tenants/${tenant.id}`, body: null }),
  creation({ status: 204, headers: {}, body: null }, { method: "DELETE", url: "/v1/tenants/seven", body: null }),
];

describe("what proxy finds in what passes", () => {
  it("is what the judge finds, in whatever order and however often exchanges come", async () => {
    const judge = await bundledJudge();
    const place = (line: number) => (pointer: string) => ({ source: "t.ndjson", line, column: 1, pointer });
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EXCHANGES), { minLength: 1, maxLength: 40 }), (exchanges) => {
        const judging = new Judging(judge, new Redactor());
        for (const [index, exchange] of exchanges.entries())
          expect(judging.findings(passage(exchange), "t.ndjson", index + 1)).to.deep.equal(
            judge.exchange(exchange, place(index + 1)),
          );
        expect(judging.checked).to.equal(exchanges.length);
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  it("is nothing about a body that was not kept but that it was not, whatever else is found", async () => {
    const judging = new Judging(await bundledJudge(), new Redactor());
    const cut = {
      ...passage(creation({ status: 202, body: null })),
      responseUnjudged: "too large",
      responseOctets: 9,
    } as const;
    for (const line of [1, 2])
      expect(
        judging.findings(cut, "t.ndjson", line).map(({ rule, instance }) => `${rule} ${instance.pointer}`),
      ).to.deep.equal(["response-status-undocumented /response/status", "body-unjudged /response/body"]);
  });
});
