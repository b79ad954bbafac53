import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { InputError } from "../../src/readers/input-error.ts";
import { type NdjsonLine, type NdjsonOptions, ndjsonLines } from "../../src/readers/ndjson.ts";

describe("reading NDJSON", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "ndjson-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const read = (content: string | Uint8Array, options: NdjsonOptions = {}): NdjsonLine[] => {
    const file = join(folder, "lines");
    writeFileSync(file, content);
    const descriptor = openSync(file, "r");
    try {
      return [...ndjsonLines(descriptor, options)];
    } finally {
      closeSync(descriptor);
    }
  };
  const texts = (content: string | Uint8Array, options: NdjsonOptions = {}): [number, string][] =>
    read(content, options).map(({ line, text }) => [line, text]);

  it("gives each line with its number, the last one ended or not", () => {
    expect(read('{"a":1}\n{"a":2}\n')).to.deep.equal([
      { line: 1, text: '{"a":1}', flaw: null },
      { line: 2, text: '{"a":2}', flaw: null },
    ]);
    expect(texts('{"a":1}\n{"a":2}')).to.deep.equal([
      [1, '{"a":1}'],
      [2, '{"a":2}'],
    ]);
  });

  it("passes over blank lines and counts them", () => {
    expect(texts("\n1\n\n  \t\n2\n\r\n 3 \n\n")).to.deep.equal([
      [2, "1"],
      [5, "2"],
      [7, " 3 "],
    ]);
    expect(texts("\u00a0\n \u2003")).to.deep.equal([
      [1, "\u00a0"],
      [2, " \u2003"],
    ]);
    expect(texts("")).to.deep.equal([]);
    expect(texts("\n")).to.deep.equal([]);
  });

  it("takes CRLF, and a byte order mark at the start only", () => {
    expect(texts("\ufeff1\r\n2\r\n\ufeff3")).to.deep.equal([
      [1, "1"],
      [2, "2"],
      [3, "\ufeff3"],
    ]);
    expect(texts("\ufeff")).to.deep.equal([]);
    expect(texts(Uint8Array.of(0xef, 0xbb))).to.deep.equal([[1, "\ufffd"]]);
  });

  it("says of a line that is not UTF-8 where, and gives the others whole", () => {
    const bytes = Buffer.concat([Buffer.from('"é"\n"a'), Buffer.of(0xff), Buffer.from('"\r\n"ü"\n'), Buffer.of(0xc3)]);
    expect(read(bytes)).to.deep.equal([
      { line: 1, text: '"é"', flaw: null },
      { line: 2, text: '"a\ufffd"', flaw: { kind: "invalid-utf8", offset: 2 } },
      { line: 3, text: '"ü"', flaw: null },
      { line: 4, text: "\ufffd", flaw: { kind: "invalid-utf8", offset: 0 } },
    ]);
  });

  it("gives the same lines however they fall into chunks", () => {
    const line = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 30 }).map((text) => Buffer.from(text.replaceAll(/[\n\r\ufeff]/g, ""))),
      fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 10 && byte !== 13))),
    );
    fc.assert(
      fc.property(
        fc.array(line),
        fc.constantFrom("\n", "\r\n"),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(60),
        fc.nat(40),
        (lines, end, chunk, longest, cut) => {
          const content = Buffer.concat(lines.flatMap((bytes) => [bytes, Buffer.from(end)]));
          const whole = read(content, { longest });
          expect(read(content, { chunk, longest })).to.deep.equal(whole);
          const head = content.subarray(0, cut);
          const file = join(folder, "rest");
          writeFileSync(file, content.subarray(cut));
          const descriptor = openSync(file, "r");
          expect([...ndjsonLines(descriptor, { chunk, longest, head })]).to.deep.equal(whole);
          closeSync(descriptor);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("says of a line beyond the limit how long it is, and reads the rest", () => {
    const long = `"${"x".repeat(1000)}"`;
    for (const chunk of [16, 64, 100_000])
      expect(read(`1\n${long}\n2\n${long}`, { longest: 1001, chunk })).to.deep.equal([
        { line: 1, text: "1", flaw: null },
        { line: 2, text: "", flaw: { kind: "too-long", length: 1002 } },
        { line: 3, text: "2", flaw: null },
        { line: 4, text: "", flaw: { kind: "too-long", length: 1002 } },
      ]);
    expect(read(`${long}\n`, { longest: 1002, chunk: 16 })).to.deep.equal([{ line: 1, text: long, flaw: null }]);
    const flawed = Buffer.of(0x22, 0xff, 0x22);
    expect(read(flawed, { longest: 3 })[0]?.flaw).to.deep.equal({ kind: "invalid-utf8", offset: 1 });
    expect(read(flawed, { longest: 2 })[0]?.flaw).to.deep.equal({ kind: "too-long", length: 3 });
    expect(read('"éé"\n', { longest: 5 })[0]?.flaw).to.deep.equal({ kind: "too-long", length: 6 });
  });

  it("reads a line of 100 MB, and passes over one in memory that does not grow with it", () => {
    const file = join(folder, "large");
    const piece = Buffer.alloc(1024 * 1024, "x");
    const descriptor = openSync(file, "w+");
    writeSync(descriptor, '"');
    for (let i = 0; i < 100; i++) writeSync(descriptor, piece);
    writeSync(descriptor, '"\n{"a":1}\n');
    closeSync(descriptor);

    const reading = openSync(file, "r");
    const found: [number, number][] = [];
    for (const { line, text } of ndjsonLines(reading)) found.push([line, (JSON.parse(text) as string).length]);
    closeSync(reading);
    expect(found).to.deep.equal([
      [1, 100 * piece.length],
      [2, undefined],
    ]);

    const again = openSync(file, "r");
    const external = process.memoryUsage().external;
    const flaws = [...ndjsonLines(again, { longest: 1024 * 1024 })].map(({ line, text, flaw }) => [line, text, flaw]);
    const grown = process.memoryUsage().external - external;
    closeSync(again);
    expect(flaws).to.deep.equal([
      [1, "", { kind: "too-long", length: 100 * piece.length + 2 }],
      [2, '{"a":1}', null],
    ]);
    expect(grown).to.be.below(8 * 1024 * 1024);
  }).timeout(30_000);

  it("names the file and a remedy where it cannot be read on", () => {
    const descriptor = openSync(folder, "r");
    try {
      expect(() => [...ndjsonLines(descriptor, { source: "a.ndjson" })])
        .to.throw(InputError, "it is a folder")
        .that.includes({ source: "a.ndjson", remedy: "Name a file in it." });
    } finally {
      closeSync(descriptor);
    }
  });
});
