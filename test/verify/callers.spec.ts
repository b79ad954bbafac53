import { expect } from "chai";
import { credentialsOf } from "../../src/verify/credentials.ts";
import { planOf } from "../../src/verify/plan.ts";
import { shownPlan } from "../../src/verify/plan-text.ts";
import { verify } from "../../src/verify/verification.ts";
import { cli, temporaryFolder } from "../cli/cli.ts";
import { running, summary, type Tamper, verifying } from "./harness.ts";

const outcomes = async (name: string, tamper?: Tamper) => {
  const { verification, findings } = await verifying(name, tamper);
  const of = (id: string) => verification.clauses.find((clause) => clause.id === id)!;
  return { of, found: summary(findings.filter(({ severity }) => severity !== "info")) };
};

const withoutCookies: Tamper = (_, answer) => {
  const { headers, ...rest } = answer();
  const { "Set-Cookie": _cookies, "set-cookie": _more, ...others } = headers as Record<string, string | string[]>;
  return { ...rest, headers: others };
};

describe("verify, calling as others than the caller it was given", function () {
  this.timeout(30_000);

  it("goes on within the session that a call opened, with the token that belongs to it", async () => {
    const { of, found } = await outcomes("citrix");
    expect(found).to.deep.equal([]);
    for (const id of ["citrix-session-cookie", "citrix-anti-forgery-token", "citrix-anti-forgery-refused"])
      expect(of(id).outcome, id).to.equal("kept");
    expect(of("citrix-anti-forgery-token").why).to.equal(null);
    const security = of("citrix-session-cookie").parts.find(({ binds }) => binds === "importTenant session");
    expect(security).to.deep.include({ exercised: true, by: "importTenant/session" });
  });

  it("finds that no session is opened, and blames the clause that says so", async () => {
    const { of, found } = await outcomes("citrix", withoutCookies);
    expect(found).to.include("error request-refused citrix.importTenant /response/status");
    expect(of("citrix-session-cookie")).to.include({ outcome: "broken", why: "by importTenant/session" });
  });

  it("finds that a call without its token is accepted", async () => {
    const forgiving: Tamper = (request, answer) => {
      const token = /XSRF-TOKEN=([^;]*)/.exec(String(request.headers.cookie))?.[1];
      if (request.headers.cookie === undefined || token !== undefined) return answer();
      return { status: 200, headers: { "content-type": "application/json" }, body: "{}" };
    };
    const { of, found } = await outcomes("citrix", forgiving);
    expect(found.some((line) => line.startsWith("error request-not-refused citrix.importTenant"))).to.equal(true);
    expect(of("citrix-anti-forgery-refused").outcome).to.equal("broken");
  });

  it("shows neither the session nor its token, but says in the plan where they go", async () => {
    const target = await running("citrix", (request, answer) =>
      String(request.headers.cookie).includes("CamApiSessionId") ? { status: 500, headers: {}, body: null } : answer(),
    );
    const args = ["verify", "citrix", "--base-url", target.url, "--auth", "basic:demo:demo", "--allow-writes"];
    const { stdout } = await cli([...args, "--format", "json"], { cwd: temporaryFolder() });
    await target.close();
    const cookies = target.requests.flatMap(({ headers }) => headers.cookie ?? []);
    const values = cookies.flatMap((text) => [...String(text).matchAll(/=([^;]{32})/g)].map(([, value]) => value!));
    expect(new Set(values).size).to.equal(2);
    expect(stdout).to.include("importTenant/session").and.to.include("provider-failed");
    for (const value of values) expect(stdout).not.to.include(value);
    const { cases } = shownPlan(planOf(target.contract, "0"), credentialsOf("basic:me:password"));
    const shown = (id: string) => cases.find((one) => one.id === id)!.steps.map(({ curl }) => curl);
    expect(shown("importTenant/session")[1]).to.include('-H "Cookie: $SESSION" -H "X-XSRF-TOKEN: $TOKEN"');
    expect(shown("importTenant/session")[1]).not.to.include("Authorization");
    expect(shown("importTenant/anti-forgery")[1]).not.to.include("X-XSRF-TOKEN");
    expect(shown("importTenant/anti-forgery")[2]).to.include('-H "X-XSRF-TOKEN: tc-not-a-credential"');
  });

  it("tries what a caller without the permission is told, where it is given one", async () => {
    const { contract, url, requests, close } = await running("mattr");
    const [credentials, forbidden] = ["bearer:demo", "bearer:forbidden"].map(credentialsOf);
    const target = { baseUrl: url, credentials: credentials!, allowWrites: true };
    try {
      const plan = planOf(contract, "0");
      const of = (result: Awaited<ReturnType<typeof verify>>) =>
        result.verification.clauses.find(({ id }) => id === "mattr-create-tenant-403")!;
      const without = await verify(plan, target);
      expect(of(without)).to.include({ outcome: "not exercised" });
      expect(of(without).why).to.include("--auth-forbidden");
      expect(requests.some(({ headers }) => headers.authorization === "Bearer forbidden")).to.equal(false);
      const tried = await verify(plan, { ...target, forbidden: forbidden! });
      expect(of(tried)).to.include({ outcome: "kept", why: null });
      const sent = requests.filter(({ headers }) => headers.authorization === "Bearer forbidden");
      expect(new Set(sent.map(({ method }) => method))).to.deep.equal(new Set(["GET", "POST", "DELETE"]));
    } finally {
      await close();
    }
  });

  it("takes those credentials from an option or the environment, and never shows them", async () => {
    const target = await running("mattr", (request, answer) =>
      String(request.headers.authorization).includes("c4n4ry")
        ? { status: 401, headers: { "content-type": "text/plain" }, body: `no ${request.headers.authorization}` }
        : answer(),
    );
    const run = (env: Record<string, string>, ...args: readonly string[]) =>
      cli(["verify", "mattr", "--base-url", target.url, "--auth", "bearer:demo", "--format", "json", ...args], { env });
    const ran = [
      await run({}, "--auth-forbidden", "bearer:c4n4ry-1234"),
      await run({ TENANT_CONTRACTS_AUTH_FORBIDDEN: "bearer:c4n4ry-1234" }),
    ];
    await target.close();
    for (const { code, stdout, stderr } of ran) {
      expect(code, stderr).to.equal(1);
      expect(stdout).to.include("refusal-status-differs").and.to.include("mattr-retrieve-environments-empty-errors");
      expect(stdout + stderr).not.to.include("c4n4ry");
    }
    const wrong = await run({}, "--auth-forbidden", "c4n4ry");
    expect(wrong.code).to.equal(2);
    expect(wrong.stderr).not.to.include("c4n4ry");
  });
});
