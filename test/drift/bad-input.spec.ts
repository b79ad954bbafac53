import { Buffer } from "node:buffer";
import { spawnSync } from "node:child_process";
import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { cli, folderWith } from "../cli/cli.ts";
import { PROGRAM } from "../cli/program.ts";
import { creation, lineOf, tenant } from "./traffic.ts";

interface Told {
  readonly verdict: string;
  readonly summary: { readonly checked: number; readonly error: number };
  readonly findings: readonly { readonly rule: string; readonly severity: string; readonly count: number }[];
  readonly unjudged: { readonly count: number; readonly bodies: number };
}

const drift = async (files: Readonly<Record<string, string | Uint8Array>>, ...more: string[]) => {
  const cwd = folderWith(files);
  const { stdout, stderr, code } = await cli(["drift", "mattr", ...Object.keys(files), "--format", "json", ...more], {
    cwd,
  });
  expect(stderr).to.equal("");
  const report = JSON.parse(stdout) as Told;
  return { code, report, found: report.findings.map(({ rule, count }) => `${rule} ×${count}`), cwd, stdout };
};

const fields = (headers: object) => Object.entries(headers).map(([name, value]) => ({ name, value: String(value) }));

const harEntry = ({ request, response } = creation(), clock: object = {}) => ({
  ...clock,
  request: { ...request, headers: fields(request.headers), postData: { text: request.body } },
  response: { ...response, headers: fields(response.headers), content: { size: 1, text: response.body } },
});

const har = (entries: readonly object[]) => JSON.stringify({ log: { version: "1.2", entries } });

const good = lineOf(creation());
const body = JSON.stringify({ ...tenant, name: undefined });
const answered = (headers: object, text: string | null) =>
  creation({ headers: headers as Record<string, string>, body: text });

describe("bad input to drift", () => {
  it("may be an archive that is cut off anywhere: what is whole is judged, and the verdict says that not all was", async () => {
    const whole = har([harEntry(), harEntry(), harEntry()]);
    const second = whole.indexOf('{"request"', whole.indexOf('{"request"') + 1);
    const third = whole.lastIndexOf('{"request"');
    for (const [cut, checked] of [
      [second + 40, 1],
      [third, 2],
      [whole.length - 2, 3],
    ] as const) {
      const { code, report, found, cwd } = await drift({ "a.har": whole.slice(0, cut) });
      expect([code, report.verdict, report.summary.checked, report.unjudged.count]).to.deep.equal([
        1,
        "fail",
        checked,
        1,
      ]);
      expect(found).to.deep.equal(["recording-unreadable ×1"]);
      for (const format of ["pretty", "markdown", "html"]) {
        const { stdout } = await cli(["drift", "mattr", "a.har", "--format", format], { cwd });
        expect(stdout, format).to.include("not everything was judged: 1 could not be");
      }
    }
  }).timeout(60_000);

  it("may end its lines in several ways in one file, with blank ones and a byte order mark", async () => {
    const lines = [`\ufeff${good}\r\n`, `${good}\n`, "\r\n", "\n", " \t\r\n", `${good}\r\n`, "{\r\n", good];
    const { found, report, stdout } = await drift({ "a.ndjson": lines.join("") });
    expect([report.summary.checked, ...found]).to.deep.equal([4, "recording-unreadable ×1"]);
    expect(stdout).to.include('"line": 7');
  });

  it("may say another media type than the body is", async () => {
    const exchanges = [
      answered({ "content-type": "application/json" }, "<html></html>"),
      answered({ "content-type": "text/html" }, body),
      answered({}, body),
      answered({ "content-type": "APPLICATION/JSON ; charset=latin1" }, body),
      answered({ "content-type": "application/json;;=" }, body),
      answered({ "content-type": "\u0000" }, body),
    ];
    const { found, report } = await drift({ "a.ndjson": exchanges.map(lineOf).join("\n") });
    expect(report.summary.checked).to.equal(6);
    // Without a Content-Type the body is read as the documented type, and its absence is the finding.
    expect(found).to.deep.equal(["response-media-type-undocumented ×3", "body-malformed ×1"]);
  });

  it("may say another content encoding than the body has, or one that the recorder has undone", async () => {
    const base64 = (octets: Uint8Array, encoding: string): string => {
      const { request, response } = creation();
      return JSON.stringify({
        request,
        response: {
          status: 201,
          headers: { ...response.headers, "content-encoding": encoding },
          body: Buffer.from(octets).toString("base64"),
          bodyEncoding: "base64",
        },
      });
    };
    const type = { "content-type": "application/json" };
    const lines = [
      ...["gzip", "br", "rot13"].map((encoding) => lineOf(answered({ ...type, "content-encoding": encoding }, body))),
      base64(gzipSync(body), "gzip"),
      base64(Buffer.from(body), "gzip"),
      base64(gzipSync(body), "br"),
    ];
    const { found, report } = await drift({ "a.ndjson": lines.join("\n") });
    expect([report.summary.checked, ...found.filter((one) => !one.startsWith("response-header"))]).to.deep.equal([
      6,
      "body-malformed ×1",
    ]);
  });

  it("may hold bodies of 50 MB, as lines and in an archive, good and bad", async () => {
    const run = "x".repeat(50_000_000);
    const long = creation({ body: JSON.stringify({ ...tenant, name: run }) });
    const lines = [good, lineOf(long), lineOf(answered({ "content-type": "text/html" }, run)), good];
    const read = await drift({ "a.ndjson": lines.join("\n") });
    expect([read.report.summary.checked, ...read.found]).to.deep.equal([4, "response-media-type-undocumented ×1"]);
    const malformed = creation({ body: `{"name":"${run}` });
    const archive = await drift({ "a.har": har([harEntry(long), harEntry(malformed), harEntry()]) });
    expect([archive.report.summary.checked, ...archive.found]).to.deep.equal([3, "body-malformed ×1"]);
  }).timeout(180_000);

  it("may hold bodies that are no text", async () => {
    const octets = Buffer.from([0, 0xff, 0xfe, 0x80, 13, 10]).toString("base64");
    const { request, response } = creation();
    const line = JSON.stringify({ request, response: { ...response, body: octets, bodyEncoding: "base64" } });
    const entry = harEntry();
    const content = { size: 6, mimeType: "application/json", encoding: "base64", text: octets };
    const { found, report } = await drift({
      "a.ndjson": line,
      "b.har": har([{ ...entry, response: { ...entry.response, content } }]),
    });
    expect([report.summary.checked, ...found]).to.deep.equal([2, "body-malformed ×2"]);
  });

  it("may call a million different paths, in bounded memory", () => {
    const cwd = folderWith({});
    const descriptor = openSync(join(cwd, "access.log"), "w");
    for (let from = 0; from < 1_000_000; from += 10_000) {
      const lines = Array.from(
        { length: 10_000 },
        (_, index) =>
          `{"request_method":"GET","request_uri":"/v1/${from + index}","host":"manage.mattr.global","status":404}\n`,
      );
      writeSync(descriptor, lines.join(""));
    }
    closeSync(descriptor);
    const meter = `data:text/javascript,${encodeURIComponent(
      'process.on("exit", () => process.stderr.write(String(process.resourceUsage().maxRSS)));',
    )}`;
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ["--import", meter, PROGRAM, "drift", "mattr", "access.log", "--workers", "1"],
      { cwd, encoding: "utf8" },
    );
    expect(status).to.equal(1);
    expect(stdout).to.match(/^error {2}operation-undocumented {2}request 404 {2}×1000000, first here\n/);
    expect(stdout).to.include("1000000 exchanges called nothing that is documented");
    // In kilobytes. It was three times as much while every path was remembered for a while.
    expect(Number(stderr)).to.be.below(200_000);
  }).timeout(180_000);

  it("may have names that mean something to the language it is read in", async () => {
    const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "", "~/", "\u0000", "a\nb"];
    const members = names.map((name) => `${JSON.stringify(name)}:{"a":1}`).join(",");
    const hostile = body.replace(/\}$/, `,${members}}`);
    const { request } = creation();
    const headers = `{"content-type":"application/json",${names.map((name) => `${JSON.stringify(name)}:"1"`).join(",")}}`;
    const line = `{"request":${JSON.stringify(request)},"response":{"status":201,"headers":${headers},"body":${JSON.stringify(hostile)}}}`;
    const url = creation(
      { status: 200, body: '{"data":[]}' },
      {
        ...{ method: "GET", body: null },
        url: `https://manage.mattr.global/v1/tenants?${names.map((name) => `${encodeURIComponent(name)}=1`).join("&")}`,
      },
    );
    const { report } = await drift({ "a.ndjson": `${line}\n${lineOf(url)}` }, "--coverage", "--suggest", "s.json");
    const count = (rule: string) =>
      report.findings.filter((finding) => finding.rule === rule).reduce((sum, one) => sum + one.count, 0);
    expect(count("member-undocumented")).to.equal(names.length);
    expect(count("parameter-undocumented")).to.be.at.least(names.length - 2);
    expect(report.summary.checked).to.equal(2);
  });

  it("may have no clock: nothing depends on when something was recorded", async () => {
    const clock = { startedDateTime: "2026-01-01T00:00:00.000Z", time: 12 };
    const without = await drift({ "a.har": har([harEntry(), harEntry(creation({ status: 202 }))]) });
    const broken = await drift({
      "a.har": har([harEntry(undefined, clock), harEntry(creation({ status: 202 }), { startedDateTime: "yesterday" })]),
    });
    expect(without.found).to.deep.equal(["response-status-undocumented ×1"]);
    const bare = (text: string) => text.replaceAll(/"column": \d+/g, "");
    expect(bare(broken.stdout)).to.equal(bare(without.stdout));
    const log = JSON.stringify({ request: "POST /v1/tenants HTTP/1.1", status: 202 });
    expect((await drift({ "access.log": log })).found).to.deep.equal(["response-status-undocumented ×1"]);
  });
});
