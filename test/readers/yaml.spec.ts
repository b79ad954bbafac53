import { expect } from "chai";
import fc from "fast-check";
import { stringify } from "yaml";
import { LONGEST_YAML, readYaml, type YamlDocument } from "../../src/readers/yaml.ts";

const read = async (text: string): Promise<YamlDocument> => {
  const reading = await readYaml(text);
  return "malformed" in reading ? expect.fail(reading.malformed.message) : reading;
};

const told = async (text: string): Promise<string> => {
  const reading = await readYaml(text);
  if (!("malformed" in reading)) return expect.fail(`${text} was read`);
  const { line, column, message, likely } = reading.malformed;
  return `${line}:${column} ${message} | ${likely}`;
};

describe("reading YAML", () => {
  it("gives the value of the document by the core schema: dates, yes and no stay text", async () => {
    const text = "name: Tenant A\ncreated: 2018-06-19\nactive: yes\nlist: [1, 0x1F, 1e3, ~, true, '1']\nempty:\n";
    expect((await read(text)).value).to.deep.equal({
      name: "Tenant A",
      created: "2018-06-19",
      active: "yes",
      list: [1, 31, 1000, null, true, "1"],
      empty: null,
    });
    expect((await read("%YAML 1.1\n---\na: yes\n<<: {b: 1}\n")).value).to.deep.equal({ a: "yes", "<<": { b: 1 } });
    expect((await read("---\nnull\n...\n")).value).to.equal(null);
  });

  it("reads JSON as what it is", async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 3, stringUnit: "grapheme-ascii" }), async (json) => {
        expect((await read(json)).value).to.deep.equal(JSON.parse(json));
      }),
    );
  });

  it("keeps a member named __proto__ as a member like any other", async () => {
    const { value } = await read("__proto__: {polluted: true}\n");
    expect(Object.keys(value as object)).to.deep.equal(["__proto__"]);
    expect(Object.getPrototypeOf(value)).to.equal(Object.prototype);
  });

  it("finds keys given twice, with both places", async () => {
    const { value, duplicates } = await read("a: 1\nb:\n  - c: 1\n    c: 2\na: 2\n");
    expect(value).to.deep.equal({ a: 2, b: [{ c: 2 }] });
    expect(duplicates).to.deep.equal([
      { pointer: "/b/0/c", line: 4, column: 5, first: { line: 3, column: 5 } },
      { pointer: "/a", line: 5, column: 1, first: { line: 1, column: 1 } },
    ]);
  });

  it("locates values, names and what would hold what is missing, through aliases too", async () => {
    const document = await read("base: &base\n  id: 1\nlist:\n  - *base\n  - 'x y'\n");
    const positions = document.positionsOf([
      "/base/id",
      "/list/0/id",
      "/list/1",
      "/list/2",
      "/base/none/deep",
      "/nothing",
    ]);
    expect(Object.fromEntries(positions)).to.deep.equal({
      "/base/id": {
        offset: 18,
        length: 1,
        line: 2,
        column: 7,
        key: { offset: 14, length: 2, line: 2, column: 3 },
        exact: true,
      },
      "/list/0/id": {
        offset: 18,
        length: 1,
        line: 2,
        column: 7,
        key: { offset: 14, length: 2, line: 2, column: 3 },
        exact: true,
      },
      "/list/1": { offset: 40, length: 5, line: 5, column: 5, key: null, exact: true },
      "/list/2": {
        offset: 28,
        length: 18,
        line: 4,
        column: 3,
        key: { offset: 20, length: 4, line: 3, column: 1 },
        exact: false,
      },
      "/base/none/deep": {
        offset: 14,
        length: 6,
        line: 2,
        column: 3,
        key: { offset: 0, length: 4, line: 1, column: 1 },
        exact: false,
      },
      "/nothing": { offset: 0, length: 46, line: 1, column: 1, key: null, exact: false },
    });
  });

  it("reads what a writer of YAML writes for any JSON value", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 3, stringUnit: "grapheme-ascii" }), async (value) => {
        const { value: found } = await read(stringify(value, { aliasDuplicateObjects: false }));
        expect(JSON.stringify(found)).to.equal(JSON.stringify(value));
      }),
    );
  });

  const MALFORMED: readonly [text: string, told: string][] = [
    ["a: 1\n---\nb: 2\n", "2:1 a second YAML document starts here | Keep one document a file."],
    ["", "1:1 there is no value: the document is empty | null"],
    ["# nothing\n", "1:1 there is no value: the document is empty | null"],
    ["a:\n\tb: 1\n", "2:1 tabs are not allowed as indentation | Indent with spaces."],
    ["a: @b\n", "1:4 plain value cannot start with reserved character @ | Put the text in quotes."],
    ["a: .nan\n", "1:4 JSON has no such number | Write null, or leave the member out."],
    ["a:\n- -.inf\n", "2:3 JSON has no such number | Write null, or leave the member out."],
    ["a: !secret b\n", "1:4 unresolved tag: !secret | Remove the tag: JSON has none."],
    ["a: !!binary aGk=\n", "1:4 unresolved tag: tag:yaml.org,2002:binary | Remove the tag: JSON has none."],
    ["? [a]\n: b\n", "1:3 the key is not a text | Write the key as a text."],
    ["a: *b\n", "1:4 *b has no anchor before it | null"],
    ["a: &b [*b]\n", "1:8 *b stands inside what it stands for | null"],
  ];
  for (const [text, expected] of MALFORMED)
    it(`says of ${JSON.stringify(text)} where it stops being a payload`, async () =>
      expect(await told(text)).to.equal(expected));

  it("points into the text for other faults of syntax", async () => {
    for (const text of ["a: b: c\n", "a: [1, 2\n", 'a: "b\n', "a: 1\n b: 2\n", "{a: 1", "a: %b\n", "- a\nb: 1\n"])
      expect(await told(text), text).to.match(/^[12]:\d+ \S.* \| \S/);
  });

  it("refuses aliases that multiply, at the first that goes too far", async () => {
    const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
    for (let i = 1; i < 12; i++)
      lines.push(`a${i}: &a${i} [${Array.from({ length: 10 }, () => `*a${i - 1}`).join(", ")}]`);
    expect(await told(lines.join("\n"))).to.match(
      /^5:\d+ aliases up to here stand for more than 100000 values \| Write the values out\.$/,
    );
    const many = `a: &a {id: 1}\nlist:\n${"  - *a\n".repeat(1000)}`;
    expect(((await read(many)).value as { list: unknown[] }).list).to.have.length(1000);
  });

  it("refuses what is nested too deeply or too long to be read safely", async () => {
    expect(await told("[".repeat(100_000))).to.match(
      /^\d+:\d+ the document is nested too deeply \| Give it as JSON\.$/,
    );
    expect(await told(`a: ${"x".repeat(LONGEST_YAML)}`)).to.match(/^1:1 the text is longer than the \d+ characters/);
  }).timeout(20_000);
});
