import { Buffer } from "node:buffer";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020.js";
import { expect } from "chai";
import { cli, folderWith } from "../cli/cli.ts";
import { creation, lineOf, tenant } from "./traffic.ts";

const reportSchema = JSON.parse(readFileSync("schemas/report.schema.json", "utf8")) as object;
const isReport = new Ajv2020.default({ strict: false, validateFormats: false }).compile(reportSchema);

/** The report a run printed, which must have the published form. */
const reportOf = (text: string) => {
  const report = JSON.parse(text) as Record<string, never> & { findings: { rule: string; count: number }[] };
  expect(isReport(report), JSON.stringify(isReport.errors)).to.equal(true);
  return report;
};

const good = lineOf(creation());
const bad = lineOf(creation({ status: 202 }));

describe("tenant-contracts drift", () => {
  it("passes traffic as documented, and says what it judged", async () => {
    const cwd = folderWith({ "a.ndjson": `${good}\n${good}\n` });
    expect(await cli(["drift", "mattr", "a.ndjson"], { cwd })).to.deep.equal({
      code: 0,
      stdout:
        "pass: nothing found; 2 checked\nseen: mattr.createTenant ×2: 201 ×2; first a.ndjson:1, last a.ndjson:2\n",
      stderr: "",
    });
    expect((await cli(["drift", "mattr"], { cwd, input: good })).stdout).to.equal(
      "pass: nothing found; 1 checked\nseen: mattr.createTenant ×1: 201 ×1; first -:1, last -:1\n",
    );
  });

  it("prints a report of the published form, the same bytes whatever the order of the files and the number of threads", async () => {
    const cwd = folderWith({
      "a.ndjson": `${good}\n${bad}\nnonsense\n`,
      "b.har": JSON.stringify({ log: { entries: [] } }),
      "c.ndjson": bad,
    });
    const one = await cli(["drift", "mattr", "a.ndjson", "b.har", "c.ndjson", "--format", "json", "--coverage"], {
      cwd,
    });
    const two = await cli(
      ["drift", "mattr", "c.ndjson", "b.har", "a.ndjson", "--format", "json", "--coverage", "--workers", "2"],
      { cwd },
    );
    expect(one.code).to.equal(1);
    expect(two.stdout).to.equal(one.stdout);
    const report = reportOf(one.stdout);
    expect(report.findings.map(({ rule, count }) => `${rule} ×${count}`)).to.deep.equal([
      "response-status-undocumented ×2",
      "recording-unreadable ×1",
    ]);
    expect(report).to.deep.include({
      verdict: "fail",
      summary: { checked: 3, error: 3, warning: 0, info: 0, waived: 0 },
    });
  });

  it("judges the rest around what it cannot read, and names each line of that", async () => {
    const lines = [good, "{", `${good.slice(0, 60)}`, '{"request":{"method":"GET","url":"/"}}', "7", bad];
    const content = Buffer.concat([
      Buffer.from(lines.join("\r\n")),
      Buffer.from("\n\n"),
      Buffer.from([0xff, 0xfe, 10]),
      Buffer.from(good),
    ]);
    const cwd = folderWith({ "a.ndjson": content });
    const { stdout, code } = await cli(["drift", "mattr", "a.ndjson"], { cwd });
    expect(code).to.equal(1);
    expect(stdout.split("\n").slice(-8).join("\n")).to.equal(`fail: 6 errors; 3 checked
not everything was judged: 5 could not be
  ×1 it is not an exchange: a method, a URL and a status are needed: a.ndjson:5
  ×2 it is not JSON: a.ndjson:2, a.ndjson:3
  ×1 it is not UTF-8: a.ndjson:8
  ×1 it holds a request without an answer: a.ndjson:4
seen: mattr.createTenant ×3: 201 ×2, 202 ×1 (not documented); first a.ndjson:1, last a.ndjson:9
`);
  });

  it("fails where nothing was the contract's, and says whose it was", async () => {
    const cwd = folderWith({ "a.ndjson": lineOf(creation({}, { url: "https://other.example/x" })) });
    const { stdout, code } = await cli(["drift", "cxengage", "a.ndjson"], { cwd });
    expect(code).to.equal(1);
    expect(stdout).to.equal("fail: nothing found; 0 checked\n1 exchange with other servers: other.example ×1\n");
  });

  it("merges the reports of parts to the bytes of the whole", async () => {
    const undeclared = lineOf(creation({ body: JSON.stringify({ ...tenant, name: undefined, plan: 1 }) }));
    const cwd = folderWith({
      "a.ndjson": Array.from({ length: 9 }, (_, index) => [bad, good, undeclared][index % 3]).join("\n"),
    });
    const whole = await cli(
      ["drift", "mattr", "a.ndjson", "--format", "json", "--coverage", "--suggest", "whole-suggestions.json"],
      { cwd },
    );
    for (const part of [1, 2, 3]) {
      await cli(["drift", "mattr", "a.ndjson", "--part", `${part}/3`, "--coverage", "--format", `json:${part}.json`], {
        cwd,
      });
      reportOf(readFileSync(join(cwd, `${part}.json`), "utf8"));
    }
    const some = await cli(["merge", "3.json", "1.json", "--format", "json:some.json"], { cwd });
    expect(some.stderr).to.equal("2 of 3 parts; the others are missing\n");
    const merged = await cli(["merge", "2.json", "some.json", "--format", "json", "--suggest", "suggestions.json"], {
      cwd,
    });
    expect(merged.stdout).to.equal(whole.stdout);
    const suggestions = readFileSync(join(cwd, "suggestions.json"), "utf8");
    expect(suggestions).to.include("/properties/plan");
    expect(suggestions).to.equal(readFileSync(join(cwd, "whole-suggestions.json"), "utf8"));
    expect(merged.code).to.equal(whole.code);
    copyFileSync(join(cwd, "1.json"), join(cwd, "again.json"));
    const twice = await cli(["merge", "1.json", "again.json"], { cwd });
    expect(twice.code).to.equal(3);
    expect(twice.stderr).to.include("part 1/3 is there twice");
  });

  it("judges by a document of the user's own", async () => {
    const document = {
      openapi: "3.0.3",
      info: { title: "Notes", version: "1" },
      servers: [{ url: "https://notes.example/v1" }],
      paths: {
        "/notes": {
          get: {
            responses: {
              200: {
                description: "",
                content: {
                  "application/json": {
                    schema: { type: "object", properties: { id: { type: "string", nullable: true } } },
                  },
                },
              },
            },
          },
        },
      },
    };
    const exchange = (body: unknown) =>
      lineOf(
        creation(
          { status: 200, body: JSON.stringify(body) },
          { method: "GET", url: "https://notes.example/v1/notes", body: null },
        ),
      );
    const cwd = folderWith({
      "api.json": JSON.stringify(document),
      "t.ndjson": [exchange({ id: null }), exchange({ id: 1 }), exchange({ name: "" })].join("\n"),
    });
    const { stdout, code } = await cli(["drift", "--openapi", "api.json", "t.ndjson", "--format", "json"], { cwd });
    expect(code).to.equal(1);
    const report = reportOf(stdout) as unknown as {
      findings: { rule: string; operation: string; instance: { line: number } }[];
    };
    expect(
      report.findings.map(({ rule, operation, instance }) => `${rule} ${operation} ${instance.line}`),
    ).to.deep.equal(["type-mismatch api.GET /notes 2", "member-undocumented api.GET /notes 3"]);
  });

  it("writes suggestions, and says which side moved", async () => {
    const cwd = folderWith({
      "a.ndjson": lineOf(creation({ body: JSON.stringify({ ...tenant, name: undefined, plan: 1 }) })),
      "verify.json": JSON.stringify({
        tool: { name: "tenant-contracts" },
        command: "verify",
        findings: [],
        verification: [{ provider: "mattr", clauses: [{ outcome: "kept", operations: ["createTenant"] }] }],
      }),
    });
    const { stdout, code } = await cli(
      ["drift", "mattr", "a.ndjson", "--suggest", "s.json", "--verify-report", "verify.json"],
      { cwd },
    );
    expect(code).to.equal(0);
    expect(stdout.split("\n").slice(-4).join("\n")).to.equal(`pass: 1 warning; 1 checked
seen: mattr.createTenant ×1: 201 ×1; first a.ndjson:1, last a.ndjson:1
provider: it answered so when recorded, and no longer does when verified (1 finding)
`);
    expect((JSON.parse(readFileSync(join(cwd, "s.json"), "utf8")) as { patch: unknown }[])[0]?.patch).to.deep.equal([
      { op: "add", path: "/properties/plan", value: { type: "integer", description: "" } },
    ]);
  });

  it("keeps to its exit codes, each with what to do", async () => {
    const cwd = folderWith({ "a.ndjson": good, "b.txt": "hello", "c.json": "{}" });
    const cases: readonly (readonly [readonly string[], number, string])[] = [
      [["drift"], 2, "drift needs a provider and recordings"],
      [["drift", "matr", "a.ndjson"], 2, 'Did you mean "mattr"?'],
      [["drift", "mattr", "a.ndjson", "--part", "4/3"], 2, "--part 4/3 is no part"],
      [["drift", "mattr", "-", "--part", "1/3"], 2, "--part needs files"],
      [["drift", "mattr", "a.ndjson", "--workers", "0"], 2, "--workers 0 is no number of threads"],
      [["drift", "mattr", "a.ndjson", "--server", "gateway"], 2, "--server gateway is no URL"],
      [
        ["drift", "mattr", "a.ndjson", "--part", "1/2", "--verify-report", "c.json"],
        2,
        "--verify-report needs the whole",
      ],
      [["drift", "mattr", "a.ndjson", "--part", "1/2", "--suggest", "s.json"], 2, "--suggest needs the whole"],
      [["drift", "mattr", "nowhere.har"], 3, "nowhere.har: there is no such file"],
      [["drift", "mattr", "b.txt"], 3, "b.txt: it is no recording that is known"],
      [["drift", "mattr", "a.ndjson", "b.txt"], 3, "b.txt: it is no recording that is known"],
      [
        ["drift", "mattr", "a.ndjson", "--verify-report", "c.json"],
        3,
        "c.json: it is not a report of tenant-contracts",
      ],
      [["drift", "--openapi", "b.txt", "a.ndjson"], 3, "is not an OpenAPI document"],
      [["merge"], 2, "merge needs reports"],
      [["merge", "c.json"], 3, "c.json: it is not a report of tenant-contracts"],
    ];
    for (const [args, code, text] of cases) {
      const ran = await cli(args, { cwd });
      expect(ran.stderr, args.join(" ")).to.include(text);
      expect(ran.code, args.join(" ")).to.equal(code);
    }
  }).timeout(60_000);

  it("shows no secret of the traffic in any output", async () => {
    const canary = (index: number) => `Canary${index}x9Qz7TfLm2Vb8RkW`;
    const exchanges = [
      creation({
        headers: { "content-type": "application/json", "set-cookie": `sid=${canary(0)}`, "x-auth-token": canary(1) },
        body: JSON.stringify({
          ...tenant,
          name: 7,
          client: { clientId: 8, clientSecret: canary(2), secret: canary(3) },
        }),
      }),
      creation(
        {},
        {
          url: `https://manage.mattr.global/v1/tenants?access_token=${canary(4)}`,
          headers: {
            authorization: `Basic ${canary(5)}`,
            cookie: `a=${canary(6)}`,
            "content-type": "application/json",
          },
          body: JSON.stringify({
            subdomain: `Bearer ${canary(7)}`,
            environmentId: `eyJ${canary(8)}.${canary(8)}.x`,
            password: canary(9),
          }),
        },
      ),
      creation({ body: `{"token":"${canary(10)}"` }),
      creation(
        { headers: { "content-type": "text/plain" }, body: `password=${canary(11)}` },
        {
          headers: { "content-type": "application/x-www-form-urlencoded", authorization: canary(12) },
          body: `client_secret=${canary(13)}`,
        },
      ),
      creation({ status: 401, headers: { "content-type": "text/plain" }, body: `token: ${canary(14)}` }),
      creation({}, { url: `https://manage.mattr.global/v1/other?api_key=${canary(15)}` }),
    ];
    const cwd = folderWith({ "a.ndjson": exchanges.map(lineOf).join("\n") });
    for (const format of ["pretty", "json", "ndjson", "markdown", "html", "sarif", "junit"]) {
      const { stdout, stderr, code } = await cli(
        ["drift", "mattr", "a.ndjson", "--coverage", "--suggest", "s.json", "--format", format],
        { cwd },
      );
      expect(code, stderr).to.equal(1);
      expect(/Canary\d+x/.exec(stdout + stderr + readFileSync(join(cwd, "s.json"), "utf8"))?.[0], format).to.equal(
        undefined,
      );
    }
  }).timeout(60_000);

  it("ends on hostile input in bounded memory: names, paths, hosts and depth without end", async () => {
    const exchanges = Array.from({ length: 3000 }, (_, index) => {
      const path = `https://manage.mattr.global/v1/p${index}?q${index}=1`;
      return [
        creation({}, { url: path }),
        creation({ body: JSON.stringify({ ...tenant, name: undefined, [`k${index}`.padEnd(300, "x")]: 1 }) }),
        creation({ headers: { [`h${index}`]: "1", "content-type": `a/b${index}` }, body: "x" }),
        creation({}, { url: `https://h${index}.example/x` }),
      ];
    }).flat();
    const deep = creation({ body: `${'{"environment":['.repeat(20_000)}${"]}".repeat(20_000)}` });
    const proto = creation({ body: '{"__proto__":{"a":1},"constructor":1,"toString":null}' });
    const cwd = folderWith({ "a.ndjson": [...exchanges, deep, proto].map(lineOf).join("\n") });
    const { stdout, stderr, code } = await cli(["drift", "mattr", "a.ndjson", "--format", "json"], { cwd });
    expect(code, stderr).to.equal(1);
    const report = reportOf(stdout) as unknown as {
      summary: { checked: number };
      observations: { outside: { count: number; hosts: unknown[]; more: boolean }; undocumented: number };
    };
    expect(report.summary.checked).to.equal(9002);
    expect(report.observations.outside).to.include({ count: 3000, more: true });
    expect(report.observations.outside.hosts).to.have.length(100);
    expect(report.observations.undocumented).to.equal(3000);
  }).timeout(60_000);
});
