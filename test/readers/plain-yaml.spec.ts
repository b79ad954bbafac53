import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import fc from "fast-check";
import { parseDocument, stringify, type ToStringOptions } from "yaml";
import { pointerOf, type Segment, valueAt } from "../../src/model/pointer.ts";
import { readPlainYaml } from "../../src/readers/plain-yaml.ts";
import { readYaml } from "../../src/readers/yaml.ts";

const RUNS = Number(process.env.YAML_RUNS ?? 1500);

/** What the parser of the whole language makes of a text; undefined where it refuses it. */
const whole = (text: string): { readonly value: unknown } | undefined => {
  const document = parseDocument(text, { version: "1.2", uniqueKeys: true });
  if (document.errors.length > 0) return undefined;
  try {
    return { value: document.toJS({ maxAliasCount: 10_000 }) as unknown };
  } catch {
    return undefined;
  }
};

const pointersOf = (value: unknown): string[] => {
  const pointers = ["/nowhere/at/all"];
  const pending: [unknown, Segment[]][] = [[value, []]];
  for (let next = pending.pop(); next !== undefined && pointers.length < 300; next = pending.pop()) {
    const [part, segments] = next;
    pointers.push(pointerOf(segments));
    if (typeof part === "object" && part !== null)
      for (const [key, child] of Object.entries(part)) pending.push([child, [...segments, key]]);
  }
  return pointers;
};

/** Reads a text both ways; whether it was read as plain YAML at all. What is read must be the same. */
const agrees = (text: string): boolean => {
  const plain = readPlainYaml(text);
  if (plain === null || whole(text) === undefined) return false;
  expect({ value: plain.value }, text).to.deep.equal(whole(text));
  expect(JSON.stringify(plain.value), text).to.equal(JSON.stringify(whole(text)?.value));
  return true;
};

/** The same, and where the parts stand. */
const agreesOnPlaces = async (text: string): Promise<boolean> => {
  const plain = readPlainYaml(text);
  if (plain === null || !agrees(text)) return false;
  const reading = await readYaml(text);
  if ("malformed" in reading) expect.fail(`${text}: ${reading.malformed.message}`);
  const pointers = pointersOf(plain.value);
  const filled = pointers.filter((pointer) => valueAt(plain.value, pointer) !== null);
  const [here, there] = [plain.placesOf(filled), reading.positionsOf(filled)].map((places) =>
    filled.map((pointer) => `${pointer} ${places.get(pointer)?.line}:${places.get(pointer)?.column}`),
  );
  expect(here, text).to.deep.equal(there);
  return true;
};

const SNIPPETS = [
  "a: 1\nb:\n  - x\n  - y: 2\n    z: 3\n",
  "a: &x\n  b: c\nd: *x\n",
  "t: |\n  one\n    two\n\n  three\n\nu: >-\n  fold\n  ed\n\n  para\nv: 1\n",
  "a: >\n  x\n    y\n\n    z\n\n  w\n  v\n   u\nb: 1\n",
  "a: |+\n  x\n\n\nb: |-\n   y\n\nc: >+\n  z\n\n",
  "s: \"a\\n\\u00e9 \\x41 b\"\nq: 'it''s'\nm: \"multi\n  line\n\n  text\"\nn: 'sing\n  le'\n",
  'f: { a: b, c: [1, 2.5, -3], d: { e: "x" } }\ng: []\nh: {}\n',
  "p: plain text\n  continued here\n\n  and more\nq: 1\n",
  "- a\n- - b\n  - c\n- d: e\n  f:\n  - g\n- \n- h:\n",
  'k1:\nk2: ~\nk3: null\nk4: true\nk5: 0x1F\nk6: 1e3\nk7: .5\nk8: +12\nk9: 2024-01-01\n200: ok\n"404": no\n',
  "# c\na: b # comment\n# d\nc:\n  # e\n  d: e\n  # f\n",
  "url: http://x.y/z#a\ntime: 12:30\ndash: -x\nq: ?a\ncolon: a:b\n",
  '---\na:\n  - {b: c}\n  - [d,\n     e, # x\n     f]\nx: "\\\n   ab\\\n   cd"\n',
  "x:\n    - 1\n    -\n        a: b\n    -\n      - c\ny: - \n",
];

/** None of them makes a key of null: one parser names it "null", the other "". */
const CHARACTERS = [..." \n\t:-#\"'[]{},&*!|>%@?ab01.\\+=<"];
const PIECES = ["- ", ": ", "\n  ", " #", "---\n", "...\n", "&a ", "*a", "|\n", "> \n", "0o7", "? ", "!!str "];

interface Edit {
  readonly at: number;
  readonly taken: number;
  readonly put: string;
}

const edit = fc.record<Edit>({
  at: fc.nat(400),
  taken: fc.nat(3),
  put: fc.oneof(fc.constantFrom("", ...CHARACTERS), fc.constantFrom(...PIECES)),
});

const edited = (text: string, edits: readonly Edit[]): string =>
  edits.reduce((now, { at, taken, put }) => {
    const start = at % (now.length + 1);
    return now.slice(0, start) + put + now.slice(start + taken);
  }, text);

const scalar = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -5, 2.5, 1e21, 1e-7),
  fc.constantFrom("", "a", "true", "null", "~", "1", "a: b", "a #b", "- x", "multi\nline", "multi\n\nline\n", " lead"),
  fc.constantFrom("trail ", "'q'", '"d"', "[x]", "&a", "*b", "|", "é😀", "tab\there", "a,b", "\\d+", "x\n  y\n z\n"),
  fc.constant("a line that is long enough to be folded by whoever writes it, so that it spans several lines of text"),
  fc.string({ maxLength: 8 }),
);
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    scalar,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom("a", "b", "200", "$ref"), fc.string({ maxLength: 5 })), tie("value"), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  ),
})).value;
const style: fc.Arbitrary<ToStringOptions> = fc.record({
  lineWidth: fc.constantFrom(0, 80),
  indent: fc.constantFrom(2, 4),
  indentSeq: fc.boolean(),
  collectionStyle: fc.constantFrom("any", "block", "flow"),
  defaultStringType: fc.constantFrom("PLAIN", "QUOTE_DOUBLE", "QUOTE_SINGLE", "BLOCK_LITERAL", "BLOCK_FOLDED"),
});

describe("reading plain YAML", () => {
  it("reads the documents of this package as the whole parser does", async () => {
    const files = readdirSync("specs").filter((name) => /\.(openapi|clauses)\.yaml$/.test(name));
    expect(files).to.have.length(6);
    for (const name of files) expect(await agreesOnPlaces(readFileSync(`specs/${name}`, "utf8")), name).to.equal(true);
    for (const snippet of SNIPPETS.slice(0, -2)) {
      expect(await agreesOnPlaces(snippet), snippet).to.equal(true);
      expect(await agreesOnPlaces(snippet.replaceAll(" \n", "\n").replaceAll("\n", "\r\n")), snippet).to.equal(true);
    }
  });

  it("reads values as the whole parser does, however they are written", async () => {
    let plain = 0;
    await fc.assert(
      fc.asyncProperty(value, style, async (member, options) => {
        if (await agreesOnPlaces(stringify({ member }, options))) plain++;
      }),
      { numRuns: RUNS },
    );
    expect(plain).to.be.above(RUNS / 2);
  });

  it("never reads otherwise than the whole parser, whatever is done to a text", () => {
    let plain = 0;
    const texts = fc.tuple(fc.constantFrom(...SNIPPETS), fc.constantFrom("", ...SNIPPETS)).map((two) => two.join(""));
    fc.assert(
      fc.property(texts, fc.array(edit, { maxLength: 3 }), (text, edits) => {
        if (agrees(edited(text, edits))) plain++;
      }),
      { numRuns: 2 * RUNS },
    );
    expect(plain).to.be.above(RUNS / 4);
  });

  it("leaves to the explaining parser what is malformed, and what JSON has nothing for", () => {
    const left = [
      ...["", "# nothing\n", "a: 1\rb: 2\n", "\uFEFFa: 1\n", "%YAML 1.2\n---\na: 1\n", "a: 1\n---\nb: 2\n"],
      ...["a: 1\na: 2\n", "a: !x 1\n", "a: *b\n", "? [a]\n: b\n", "a: b: c\n", "a: 'b\n", "a: [b\n", "a: @b\n"],
      ...["a: b\n  c: d\n", "  a: 1\n b: 2\n"],
      `a: ${"[".repeat(500)}${"]".repeat(500)}\n`,
      `a: &a [1]\nb: [${Array.from({ length: 300 }, () => "*a").join(", ")}]\n`,
    ];
    expect(left.filter((text) => readPlainYaml(text) !== null)).to.deep.equal([]);
  });
});
