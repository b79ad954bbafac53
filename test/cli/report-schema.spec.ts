import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "chai";
import { COMMANDS } from "../../src/cli/commands.ts";
import { FORMATS } from "../../src/conformance/formats/index.ts";
import { cli, folderWith } from "./cli.ts";

const ajv = new Ajv2020({ allErrors: true, strict: false });
for (const [name, check] of Object.entries(FORMATS)) ajv.addFormat(name, check);
const conforms = ajv.compile(JSON.parse(readFileSync("schemas/report.schema.json", "utf8")) as object);

const exchange = {
  request: {
    method: "GET",
    url: "https://manage.mattr.global/v1/tenants",
    headers: { authorization: "Bearer x" },
    body: null,
  },
  response: { status: 202, headers: { "content-type": "text/html" }, body: "<p>" },
};
const contract = (limit: number) => `openapi: 3.1.0
info: { title: t, version: 1.0.0 }
paths:
  /a:
    get:
      operationId: a
      parameters: [{ in: query, name: limit, schema: { type: integer, maximum: ${limit} } }]
      responses: { "200": { description: ok } }
`;

const folder = folderWith({
  "payload.json": '{"subdomain":7}',
  "traffic.ndjson": JSON.stringify(exchange),
  "old.yaml": contract(10),
  "new.yaml": contract(9),
  "page.txt": "Create tenant\n\nNothing of what there was.\n",
  "secret.ndjson": JSON.stringify({
    ...exchange,
    request: { ...exchange.request, headers: { authorization: "Bearer abcdefghijklmnop" } },
  }),
});

/** How each command that reports is made to report findings; the others answer without a report. */
const RUNS: Readonly<Record<string, readonly string[]>> = {
  validate: ["validate", "payload.json", "--as", "mattr.createTenant/request"],
  verify: ["verify", "mattr", "--mock"],
  drift: ["drift", "mattr", "traffic.ndjson"],
  diff: ["diff", "old.yaml", "new.yaml"],
  docs: ["docs", "mattr", "page.txt", "--page", "create-tenant"],
  scan: ["scan", "secret.ndjson"],
};

describe("the JSON report", () => {
  it("conforms to the published schema, whatever the command", async () => {
    for (const [name, args] of Object.entries(RUNS)) {
      const { code, stdout, stderr } = await cli([...args, "--format", "json"], { cwd: folder });
      expect(code, `${name}: ${stderr}`).to.be.oneOf([0, 1]);
      const report = JSON.parse(stdout) as { command: string; findings: unknown[] };
      expect(conforms(report), `${name}: ${JSON.stringify(conforms.errors)}`).to.equal(true);
      expect(report.command).to.equal(name);
      if (name !== "verify") expect(report.findings.length, name).to.be.greaterThan(0);
    }
  }).timeout(60_000);

  it("is checked for every command that reports", () => {
    const silent = ["list", "mock", "merge", "proxy", "open"];
    expect([...Object.keys(RUNS), ...silent].sort()).to.include.members(Object.keys(COMMANDS).sort());
  });

  it("conforms when partial reports are merged", async () => {
    const part = await cli(["drift", "mattr", "traffic.ndjson", "--part", "1/1", "--format", "json:part.json"], {
      cwd: folder,
    });
    expect(part.code, part.stderr).to.equal(1);
    const merged = await cli(["merge", "part.json", "--format", "json"], { cwd: folder });
    expect(conforms(JSON.parse(merged.stdout)), JSON.stringify(conforms.errors)).to.equal(true);
  });
});
