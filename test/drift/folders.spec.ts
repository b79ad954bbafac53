import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { cli, folderWith } from "../cli/cli.ts";
import { PROGRAM } from "../cli/program.ts";
import { creation, lineOf } from "./traffic.ts";

const { request, response } = creation();
const good = lineOf(creation());
const bad = lineOf(creation({ status: 202 }));

const fields = (headers: object) => Object.entries(headers).map(([name, value]) => ({ name, value }));

/** The same exchange, but for its status, in the forms that a folder of recordings can hold. */
const FORMS: Readonly<Record<string, string>> = {
  "a/browser.har": JSON.stringify({
    log: {
      version: "1.2",
      entries: [
        {
          request: { ...request, headers: fields(request.headers), postData: { text: request.body } },
          response: { status: 202, headers: fields(response.headers), content: { size: 1, text: response.body } },
        },
      ],
    },
  }),
  "a/deep/gateway.log": `${JSON.stringify({
    ...{ request_method: "POST", request_uri: "/v1/tenants", host: "manage.mattr.global", status: 202 },
    ...{ request_body: request.body, response_body: response.body },
  })}\n`,
  "a/deep/session.http": `POST /v1/tenants HTTP/1.1
Host: manage.mattr.global
Authorization: Bearer x
Content-Type: application/json

${request.body as string}

HTTP/1.1 202 Accepted
Content-Type: application/json

${response.body as string}
`,
  "b/lines": bad,
  "b/pact.json": JSON.stringify({
    ...{ consumer: { name: "c" }, provider: { name: "p" } },
    interactions: [
      {
        request: { method: "POST", path: "/v1/tenants", headers: request.headers, body: request.body },
        response: { status: 202, headers: response.headers, body: response.body },
      },
    ],
  }),
};

interface Told {
  readonly verdict: string;
  readonly summary: { readonly checked: number };
  readonly findings: readonly { readonly rule: string; readonly places: readonly { readonly source: string }[] }[];
  readonly unjudged: { readonly files?: readonly { readonly source: string; readonly passedOver: boolean }[] };
}

const reportOf = (stdout: string): Told => JSON.parse(stdout) as Told;

describe("a folder of recordings", () => {
  it("is every recording in and below it, whatever their names, in one order", async () => {
    const cwd = folderWith(
      Object.fromEntries(Object.entries(FORMS).map(([name, content]) => [`recorded/${name}`, content])),
    );
    mkdirSync(join(cwd, "elsewhere"));
    symlinkSync("../recorded", join(cwd, "elsewhere", "linked"));
    const folder = await cli(["drift", "mattr", "recorded", "--format", "json"], { cwd });
    const report = reportOf(folder.stdout);
    expect(report.summary.checked).to.equal(5);
    expect(report.findings.map(({ rule }) => rule)).to.deep.equal(["response-status-undocumented"]);
    expect(report.findings[0]?.places.map(({ source }) => source)).to.deep.equal(
      Object.keys(FORMS).map((name) => `recorded/${name}`),
    );
    expect(report.unjudged.files).to.equal(undefined);
    const named = Object.keys(FORMS).map((name) => `recorded/${name}`);
    const files = await cli(["drift", "mattr", ...named.reverse(), "recorded/", "--format", "json"], { cwd });
    expect(files.stdout).to.equal(folder.stdout);
    const patterns = await cli(["drift", "mattr", "recorded/**/*", "--format", "json"], { cwd });
    expect(patterns.stdout).to.equal(folder.stdout);
  });

  it("lists what is no recording, and judges the rest", async () => {
    const cwd = folderWith({
      "recorded/traffic.ndjson": good,
      "recorded/notes.md": "# Notes\n",
      "recorded/package.json": '{"name":"x"}',
      "recorded/access.log": '127.0.0.1 - - [01/Jan/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 12\n',
      "recorded/old.ndjson.gz": new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0]),
      "recorded/.hidden.ndjson": bad,
    });
    const { stdout, stderr, code } = await cli(["drift", "mattr", "recorded"], { cwd });
    expect([code, stderr]).to.deep.equal([0, ""]);
    expect(stdout).to.equal(`pass: nothing found; 1 checked
passed over: recorded/access.log: it is no recording that is known
passed over: recorded/notes.md: it is no recording that is known
passed over: recorded/old.ndjson.gz: it is no recording that is known
passed over: recorded/package.json: it is JSON, but no recording that is known
seen: mattr.createTenant ×1: 201 ×1; first recorded/traffic.ndjson:1, last recorded/traffic.ndjson:1
`);
    const one = await cli(["drift", "mattr", "recorded", "--part", "1/2", "--format", "json:1.json"], { cwd });
    const two = await cli(["drift", "mattr", "recorded", "--part", "2/2", "--format", "json:2.json"], { cwd });
    expect([one.code, two.code]).to.deep.equal([0, 1]);
    expect((await cli(["merge", "2.json", "1.json"], { cwd })).stdout).to.equal(stdout);
  });

  it("fails where a file that claims to be a recording is none, as where it was named", async () => {
    const cwd = folderWith({
      "recorded/good.ndjson": good,
      "recorded/cut.har": '{"lo',
      "notes.md": "# Notes",
      "good.ndjson": good,
    });
    for (const [argument, file] of [
      ["recorded", "recorded/cut.har"],
      ["notes.md", "notes.md"],
    ] as const) {
      const { stdout, stderr, code } = await cli(["drift", "mattr", "good.ndjson", argument, "--format", "json"], {
        cwd,
      });
      expect(code).to.equal(3);
      expect(stderr).to.include(`tenant-contracts: ${file}: it is no recording that is known`);
      const report = reportOf(stdout);
      expect(report.verdict).to.equal("fail");
      expect(report.unjudged.files?.map(({ source, passedOver }) => [source, passedOver])).to.deep.equal([
        [file, false],
      ]);
    }
  });

  it("is refused where it is empty, and judges nothing where it holds no recording", async () => {
    const cwd = folderWith({ "recorded/notes.md": "# Notes" });
    mkdirSync(join(cwd, "empty"));
    const empty = await cli(["drift", "mattr", "empty"], { cwd });
    expect([empty.code, empty.stderr]).to.deep.equal([
      3,
      "tenant-contracts: empty: the folder holds no file\nPut recordings in it, or name another.\n",
    ]);
    const nothing = await cli(["drift", "mattr", "recorded"], { cwd });
    expect(nothing.code).to.equal(1);
    expect(nothing.stdout).to.match(/^fail: nothing found; 0 checked\npassed over: recorded\/notes.md: /);
  });

  it("may hold more files than can be open at once", () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`r/${index}.ndjson`, good]));
    const script = `ulimit -n 100; exec "${process.execPath}" "${PROGRAM}" drift mattr r`;
    expect(execFileSync("sh", ["-c", script], { cwd: folderWith(files), encoding: "utf8" })).to.match(
      /^pass: nothing found; 300 checked\n/,
    );
  });
});
