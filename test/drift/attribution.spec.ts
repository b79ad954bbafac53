import { expect } from "chai";
import { attributionOf } from "../../src/drift/attribution.ts";
import type { Judge } from "../../src/engine/judge.ts";
import type { Finding } from "../../src/model/finding.ts";
import { bundledJudge, creation, judged, tenant } from "./traffic.ts";

describe("which side moved", () => {
  let judge: Judge;
  before(async () => {
    judge = await bundledJudge();
  });

  const verified = (findings: readonly Finding[], operations: readonly string[] = ["createTenant"]) => ({
    command: "verify",
    findings,
    verification: [{ provider: "mattr", clauses: [{ outcome: "kept", operations }] }],
  });

  const sides = (exchanges: Parameters<typeof judged>[1], report: ReturnType<typeof verified>) =>
    attributionOf(judged(judge, exchanges).findings, report).map(
      ({ side, because, count }) => `${side}: ${because} ×${count}`,
    );

  const undeclared = creation({ body: JSON.stringify({ ...tenant, name: undefined, plan: 1 }) });
  const missing = creation({ body: JSON.stringify({ ...tenant, name: undefined, id: undefined }) });
  const asked = creation(
    {},
    { body: JSON.stringify({ subdomain: "my-tenant", environmentId: tenant.environment.id, plan: 1 }) },
  );

  it("is the documentation where the provider still does what no page mentions", () => {
    expect(sides([undeclared, undeclared], verified(judged(judge, [undeclared]).findings))).to.deep.equal([
      "documentation: the provider still answers so when verified, and no page mentions it ×2",
    ]);
  });

  it("is the contract where the pages can be read as the provider does", () => {
    const { findings } = judged(judge, [undeclared]);
    const resolved = findings.map((finding) => ({
      ...finding,
      rule: "type-mismatch",
      clauses: [{ id: "c", page: "p", section: "s", says: "x", standing: "resolved" as const }],
    }));
    expect(attributionOf(resolved, verified(resolved)).map(({ side }) => side)).to.deep.equal(["contract"]);
  });

  it("is the provider where it breaks what is stated, whether it still does, no longer does or does so only now", () => {
    const { findings } = judged(judge, [missing]);
    expect(sides([missing], verified(findings))).to.deep.equal([
      "provider: it still answers so when verified, against what the pages state ×1",
    ]);
    expect(sides([missing], verified([]))).to.deep.equal([
      "provider: it answered so when recorded, and no longer does when verified ×1",
    ]);
    expect(sides([], verified(findings))).to.deep.equal([
      "provider: it answers so when verified, and never did in the recording ×1",
    ]);
  });

  it("is the consumer where it sends what is not documented, unless the provider accepts anything", () => {
    expect(sides([asked], verified([]))).to.deep.equal(["consumer: it sends what the documentation does not allow ×1"]);
    const accepted = {
      ...judged(judge, [missing]).findings[0]!,
      rule: "request-not-refused",
      direction: "request" as const,
    };
    expect(sides([asked], verified([accepted]))).to.deep.equal([
      "provider: it accepts requests that the documentation does not allow, in the recording and when verified ×1",
    ]);
  });

  it("is undecided where the operation was not verified", () => {
    expect(sides([missing], verified([], ["deleteTenant"]))).to.deep.equal([
      "undecided: the operation was not exercised when it was verified ×1",
    ]);
  });
});
