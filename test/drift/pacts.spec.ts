import { Buffer } from "node:buffer";
import { join } from "node:path";
import { expect } from "chai";
import { InputError } from "../../src/readers/input-error.ts";
import { type EntryAt, readPact } from "../../src/readers/traffic/pact.ts";
import { type Recorded, UNRECORDED } from "../../src/readers/traffic/recorded.ts";
import { readRecording, recognise, release } from "../../src/readers/traffic/recording.ts";
import { folderWith } from "../cli/cli.ts";

const pact = (version: string, interactions: readonly unknown[]) => ({
  consumer: { name: "c" },
  provider: { name: "p" },
  interactions,
  metadata: { pactSpecification: { version } },
});

const recorded = ([first]: readonly EntryAt[]): Recorded => {
  const entry = first?.entry;
  if (entry === undefined || typeof entry === "string") throw new Error(`no exchange but ${entry}`);
  return entry;
};

const read = (version: string, interaction: object): Recorded =>
  recorded(readPact(pact(version, [interaction]), "pact.json"));

/** The response that a pact tells by a body and header fields: its body, its Content-Type, whether it tells a body. */
const answer = (version: string, body: unknown, type?: string) => {
  const headers = type === undefined ? {} : { "Content-Type": version < "4" ? type : [type] };
  const { exchange, unrecorded } = read(version, {
    request: { method: "GET", path: "/" },
    response: { status: 200, headers, ...(body === undefined ? {} : { body }) },
  });
  const { response } = exchange;
  return [
    response.body,
    response.headers["content-type"] ?? null,
    (unrecorded & UNRECORDED.responseBody) === 0 ? "told" : "not told",
  ];
};

const base64 = (content: string | Uint8Array) => Buffer.from(content).toString("base64");

const JPEG = Buffer.from([0xff, 0xd8]);

describe("pacts as recordings", () => {
  it("are read in V2, V3 and V4, each interaction at its place, without messages", () => {
    const v2 = {
      request: { method: "get", path: "/v1/a", query: "b=1&b=2" },
      response: { status: 200, headers: { "Content-Type": "application/json" }, body: { a: 1 } },
    };
    const v3 = { request: { method: "GET", path: "/v1/a", query: { b: ["1", "2"] } }, response: { status: 200 } };
    for (const [version, interaction] of [
      ["2.0.0", v2],
      ["3.0.0", v3],
    ] as const) {
      const content = JSON.stringify(pact(version, [interaction]), null, 2);
      const recording = recognise(join(folderWith({ "p.json": content }), "p.json"));
      const entries: string[] = [];
      readRecording(recording, (entry, { line, column }) => {
        const { method, url } = recorded([{ entry, pointer: "" }]).exchange.request;
        entries.push(`${recording.format} ${method} ${url} ${line}:${column}`);
      });
      release(recording);
      expect(entries).to.deep.equal(["document GET /v1/a?b=1&b=2 9:5"]);
    }
    const v4 = {
      type: "Synchronous/HTTP",
      request: {
        ...{ method: "POST", path: "/v1/a", query: { b: [null, "x y"] }, headers: { "x-a": ["1"] } },
        body: { content: "eyJhIjoxfQ==", contentType: "application/json", encoded: "base64" },
      },
      response: { status: 201, body: { content: { a: 1 }, contentType: "application/json", encoded: false } },
    };
    const entries = readPact(
      pact("4.0", [{ type: "Asynchronous/Messages" }, { type: "Synchronous/Messages" }, v4]),
      "pact.json",
    );
    expect(entries.map(({ pointer }) => pointer)).to.deep.equal(["/interactions/2"]);
    expect(recorded(entries)).to.deep.equal({
      exchange: {
        request: {
          method: "POST",
          url: "/v1/a?b=&b=x+y",
          headers: { "x-a": "1", "content-type": "application/json" },
          body: '{"a":1}',
        },
        response: { status: 201, headers: { "content-type": "application/json" }, body: '{"a":1}' },
      },
      unrecorded: UNRECORDED.credentials + UNRECORDED.responseHeaders,
    });
  });

  it("hold bodies of V2 and V3 as JSON, as text, or as Base64 where they are neither", () => {
    const json = "application/json";
    for (const version of ["2.0.0", "3.0.0"]) {
      expect(answer(version, undefined)).to.deep.equal([null, null, "not told"]);
      for (const none of [null, ""]) expect(answer(version, none, json)).to.deep.equal([null, json, "told"]);
      expect(answer(version, { a: 1 })).to.deep.equal(['{"a":1}', json, "told"]);
      expect(answer(version, 7, json)).to.deep.equal(["7", json, "told"]);
      // A text that is JSON is the body; any other is the JSON value.
      expect(answer(version, '{"a":1}', json)).to.deep.equal(['{"a":1}', json, "told"]);
      expect(answer(version, '"a"', json)).to.deep.equal(['"a"', json, "told"]);
      expect(answer(version, "a b", "application/problem+json")).to.deep.equal([
        '"a b"',
        "application/problem+json",
        "told",
      ]);
      expect(answer(version, '{"a":1}')).to.deep.equal(['{"a":1}', json, "told"]);
      expect(answer(version, "hello")).to.deep.equal(["hello", null, "told"]);
      expect(answer(version, "aGVsbG8=", "text/plain")).to.deep.equal(["aGVsbG8=", "text/plain", "told"]);
      expect(answer(version, "a=aGVsbG8", "application/x-www-form-urlencoded")[0]).to.equal("a=aGVsbG8");
      expect(answer(version, base64(JPEG), "image/jpeg")[0]).to.deep.equal(JPEG);
      expect(answer(version, "not base64", "image/jpeg")[0]).to.equal("not base64");
      // What V4 wraps, these do not.
      expect(answer(version, { content: "eA==", contentType: "text/plain", encoded: "base64" })[0]).to.equal(
        '{"content":"eA==","contentType":"text/plain","encoded":"base64"}',
      );
    }
  });

  it("hold bodies of V4 with their content type and encoding", () => {
    const json = "application/json";
    expect(answer("4.0", undefined)).to.deep.equal([null, null, "not told"]);
    expect(answer("4.0", {})).to.deep.equal([null, null, "not told"]);
    for (const content of [null, ""])
      expect(answer("4.0", { content, contentType: json, encoded: false })).to.deep.equal([null, null, "told"]);
    expect(answer("4.0", { content: { a: 1 } })).to.deep.equal(['{"a":1}', json, "told"]);
    // Not encoded, a text is a JSON value where JSON is said to be; encoded as JSON, it is the text of one.
    expect(answer("4.0", { content: "a", contentType: json, encoded: false })[0]).to.equal('"a"');
    expect(answer("4.0", { content: "a", encoded: false }, json)[0]).to.equal('"a"');
    expect(answer("4.0", { content: '{"a":1}', contentType: json, encoded: "JSON" })[0]).to.equal('{"a":1}');
    expect(answer("4.0", { content: "<a/>", contentType: "application/xml", encoded: false })).to.deep.equal([
      "<a/>",
      "application/xml",
      "told",
    ]);
    for (const encoded of ["base64", "BASE64"])
      expect(answer("4.0", { content: base64('{"ü":1}'), contentType: json, encoded })).to.deep.equal([
        '{"ü":1}',
        json,
        "told",
      ]);
    const [image] = answer("4.0", { content: base64(JPEG), contentType: "image/jpeg", encoded: "base64" });
    expect(image).to.deep.equal(JPEG);
    expect(answer("4.0", { content: "not base64!", contentType: "text/plain", encoded: "base64" })[0]).to.equal(
      "not base64!",
    );
    expect(answer("4.0", { content: base64('{"a":1}'), encoded: "base64" })).to.deep.equal(['{"a":1}', json, "told"]);
    expect(answer("4.0", "bare")).to.deep.equal(["bare", null, "told"]);
  });

  it("are of V2 where they do not say, and refused where their version is not known", () => {
    const interaction = { request: { path: "/a" }, response: { body: { content: 1, encoded: false } } };
    const bare = { ...pact("", [interaction]), metadata: undefined };
    for (const metadata of [
      undefined,
      {},
      { pactSpecificationVersion: "2.0.0" },
      { "pact-specification": { version: "1.1.0" } },
    ])
      expect(recorded(readPact({ ...bare, metadata }, "p")).exchange.response.body).to.equal(
        '{"content":1,"encoded":false}',
      );
    expect(
      recorded(readPact({ ...bare, metadata: { pactSpecificationVersion: "4.0" } }, "p")).exchange.response.body,
    ).to.equal("1");
    for (const version of ["5.0", "0", "four"])
      expect(() => readPact(pact(version, []), "p")).to.throw(InputError, `a version that is not known (${version})`);
  });

  it("have interactions that are no exchange told as such", () => {
    const entries = readPact(
      pact("2.0.0", [
        7,
        { request: {} },
        { request: { path: 7 }, response: {} },
        { request: {}, response: { status: 1 } },
      ]),
      "p",
    );
    expect(entries.map(({ entry }) => entry)).to.deep.equal([
      "not-an-exchange",
      "unanswered",
      "not-an-exchange",
      "not-an-exchange",
    ]);
  });
});
