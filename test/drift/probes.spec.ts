import { expect } from "chai";
import type { Judge } from "../../src/engine/judge.ts";
import { bundledJudge, creation, judged, tenant, told } from "./traffic.ts";

const without = (name: keyof typeof tenant): string =>
  JSON.stringify({ ...tenant, name: undefined, [name]: undefined });
const html = { "content-type": "text/html" };

describe("drift finds what a provider did otherwise than documented", () => {
  let judge: Judge;
  before(async () => {
    judge = await bundledJudge();
  });

  const probes: readonly (readonly [string, Parameters<typeof creation>, readonly string[]])[] = [
    ["nothing about an exchange as documented", [], []],
    ["a required member that is missing", [{ body: without("id") }], ["error member-missing /response/body/id ×1"]],
    [
      "an undeclared member",
      [{ body: JSON.stringify({ ...tenant, name: undefined, plan: "gold" }) }],
      ["warning member-undocumented /response/body/plan ×1"],
    ],
    ["an undocumented 2xx status", [{ status: 202 }], ["error response-status-undocumented /response/status ×1"]],
    [
      "an undocumented 4xx status",
      [{ status: 409, body: '{"code":"x","message":"y"}' }],
      ["error response-status-undocumented /response/status ×1"],
    ],
    [
      "an undocumented header",
      [{ headers: { "content-type": "application/json", "x-shard": "7" } }],
      ["info response-header-undocumented /response/headers/x-shard ×1"],
    ],
    [
      "a wrong media type",
      [{ headers: html, body: "<p>created</p>" }],
      ["error response-media-type-undocumented /response/headers/content-type ×1"],
    ],
    ["malformed JSON", [{ body: '{"id":' }], ["error body-malformed /response/body ×1"]],
    ["an empty body where one is documented", [{ body: "" }], ["error response-body-empty /response/body ×1"]],
    [
      "an undeclared request member",
      [{}, { body: JSON.stringify({ subdomain: "my-tenant", environmentId: tenant.environment.id, plan: "gold" }) }],
      ["warning member-undocumented /request/body/plan ×1"],
    ],
    [
      "nothing about a bad request that was refused as documented",
      [{ status: 400, body: '{"code":"x","message":"y"}' }, { body: "{}" }],
      [],
    ],
  ];

  for (const [what, changes, findings] of probes)
    it(what, () => {
      expect(told(judged(judge, [creation(...changes)]))).to.deep.equal(findings);
    });

  it("groups equal findings, with their count and their first places", () => {
    const exchanges = Array.from({ length: 20 }, (_, index) => creation(index % 2 === 0 ? { status: 202 } : {}));
    const [finding] = judged(judge, exchanges).findings;
    expect(finding).to.include({ rule: "response-status-undocumented", count: 10 });
    expect(finding?.places.map(({ line }) => line)).to.deep.equal([1, 3, 5, 7, 9]);
    expect(finding?.instance).to.deep.equal({
      source: "traffic.ndjson",
      line: 1,
      column: 1,
      pointer: "/response/status",
    });
  });

  it("puts a finding about a list in the place of its first item", () => {
    const entry = { ...tenant, name: 1, client: undefined };
    const body = JSON.stringify({ data: [entry, entry] });
    const list = creation(
      { status: 200, body },
      { method: "GET", url: "https://manage.mattr.global/v1/tenants", body: null },
    );
    const { findings } = judged(judge, [list]);
    const [finding] = findings.filter(({ rule }) => rule === "type-mismatch");
    expect(finding).to.include({ count: 2 });
    expect(finding?.places.map(({ pointer }) => pointer)).to.deep.equal([
      "/response/body/data/0/name",
      "/response/body/data/1/name",
    ]);
  });
});
