import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { describes } from "../../src/diff/import/wording.ts";
import { DIFF_RULES } from "../../src/diff/rules/catalogue.ts";
import type { Report } from "../../src/model/finding.ts";
import { cli, folderWith } from "../cli/cli.ts";

const document = (tenants: string, users: string): string => `openapi: 3.1.0
info: { title: t, version: 1.0.0 }
paths:
  /v1/Tenants:
    get:
      operationId: retrieveTenants
${tenants}
  /v1/users/{id}:
    put:
${users}
`;

const BASE = document(
  `      parameters: [{ in: query, name: limit, schema: { type: integer, maximum: 10 } }, { in: query, name: sort, schema: { type: string } }]
      responses:
        "200": { description: ok, content: { application/json: { schema: { type: object, required: [id, name], properties: { id: { type: string }, name: { type: string } } } } } }
        "202": { description: later }`,
  `      requestBody: { content: { application/json: { schema: { type: object, properties: { role: { enum: [admin, guest] } } } } } }
      responses: { "200": { description: ok } }`,
);

const REVISION = document(
  `      parameters: [{ in: query, name: limit, schema: { type: integer, maximum: 9 } }]
      responses:
        "200": { description: ok, content: { application/json: { schema: { type: object, required: [id], properties: { id: { type: string } } } } } }`,
  `      requestBody: { content: { application/json: { schema: { type: object, properties: { role: { enum: [admin] } } } } } }
      responses: { "200": { description: ok } }`,
);

/** What a team that used oasdiff until today has written down. */
const IGNORED = `# Breaking changes that we have agreed on

 - 12.01.2026 GET /v1/tenants removed the success response with the status '202'
 - In GET /v1/tenants we removed the required property 'name' from the response with the '200' status
 - for the 'query' request parameter 'limit', the max was decreased from '10' to '9', GET /v1/tenants
PUT /v1/users/{id} removed the enum value 'guest' of the request property 'role'
PUT /v1/users/{id} removed the enum value 'root' of the request property 'rank'
GET /v1/tenants the response property 'id' became optional for the status '200'
DELETE /v1/nothing api removed without deprecation
components removed the schema 'Rules'
`;

const FILES = { "base.yaml": BASE, "revision.yaml": REVISION, "err-ignore.txt": IGNORED };

const DIFF = ["diff", "base.yaml", "revision.yaml", "--format", "json"];

const reportOf = (stdout: string): Report => JSON.parse(stdout) as Report;

const told = ({ findings }: Report): string[] =>
  findings.map(
    ({ waived, severity, rule, operation }) => `${waived === null ? severity : "waived"} ${rule} ${operation}`,
  );

describe("importing what other tools were told", () => {
  it("proposes a waiver for each finding that an ignore file of oasdiff accepts, and says why others are left", async () => {
    const folder = folderWith(FILES);
    const imported = await cli([...DIFF, "--import-ignore", "err-ignore.txt", "--write-waivers", "w.yaml"], {
      cwd: folder,
    });
    expect(imported.stderr.split("\n")).to.deep.equal([
      "err-ignore.txt:7: not imported: nothing of what it names, 'root', 'rank', has changed there",
      "err-ignore.txt:8: not imported: its words describe nothing that has changed there",
      "err-ignore.txt:9: not imported: neither contract has this operation",
      "err-ignore.txt:10: not imported: a component is nobody's promise by itself: what it changes is told of the operations that reach it, so name one of them",
      "w.yaml: 4 proposed; fill in reason, owner and until",
      "",
    ]);
    const text = readFileSync(join(folder, "w.yaml"), "utf8");
    expect(text).to.include("# err-ignore.txt:3: - 12.01.2026 GET /v1/tenants removed the success response");
    const entries = parse(text) as { rule: string; operation: string; owner: string; until: string; reason: string }[];
    expect(entries.map(({ rule, operation }) => `${rule} ${operation}`)).to.deep.equal([
      "response-success-status-removed retrieveTenants",
      "response-required-member-removed retrieveTenants",
      "request-range-narrowed retrieveTenants",
      "request-enum-narrowed PUT /v1/users/{id}",
    ]);
    expect(entries.every(({ reason, owner, until }) => `${reason}${owner}${until}` === "")).to.equal(true);
  });

  it("proposes what fails until somebody has filled it in, and then is accepted", async () => {
    const folder = folderWith(FILES);
    await cli([...DIFF, "--import-ignore", "err-ignore.txt", "--write-waivers", "w.yaml"], { cwd: folder });
    const before = await cli(DIFF, { cwd: folder });
    const unfilled = await cli([...DIFF, "--waivers", "w.yaml"], { cwd: folder });
    expect([before.code, unfilled.code]).to.deep.equal([1, 1]);
    expect(told(reportOf(unfilled.stdout)).filter((line) => line.includes("waiver-unfilled"))).to.have.length(4);
    const filled = readFileSync(join(folder, "w.yaml"), "utf8")
      .replaceAll('reason: ""', "reason: agreed")
      .replaceAll('owner: ""', "owner: team-a")
      .replaceAll('until: ""', "until: 2099-12-31");
    const accepted = folderWith({ ...FILES, "w.yaml": filled });
    const after = await cli([...DIFF, "--waivers", "w.yaml"], { cwd: accepted });
    expect(told(reportOf(after.stdout)).filter((line) => !line.startsWith("waived"))).to.deep.equal([
      "warning request-parameter-removed retrieveTenants",
    ]);
    expect([after.code, reportOf(after.stdout).verdict]).to.deep.equal([0, "pass"]);
    const shown = await cli(["diff", "base.yaml", "revision.yaml", "--waivers", "w.yaml"], { cwd: accepted });
    expect(shown.stdout).to.include("until  2099-12-31 by team-a: agreed").and.to.include("1 warning, 4 waived");
  });

  it("names every entry of a lint ignore file of Redocly's with the reason why it accepts nothing here", async () => {
    const lint = `# Rules that are ignored
base.yaml:
  operation-4xx-response:
    - '#/paths/~1v1~1Tenants/get/responses'
    - '#/paths/~1v1~1users~1{id}/put/responses'
  rule/own:
    - '#/'
`;
    const { stderr, code } = await cli(
      [...DIFF, "--import-ignore", ".redocly.lint-ignore.yaml", "--write-waivers", "w.yaml"],
      { cwd: folderWith({ ...FILES, ".redocly.lint-ignore.yaml": lint }) },
    );
    const why = "not imported: it is about how a document is written, which tenant-contracts does not judge";
    expect(stderr.split("\n")).to.deep.equal([
      `.redocly.lint-ignore.yaml:4: ${why}`,
      `.redocly.lint-ignore.yaml:5: ${why}`,
      `.redocly.lint-ignore.yaml:7: ${why}`,
      "w.yaml: 0 proposed; fill in reason, owner and until",
      "",
    ]);
    expect(code).to.equal(1);
  });

  it("takes severities by oasdiff's ids and by its own, the command line first, and tells what is about no rule", async () => {
    const levels = `response-success-status-removed    warn
request-parameter-removed err
request-enum-narrowed none
api-tag-removed info
request-property-max-decreased warn
request-parameter-max-decreased info
`;
    const { stdout, stderr } = await cli(
      [...DIFF, "--severity-levels", "levels.txt", "--severity", "response-required-member-removed=info"],
      { cwd: folderWith({ ...FILES, "levels.txt": levels }) },
    );
    expect(told(reportOf(stdout)).sort()).to.deep.equal([
      "error request-parameter-removed retrieveTenants",
      "info response-required-member-removed retrieveTenants",
      "warning request-range-narrowed retrieveTenants",
      "warning response-success-status-removed retrieveTenants",
    ]);
    expect(stderr).to.equal(
      [
        "levels.txt:4: api-tag-removed: no rule speaks of this change",
        "levels.txt:6: request-parameter-max-decreased: request-property-max-decreased of line 5 is request-range-narrowed too, which is now warning",
        "",
      ].join("\n"),
    );
  });

  it("runs as its documentation says", async () => {
    const commands = readFileSync("docs/diff.md", "utf8")
      .split("\n")
      .filter((line) => /^tenant-contracts diff .*(?:--import-ignore|--severity-levels)/.test(line))
      .map((line) => line.split(" ").slice(1));
    expect(commands).to.have.length(2);
    const cwd = folderWith({
      ...{ "old.yaml": BASE, "new.yaml": REVISION, "contracts/pacts/none": "" },
      ...{ "err-ignore.txt": IGNORED, "warn-ignore.txt": IGNORED, "oasdiff-levels.txt": "endpoint-added warn\n" },
    });
    for (const command of commands) expect((await cli(command, { cwd })).code, command.join(" ")).to.equal(1);
    expect(parse(readFileSync(join(cwd, "contracts/waivers.yaml"), "utf8"))).to.have.length(4);
  });

  it("tells file, line and remedy where a file has neither form", async () => {
    const folder = folderWith({
      ...FILES,
      "levels.txt": "request-parameter-removed\n",
      "prose.md": "# Notes\n\nNone.\n",
    });
    const levels = await cli([...DIFF, "--severity-levels", "levels.txt"], { cwd: folder });
    expect([levels.code, levels.stderr]).to.deep.equal([
      3,
      "tenant-contracts: levels.txt:1: this is no id and a level\nWrite RULE and err, warn, info or none.\n",
    ]);
    const prose = await cli([...DIFF, "--import-ignore", "prose.md", "--write-waivers", "w.yaml"], { cwd: folder });
    expect([prose.code, prose.stderr.split("\n")[0]]).to.deep.equal([
      3,
      "tenant-contracts: prose.md: no line in it accepts anything",
    ]);
    const nowhere = await cli([...DIFF, "--import-ignore", "err-ignore.txt"], { cwd: folder });
    expect([nowhere.code, nowhere.stderr]).to.deep.equal([
      2,
      "tenant-contracts: --import-ignore proposes waivers\nSay where they go: --write-waivers FILE.\n",
    ]);
  });

  it("tells the checks of oasdiff apart by their words, whatever the order and the text around them", () => {
    const idsOf = (line: string): string[] =>
      [...new Set(DIFF_RULES.flatMap(({ oasdiff }) => oasdiff))].filter((id) => describes(line, id)).sort();
    expect(idsOf("removed the non-success response with the status '404'")).to.deep.equal([
      "response-non-success-status-removed",
    ]);
    expect(idsOf("the request property 'a' became not nullable")).to.deep.equal([
      "request-property-became-not-nullable",
    ]);
    expect(idsOf("the 'a' request property's maxLength was decreased to '3'")).to.deep.equal([
      "request-property-max-length-decreased",
    ]);
    expect(idsOf("the mandatory response header 'X-Max' removed for the status '200'")).to.deep.equal([
      "required-response-header-removed",
    ]);
    expect(idsOf("On Monday we removed the media type 'text/csv' from the request body")).to.deep.equal([
      "request-body-media-type-removed",
      "request-body-removed",
    ]);
  });
});
