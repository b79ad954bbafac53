import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import type { Finding } from "../../src/model/finding.ts";
import type { PactSection } from "../../src/report/matrix.ts";
import { cli, folderWith, type Ran, temporaryFolder } from "../cli/cli.ts";
import { type Broker, type BrokerCall, serveBroker } from "./broker.ts";
import { serveHook } from "./hook.ts";
import { readPact } from "./interactions.ts";
import { servedWithStates } from "./states.ts";

interface Report {
  readonly verdict: string;
  readonly findings: readonly (Finding & { readonly reproduction?: string })[];
  readonly verification: readonly { readonly pacts?: PactSection }[];
}

const reportIn = ({ stdout, stderr }: Ran): Report => {
  expect(stdout, stderr).to.match(/^\{/);
  return JSON.parse(stdout) as Report;
};

const countsOf = (report: Report): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { outcome } of report.verification[0]!.pacts!.interactions) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
};

const JSON_FORMAT = ["--format", "json"];

/** Verifies a served provider as a user would, in a folder of its own. */
const against = (name: string, url: string, ...args: readonly string[]): Promise<Ran> =>
  cli(["verify", name, "--base-url", url, ...JSON_FORMAT, ...args], {
    cwd: temporaryFolder(),
    env: { TENANT_CONTRACTS_AUTH: name === "mattr" ? "bearer:demo" : "basic:demo:demo" },
  });

describe("verify, with pacts", function () {
  this.timeout(60_000);

  for (const [name, kept] of [
    ["citrix", 4],
    ["cxengage", 34],
    ["mattr", 28],
  ] as const)
    it(`holds the embedded ${name} to its bundled pact, and prints nothing but the report`, async () => {
      const ran = await cli(["verify", name, "--mock", "--pact", ...JSON_FORMAT]);
      expect([ran.code, ran.stderr]).to.deep.equal([0, ""]);
      expect(countsOf(reportIn(ran))).to.deep.equal({ kept });
      expect(reportIn(ran).verification[0]!.pacts).to.include({ source: "bundled", published: null });
    });

  it("gives the same bytes twice, findings included", async () => {
    const run = async () => {
      const target = await servedWithStates("mattr", "mattr-tenant-without-id");
      const hook = await serveHook(target.setUp);
      const args = ["--pact", "--allow-writes", "--provider-states-url", hook.url];
      const { stdout } = await against("mattr", target.url, ...args);
      hook.close();
      await target.close();
      return stdout.replaceAll(target.url, "TARGET");
    };
    const first = await run();
    expect(first).to.include("pact-not-kept");
    expect(await run()).to.equal(first);
  });

  describe("a live endpoint whose set-up hook is named", () => {
    const run = async (name: string, fault: string | undefined, ...args: readonly string[]) => {
      const target = await servedWithStates(name, fault);
      const hook = await serveHook(target.setUp);
      try {
        const ran = await against(name, target.url, "--pact", "--provider-states-url", hook.url, ...args);
        return { ran, announced: hook.announced };
      } finally {
        hook.close();
        await target.close();
      }
    };

    it("is brought into every state, and keeps its pact", async () => {
      const { ran, announced } = await run("citrix", undefined, "--allow-writes");
      expect(countsOf(reportIn(ran))).to.deep.equal({ kept: 4 });
      expect(new Set(announced)).to.deep.equal(
        new Set(["no tenant is imported yet", "the caller lacks the permission"]),
      );
    });

    for (const [name, fault, at, description] of [
      ["citrix", "citrix-change-id-number", "/response/body/ChangeId", "importTenant: with a free name"],
      ["cxengage", "cxengage-error-called-errors", "/response/body", "createTenant: with a blank name"],
      ["mattr", "mattr-tenant-without-id", "/response/body", "createTenant: with a free subdomain"],
    ] as const)
      it(`breaks its pact with ${fault}, which is a finding with clause and reproduction`, async () => {
        const { ran } = await run(name, fault, "--allow-writes");
        expect(ran.code).to.equal(1);
        const findings = reportIn(ran).findings.filter(({ rule }) => rule === "pact-not-kept");
        const found = findings.find(({ message }) => message.startsWith(`"${description}"`))!;
        expect(found).to.include({ severity: "error", operation: `${name}.${description.split(":")[0]}` });
        expect(found.instance.pointer).to.equal(at);
        expect(found.clauses).not.to.deep.equal([]);
        expect(found.reproduction).to.match(/^curl .*"\$BASE_URL"\//);
        expect(countsOf(reportIn(ran)).broken).to.equal(findings.length);
      });

    it("is sent no interaction that writes unless writes are allowed", async () => {
      const { ran } = await run("mattr", undefined);
      expect(ran.code).to.equal(0);
      expect(countsOf(reportIn(ran))).to.deep.equal({ kept: 16, "not exercised": 12 });
      const { interactions } = reportIn(ran).verification[0]!.pacts!;
      expect(new Set(interactions.map(({ why }) => why))).to.deep.equal(
        new Set([null, "it writes, and writes were not allowed"]),
      );
    });
  });

  it("says which states a hook cannot bring about, and counts them as not exercised", async () => {
    const target = await servedWithStates("mattr");
    const hook = await serveHook(async (change) =>
      change.state === "the caller lacks the permission" ? { kind: "refused", why: "" } : target.setUp(change),
    );
    const ran = await against("mattr", target.url, "--pact", "--provider-states-url", hook.url);
    hook.close();
    await target.close();
    expect(ran.code).to.equal(0);
    const open = reportIn(ran).verification[0]!.pacts!.interactions.filter(
      ({ operation, outcome }) => operation === "retrieveTenants" && outcome === "not exercised",
    );
    expect(open.map(({ why }) => why)).to.deep.equal([
      'the set-up hook answered "the caller lacks the permission" with 404',
    ]);
  });

  it("tries interactions in whatever state the provider is where no hook is named, and says so", async () => {
    const target = await servedWithStates("citrix");
    const ran = await against("citrix", target.url, "--pact", "--allow-writes");
    await target.close();
    expect(ran.code).to.equal(1);
    const found = reportIn(ran).findings.find(({ message }) => message.includes("by a caller that may not"))!;
    expect(found.instance.pointer).to.equal("/response/status");
    expect(found.message).to.include("nothing brought the provider into that state: see --provider-states-url");
  });

  it("deletes what its interactions created", async () => {
    const target = await servedWithStates("mattr");
    const ran = await against("mattr", target.url, "--pact", "--allow-writes");
    const list = { method: "GET", url: "/v1/tenants", headers: { authorization: "Bearer demo" }, body: null };
    const { data } = JSON.parse(String(target.provider.handle(list).body)) as { data: unknown[] };
    await target.close();
    expect(reportIn(ran).findings.some(({ rule, status }) => rule === "pact-not-kept" && status === 201)).to.equal(
      true,
    );
    expect(data).to.deep.equal([]);
  });

  it("reports a provider that hangs up or never answers, and ends", async () => {
    for (const fault of ["mattr-truncated", "mattr-stalled"]) {
      const target = await servedWithStates("mattr", fault);
      const ran = await against("mattr", target.url, "--pact", "--timeout", "0.2");
      await target.close();
      expect(ran.code, ran.stderr).to.equal(1);
      expect(countsOf(reportIn(ran)), fault).to.deep.equal({ broken: 16, "not exercised": 12 });
    }
  });

  it("shows the section in every format", async () => {
    const target = await servedWithStates("citrix");
    const cwd = temporaryFolder();
    const formats = ["junit", "markdown", "html", "json"].map((format) => `--format=${format}:report.${format}`);
    const args = [
      "verify",
      "citrix",
      "--base-url",
      target.url,
      "--auth",
      "basic:demo:demo",
      "--pact",
      "--allow-writes",
    ];
    const { stdout } = await cli([...args, "--format", "pretty", ...formats], { cwd });
    await target.close();
    expect(stdout).to.include("citrix, pacts (bundled): 4 interactions, 2 kept, 2 broken, 0 not exercised\n");
    expect(stdout).to.include("  broken: tenant-contracts-client: importTenant: by a caller that may not\n");
    const shown = (format: string): string => readFileSync(join(cwd, `report.${format}`), "utf8");
    expect(shown("junit")).to.include('<testsuite name="citrix pacts" tests="4" failures="2" errors="0" skipped="0">');
    expect(shown("markdown")).to.include("## Pacts of citrix\n\nbundled: 2 kept, 2 broken, 0 not exercised.");
    expect(shown("html")).to.include("<h2>Pacts of citrix</h2>\n<p>bundled: 2 kept, 2 broken, 0 not exercised.</p>");
    expect(readdirSync(cwd)).to.include("report.json");
  });

  it("takes pacts from files, of any consumer, in Pact's own specification", async () => {
    const pact = (provider: string) =>
      JSON.stringify({
        consumer: { name: "portal" },
        provider: { name: provider },
        interactions: [
          {
            description: "a request for environments",
            request: { method: "GET", path: "/v1/environments", headers: { Authorization: "Bearer of-a-consumer" } },
            response: { status: 200, headers: { "Content-Type": "application/json" }, body: { data: [] } },
          },
        ],
        metadata: { pactSpecification: { version: "2.0.0" } },
      });
    const cwd = folderWith({ "portal.json": pact("mattr"), "elsewhere.json": pact("Mattr API"), "no.json": "{}" });
    const run = (...args: readonly string[]) =>
      cli(["verify", "mattr", "--mock", ...JSON_FORMAT, ...args], { cwd, env: { TENANT_CONTRACTS_AUTH: "" } });
    const broken = await run("--pact-file", "portal.json", "--pact-file", "portal.json");
    expect(broken.code).to.equal(1);
    expect(countsOf(reportIn(broken))).to.deep.equal({ broken: 2 });
    const found = reportIn(broken).findings.filter(({ rule }) => rule === "pact-not-kept");
    expect(found[0]).to.deep.include({ operation: "mattr.retrieveEnvironments", status: 200 });
    expect(found[0]!.instance).to.include({ source: "pact of portal", pointer: "/response/body/data" });
    const other = await run("--pact-file", "elsewhere.json");
    expect(other.code).to.equal(3);
    expect(other.stderr).to.include('elsewhere.json: it is a pact with "Mattr API", not with "mattr"');
    const named = await run("--pact-file", "elsewhere.json", "--provider-name", "Mattr API");
    expect(countsOf(reportIn(named))).to.deep.equal({ broken: 1 });
    expect((await run("--pact-file", "no.json")).code).to.equal(3);
    expect((await run("--pact-file", "none.json")).code).to.equal(3);
  });

  it("says how to install Pact where it is not, by exit code 2", async () => {
    const hidden = `import { registerHooks } from "node:module"; registerHooks({ resolve(name, context, next) {
      if (name.startsWith("@pact-foundation")) throw Object.assign(new Error("hidden"), { code: "ERR_MODULE_NOT_FOUND" });
      return next(name, context); } });`;
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hidden)}` };
    const { code, stdout, stderr } = await cli(["verify", "mattr", "--mock", "--pact"], {
      cwd: temporaryFolder(),
      env,
    });
    expect([code, stdout]).to.deep.equal([2, ""]);
    expect(stderr).to.equal(
      "tenant-contracts: pacts are verified by the Pact verifier, which is not installed\nInstall it: npm install --save-dev @pact-foundation/pact\n",
    );
  });

  it("says what is wrong with its options, by exit code 2", async () => {
    for (const [args, message] of [
      [["--pact", "--broker-url", "http://127.0.0.1:1"], "--pact and --broker-url exclude each other"],
      [["--pact", "--publish"], "--publish needs a broker"],
      [["--provider-states-url", "http://127.0.0.1:1"], "--provider-states-url needs pacts"],
      [["--pact", "--provider-states-url", "http://127.0.0.1:1"], "exclude each other"],
      [["--broker-url", "http://me:c4n4ry@127.0.0.1:1"], "--broker-url holds credentials"],
      [["--broker-url", "http://127.0.0.1:1", "--broker-auth", "c4n4ry"], "--broker-auth is of no known scheme"],
      [["--broker-url", "http://127.0.0.1:1", "--consumer-version-selector", "main"], "is not a JSON object"],
      [["--broker-url", "http://127.0.0.1:1", "--publish"], "--publish needs a version"],
    ] as const) {
      const { code, stderr } = await cli(["verify", "mattr", "--mock", ...args]);
      expect(code, args.join(" ")).to.equal(2);
      expect(stderr).to.include(message);
      expect(stderr).not.to.include("c4n4ry");
    }
    const args = ["--broker-url", "http://127.0.0.1:1", "--publish", "--provider-version", "1"];
    const { code, stderr } = await against("mattr", "http://127.0.0.1:1", ...args);
    expect(code).to.equal(2);
    expect(stderr).to.include("--publish needs --allow-writes");
  });

  it("ends with 4 where the target, its hook or the broker cannot be reached, or the broker never answers", async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const target = await servedWithStates("mattr");
    try {
      for (const [url, args, message] of [
        ["http://127.0.0.1:1", ["--pact"], "http://127.0.0.1:1 cannot be reached"],
        [target.url, ["--pact", "--provider-states-url", "http://127.0.0.1:1"], "set-up hook cannot be reached"],
        [target.url, ["--broker-url", "http://127.0.0.1:1"], "No pacts found"],
        [
          target.url,
          ["--broker-url", `http://127.0.0.1:${(silent.address() as AddressInfo).port}`, "--timeout", "0.3"],
          "the Pact verifier did not get on for 900 ms",
        ],
      ] as const) {
        const { code, stdout, stderr } = await against("mattr", url, ...args);
        expect([code, stdout], stderr).to.deep.equal([4, ""]);
        expect(stderr).to.include(message);
      }
    } finally {
      silent.close();
      silent.closeAllConnections();
      await target.close();
    }
  });

  describe("that a broker has", () => {
    let broker: Broker;
    let calls: readonly BrokerCall[];
    let ran: Ran;
    before(async () => {
      broker = await serveBroker("citrix", readPact("citrix"));
      const selectors = ['{"mainBranch":true}', '{"deployed":true,"environment":"production"}'].flatMap((text) => [
        "--consumer-version-selector",
        text,
      ]);
      const publishing = ["--publish", "--provider-version", "1.2.3", "--provider-branch", "main"];
      const args = ["--broker-url", broker.url, "--broker-auth", "bearer:broker-secret", ...selectors, ...publishing];
      ran = await cli(["verify", "citrix", "--mock", ...JSON_FORMAT, ...args]);
      ({ calls } = broker);
    });
    after(() => broker.close());

    it("verifies those that the selectors select, as an authorised caller", () => {
      expect(ran.code, ran.stderr).to.equal(0);
      expect(countsOf(reportIn(ran))).to.deep.equal({ kept: 4 });
      const asked = calls.find(({ method, url }) => method === "POST" && url.endsWith("/for-verification"));
      expect(asked!.body).to.deep.include({
        consumerVersionSelectors: [{ mainBranch: true }, { deployed: true, environment: "production" }],
        providerVersionBranch: "main",
      });
      expect(calls.every(({ authorization }) => authorization === "Bearer broker-secret")).to.equal(true);
    });

    it("publishes the result for the provider's version and branch", () => {
      const published = calls.find(({ url }) => url === "/results");
      expect(published!.body).to.deep.include({ providerApplicationVersion: "1.2.3", success: true });
      const branches = calls.filter(({ method }) => method === "PUT").map(({ url }) => url);
      expect(branches).to.deep.equal(["/pacticipants/citrix/branches/main/versions/1.2.3"]);
      expect(reportIn(ran).verification[0]!.pacts).to.include({ source: broker.url, published: "1.2.3" });
    });
  });

  it("asks a broker for what Pact recommends unless told otherwise, and publishes nothing by itself", async () => {
    const broker = await serveBroker("citrix", readPact("citrix"));
    const env = { PACT_BROKER_USERNAME: "me", PACT_BROKER_PASSWORD: "c4n4ry-password" };
    const published = { PACT_BROKER_PUBLISH_VERIFICATION_RESULTS: "true" };
    const args = ["verify", "citrix", "--mock", ...JSON_FORMAT, "--broker-url", broker.url, "--provider-version", "1"];
    const ran = await cli(args, { env: { ...env, ...published } });
    await broker.close();
    expect(ran.code, ran.stderr).to.equal(0);
    expect(ran.stdout).not.to.include("c4n4ry");
    const asked = broker.calls.find(({ method }) => method === "POST")!;
    expect(asked.body).to.deep.include({
      consumerVersionSelectors: [{ mainBranch: true }, { deployedOrReleased: true }],
    });
    expect(asked.authorization).to.equal(`Basic ${btoa("me:c4n4ry-password")}`);
    expect(broker.calls.map(({ url }) => url)).not.to.include("/results");
  });

  it("lends its credentials to interactions that carry some, and shows them nowhere", async () => {
    const [token, secret, password] = ["c4n4ry-7f3e9a1b2c", "c4n4ry-of-the-broker", "c4n4ry-client-secret"];
    const carried: (string | undefined)[] = [];
    const target = await servedWithStates("mattr");
    const server = createServer((incoming, outgoing) => {
      carried.push(incoming.headers.authorization);
      const headers = { "content-type": "application/json", "x-token": token, "set-cookie": `session=${token}` };
      outgoing.writeHead(418, headers);
      outgoing.end(JSON.stringify({ message: `no, ${token}`, client: { clientSecret: password }, of: password }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const broker = await serveBroker("mattr", readPact("mattr"));
    const cwd = temporaryFolder();
    const formats = ["pretty", "junit", "markdown", "html", "ndjson"].map((format) => `--format=${format}:r.${format}`);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const args = ["verify", "mattr", "--base-url", url, "--allow-writes", ...formats, ...JSON_FORMAT];
    const ran = await cli([...args, "--broker-url", broker.url], {
      cwd,
      env: { TENANT_CONTRACTS_AUTH: `bearer:${token}`, PACT_BROKER_TOKEN: secret },
    });
    await Promise.all([broker.close(), target.close()]);
    server.close();
    expect(ran.code, ran.stderr).to.equal(1);
    expect(countsOf(reportIn(ran))).to.deep.equal({ broken: 28 });
    // The first 28 requests are the pact's: five of them are about what happens without credentials.
    const own = carried.slice(0, 28);
    expect(own.filter((value) => value === undefined)).to.have.length(5);
    expect(own.filter((value) => value === `Bearer ${token}`)).to.have.length(23);
    const artefacts = [
      ran.stdout,
      ran.stderr,
      ...readdirSync(cwd).map((file) => readFileSync(join(cwd, file), "utf8")),
    ];
    expect(artefacts.length).to.be.greaterThan(6);
    for (const text of artefacts) expect(text).not.to.include("c4n4ry");
  });
});
