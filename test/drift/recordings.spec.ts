import { Buffer } from "node:buffer";
import { closeSync, openSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import fc from "fast-check";
import { InputError } from "../../src/readers/input-error.ts";
import { BlockReader, blocksOf } from "../../src/readers/traffic/blocks.ts";
import { HarScanner } from "../../src/readers/traffic/har-scanner.ts";
import { type Entry, UNRECORDED } from "../../src/readers/traffic/recorded.ts";
import { isLineFormat, lineReader, readRecording, recognise, release } from "../../src/readers/traffic/recording.ts";
import { folderWith } from "../cli/cli.ts";

const read = (
  content: string | Uint8Array,
  name = "recording",
): { format: string; entries: { entry: Entry; at: string }[] } => {
  const recording = recognise(join(folderWith({ [name]: content }), name));
  const entries: { entry: Entry; at: string }[] = [];
  try {
    if (isLineFormat(recording.format)) {
      const reader = lineReader(recording.format);
      for (const [index, text] of String(content).split("\n").entries())
        if (text.trim() !== "") entries.push({ entry: reader(JSON.parse(text)), at: `${index + 1}:1` });
    } else readRecording(recording, (entry, { line, column }) => entries.push({ entry, at: `${line}:${column}` }));
  } finally {
    release(recording);
  }
  return { format: recording.format, entries };
};

const exchange = (entry: Entry | undefined) => {
  if (entry === undefined || typeof entry === "string") throw new Error(`no exchange but ${entry}`);
  return entry;
};

const har = (entries: readonly unknown[], indent = 0) =>
  JSON.stringify({ log: { version: "1.2", creator: { name: "entries", version: "1" }, entries } }, null, indent);

const harEntry = {
  startedDateTime: "2026-01-01T00:00:00Z",
  request: {
    method: "POST",
    url: "https://api.example/v1/tenants",
    headers: [
      { name: "Content-Type", value: "application/json" },
      { name: ":authority", value: "api.example" },
      { name: "X-A", value: "1" },
      { name: "x-a", value: "2" },
    ],
    bodySize: 9,
    postData: { mimeType: "application/json", text: '{"a":"b"}' },
  },
  response: {
    status: 201,
    headers: [],
    content: {
      size: 2,
      mimeType: "application/json",
      text: Buffer.from('{"ü":1}').toString("base64"),
      encoding: "base64",
    },
  },
};

describe("recordings of traffic", () => {
  it("reads exchanges by line, with bodies as text, as JSON or as Base64", () => {
    const lines = [
      {
        request: { method: "GET", url: "/v1/a", headers: { Accept: "*/*" } },
        response: { status: 200, headers: { "X-B": ["1", "2"] }, body: { a: 1 } },
      },
      {
        request: { method: "PUT", url: "/v1/a", body: "eyJhIjoxfQ==", bodyEncoding: "base64" },
        response: { status: "204", headers: {} },
      },
    ];
    const { format, entries } = read(lines.map((line) => JSON.stringify(line)).join("\n"));
    expect(format).to.equal("exchanges");
    expect(entries.map(({ entry }) => entry)).to.deep.equal([
      {
        exchange: {
          request: { method: "GET", url: "/v1/a", headers: { accept: "*/*" }, body: null },
          response: { status: 200, headers: { "x-b": ["1", "2"] }, body: '{"a":1}' },
        },
        unrecorded: 0,
      },
      {
        exchange: {
          request: { method: "PUT", url: "/v1/a", headers: {}, body: '{"a":1}' },
          response: { status: 204, headers: {}, body: null },
        },
        unrecorded: UNRECORDED.requestHeaders,
      },
    ]);
  });

  it("tells lines that are no exchange, and why", () => {
    const reader = lineReader("exchanges");
    expect(reader({ request: { method: "GET", url: "/" } })).to.equal("unanswered");
    expect(reader({ request: { method: "GET", url: "/" }, response: { status: 0 } })).to.equal("not-an-exchange");
    expect(reader({ request: { method: 7, url: "/" }, response: { status: 200 } })).to.equal("not-an-exchange");
    expect(reader([1])).to.equal("not-an-exchange");
    expect(reader(null)).to.equal("not-an-exchange");
  });

  it("reads Kong's log lines by the host the client asked for", () => {
    const line = {
      request: {
        method: "GET",
        uri: "/v1/tenants?limit=2",
        url: "http://kong:8000/v1/tenants",
        headers: { host: "api.example", authorization: "x" },
        querystring: { limit: "2" },
      },
      response: { status: 200, headers: { "content-type": "application/json" }, size: 12 },
      latencies: { request: 3 },
      service: { name: "s" },
    };
    const { format, entries } = read(`${JSON.stringify(line)}\n`);
    expect(format).to.equal("kong");
    expect(exchange(entries[0]?.entry)).to.deep.equal({
      exchange: {
        request: {
          method: "GET",
          url: "http://api.example/v1/tenants?limit=2",
          headers: { host: "api.example", authorization: "x" },
          body: null,
        },
        response: { status: 200, headers: { "content-type": "application/json" }, body: null },
      },
      unrecorded: UNRECORDED.requestBody + UNRECORDED.responseBody,
    });
  });

  it("reads nginx's and Apache's access logs in JSON, with bodies where they have them", () => {
    const nginx = {
      time: "",
      request_method: "POST",
      request_uri: "/v1/a?b=1",
      host: "api.example",
      status: "201",
      request_body: '{"a":1}',
      response_body: "-",
    };
    const apache = { request: "GET /v1/a HTTP/1.1", status: 404, vhost: "api.example" };
    const split = { method: "GET", uri: "/v1/a", query: "?b=1", status: 200 };
    const { format, entries } = read([nginx, apache, split].map((line) => JSON.stringify(line)).join("\n"));
    expect(format).to.equal("access");
    const [first, second, third] = entries.map(({ entry }) => exchange(entry));
    expect(first?.exchange.request).to.deep.equal({
      method: "POST",
      url: "https://api.example/v1/a?b=1",
      headers: { "content-type": "application/json" },
      body: '{"a":1}',
    });
    expect(first?.unrecorded).to.equal(
      UNRECORDED.requestHeaders + UNRECORDED.responseHeaders + UNRECORDED.responseBody,
    );
    expect(second?.exchange.request.url).to.equal("https://api.example/v1/a");
    expect(second?.unrecorded).to.equal(
      UNRECORDED.requestHeaders + UNRECORDED.responseHeaders + UNRECORDED.requestBody + UNRECORDED.responseBody,
    );
    expect(third?.exchange.request.url).to.equal("/v1/a?b=1");
  });

  it("reads HTTP archives, with the place of each entry", () => {
    const { format, entries } = read(
      har(
        [
          harEntry,
          { ...harEntry, response: { status: 0 } },
          { ...harEntry, response: { status: 200, content: { size: 99 } } },
        ],
        1,
      ),
      "a.har",
    );
    expect(format).to.equal("har");
    expect(exchange(entries[0]?.entry)).to.deep.equal({
      exchange: {
        request: {
          method: "POST",
          url: "https://api.example/v1/tenants",
          headers: { "content-type": "application/json", "x-a": ["1", "2"] },
          body: '{"a":"b"}',
        },
        response: { status: 201, headers: { "content-type": "application/json" }, body: '{"ü":1}' },
      },
      unrecorded: 0,
    });
    expect(entries[0]?.at).to.equal("9:4");
    expect(entries[1]?.entry).to.equal("unanswered");
    expect(exchange(entries[2]?.entry).unrecorded).to.equal(UNRECORDED.responseHeaders + UNRECORDED.responseBody);
  });

  it("finds the entries of an archive wherever it is cut into pieces", () => {
    const text = har([{ a: 'quote " and \\ and }]', b: [{}, [1]] }, { entries: [{ log: 1 }] }, {}]).replace(
      '"version"',
      '"pages":[{"entries":[{"x":1}]}],"version"',
    );
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 8 }), fc.boolean(), (cuts, single) => {
        const found: unknown[] = [];
        const scanner = new HarScanner(
          (octets, { line, column }) =>
            found.push([JSON.parse(String(octets)), line, text.slice(column - 1, column + 2)]),
          () => false,
        );
        const bytes = Buffer.from(text);
        const ends = single ? [...bytes.keys()].map((at) => at + 1) : [...cuts.sort((a, b) => a - b), bytes.length];
        let start = 0;
        for (const end of ends) {
          scanner.push(bytes.subarray(start, end));
          start = end;
        }
        expect(found).to.deep.equal([
          [{ a: 'quote " and \\ and }]', b: [{}, [1]] }, 1, '{"a'],
          [{ entries: [{ log: 1 }] }, 1, '{"e'],
          [{}, 1, "{}]"],
        ]);
        expect(scanner.complete).to.equal(true);
      }),
    );
  });

  it("finds the same entries of an archive by what stands between them as by their braces", () => {
    const name = fc.constantFrom("a", "b", '"},{"a":', "startedDateTime");
    const value = fc.oneof(
      fc.constantFrom<unknown>('{"a":1},{"a":2}', '\\"},{\\"a\\":', ',{"a":', [], [{ a: 1 }, { a: 2 }], {}, "\n"),
      fc.string(),
    );
    const member = fc.dictionary(name, value, { maxKeys: 3 });
    const entry = fc.oneof(
      { weight: 6, arbitrary: fc.tuple(value, member).map(([a, more]) => ({ a, ...more })) },
      member,
      fc.constantFrom<unknown>(7, null, "{}", [{ a: 1 }, { a: 2 }]),
    );
    const entriesIn = (text: string, piece: number, quick: boolean) => {
      const found: string[] = [];
      const tell = (octets: Buffer | null, { line, column }: { line: number; column: number }) =>
        void found.push(`${line}:${column} ${octets}`);
      const scanner = new HarScanner(tell, (octets, place) => {
        try {
          JSON.parse(String(octets));
        } catch {
          return false;
        }
        if (quick) tell(octets, place);
        return quick;
      });
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += piece) scanner.push(bytes.subarray(at, at + piece));
      return [...found, scanner.complete, scanner.found, scanner.place];
    };
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 12 }),
        fc.constantFrom(0, 1, 2),
        fc.constantFrom("", "\n", " x"),
        fc.integer({ min: 1, max: 300 }),
        fc.nat(40),
        (entries, indent, between, piece, cut) => {
          const whole = har(entries, indent).replaceAll(/\},\s*\{(\s*"a")/g, `},${between}{$1`);
          const text = cut > 20 ? whole.slice(0, -cut) : whole;
          expect(entriesIn(text, piece, true)).to.deep.equal(entriesIn(text, piece, false));
          expect(entriesIn(text, text.length, true)).to.deep.equal(entriesIn(text, 1, false));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("tells what stands among the entries of an archive and is none", () => {
    const { entries } = read(har([harEntry, 7, "a ] } text", [harEntry, "]"], null, harEntry, {}]), "a.har");
    expect(entries.map(({ entry }) => (typeof entry === "string" ? entry : "exchange"))).to.deep.equal([
      "exchange",
      ...Array.from({ length: 4 }, () => "not-an-exchange"),
      "exchange",
      "not-an-exchange",
    ]);
  });

  it("takes header fields of an archive that come twice together, whatever they are called", () => {
    const named = (...names: string[]) => names.map((name, index) => ({ name, value: String(index) }));
    const fieldsOf = (...names: string[]) => {
      const { entries } = read(
        har([{ ...harEntry, request: { ...harEntry.request, headers: named(...names) } }]),
        "a.har",
      );
      return Object.entries(exchange(entries[0]?.entry).exchange.request.headers);
    };
    for (const none of [":path", ""])
      expect(fieldsOf("X-A", "b", none)).to.deep.equal([
        ["x-a", "0"],
        ["b", "1"],
      ]);
    expect(fieldsOf("a", "B", "A")).to.deep.equal([
      ["a", ["0", "2"]],
      ["b", "1"],
    ]);
    expect(fieldsOf("__proto__", "constructor", "toString")).to.deep.equal([
      ["__proto__", "0"],
      ["constructor", "1"],
      ["tostring", "2"],
    ]);
  });

  it("reads what is there of an archive that is cut off, and says that it is", () => {
    const text = har([harEntry, harEntry, harEntry]);
    const { entries } = read(text.slice(0, text.lastIndexOf("startedDateTime")), "a.har");
    expect(entries.map(({ entry }) => (typeof entry === "string" ? entry : "exchange"))).to.deep.equal([
      "exchange",
      "exchange",
      "truncated",
    ]);
  });

  it("reads nock's recordings, compressed bodies too", () => {
    const zipped = gzipSync('{"a":1}').toString("hex");
    const { entries } = read(
      JSON.stringify([
        {
          scope: "https://api.example:443",
          method: "POST",
          path: "/v1/a",
          body: { b: 1 },
          status: 201,
          response: { a: 1 },
          rawHeaders: ["Content-Type", "application/json"],
        },
        {
          scope: "https://api.example:443",
          method: "GET",
          path: "/v1/a",
          body: "",
          status: 200,
          response: [zipped.slice(0, 20), zipped.slice(20)],
          rawHeaders: ["content-encoding", "gzip"],
        },
      ]),
    );
    expect(entries.map(({ entry }) => exchange(entry).exchange)).to.deep.equal([
      {
        request: {
          method: "POST",
          url: "https://api.example:443/v1/a",
          headers: { "content-type": "application/json" },
          body: '{"b":1}',
        },
        response: { status: 201, headers: { "content-type": "application/json" }, body: '{"a":1}' },
      },
      {
        request: { method: "GET", url: "https://api.example:443/v1/a", headers: {}, body: null },
        response: { status: 200, headers: { "content-encoding": "gzip" }, body: '{"a":1}' },
      },
    ]);
  });

  it("reads .http messages, one or several", () => {
    const text = `### create
POST /v1/tenants HTTP/1.1
Host: api.example
Content-Type: application/json

{
  "a": 1
}

HTTP/1.1 201 Created
Content-Type: application/json

{"b": 2}

Response code: 201 (Created); Time: 3ms

###
HTTP/1.1 200 OK

GET https://api.example/v1/a

`;
    const { format, entries } = read(text.replaceAll("\n", "\r\n"), "a.http");
    expect(format).to.equal("http");
    expect(entries).to.deep.equal([
      {
        at: "2:1",
        entry: {
          exchange: {
            request: {
              method: "POST",
              url: "https://api.example/v1/tenants",
              headers: { host: "api.example", "content-type": "application/json" },
              body: '{\n  "a": 1\n}',
            },
            response: { status: 201, headers: { "content-type": "application/json" }, body: '{"b": 2}' },
          },
          unrecorded: 0,
        },
      },
      { at: "18:1", entry: "unrequested" },
      { at: "20:1", entry: "unanswered" },
    ]);
  });

  it("says what a file that is no recording is not", () => {
    expect(() => read("hello, world")).to.throw(InputError, "no recording that is known");
    expect(() => read('{"a":1}')).to.throw(InputError, "JSON, but no recording");
    expect(() => read('{"log":{"version":"1.2"}}')).to.throw(InputError, "no log.entries");
    expect(() => recognise("/nowhere/at/all")).to.throw(InputError, "no such file");
  });

  it("tells each line of a file once, in whichever blocks it is read", () => {
    const text = fc
      .array(fc.constantFrom("a", "\n", "\r\n", "bc", "ü", " ", "\n\n"), { maxLength: 40 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 50 }), (content, block) => {
        const file = join(folderWith({ lines: content }), "lines");
        const descriptor = openSync(file, "r");
        const told: [number, string][] = [];
        try {
          const { size } = statSync(file);
          const reader = new BlockReader(descriptor, size, file, { block });
          let before = 0;
          for (let index = 0; index < blocksOf(size, block); index++) {
            const feeds = reader.lines(index, (line, found) => told.push([before + line + 1, found]));
            expect(reader.countFeeds(index)).to.equal(feeds);
            before += feeds;
          }
        } finally {
          closeSync(descriptor);
        }
        const expected = readFileSync(file, "utf8")
          .split("\n")
          .map((line, index): [number, string] => [index + 1, line.replace(/\r$/, "")])
          .filter(([, line]) => line.trim() !== "");
        expect(told).to.deep.equal(expected);
      }),
      { numRuns: 200 },
    );
  });

  it("passes over a line that is too long or not UTF-8, and reads the others", () => {
    const content = Buffer.concat([
      Buffer.from(`short\n${"x".repeat(300)}\n`),
      Buffer.from([0xff, 10]),
      Buffer.from("last"),
    ]);
    const file = join(folderWith({ lines: content }), "lines");
    for (const block of [64, 1024]) {
      const descriptor = openSync(file, "r");
      const reader = new BlockReader(descriptor, content.length, file, { block, longest: 200 });
      const told: string[] = [];
      for (let index = 0; index < blocksOf(content.length, block); index++)
        reader.lines(index, (_, text, flaw) => told.push(flaw ?? text));
      closeSync(descriptor);
      expect(told).to.deep.equal(["short", "too-long", "not-utf8", "last"]);
    }
  });
});
