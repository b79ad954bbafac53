import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { PROGRAM } from "../cli/program.ts";
import { running } from "./harness.ts";

interface Outcome {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

const start = (
  args: readonly string[],
  options: { cwd?: string; auth?: string } = {},
): { child: ChildProcess; ended: Promise<Outcome> } => {
  const env = {
    PATH: process.env.PATH,
    NO_COLOR: "1",
    ...(options.auth === undefined ? {} : { TENANT_CONTRACTS_AUTH: options.auth }),
  };
  const child = spawn(process.execPath, [PROGRAM, "verify", ...args], {
    env,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const ended = new Promise<Outcome>((resolve) => {
    let [stdout, stderr] = ["", ""];
    child.stdout?.on("data", (chunk) => {
      stdout += String(chunk);
    });
    child.stderr?.on("data", (chunk) => {
      stderr += String(chunk);
    });
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended };
};

const cli = (args: readonly string[], options?: { cwd?: string; auth?: string }): Promise<Outcome> =>
  start(args, options).ended;

describe("the verify command", function () {
  this.timeout(60_000);
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "verify-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("verifies embedded providers and ends with a matrix of operations by clause outcome", async () => {
    const { code, stdout, stderr } = await cli(["citrix", "mattr", "--mock"]);
    expect(code).to.equal(0);
    expect(stderr).to.equal("");
    expect(stdout).to.match(/^pass: /m);
    expect(stdout).to.match(/^operation +kept +broken +not exercised +not checkable$/m);
    expect(stdout).to.match(/^mattr\.createTenant +\d+ +0 +\d+ +\d+$/m);
    expect(stdout).to.match(/^ {2}(\d+) of \1 checkable clauses \(of \d+\) are covered by the plan$/m);
  });

  it("gives the same bytes twice", async () => {
    const args = ["mattr", "--mock", "--format", "json"];
    const [one, other] = [await cli(args), await cli(args)];
    expect(one.stdout).to.equal(other.stdout);
    const report = JSON.parse(one.stdout) as { command: string; verification: { clauses: unknown[] }[] };
    expect(report.command).to.equal("verify");
    expect(report.verification[0]?.clauses).to.have.length.greaterThan(100);
  });

  it("prints the plan with its requests as curl, and sends nothing", async () => {
    const { code, stdout } = await cli(["mattr", "--plan"], { auth: "bearer:plan-canary-4711" });
    expect(code).to.equal(0);
    expect(stdout).to.contain(
      `curl -sS -i -H "Authorization: Bearer $CREDENTIALS" -H 'Accept: application/json' "$BASE_URL"/v1/environments`,
    );
    expect(stdout).not.to.contain("plan-canary-4711");
    expect(stdout).to.match(/^(\d+) of \1 checkable clauses \(of \d+\) are covered by the plan$/m);
    const json = await cli(["mattr", "--plan", "--format", "json"]);
    expect(JSON.parse(json.stdout)).to.have.property("coverage");
  });

  it("says what is wrong with the command line, by exit code 2", async () => {
    for (const [args, message] of [
      [["mattr"], "verify needs a target"],
      [["mattr", "--mock", "--base-url", "http://localhost"], "exclude each other"],
      [["matr", "--mock"], 'Did you mean "mattr"?'],
      [["mattr", "--base-url", "localhost:1"], "neither http nor https"],
      [["mattr", "--base-url", "http://127.0.0.1:1"], "takes credentials, and none were given"],
      [["mattr", "--base-url", "http://127.0.0.1:1", "--auth", "secret"], "the credentials have no value"],
      [["mattr", "--mock", "--budget", "0"], "not a positive number"],
    ] as const) {
      const { code, stderr } = await cli(args);
      expect(code, args.join(" ")).to.equal(2);
      expect(stderr).to.contain(message);
    }
  });

  it("plans from another document, and ends with 3 where there is none", async () => {
    const document = new URL("fixtures/library.openapi.yaml", import.meta.url).pathname;
    const plan = await cli(["--openapi", document, "--plan"]);
    expect(plan.code, plan.stderr).to.equal(0);
    expect(plan.stdout).to.contain("addBook/missing:/isbn");
    expect((await cli(["--openapi", join(folder, "none.yaml"), "--plan"])).code).to.equal(3);
  });

  it("ends with 4 when nobody is there", async () => {
    const { code, stderr } = await cli(["mattr", "--base-url", "http://127.0.0.1:1", "--auth", "bearer:x"]);
    expect(code).to.equal(4);
    expect(stderr).to.contain("cannot be reached");
  });

  it("sends only reads to a target, names it before the first write, and cleans up after writes", async () => {
    const { url, requests, close } = await running("mattr");
    try {
      const reads = await cli(["mattr", "--base-url", url, "--auth", "bearer:demo"], { cwd: folder });
      expect(reads.code).to.equal(0);
      expect(new Set(requests.map(({ method }) => method))).to.deep.equal(new Set(["GET"]));
      expect(readdirSync(folder)).to.deep.equal([]);
      const writes = await cli(["mattr", "--base-url", url, "--auth", "bearer:demo", "--allow-writes", "--seed", "a"], {
        cwd: folder,
      });
      expect(writes.code, writes.stdout).to.equal(0);
      expect(writes.stderr).to.contain(`writes go to ${new URL(url).host}`);
      const list = await fetch(`${url}/v1/tenants`, { headers: { authorization: "Bearer demo" } });
      expect(((await list.json()) as { data: unknown[] }).data).to.deep.equal([]);
      expect(readdirSync(folder)).to.deep.equal([]);
    } finally {
      await close();
    }
  });

  it("leaves nothing behind when it is killed and cleaned up after", async () => {
    let killAt = () => undefined as unknown;
    let count = 0;
    const { url, provider, close } = await running("mattr", ({ method }, answer) => {
      const given = answer();
      if (method === "POST" && given.status === 201 && ++count === 5) killAt();
      return given;
    });
    const tenants = (): unknown[] =>
      (
        JSON.parse(
          String(
            provider.handle({
              method: "GET",
              url: "/v1/tenants",
              headers: { authorization: "Bearer demo" },
              body: null,
            }).body,
          ),
        ) as { data: unknown[] }
      ).data;
    try {
      const ledger = join(folder, "run.ledger");
      const { child, ended } = start(["mattr", "--base-url", url, "--allow-writes", "--ledger", ledger], {
        auth: "bearer:demo",
      });
      killAt = () => child.kill("SIGKILL");
      expect((await ended).signal).to.equal("SIGKILL");
      expect(tenants()).to.have.length(5);
      const { code, stdout } = await cli(["mattr", "--cleanup", ledger], { auth: "bearer:demo" });
      expect(stdout).to.contain("5 of 5 deleted");
      expect(code).to.equal(0);
      expect(tenants()).to.deep.equal([]);
    } finally {
      await close();
    }
  });

  it("cleans up when it is interrupted, and ends with 4", async () => {
    let interrupt = () => undefined as unknown;
    let count = 0;
    const { url, provider, close } = await running("mattr", ({ method }, answer) => {
      const given = answer();
      if (method === "POST" && given.status === 201 && ++count === 5) interrupt();
      return given;
    });
    try {
      const { child, ended } = start(
        ["mattr", "--base-url", url, "--allow-writes", "--ledger", join(folder, "ledger")],
        {
          auth: "bearer:demo",
        },
      );
      interrupt = () => child.kill("SIGINT");
      const { code, stderr, stdout } = await ended;
      expect(stderr).to.contain("the run was interrupted");
      expect(stdout).to.contain("not exercised");
      expect(code).to.equal(4);
      const list = { method: "GET", url: "/v1/tenants", headers: { authorization: "Bearer demo" }, body: null };
      expect(JSON.parse(String(provider.handle(list).body))).to.deep.equal({ data: [] });
    } finally {
      await close();
    }
  });

  it("shows no secret in any artefact", async () => {
    const canary = "c4n4ry-7f3e9a1b2c";
    let created = 0;
    const { url, close } = await running("mattr", (request, answer) => {
      const accepted = request.headers.authorization === `Bearer ${canary}`;
      if (accepted) Object.assign(request.headers, { authorization: "Bearer demo" });
      const given = answer();
      if (given.status !== 201) return { ...given, headers: { ...given.headers, "x-request-token": canary } };
      created++;
      const body = JSON.parse(String(given.body)) as {
        client: { clientSecret: string };
        name: unknown;
        token: unknown;
      };
      body.client.clientSecret = `${canary}-secret`;
      body.name = `named ${body.client.clientSecret}`;
      body.token = { of: canary };
      return { ...given, headers: { ...given.headers, "set-cookie": `session=${canary}` }, body: JSON.stringify(body) };
    });
    try {
      const files = ["html", "junit", "markdown", "ndjson"].map(
        (format) => `--format=${format}:${join(folder, format)}`,
      );
      const args = [
        "mattr",
        "--base-url",
        url,
        "--allow-writes",
        "--ledger",
        join(folder, "ledger"),
        "--certificate",
        join(folder, "certificate"),
        ...files,
        "--format=json",
      ];
      const { stdout, stderr, code } = await cli(args, { auth: `bearer:${canary}` });
      expect(code).to.equal(1);
      expect(created).to.be.greaterThan(5);
      expect(stdout).to.contain("[redacted]");
      expect(stdout).not.to.contain(canary);
      expect(stderr).not.to.contain(canary);
      for (const file of readdirSync(folder))
        expect(readFileSync(join(folder, file), "utf8").includes(canary), file).to.equal(false);
      expect(existsSync(join(folder, "html"))).to.equal(true);
    } finally {
      await close();
    }
  });

  it("certifies a run, and sees that a certificate was edited or is about another plan", async () => {
    const file = join(folder, "certificate.json");
    await cli(["mattr", "--mock", "--certificate", file]);
    const whole = await cli(["--check-certificate", file]);
    expect(whole.code, whole.stdout).to.equal(0);
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace('"pass"', '"fail"'));
    const edited = await cli(["--check-certificate", file]);
    expect(edited.code).to.equal(1);
    expect(edited.stdout).to.contain("changed after it was written");
    writeFileSync(file, text.replace(/"seed": "0"/, '"seed": "1"'));
    expect((await cli(["--check-certificate", file])).stdout).to.contain("another plan");
    writeFileSync(file, "{}");
    expect((await cli(["--check-certificate", file])).code).to.equal(3);
  });

  it("does not follow a redirect to another host, least of all with credentials", async () => {
    const seen: string[] = [];
    const other = createServer((request, response) => {
      seen.push(request.headers.authorization ?? "none");
      response.end();
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
    const { url, close } = await running("mattr", () => ({
      status: 302,
      headers: { location: elsewhere },
      body: null,
    }));
    try {
      const { code } = await cli(["mattr", "--base-url", url, "--auth", "bearer:demo"], { cwd: folder });
      expect(code).to.equal(1);
      expect(seen).to.deep.equal([]);
    } finally {
      await close();
      other.close();
    }
  });
});
