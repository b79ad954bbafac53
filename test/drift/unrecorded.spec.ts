import { Buffer } from "node:buffer";
import { join } from "node:path";
import { brotliCompressSync, deflateRawSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import type { Judge } from "../../src/engine/judge.ts";
import type { Passage } from "../../src/proxy/passage.ts";
import { harRecording, ndjsonRecording } from "../../src/proxy/recording.ts";
import { readAccessLine } from "../../src/readers/traffic/access-line.ts";
import { readExchangeLine } from "../../src/readers/traffic/exchange-line.ts";
import { readHarEntry } from "../../src/readers/traffic/har.ts";
import { type Entry, UNRECORDED } from "../../src/readers/traffic/recorded.ts";
import { Redactor } from "../../src/redaction/redactor.ts";
import { cli, folderWith } from "../cli/cli.ts";
import { bundledJudge, creation, judged, told } from "./traffic.ts";

const passage = (changes: Partial<Passage>): Passage => ({
  ...{ exchange: creation(), requestUnjudged: null, responseUnjudged: null },
  ...{ requestOctets: 0, responseOctets: 0, started: 0, took: 0 },
  ...changes,
});

/** Exchanges whose bodies a recording of ours does not keep, and one that it keeps. */
const passages: readonly Passage[] = [
  passage({
    exchange: creation({ body: null }, { body: null }),
    ...{ requestUnjudged: "too large", responseUnjudged: "too large" },
    ...{ requestOctets: 9_000_000, responseOctets: 9_000_000 },
  }),
  passage({ exchange: creation({ body: Buffer.from([0xff, 0xfe]) }), requestOctets: 9, responseOctets: 2 }),
  passage({}),
  passage({ exchange: creation({ body: null }), requestOctets: 9 }),
];

const unrecorded = (entry: Entry): number | string => (typeof entry === "string" ? entry : entry.unrecorded);

const bodyOf = (entry: Entry) => (typeof entry === "string" ? entry : entry.exchange.response.body);

describe("bodies that a recording does not keep", () => {
  let judge: Judge;
  before(async () => {
    judge = await bundledJudge();
  });

  const recorded = (): { ndjson: string; har: string } => {
    let ndjson = "";
    ndjsonRecording(
      new Redactor(),
      (text) => {
        ndjson += text;
      },
      0,
    ).add(passages);
    let har = Buffer.alloc(0);
    harRecording(
      new Redactor(),
      (text, position) => {
        har = Buffer.concat([har.subarray(0, position), Buffer.from(text)]);
      },
      { name: "tenant-contracts", version: "1" },
    ).add(passages);
    return { ndjson, har: har.toString() };
  };

  it("are known in our own recordings, as lines and as an archive, and never judged as empty", () => {
    const { ndjson, har } = recorded();
    const forms: readonly (readonly Entry[])[] = [
      ndjson
        .trim()
        .split("\n")
        .map((line) => readExchangeLine(JSON.parse(line))),
      (JSON.parse(har) as { log: { entries: unknown[] } }).log.entries.map(readHarEntry),
    ];
    for (const entries of forms) {
      expect(entries.map(unrecorded)).to.deep.equal([
        UNRECORDED.requestBody + UNRECORDED.responseBody,
        UNRECORDED.responseBody,
        0,
        0,
      ]);
      const portion = judged(judge, entries);
      expect(told(portion)).to.deep.equal(["error response-body-empty /response/body ×1"]);
      expect(portion.findings[0]?.places.map(({ line }) => line)).to.deep.equal([4]);
      expect(portion.unjudged).to.deep.equal({ count: 0, reasons: [], bodies: 2 });
    }
  });

  it("are counted by the command, which says nothing else about them", async () => {
    const { ndjson, har } = recorded();
    const cwd = folderWith({ "a.ndjson": ndjson, "b.har": har });
    for (const file of ["a.ndjson", "b.har"]) {
      const { stdout, code } = await cli(["drift", "mattr", file], { cwd: join(cwd) });
      expect(code).to.equal(1);
      expect(stdout)
        .to.match(/^error {2}response-body-empty/)
        .and.to.include("fail: 1 error; 4 checked\n2 exchanges recorded without a body; nothing is said about it\n");
    }
  });

  it("are told from empty ones by what a line says", () => {
    const line = (response: object) =>
      readExchangeLine({ request: { method: "GET", url: "/", headers: {} }, response: { status: 200, ...response } });
    const without = UNRECORDED.responseHeaders;
    expect(unrecorded(line({}))).to.equal(without);
    expect(unrecorded(line({ body: null, bodyOctets: 0 }))).to.equal(without);
    expect(unrecorded(line({ body: "", bodyOctets: 7 }))).to.equal(without + UNRECORDED.responseBody);
    expect(unrecorded(line({ body: "x", bodyOctets: 1 }))).to.equal(without);
    const cut = line({ body: '{"a":', bodyOmitted: "too large" });
    expect([unrecorded(cut), bodyOf(cut)]).to.deep.equal([without + UNRECORDED.responseBody, null]);
  });

  it("are told from empty ones by the sizes in an archive, and in doubt are not empty", () => {
    const entry = (response: object, request: object = {}) =>
      unrecorded(
        readHarEntry({
          request: { method: "POST", url: "/", headers: [], ...request },
          response: { status: 200, headers: [], ...response },
        }),
      );
    const missing = UNRECORDED.responseBody;
    for (const response of [
      { content: { size: 0 } },
      { content: { size: 0, text: "" }, bodySize: 5 },
      { content: { text: "" } },
      { content: { size: -1 }, bodySize: 0 },
      { content: { size: 3, text: "abc" } },
    ])
      expect(entry(response), JSON.stringify(response)).to.equal(0);
    for (const response of [
      {},
      { content: {} },
      { content: { size: -1 } },
      { content: { size: 9 } },
      { content: { size: 9, text: "" } },
      { content: { size: 0 }, bodySize: 9 },
      { content: { size: 0, comment: "not recorded: binary" } },
      { content: { text: { a: 1 } } },
    ])
      expect(entry(response), JSON.stringify(response)).to.equal(missing);
    const answered = { content: { size: 0 } };
    expect(entry(answered, { bodySize: 4 })).to.equal(UNRECORDED.requestBody);
    expect(entry(answered, { bodySize: 4, postData: { text: "" } })).to.equal(UNRECORDED.requestBody);
    expect(entry(answered, { bodySize: 4, postData: { text: "abcd" } })).to.equal(0);
    expect(entry(answered, { bodySize: 0 })).to.equal(0);
  });

  it("are told from empty ones in access logs, where a dash says nothing", () => {
    const line = (members: object) =>
      unrecorded(readAccessLine({ request_method: "POST", request_uri: "/", status: 201, ...members }));
    const headers = UNRECORDED.requestHeaders + UNRECORDED.responseHeaders;
    const { requestBody, responseBody } = UNRECORDED;
    expect(line({})).to.equal(headers + requestBody + responseBody);
    expect(line({ request_body: "", response_body: "" })).to.equal(headers);
    expect(line({ request_body: "-", response_body: "-" })).to.equal(headers + requestBody + responseBody);
    expect(line({ request_body: "", content_length: "7", response_body: "", body_bytes_sent: 9 })).to.equal(
      headers + requestBody + responseBody,
    );
    expect(line({ request_body: "{}", content_length: "2", response_body: "", body_bytes_sent: 0 })).to.equal(headers);
  });
});

describe("bodies that a recording keeps as octets", () => {
  const line = (octets: Uint8Array, encoding: string | readonly string[]) =>
    bodyOf(
      readExchangeLine({
        request: { method: "GET", url: "/", headers: {} },
        response: {
          status: 200,
          headers: { "content-encoding": encoding },
          body: Buffer.from(octets).toString("base64"),
          bodyEncoding: "base64",
        },
      }),
    );
  const text = '{"ü":1}';

  it("are decoded as their header fields say, in the order they say", () => {
    expect(line(gzipSync(text), "gzip")).to.equal(text);
    expect(line(deflateRawSync(text), "deflate")).to.equal(text);
    expect(line(brotliCompressSync(gzipSync(text)), "gzip, br")).to.equal(text);
    expect(line(brotliCompressSync(gzipSync(text)), ["GZIP", "br"])).to.equal(text);
  });

  it("stand for themselves where the header fields lie", () => {
    expect(line(Buffer.from(text), "gzip")).to.equal(text);
    expect(line(Buffer.from(text), "rot13")).to.equal(text);
    expect(line(Buffer.from([0xff, 0x00]), "br")).to.deep.equal(Buffer.from([0xff, 0x00]));
    const cut = gzipSync(text).subarray(0, 12);
    expect(line(cut, "gzip")).to.deep.equal(cut);
  });
});
