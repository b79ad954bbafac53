import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "chai";
import { FORMATS } from "../../src/conformance/formats/index.ts";
import { loadBundled, PROVIDERS } from "../../src/contract/bundled.ts";
import { bodiesOf } from "../../src/contract/refs.ts";
import type { Report } from "../../src/model/finding.ts";
import { cli, folderWith } from "./cli.ts";

const reportSchema = JSON.parse(readFileSync("schemas/report.schema.json", "utf8")) as object;
const ajv = new Ajv2020({ allErrors: true });
for (const [name, check] of Object.entries(FORMATS)) ajv.addFormat(name, check);
const conforms = ajv.compile(reportSchema);

const validate = async (args: readonly string[], files: Record<string, string | Uint8Array>, input = "") => {
  const ran = await cli(["validate", "--format", "json", ...args], { cwd: folderWith(files), input });
  const report = ran.stdout === "" ? null : (JSON.parse(ran.stdout) as Report);
  if (report !== null) expect(conforms(report), JSON.stringify(conforms.errors)).to.equal(true);
  const found = (report?.findings ?? []).map(({ rule, severity, instance: { line, column, pointer } }) =>
    [severity, rule, `${line}:${column}`, pointer].join(" ").trim(),
  );
  return { ...ran, report, found };
};

const REQUEST = "mattr.createTenant/request";
const ok = '{\n  "subdomain": "my-tenant",\n  "environmentId": "84ca6f53-5405-4413-a6ad-848b781807e7"\n}\n';

/** The create tenant page's request sample as the vendor prints it: a comma is missing after parentId. */
const MALFORMED_REQUEST = `{
\t"name": "Tenant A",
\t"description": "Tenant A",
\t"parentId": "57e2f960-3328-11e6-8dd4-c88eee4d9f61"
\t"regionId": "c98f5fc0-f91a-11e4-a64e-7f6e9992be1f",
\t"adminUserId": "87ec5991-f83b-11e4-87cb-45b2e1245d4b",
\t"active": true
}`;

/** The beginning of its reply sample as the vendor prints it: a text without quotes. */
const MALFORMED_REPLY = `{
    "result": {
        "description": Tenant A,
        "parentIds": [
            "57e2f960-3328-11e6-8dd4-c88eee4d9f61"
        ]
    }
}`;

describe("validate", () => {
  it("accepts every repaired vendor sample, at once and without a remark", async () => {
    for (const provider of PROVIDERS) {
      const contract = await loadBundled(provider);
      const samples = bodiesOf(contract!).filter(
        ({ media }) => media.examples.sample !== undefined && media.name.includes("json"),
      );
      expect(samples.length).to.be.greaterThan(1);
      const files = Object.fromEntries(
        samples.map(({ ref, media }) => [
          `${ref.replaceAll("/", ".")}.json`,
          JSON.stringify(media.examples.sample, null, 2),
        ]),
      );
      const cwd = folderWith(files);
      for (const { ref } of samples) {
        const ran = await cli(["validate", `${ref.replaceAll("/", ".")}.json`, "--as", ref], { cwd });
        expect(ran, ref).to.deep.equal({ code: 0, stdout: "pass: nothing found; 1 checked\n", stderr: "" });
      }
    }
  }).timeout(60_000);

  it("rejects the malformed originals at the right position and says what was meant", async () => {
    const request = await validate(["a.json", "--as", "cxengage.createTenant/request"], {
      "a.json": MALFORMED_REQUEST,
    });
    expect(request.found).to.deep.equal(["error body-malformed 5:2"]);
    expect(request.report?.findings[0]?.fix).to.equal('Put a comma after the member "parentId" (line 4, column 52).');
    const reply = await validate(["b.json", "--as", "cxengage.createTenant/response"], { "b.json": MALFORMED_REPLY });
    expect(reply.found).to.deep.equal(["error body-malformed 3:24"]);
    expect(reply.report?.findings[0]?.fix).to.equal('Put it in double quotes: "Tenant A".');
    expect([request.code, reply.code]).to.deep.equal([1, 1]);
  });

  it("grades values that fit only a table's reading as warnings that name both readings", async () => {
    const user = {
      email: "bjones@email.com",
      roleId: "d68381b0-c8fa-11e5-b38c-5347eb4882ad",
      status: true,
      personalTelephone: "d68381b0-c8fa-11e5-b38c-5347eb4882ad",
    };
    const { found, report, code } = await validate(
      ["--as", "cxengage.createUser/request"],
      {},
      JSON.stringify(user, null, 2),
    );
    expect(found).to.deep.equal([
      "warning value-undocumented 4:13 /status",
      "warning format-mismatch 5:24 /personalTelephone",
    ]);
    for (const { message, clauses } of report!.findings) {
      expect(message).to.match(/fits the reading of ".+", and ".+" was chosen/);
      expect(clauses[0]?.standing).to.equal("resolved");
    }
    expect(code).to.equal(0);
    const strict = await validate(
      ["--as", "cxengage.createUser/request", "--fail-on", "warning"],
      {},
      JSON.stringify(user),
    );
    expect(strict.code).to.equal(1);
  });

  it("grades a value that fits no reading as an error", async () => {
    const { found } = await validate(["--as", "cxengage.createUser/request"], {}, '{"email":"a@b.example","roleId":7}');
    expect(found).to.deep.equal(["error type-mismatch 1:33 /roleId"]);
  });

  it("shows the place, the rule, the vendor's statement and a fix to people", async () => {
    const cwd = folderWith({ "tenant.json": ok.replace("my-tenant", "My-tenant") });
    expect(await cli(["validate", "tenant.json", "--as", REQUEST], { cwd })).to.deep.equal({
      code: 1,
      stderr: "",
      stdout: `error  pattern-mismatch  mattr.createTenant request
  tenant.json:2:16  /subdomain
  expected a text that matches ^[a-z0-9-]*$, got "My-tenant"
      1 | {
    > 2 |   "subdomain": "My-tenant",
                         ^^^^^^^^^^^
      3 |   "environmentId": "84ca6f53-5405-4413-a6ad-848b781807e7"
  says  The requested subdomain consists of lower-case letters a to z, digits and hyphens; a dot is not among them.
        “Create tenant”, Request Body (mattr-create-tenant-subdomain-charset, stated)
  fix   Did you mean "my-tenant"?

fail: 1 error; 1 checked
`,
    });
  });

  it("suggests the right name for a wrong one, as one finding", async () => {
    const { found, report } = await validate(["--as", REQUEST], {}, ok.replace('"subdomain"', '"subDomain"'));
    expect(found).to.deep.equal(["error member-missing 1:1 /subdomain"]);
    expect(report?.findings[0]?.fix).to.equal('Rename "subDomain" to "subdomain".');
    const optional = await validate(["--as", REQUEST], {}, ok.replace("{", '{ "Name": "x",'));
    expect(optional.found).to.deep.equal(["warning member-undocumented 1:3 /Name"]);
    expect(optional.report?.findings[0]?.fix).to.equal('Did you mean "name"?');
  });

  it("takes a payload for what it looks like and says why, and asks when two fit", async () => {
    const taken = await validate([], {}, ok);
    expect(taken.stderr).to.equal(`-: taken as ${REQUEST}: it fits\n`);
    const tenant = (await loadBundled("cxengage"))!.operations.find(({ id }) => id === "updateTenant")!;
    const sample = tenant.responses[0]!.content[0]!.examples.sample;
    const several = await validate(["reply.json"], { "reply.json": JSON.stringify(sample) });
    expect(several.code).to.equal(2);
    expect(several.stderr)
      .to.include("cxengage.createTenant/response")
      .and.to.include("cxengage.updateTenant/response");
    const none = await validate([], {}, '{"utterly":"different","from":"all"}');
    expect(none.code).to.equal(2);
    expect(none.stderr).to.include("--as REF");
  });

  it("reads YAML with positions, folders, globs and standard input", async () => {
    const yaml = "subdomain: My-tenant\nenvironmentId: 84ca6f53-5405-4413-a6ad-848b781807e7\n";
    const files = { "in/a.yaml": yaml, "in/deep/b.json": ok, "other.json": ok };
    expect((await validate(["in", "--as", REQUEST], files)).found).to.deep.equal([
      "error pattern-mismatch 1:12 /subdomain",
    ]);
    expect((await validate(["**/*.json", "--as", REQUEST], files)).report?.summary.checked).to.equal(2);
    expect((await validate(["-", "--as", REQUEST], {}, ok)).code).to.equal(0);
  });

  it("judges NDJSON line by line: a broken line is a finding and the rest is still judged", async () => {
    const line = ok.replaceAll(/\s+/g, "");
    const lines = `${line}\n{"subdomain":\n\r\n${line.replace("my", "My")}\r\n${line.replace("my", "My")}`;
    const { found, report } = await validate(["a.ndjson", "--as", REQUEST], { "a.ndjson": lines });
    expect(found).to.deep.equal(["error body-malformed 2:14", "error pattern-mismatch 4:14 /subdomain"]);
    expect(report?.findings.map(({ count }) => count)).to.deep.equal([1, 2]);
    expect(report?.summary).to.include({ checked: 4, error: 3 });
  });

  it("judges by schemas and documents of the user's own, references between files included", async () => {
    const files = {
      "schema.json":
        '{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"a":{"$ref":"parts/a.json#/definitions/a"}}}',
      "parts/a.json": '{"$schema":"http://json-schema.org/draft-07/schema#","definitions":{"a":{"type":"integer"}}}',
      "api.yaml": `openapi: 3.0.3
info: { title: t, version: "1" }
paths:
  /things:
    post:
      operationId: makeThing
      requestBody:
        content:
          application/json:
            schema: { $ref: "things.yaml#/Thing" }
      responses: { "200": { description: ok } }
`,
      "things.yaml":
        "Thing:\n  type: object\n  properties:\n    size: { type: integer, nullable: true, minimum: 0, exclusiveMinimum: true }\n",
    };
    expect((await validate(["--schema", "schema.json"], files, '{"a":"x"}')).found).to.deep.equal([
      "error type-mismatch 1:6 /a",
    ]);
    const own = ["--openapi", "api.yaml", "--as", "makeThing/request"];
    expect((await validate(own, files, '{"size":null}')).found).to.deep.equal([]);
    expect((await validate(own, files, '{"size":0}')).found).to.deep.equal(["error number-out-of-bounds 1:9 /size"]);
    expect((await validate(["--openapi", "api.yaml"], files, '{"size":1,"more":2}')).found).to.deep.equal([
      "warning member-undocumented 1:11 /more",
    ]);
  });

  it("ends with 3 and a remedy for schemas and documents that are not what they claim", async () => {
    const cases: readonly [string, Record<string, string>, readonly string[], string][] = [
      ["a missing schema", {}, ["--schema", "none.json"], "none.json: cannot be read: there is no such file"],
      ["a schema that is not JSON", { "s.json": "{\n  'type': 1}" }, ["--schema", "s.json"], "s.json:2:3"],
      [
        "a reference to nowhere",
        { "s.json": '{"$ref":"#/$defs/x"}' },
        ["--schema", "s.json"],
        '"#/$defs/x" in s.json# leads nowhere',
      ],
      [
        "an unknown keyword",
        { "s.json": '{"requierd":["a"]}' },
        ["--schema", "s.json"],
        '"requierd" is not one of JSON Schema 2020-12',
      ],
      ["an unknown format", { "s.json": '{"format":"uid"}' }, ["--schema", "s.json"], '"uid" is not known'],
      [
        "a dynamic reference",
        { "s.json": '{"$dynamicRef":"#a"}' },
        ["--schema", "s.json"],
        '"$dynamicRef" is not supported',
      ],
      [
        "a remote reference",
        { "s.json": '{"$ref":"https://example.com/a.json"}' },
        ["--schema", "s.json"],
        "--allow-remote-refs",
      ],
      [
        "a document of another kind",
        { "d.yaml": "swagger: '1.2'" },
        ["--openapi", "d.yaml"],
        "is not an OpenAPI document",
      ],
    ];
    for (const [name, files, args, text] of cases) {
      const { code, stderr } = await validate(args, files, "{}");
      expect(stderr, name).to.include(text);
      expect(stderr, name).not.to.match(/^\s+at /m);
      expect(code, name).to.equal(3);
    }
  });

  it("ends with 2 and a remedy for a wrong command line", async () => {
    for (const [args, text] of [
      [["--as", "matr.createTenant/request"], `Did you mean ${REQUEST}?`],
      [["--ass", "x"], "Did you mean --as?"],
      [["--format", "yaml"], "Formats: pretty"],
      [["--fail-on", "never"], "Use error, warning or info."],
    ] as const) {
      const { code, stderr } = await validate(args, {}, ok);
      expect(stderr).to.include(text);
      expect(code).to.equal(2);
    }
    expect((await cli(["validat"])).stderr).to.include('Did you mean "validate"?');
  });

  it("has a clear outcome for hostile input", async () => {
    const as = ["--as", REQUEST];
    const text = (await validate(["bom.json", ...as], { "bom.json": `\uFEFF${ok}` })).found;
    expect(text).to.deep.equal([]);
    const twice = ok.replace("{", '{ "subdomain": "a",');
    expect((await validate(as, {}, twice)).found).to.deep.equal(["error member-duplicated 2:3 /subdomain"]);
    const proto = ok.replace("{", '{ "__proto__": {"a": 1},');
    expect((await validate(as, {}, proto)).found).to.deep.equal(["warning member-undocumented 1:3 /__proto__"]);
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    expect((await validate(as, {}, deep)).found).to.deep.equal(["error type-mismatch 1:1"]);
    const recursive = { "list.json": '{"items":{"$ref":"#"}}' };
    expect((await validate(["--schema", "list.json"], recursive, deep)).found).to.deep.equal([
      "error nesting-too-deep 1:1",
    ]);
    expect((await validate(["a.json", ...as], { "a.json": Uint8Array.of(0x7b, 0, 1, 0xff) })).found).to.deep.equal([
      "error body-malformed 1:1",
    ]);
    expect((await validate(as, {}, "")).found).to.deep.equal(["error body-malformed 1:1"]);
    const both = await validate(["none.json", "a.json", ...as], { "a.json": ok });
    expect(both.code).to.equal(3);
    expect(both.report?.summary.checked).to.equal(1);
    expect(both.stderr).to.include("none.json: there is no such file");
  });

  it("never shows a secret's value", async () => {
    const reply = { client: { clientId: 1, clientSecret: { hidden: "s3cr3t-canary" } } };
    const { stdout, stderr } = await validate(["--as", "mattr.createTenant/response"], {}, JSON.stringify(reply));
    expect(stdout).to.include("/client/clientSecret");
    expect(stdout + stderr).not.to.include("canary");
  });

  it("gives the same bytes twice", async () => {
    const args = ["validate", "--as", "cxengage.createTenant/response", "--format", "json"];
    const input = '{"result":{"name":7,"extra":1}}';
    const [first, second] = await Promise.all([cli(args, { input }), cli(args, { input })]);
    expect(first).to.deep.equal(second);
  });
});
