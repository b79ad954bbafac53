import { expect } from "chai";
import fc from "fast-check";
import { duplicateMembers, duplicatesIn, mayHaveDuplicates } from "../../src/readers/duplicates.ts";

describe("duplicate members", () => {
  it("are found with their place and that of the first, in the order of the text", () => {
    const text = `{
  "id": 1,
  "parent": { "id": 2, "name": "a", "id": 3 },
  "list": [{ "x": 1 }, { "x": 1, "x": 2, "x": 3 }],
  "id": 4
}`;
    expect(duplicateMembers(text)).to.deep.equal([
      { pointer: "/parent/id", line: 3, column: 37, first: { line: 3, column: 15 } },
      { pointer: "/list/1/x", line: 4, column: 34, first: { line: 4, column: 26 } },
      { pointer: "/list/1/x", line: 4, column: 42, first: { line: 4, column: 26 } },
      { pointer: "/id", line: 5, column: 3, first: { line: 2, column: 3 } },
    ]);
  });

  it("are none where names agree in different objects, in values or in case", () => {
    expect(duplicateMembers('{"a": {"a": "a"}, "b": [{"a": 1}, {"a": 1}], "A": ["a", "a"]}')).to.deep.equal([]);
  });

  it("are compared by the name they spell, not by how it is written", () => {
    expect(duplicateMembers('{"a": 1, "\\u0061": 2}').map(({ pointer }) => pointer)).to.deep.equal(["/a"]);
    expect(
      duplicateMembers('{"__proto__": 1, "__proto__": 2, "a/~": 1, "a/~": 1, "": 0, "": 0}').map(
        ({ pointer }) => pointer,
      ),
    ).to.deep.equal(["/__proto__", "/a~1~0", "/"]);
  });

  it("are never missed by the check before the search", () => {
    /** Objects as lists of members, so that names repeat; printed with any spacing. */
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.constantFrom(
          '""',
          '"a"',
          '":"',
          '"\\":"',
          '" :"',
          "1",
          "10",
          "1e3",
          "1000",
          "-0",
          "0.5",
          "5e-1",
          "1E+2",
          "null",
          "true",
          "false",
          "{}",
          "[]",
        ),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number)),
        tie("array"),
        tie("object"),
      ),
      array: fc
        .tuple(fc.array(tie("value"), { maxLength: 3 }), space)
        .map(([items, gap]) => `[${items.join(`,${gap}`)}]`),
      object: fc
        .tuple(
          fc.array(fc.tuple(fc.constantFrom('"a"', '"b"', '"\\u0061"', '"a:"', '"\\":"', '""'), tie("value"), space), {
            maxLength: 4,
          }),
          space,
        )
        .map(
          ([members, gap]) =>
            `{${members.map(([name, member, before]) => `${name}${before}:${gap}${member}`).join(`,${gap}`)}}`,
        ),
    }));
    let found = 0;
    fc.assert(
      fc.property(value as fc.Arbitrary<string>, (text) => {
        const parsed: unknown = JSON.parse(text);
        const duplicates = duplicateMembers(text);
        found += duplicates.length;
        if (duplicates.length > 0) expect(mayHaveDuplicates(text, parsed), text).to.equal(true);
        expect(duplicatesIn(text, parsed)).to.deep.equal(duplicates);
        // The parser agrees: without duplicates, as many names are read as are written.
        const names = JSON.stringify(parsed).length;
        if (duplicates.length > 0) expect(names).to.be.below(text.length);
      }),
      { numRuns: 5000 },
    );
    expect(found).to.be.above(1000);
  });

  it("are ruled out by that check in a text as JSON.stringify writes it, and in most others", () => {
    for (const value of [
      { a: 1, b: ["x", null, true, false, {}, []], c: { a: "y" } },
      { n: [0, 7, 12, -3, 0.5, 1.25, 250] },
      {},
      [],
    ])
      for (const text of [JSON.stringify(value), JSON.stringify(value, null, 2)])
        expect(mayHaveDuplicates(text, value), text).to.equal(false);
    expect(
      mayHaveDuplicates('{"a": "2018-06-19T18:47:36Z", "b": "DOMAIN\\\\a"}', {
        a: "2018-06-19T18:47:36Z",
        b: "DOMAIN\\a",
      }),
    ).to.equal(false);
    expect(mayHaveDuplicates("1 ", 1)).to.equal(false);
  });

  const SCALARS = ["0", "7", "-3", "10", "250", "1e3", "1000", "12e20", "0.5", "5e-1", "1.25", "null", "true", "false"];
  const KINDS = [...SCALARS, '""', '"a"', '"\\n"', "{}", "[]", "[0]", '{"":0}'];

  it("are not hidden by many members of one kind, whatever the kind", () => {
    for (const kind of KINDS) {
      const members = Array.from({ length: 50 }, (_, index) => `"${index}":${kind}`);
      for (const text of [`{"":1,"":1,${members.join()}}`, `[{"":1,"":1},${members.map(() => kind).join()}]`])
        expect(mayHaveDuplicates(text, JSON.parse(text)), text).to.equal(true);
    }
  });

  it("are ruled out by the length alone where the text is as short as can be", () => {
    // A colon after a space would make the second bound give up.
    for (const kind of KINDS.filter((each) => !["1e3", "1000", "12e20", "5e-1", '"\\n"'].includes(each))) {
      const text = `{"a":" :","b":${kind},"c":[${kind},{"d":${kind}}]}`;
      expect(mayHaveDuplicates(text, JSON.parse(text)), text).to.equal(false);
    }
  });

  it("do not hide in depth, and depth ends no search", () => {
    const levels = 100_000;
    const text = `${"[".repeat(levels)}{"a": 1, "a": 2}${"]".repeat(levels)}`;
    expect(duplicatesIn(text, JSON.parse(text))).to.have.length(1);
  });

  it("are listed up to a thousand", () => {
    const text = `{${'"a":1,'.repeat(100_000)}"b":2}`;
    expect(duplicatesIn(text, JSON.parse(text))).to.have.length(1000);
  });
});

const space = fc.constantFrom("", "", " ", "\n", "\t", "\r\n");
