import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { contentOf, formatOfName, type InputFormat, openInput } from "../../src/readers/file.ts";
import { InputError } from "../../src/readers/input-error.ts";

const MODULE = new URL("../../src/readers/file.ts", import.meta.url).href;

/** A program that reads standard input and prints its format and what it holds. */
const READ_STANDARD_INPUT = `
  import { openInput } from ${JSON.stringify(MODULE)};
  const input = openInput("-");
  console.log(input.format);
  if (input.format === "ndjson") for (const { line, text } of input.lines()) console.log(line + " " + text);
  else console.log(JSON.stringify(input.read()));
`;
const PROGRAM = ["--input-type=module", "--eval", READ_STANDARD_INPUT];

describe("opening an input", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "input-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const file = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const formatOf = (name: string, content: string): InputFormat => {
    const input = openInput(file(name, content));
    input.close();
    return input.format;
  };
  const failure = (source: string): InputError => {
    try {
      openInput(source).close();
    } catch (error) {
      if (error instanceof InputError) return error;
      throw error;
    }
    return expect.fail(`${source} was opened`);
  };

  it("recognises the format by the name", () => {
    const names = ["a.json", "a.JSON", "a.yaml", "a.yml", "a.ndjson", "a.jsonl", "a.txt", "json", "a.constructor", "-"];
    expect(names.map(formatOfName)).to.deep.equal([
      "json",
      "json",
      "yaml",
      "yaml",
      "ndjson",
      "ndjson",
      null,
      null,
      null,
      null,
    ]);
  });

  it("recognises the format by the content where the name says nothing", () => {
    expect(formatOf("a", '{"a": 1}')).to.equal("json");
    expect(formatOf("a", '{\n  "a": 1\n}\n')).to.equal("json");
    expect(formatOf("a", "\n [1,\n2]")).to.equal("json");
    expect(formatOf("a", '"text"')).to.equal("json");
    expect(formatOf("a", '{"a":1}\n\n{"a":2}\n')).to.equal("ndjson");
    expect(formatOf("a", "\ufeff[1]\r\n[2]")).to.equal("ndjson");
    expect(formatOf("a", "name: Tenant A\nactive: true\n")).to.equal("yaml");
    expect(formatOf("a", "# a comment\n- 1\n")).to.equal("yaml");
    expect(formatOf("a", '{"a": 1}\n}')).to.equal("json");
    expect(formatOf("a", `{"a":1}\n{"a":"${"x".repeat(100_000)}"}\n`)).to.equal("ndjson");
  });

  it("takes JSON by name for NDJSON where two lines each hold a payload, and YAML for nothing else", () => {
    expect(formatOf("a.json", '{"a":1}\n{"a":2}\n')).to.equal("ndjson");
    expect(formatOf("a.json", "name: Tenant A\n")).to.equal("json");
    expect(formatOf("a.yaml", '{"a":1}\n')).to.equal("yaml");
    const input = openInput(file("b.json", "[1]\n[2]"), "json");
    expect(input.format).to.equal("json");
    input.close();
  });

  it("gives the whole text without its byte order mark, whatever its length", () => {
    for (const content of ['\ufeff{"a": "é"}', `["${"é".repeat(200_000)}"]`]) {
      const input = openInput(file("a.json", content));
      expect(input.read()).to.deep.equal({ kind: "text", text: content.replace("\ufeff", "") });
      input.close();
    }
  });

  it("gives the lines of NDJSON, from the first", () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => JSON.stringify({ index }));
    const input = openInput(file("a.ndjson", lines.join("\n")));
    expect([...input.lines()].map(({ text }) => text)).to.deep.equal(lines);
    input.close();
  });

  it("tells empty, UTF-16, binary and badly encoded content apart, with the octet", () => {
    const remedy = "Save it as UTF-8.";
    expect(contentOf(Buffer.of())).to.deep.equal({ kind: "empty" });
    expect(contentOf(Buffer.from("\ufeff"))).to.deep.equal({ kind: "text", text: "" });
    expect(contentOf(Buffer.from('\ufeff{"a":1}', "utf16le"))).to.deep.equal({
      kind: "binary",
      offset: 0,
      message: "it is UTF-16 LE, not UTF-8",
      remedy,
    });
    expect(contentOf(Buffer.from('\ufeff{"a":1}', "utf16le").swap16())).to.deep.equal({
      kind: "binary",
      offset: 0,
      message: "it is UTF-16 BE, not UTF-8",
      remedy,
    });
    expect(contentOf(Buffer.from("PK\u0003\u0000\u0000"))).to.deep.equal({
      kind: "binary",
      offset: 3,
      message: "it is binary: octet 3 is 0",
      remedy: "Name a text file.",
    });
    expect(contentOf(Buffer.from('{"é": "\xe9"}', "latin1"))).to.deep.equal({
      kind: "binary",
      offset: 2,
      message: "octet 2 (0xe9) is not UTF-8",
      remedy,
    });
  });

  it("finds the first octet that is not UTF-8, whatever is wrong with it", () => {
    const bad: readonly (readonly number[])[] = [
      [0x80],
      [0xc0, 0x80],
      [0xc1, 0xbf],
      [0xc3],
      [0xc3, 0x28],
      [0xe0, 0x9f, 0xbf],
      [0xe2, 0x82],
      [0xed, 0xa0, 0x80],
      [0xf0, 0x8f, 0xbf, 0xbf],
      [0xf4, 0x90, 0x80, 0x80],
      [0xf0, 0x9f, 0x98],
      [0xf5, 0x80, 0x80, 0x80],
      [0xff],
    ];
    for (const octets of bad) {
      const content = contentOf(Buffer.concat([Buffer.from("aé€😀"), Buffer.from(octets)]));
      expect(content, octets.join()).to.deep.include({ kind: "binary", offset: 10 });
    }
  });

  it("refuses what cannot be read, with the file and a remedy", () => {
    mkdirSync(join(folder, "folder.json"), { recursive: true });
    symlinkSync("loop", join(folder, "loop"));
    const told = (name: string) => {
      const { name: kind, source, message, remedy } = failure(join(folder, name));
      expect([kind, source]).to.deep.equal(["InputError", join(folder, name)]);
      return `${message} | ${remedy}`;
    };
    expect(told("missing.json")).to.equal("there is no such file | Check the name and the folder it is looked for in.");
    expect(told("folder.json")).to.equal("it is a folder | Name a file in it.");
    expect(told("loop")).to.equal("its symbolic links lead in a circle | Correct the links.");
    expect(told("missing.json/a")).to.match(/^there is no such file/);
    const secret = file("secret.json", "{}");
    expect(told("secret.json/a")).to.equal(
      "there is no such file: a part of its path is not a folder | Check the path.",
    );
    chmodSync(secret, 0);
    // The superuser may read everything.
    if (process.getuid?.() !== 0) expect(told("secret.json")).to.match(/^it may not be read/);
  });

  it("refuses UTF-16 lines, since none of them could be told from the next", () => {
    const input = openInput(file("a.ndjson", Buffer.from("\ufeff{}\n{}\n", "utf16le")));
    expect(() => input.lines()).to.throw(InputError, "it is UTF-16 LE, not UTF-8");
    input.close();
  });

  it("refuses a file larger than a text can be before it reads it", () => {
    const source = `
      import { openInput } from ${JSON.stringify(MODULE)};
      import { ftruncateSync, openSync } from "node:fs";
      ftruncateSync(openSync(${JSON.stringify(join(folder, "huge.json"))}, "w"), 2 ** 31);
      try { openInput(${JSON.stringify(join(folder, "huge.json"))}).read(); }
      catch (error) { console.log(error.name + ": " + error.message + " | " + error.remedy); }
      console.log(process.memoryUsage().external < 50e6);
    `;
    const output = execFileSync(process.execPath, ["--input-type=module", "--eval", source], { encoding: "utf8" });
    expect(output).to.match(
      /^InputError: it is larger than the \d+ octets that can be read as one \| Split it, or give NDJSON\.\ntrue\n$/,
    );
  }).timeout(10_000);

  it("reads standard input to its end, as what its content shows it to be", () => {
    const run = (input: string) => execFileSync(process.execPath, PROGRAM, { input, encoding: "utf8" });
    expect(run('{"a":\n1}')).to.equal('json\n{"kind":"text","text":"{\\"a\\":\\n1}"}\n');
    expect(run("a: 1\nb: 2\nc: 3\n")).to.equal('yaml\n{"kind":"text","text":"a: 1\\nb: 2\\nc: 3\\n"}\n');
    expect(run("")).to.equal('yaml\n{"kind":"empty"}\n');
    expect(run('{"a":1}\n{"a":2}\n{"a":3}')).to.equal('ndjson\n1 {"a":1}\n2 {"a":2}\n3 {"a":3}\n');
  }).timeout(10_000);

  it("gives the lines of standard input while more are still to come", async () => {
    const child = spawn(process.execPath, PROGRAM, { stdio: ["pipe", "pipe", "inherit"] });
    let output = "";
    const seen = (text: string) =>
      new Promise<void>((resolve) => {
        const look = () => (output.includes(text) ? resolve() : child.stdout.once("data", look));
        look();
      });
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
    child.stdin.write('{"a":1}\n{"a":2}\n');
    await seen("2 {");
    child.stdin.write('{"a":3}\n');
    await seen("3 {");
    child.stdin.end('{"a":4}');
    await once(child, "close");
    expect(output).to.equal('ndjson\n1 {"a":1}\n2 {"a":2}\n3 {"a":3}\n4 {"a":4}\n');
  }).timeout(10_000);
});
