import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { cli, folderWith, type Ran } from "../cli/cli.ts";
import { servedWithStates } from "../pact/states.ts";
import { type Running, running } from "./harness.ts";

const ENTRY = {
  rule: "request-not-refused",
  operation: "mattr.retrieveEnvironments",
  at: "/request/headers/authorization",
  reason: "known <since> May",
  owner: "team-a",
  until: "2027-03-31",
};
const OF_PACT = { ...ENTRY, rule: "pact-not-kept", operation: "citrix.importTenant", at: "/response/status" };
const WAIVED = "waived until 2027-03-31 by team-a: known";
const FORMATS = ["pretty", "junit", "markdown", "html", "json", "sarif", "github"];

const run = async (args: readonly string[], waivers: readonly object[], day = "2027-03-31") => {
  const cwd = folderWith({ "w.yaml": JSON.stringify(waivers) });
  const formats = FORMATS.map((format) => `--format=${format}:r.${format}`);
  const env = { SOURCE_DATE_EPOCH: String(Date.parse(day) / 1000), TENANT_CONTRACTS_AUTH: "" };
  const ran: Ran = await cli(["verify", ...args, "--waivers", "w.yaml", ...formats], { cwd, env });
  const written = (name: string): string => readFileSync(join(cwd, name), "utf8");
  return { ...ran, written, shown: (format: string): string => written(`r.${format}`) };
};

describe("verify, with waivers", function () {
  this.timeout(60_000);
  let target: Running;
  const against = (waivers: readonly object[], ...args: readonly string[]) =>
    run(["mattr", "--base-url", target.url, "--auth", "bearer:demo", ...args], waivers);

  before(async () => {
    target = await running("mattr", (request, answer) =>
      request.method === "GET" && request.url === "/v1/environments" && request.headers.authorization === undefined
        ? { status: 200, headers: { "content-type": "application/json" }, body: '{"data":[]}' }
        : answer(),
    );
  });
  after(() => target.close());

  it("fails without them, and in every format", async () => {
    const { code, shown } = await against([]);
    expect(code).to.equal(1);
    expect(shown("junit")).to.match(/name="mattr-bearer-required: [^>]*><failure /);
    expect(shown("markdown")).to.include("| error | request-not-refused |").and.to.include("# Conformance: fail");
  });

  it("shows what they accept, and passes", async () => {
    const { code, shown } = await against([ENTRY]);
    expect(code).to.equal(0);
    expect(shown("pretty"))
      .to.include(`  ${WAIVED} <since> May`)
      .and.to.match(/^pass: 1 waived; /m);
    expect(shown("pretty")).to.match(/^ {2}broken: mattr-bearer-required by .*; waived until 2027-03-31 by team-a/m);
    expect(shown("junit")).to.match(
      new RegExp(`name="mattr-bearer-required: [^>]*><skipped>${WAIVED} &lt;since&gt; May</skipped>`),
    );
    expect(shown("junit")).not.to.include("<failure");
    expect(shown("markdown")).to.include("0 errors, 0 warnings, 0 for information, 1 waived.");
    expect(shown("markdown")).to.match(/\| waived \| request-not-refused \|.*; waived until 2027-03-31 by team-a/);
    expect(shown("html")).to.include(`<p>${WAIVED} &lt;since&gt; May</p>`).and.to.include("Conformance: pass");
    const report = JSON.parse(shown("json")) as { verdict: string; summary: object; findings: { waived: object }[] };
    expect([report.verdict, report.summary]).to.deep.equal(["pass", { ...report.summary, error: 0, waived: 1 }]);
    expect(report.findings[0]?.waived).to.deep.equal({ reason: ENTRY.reason, owner: "team-a", until: "2027-03-31" });
    expect(shown("sarif")).to.include('"suppressions"');
    expect(shown("github")).to.match(/^::notice /);
  });

  it("fails once one has expired, and says so in every format", async () => {
    const { code, shown } = await against([{ ...ENTRY, until: "2027-03-30" }]);
    expect(code).to.equal(1);
    for (const format of FORMATS) expect(shown(format), format).to.include("waiver-expired");
    expect(shown("junit")).to.match(/<testsuite name="findings" tests="1" failures="1"/);
  });

  it("warns of one that a complete run did not need, and not of one that a run without writes could not", async () => {
    const idle = { ...ENTRY, at: "/request/headers/nothing" };
    expect((await against([ENTRY, idle])).shown("pretty")).not.to.include("waiver-unused");
    const complete = await run(["mattr", "--mock"], [idle]);
    expect(complete.code).to.equal(0);
    expect(complete.shown("pretty")).to.include("warning  waiver-unused");
    const ofPact = { ...OF_PACT, operation: "mattr.createTenant" };
    expect((await run(["mattr", "--mock"], [OF_PACT, ofPact])).shown("pretty")).not.to.include("waiver-unused");
    expect((await run(["mattr", "--mock", "--pact"], [ofPact])).shown("pretty")).to.include("waiver-unused");
  });

  it("accepts what breaks a pact", async () => {
    const { url, close } = await servedWithStates("citrix");
    const args = ["citrix", "--base-url", url, "--auth", "basic:demo:demo", "--pact", "--allow-writes"];
    const { code, shown } = await run(args, [OF_PACT]);
    await close();
    expect(code).to.equal(0);
    expect(shown("junit")).to.include('<testsuite name="citrix pacts" tests="4" failures="0" errors="0" skipped="2">');
    expect(shown("html")).to.include(`${WAIVED} &lt;since&gt; May</td>`);
    expect(shown("markdown")).to.match(/\| importTenant: by a caller that may not \| broken \|.*; waived until/);
    expect(shown("pretty")).to.match(/^ {2}broken: tenant-contracts-client: importTenant: .*; waived until/m);
  });

  it("proposes entries for what failed a run", async () => {
    const { written, code } = await against([], "--write-waivers", "proposed.yaml");
    expect(code).to.equal(1);
    expect(written("proposed.yaml")).to.include(
      '- rule: request-not-refused\n  operation: "mattr.retrieveEnvironments"',
    );
  });
});
