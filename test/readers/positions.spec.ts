import { expect } from "chai";
import fc from "fast-check";
import { below, type Pointer, valueAt } from "../../src/model/pointer.ts";
import { linesOf, locate, positionsOf } from "../../src/readers/positions.ts";

const TEXT = `{
  "name": "Tenant A",
  "parent" : { "id": null },
  "childIds": [ "a", { "a/b": [true] } ]
}`;

/** Every pointer into a value, the root included. */
const pointersOf = (value: unknown): Pointer[] => {
  const pointers: Pointer[] = [];
  const collect = (part: unknown, pointer: Pointer): void => {
    pointers.push(pointer);
    if (typeof part === "object" && part !== null)
      for (const [name, member] of Object.entries(part)) collect(member, below(pointer, name));
  };
  collect(value, "");
  return pointers;
};

const textAt = (text: string, { offset, length }: { offset: number; length: number }): string =>
  text.slice(offset, offset + length);

describe("positions in JSON", () => {
  it("give the place of a value and of its name", () => {
    expect(locate(TEXT, "/parent/id")).to.deep.equal({
      offset: 45,
      length: 4,
      line: 3,
      column: 22,
      key: { offset: 39, length: 4, line: 3, column: 16 },
      exact: true,
    });
    expect(locate(TEXT, "/childIds/1/a~1b/0")).to.deep.equal({
      offset: 84,
      length: 4,
      line: 4,
      column: 32,
      key: null,
      exact: true,
    });
    expect(locate(TEXT, "")).to.include({ offset: 0, length: TEXT.length, line: 1, column: 1, key: null, exact: true });
  });

  it("of a missing member or item are those of what would hold it", () => {
    for (const [pointer, holder] of [
      ["/regionId", ""],
      ["/parent/name", "/parent"],
      ["/parent/id/deeper/still", "/parent/id"],
      ["/childIds/2", "/childIds"],
      ["/childIds/-", "/childIds"],
      ["/childIds/01", "/childIds"],
      ["/name/0", "/name"],
      ["/__proto__", ""],
      ["/constructor", ""],
    ] as const)
      expect(locate(TEXT, pointer), pointer).to.deep.equal({ ...locate(TEXT, holder), exact: false });
  });

  it("of many pointers are found in one pass, each the same as alone", () => {
    const pointers = [...pointersOf(JSON.parse(TEXT)), "/nothing", "/parent/nothing"];
    const positions = positionsOf(TEXT, pointers);
    expect([...positions.keys()]).to.deep.equal(pointers);
    for (const pointer of pointers) expect(positions.get(pointer), pointer).to.deep.equal(locate(TEXT, pointer));
  });

  it("of members with one name are those of the last, which counts", () => {
    const text = '{"a": {"b": 1}, "a": {"c": 2}}';
    expect(locate(text, "/a")).to.include({ offset: 21, exact: true });
    expect(locate(text, "/a/c")).to.include({ offset: 27, exact: true });
    expect(locate(text, "/a/b")).to.include({ offset: 21, exact: false });
    expect(locate('{"a": {"b": 1}, "a": {"b": 2}}', "/a/b")).to.include({ offset: 27, exact: true });
    expect(locate('{"a": {"b": 1}, "a": {"b": 2}, "a": 3}', "/a/b")).to.include({ offset: 36, exact: false });
  });

  it("read names as JSON spells them", () => {
    expect(locate('{"\\u0061\\"": 1}', '/a"')).to.include({ offset: 13, exact: true });
    expect(locate('{"": {"": 1}}', "//")).to.include({ offset: 10, exact: true });
    expect(locate('{"__proto__": {"a": 1}}', "/__proto__/a")).to.include({ offset: 20, exact: true });
  });

  it("locate every pointer of any JSON text at a text that parses to its value", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), fc.constantFrom(undefined, 1, "\t", "\r\n"), (json, indent) => {
        const value: unknown = JSON.parse(json);
        const text = JSON.stringify(value, null, indent);
        for (const [pointer, location] of positionsOf(text, pointersOf(value))) {
          expect(location.exact).to.equal(true);
          expect(JSON.parse(textAt(text, location))).to.deep.equal(valueAt(value, pointer));
          const before = text.slice(0, location.offset).split("\n");
          expect([location.line, location.column]).to.deep.equal([before.length, (before.at(-1) ?? "").length + 1]);
          if (location.key !== null)
            expect(pointer.endsWith(below("", JSON.parse(textAt(text, location.key)) as string))).to.equal(true);
        }
      }),
    );
  });

  it("are found 100,000 levels deep, and beside as many levels", () => {
    const levels = 100_000;
    const deep = `{"a": ${"[".repeat(levels)}1${"]".repeat(levels)}, "b": 2}`;
    expect(locate(deep, `/a${"/0".repeat(levels)}`)).to.include({ offset: 6 + levels, length: 1, exact: true });
    expect(locate(deep, "/b")).to.include({ offset: deep.length - 2, exact: true });
  });

  it("of a text that is no JSON are those of what could be read, or none", () => {
    expect(locate("", "")).to.equal(null);
    expect(locate("  ", "/a")).to.equal(null);
    expect(locate('{"\\{', "/a")?.exact).to.equal(false);
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]:,"\\ a1') }), (text) => {
        locate(text, "/a/0");
      }),
    );
  });
});

describe("a line of a text", () => {
  it("is found by its number, without its line end", () => {
    const text = "one\r\ntwo\n\nfour";
    expect([1, 2, 3, 4].map((line) => linesOf(text)(line))).to.deep.equal([
      { offset: 0, text: "one" },
      { offset: 5, text: "two" },
      { offset: 9, text: "" },
      { offset: 10, text: "four" },
    ]);
    expect([0, -1, 5].map((line) => linesOf(text)(line))).to.deep.equal([null, null, null]);
    expect(linesOf("a\n")(2)).to.deep.equal({ offset: 2, text: "" });
    expect(linesOf("")(1)).to.deep.equal({ offset: 0, text: "" });
  });
});
