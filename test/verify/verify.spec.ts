import { expect } from "chai";
import { loadBundled } from "../../src/contract/bundled.ts";
import { planOf } from "../../src/verify/plan.ts";
import { summary, verifying, withBody } from "./harness.ts";

const creates = (method: string, url: string, path: string) => method === "POST" && url === path;

describe("verify, against embedded providers", () => {
  for (const provider of ["citrix", "cxengage", "mattr"])
    it(`finds nothing wrong with ${provider} and exercises most of its clauses`, async () => {
      const { findings, verification } = await verifying(provider);
      expect(summary(findings.filter(({ severity }) => severity === "error"))).to.deep.equal([]);
      const count = (outcome: string) => verification.clauses.filter((clause) => clause.outcome === outcome).length;
      expect(count("broken")).to.be.at.most(1);
      expect(count("kept") / (count("kept") + count("not exercised"))).to.be.greaterThan(0.9);
      expect(verification.cases.failed).to.equal(0);
    });

  it("gives the same result for the same seed, and names what it creates by the seed", async () => {
    const [one, other] = [await verifying("mattr"), await verifying("mattr")];
    expect(JSON.stringify(one.verification)).to.equal(JSON.stringify(other.verification));
    const contract = (await loadBundled("mattr"))!;
    expect(planOf(contract, "1").hash).to.equal(planOf(contract, "1").hash);
    expect(planOf(contract, "1").hash).not.to.equal(planOf(contract, "2").hash);
    const created = one.requests.filter(({ method, body }) => method === "POST" && typeof body === "string");
    const names = created.map(({ body }) => /"subdomain":"(tc-[0-9a-f]{6}-\w+)"/.exec(String(body))?.[1]);
    expect(names.filter((name) => name !== undefined)).to.have.length.greaterThan(10);
  });

  it("sends nothing that writes unless writes are allowed, and says so", async () => {
    const { requests, verification, findings } = await verifying("mattr", undefined, { allowWrites: false });
    expect([...new Set(requests.map(({ method }) => method))]).to.deep.equal(["GET"]);
    expect(summary(findings)).to.deep.equal([]);
    const created = verification.clauses.find(({ id }) => id === "mattr-create-tenant-operation");
    expect(created).to.include({ outcome: "not exercised" });
    expect(created?.why).to.contain("writes were not allowed");
    expect(verification.clauses.find(({ id }) => id === "mattr-retrieve-environments-operation")?.outcome).to.equal(
      "kept",
    );
  });

  it("changes and deletes only what it created itself", async () => {
    const { requests } = await verifying("mattr");
    const seen = new Set<string>();
    for (const { method, url } of requests)
      if (method === "DELETE" || method === "PATCH") seen.add(url.replace(/[0-9a-f-]{36}/, "{id}"));
    expect([...seen].sort()).to.deep.equal([
      "/v1/environments",
      "/v1/tenants",
      "/v1/tenants/not-a-uuid",
      "/v1/tenants/{id}",
    ]);
  });

  it("stops at its budget and reports the rest as not exercised", async () => {
    const { requests, verification } = await verifying("mattr", undefined, { budget: 5 });
    const cleaningUp = requests.filter(({ method }) => method === "DELETE");
    expect(requests.length - cleaningUp.length).to.equal(5);
    expect(cleaningUp.length).to.equal(requests.filter(({ method }) => method === "POST").length);
    expect(verification.cases.skipped).to.be.greaterThan(50);
    expect(verification.clauses.some(({ why }) => why?.includes("the budget of 5 requests is used up"))).to.equal(true);
  });
});

describe("verify, against providers that break the contract", () => {
  it("finds a member that is missing from an answer, at its pointer and with its clause", async () => {
    const { findings, verification } = await verifying("mattr", ({ method, url }, answer) =>
      creates(method, url, "/v1/tenants")
        ? withBody(answer(), (body) => {
            delete body.client;
            return body;
          })
        : answer(),
    );
    const found = findings.filter(({ rule }) => rule === "member-missing");
    expect(found.map(({ instance }) => instance.pointer)).to.deep.equal(["/response/body/client"]);
    expect(found[0]?.severity).to.equal("error");
    const broken = verification.clauses.filter(({ outcome }) => outcome === "broken").map(({ id }) => id);
    expect(broken).to.include(found[0]!.clauses[0]!.id);
  });

  it("finds that a wrong value was accepted, graded as the clause stands and naming the other reading", async () => {
    const { findings } = await verifying("mattr", (request, answer) => {
      if (request.method !== "POST" || typeof request.body !== "string") return answer();
      const lenient = answer();
      if (lenient.status !== 400 || !request.body.includes('"-sample-"')) return lenient;
      return { status: 201, headers: { "content-type": "application/json" }, body: CREATED };
    });
    const accepted = findings.filter(({ rule }) => rule === "request-not-refused");
    expect(accepted.map(({ severity, instance }) => [severity, instance.pointer])).to.deep.equal([
      ["warning", "/request/body/subdomain"],
    ]);
    expect(accepted[0]?.message).to.contain("Request Body, whose sentence limits the characters and nothing else");
  });

  it("finds that credentials are not asked for", async () => {
    const { findings, verification } = await verifying("mattr", (request, answer) => {
      if (request.method === "GET" && request.url === "/v1/environments" && request.headers.authorization === undefined)
        return { status: 200, headers: { "content-type": "application/json" }, body: '{"data":[]}' };
      return answer();
    });
    expect(summary(findings)).to.deep.equal([
      "error request-not-refused mattr.retrieveEnvironments /request/headers/authorization",
    ]);
    expect(verification.clauses.find(({ id }) => id === "mattr-bearer-required")?.outcome).to.equal("broken");
  });

  it("finds that a documented request is refused", async () => {
    const { findings } = await verifying("citrix", (_, answer) => {
      const given = answer();
      return given.status === 200 ? { status: 400, headers: {}, body: null } : given;
    });
    expect(findings.map(({ rule }) => rule)).to.include("request-refused");
  });

  it("takes no refusal for evidence where the request it starts from is refused too", async () => {
    const { verification } = await verifying("mattr", ({ method }, answer) =>
      method === "POST"
        ? { status: 400, headers: { "content-type": "application/json" }, body: '{"code":"x","message":"y"}' }
        : answer(),
    );
    const charset = verification.clauses.find(({ id }) => id === "mattr-create-tenant-subdomain-charset");
    expect(charset?.outcome).to.equal("not exercised");
    expect(verification.clauses.find(({ id }) => id === "mattr-create-tenant-operation")?.outcome).to.equal("broken");
  });

  it("finds another status than the documented one", async () => {
    const { findings } = await verifying("mattr", (_, answer) => {
      const given = answer();
      return given.status === 401 ? { status: 403, headers: {}, body: null } : given;
    });
    expect(summary(findings)).to.include("error refusal-status-differs mattr.createTenant /response/status");
    expect(new Set(findings.map(({ rule }) => rule))).to.deep.equal(new Set(["refusal-status-differs"]));
  });

  it("finds a server error", async () => {
    const { findings } = await verifying("mattr", (request, answer) =>
      request.body === '{"subdomain":7}' || String(request.body).includes('"subdomain":7,')
        ? { status: 500, headers: {}, body: null }
        : answer(),
    );
    expect(summary(findings)).to.deep.equal(["error provider-failed mattr.createTenant /response/status"]);
  });

  it("finds a value accepted twice", async () => {
    const { findings } = await verifying("mattr", (request, answer) => {
      const given = answer();
      if (request.method === "POST" && given.status === 400 && String(given.body).includes("already in use"))
        return { status: 201, headers: { "content-type": "application/json" }, body: CREATED };
      return given;
    });
    expect(summary(findings)).to.include("warning value-not-unique mattr.createTenant /response/status");
  });

  it("finds a secret that is shown again", async () => {
    const secrets = new Map<unknown, unknown>();
    const { findings } = await verifying("mattr", ({ method, url }, answer) => {
      const given = answer();
      if (creates(method, url, "/v1/tenants") && given.status === 201) {
        const body = JSON.parse(String(given.body)) as { id: string; client: unknown };
        secrets.set(body.id, body.client);
      }
      if (method !== "GET" || !url.startsWith("/v1/tenants/") || given.status !== 200) return given;
      return withBody(given, (body) => ({ ...body, client: secrets.get(body.id) }));
    });
    const again = findings.filter(({ rule }) => rule === "shown-again");
    expect(again.map(({ severity, instance }) => `${severity} ${instance.pointer}`)).to.include(
      "error /response/body/client/clientSecret",
    );
  });

  it("finds an update that forgets what it was not told", async () => {
    const { findings } = await verifying("cxengage", ({ method, body }, answer) => {
      const given = answer();
      if (method !== "PUT" || given.status !== 200 || String(body).includes('"timezone"')) return given;
      return withBody(given, (whole) => ({ result: { ...(whole.result as object), timezone: "Africa/Cairo" } }));
    });
    expect(summary(findings)).to.include(
      "warning update-not-merged cxengage.updateTenant /response/body/result/timezone",
    );
  });

  it("finds that what was created is neither read back nor listed, that deletion does nothing, and pages that repeat", async () => {
    const { findings } = await verifying("mattr", (request, answer) => {
      const { method, url } = request;
      if (method === "DELETE") {
        const refused =
          !String(request.headers.authorization).endsWith("demo") ||
          url.includes("not-a-uuid") ||
          url.includes("00000000-0000");
        return refused ? answer() : { status: 204, headers: {}, body: null };
      }
      const given = answer();
      if (given.status !== 200) return given;
      if (url.startsWith("/v1/tenants/"))
        return withBody(given, (body) => ({ ...body, subdomain: `x${String(body.subdomain)}` }));
      if (url.startsWith("/v1/environments?limit=1&cursor"))
        return withBody(given, (body) => ({ ...body, nextCursor: undefined, data: [FIRST] }));
      if (url.startsWith("/v1/tenants")) return withBody(given, () => ({ data: [] }));
      return given;
    });
    const rules = new Set(findings.map(({ rule }) => rule));
    expect([...rules].sort()).to.deep.equal(["not-gone", "not-listed", "not-read-back", "pagination-broken"]);
  });

  it("finds a read that changes", async () => {
    let count = 0;
    const { findings } = await verifying("cxengage", ({ method }, answer) => {
      const given = answer();
      if (method !== "GET" || given.status !== 200) return given;
      return withBody(given, (body) => ({
        result: { ...(body.result as object), clientLogLevel: `level ${count++}` },
      }));
    });
    expect(findings.map(({ rule }) => rule)).to.include("not-repeatable");
  });
});

const FIRST = {
  id: "fa605282-0223-4ae0-831d-af368bc39a55",
  name: "MATTR Public Sydney, Australia",
  domain: "vii.au01.mattr.global",
  authorizationServerDomain: "manage.auth.auth0.com",
  deploymentModel: "public",
  region: { id: "70bb433a-f0ec-4297-ad76-3b09c71311f3", name: "AU01", displayName: "Sydney, Australia" },
};

const CREATED = JSON.stringify({
  id: "86cb97a9-5e80-4ed7-af13-a170752bb1ea",
  subdomain: "-sample-.vii.au01.mattr.global",
  environment: FIRST,
  client: { clientId: "suC7IhmDIawnlqBlEOuIqBWoqppcdI5", clientSecret: "QmtShBH3mkO05ra91dNO" },
});
