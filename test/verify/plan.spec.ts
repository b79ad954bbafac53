import { expect } from "chai";
import { loadBundled } from "../../src/contract/bundled.ts";
import type { Binding } from "../../src/model/clause.ts";
import type { Contract } from "../../src/model/contract.ts";
import { type Case, filled, Reference, referencesIn, withValueAt } from "../../src/verify/case.ts";
import { coverageOf } from "../../src/verify/coverage.ts";
import { credentialHeaders, credentialsOf } from "../../src/verify/credentials.ts";
import { planOf } from "../../src/verify/plan.ts";
import { shownPlan } from "../../src/verify/plan-text.ts";

const PROVIDERS = ["citrix", "cxengage", "mattr"];
const bodyOf = ({ steps }: Case): unknown => {
  const { body } = steps[0]!.draft;
  const open = [...referencesIn(body)].some(({ documented }) => documented === undefined);
  return body.kind === "json" && !open ? filled(body.value, ({ documented }) => documented) : undefined;
};

describe("the plan", () => {
  for (const provider of PROVIDERS) {
    it(`for ${provider} has positive bodies that conform and negative ones that break exactly what they aim at`, async () => {
      const contract = (await loadBundled(provider))!;
      const { cases, drafting } = planOf(contract, "0");
      expect(new Set(cases.map(({ id }) => id)).size).to.equal(cases.length);
      for (const one of cases) {
        const body = bodyOf(one);
        const schema = drafting.mediaOf(one.operation)?.schema;
        if (body === undefined || schema == null) continue;
        const broken = drafting.conformance
          .evaluate(schema, body, "request")
          .violations.map((violation) => violation.schema);
        if (one.kind === "positive") expect(broken, one.id).to.deep.equal([]);
        if (one.when === "invalid-body") expect(new Set(broken), one.id).to.deep.equal(new Set(one.targets));
      }
    });

    it(`for ${provider} covers every clause that is not marked as not checkable`, async () => {
      const contract = (await loadBundled(provider))!;
      const plan = planOf(contract, "0");
      expect(plan.untried).to.deep.equal([]);
      const { coverage } = shownPlan(plan, null);
      expect(coverage.uncovered).to.deep.equal([]);
      expect(coverage.planned).to.equal(coverage.checkable).and.to.be.greaterThan(100);
    });

    it(`for ${provider} has, for any two optional members, bodies with both, either and neither`, async () => {
      const { cases, drafting } = planOf((await loadBundled(provider))!, "0");
      for (const operation of new Set(cases.map((one) => one.operation))) {
        const schema = drafting.mediaOf(operation)?.schema;
        if (schema == null) continue;
        const shape = drafting.shapes.of([schema]);
        const required = new Set(shape.required.map(({ value }) => value));
        const optional = [...shape.members.keys()].filter((name) => !required.has(name));
        const bodies = cases
          .filter((one) => one.operation === operation && one.kind === "positive")
          .map((one) => bodyOf(one) as object);
        for (const [index, first] of optional.entries())
          for (const second of optional.slice(index + 1)) {
            const seen = new Set(bodies.map((body) => `${Object.hasOwn(body, first)} ${Object.hasOwn(body, second)}`));
            expect(seen.size, `${operation.id} ${first} ${second}`).to.equal(4);
          }
      }
    });
  }

  it("says which clause it does not cover, unless that is marked as not checkable", async () => {
    const contract = (await loadBundled("mattr"))!;
    const added = (id: string, more: readonly Binding[]) => ({
      ...{ id, page: "create-tenant", section: "Introduction", says: "An error is 500.", standing: "stated" as const },
      binds: [{ operation: "createTenant", status: "500" }, ...more],
    });
    const clauses = [added("mattr-open", []), added("mattr-marked", [{ "not-checkable": "Nobody can." }])];
    const changed = { ...contract, clauses: { ...contract.clauses, clauses } };
    expect(coverageOf(planOf(changed, "0"))).to.deep.equal({
      ...{ clauses: 2, checkable: 1, planned: 0 },
      uncovered: ["mattr-open"],
    });
  });

  it("has a case for a clause that is added, without a change to the planner", async () => {
    const contract = (await loadBundled("cxengage"))!;
    const clause = {
      ...{
        id: "cxengage-added",
        page: "create-tenant",
        section: "Introduction",
        says: "A user's first name is unique.",
        standing: "inferred" as const,
      },
      binds: [{ verify: { case: "unique", operation: "createUser", member: "/firstName" } }],
    };
    const changed: Contract = {
      ...contract,
      clauses: { ...contract.clauses, clauses: [...contract.clauses.clauses, clause] },
    };
    const added = planOf(changed, "0").cases.find(({ clauses }) => clauses.includes("cxengage-added"));
    expect(added?.id).to.equal("createUser/unique:/firstName");
    const [first, second] = added!.steps.map(
      ({ draft }) => (draft.body as { value: { firstName: string; email: string } }).value,
    );
    expect(second?.firstName).to.equal(first?.firstName);
    expect(second?.email).not.to.equal(first?.email);
  });

  it("takes the user's own ids where they are given", async () => {
    const plan = planOf(
      (await loadBundled("cxengage"))!,
      "0",
      new Map([["regionId", "0b5bbbd8-8c1f-4c6f-9c8e-6d1d1c3b0f55"]]),
    );
    const sample = plan.cases.find(({ id }) => id === "createTenant/sample")!;
    expect(bodyOf(sample)).to.include({ regionId: "0b5bbbd8-8c1f-4c6f-9c8e-6d1d1c3b0f55" });
  });

  it("sets and removes values in copies, references left alone", () => {
    const reference = new Reference("id", []);
    const value = { a: [{ b: 1, c: reference }], d: 2 };
    expect(withValueAt(value, ["a", "0", "b"], 3)).to.deep.equal({ a: [{ b: 3, c: reference }], d: 2 });
    expect(withValueAt(value, ["a", "0"], undefined)).to.deep.equal({ a: [], d: 2 });
    expect(Object.keys(withValueAt(value, ["a"], 1) as object)).to.deep.equal(["a", "d"]);
    expect(value.d).to.equal(2);
  });

  it("reads every documented form of credentials, and never repeats what it refuses", () => {
    expect(credentialHeaders("given", credentialsOf("bearer:a:b"))).to.deep.equal({ authorization: "Bearer a:b" });
    expect(credentialHeaders("given", credentialsOf("basic:me:pass:word"))).to.deep.equal({
      authorization: `Basic ${btoa("me:pass:word")}`,
    });
    expect(credentialHeaders("given", credentialsOf("header:X-Key:abc"))).to.deep.equal({ "x-key": "abc" });
    expect(credentialHeaders("none", credentialsOf("token:t"))).to.deep.equal({});
    for (const text of ["hunter2-secret", "basic:hunter2-secret", "bearer:", "header:no", "bearer:a\nb"])
      expect(() => credentialsOf(text))
        .to.throw()
        .with.property("message")
        .that.does.not.contain("hunter2");
  });
});
