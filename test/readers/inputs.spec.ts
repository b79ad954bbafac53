import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { alternativesOf, matchesSegment } from "../../src/readers/glob.ts";
import { InputError } from "../../src/readers/input-error.ts";
import { expandInputs } from "../../src/readers/inputs.ts";

const FILES = [
  "b.json",
  "a.json",
  "B.json",
  "notes.txt",
  "[x].json",
  ".hidden.json",
  "sub/c.yaml",
  "sub/deep/d.ndjson",
  "sub/deep/e.jsonl",
  "sub/deep/f.yml",
  ".git/g.json",
  "node_modules/h/i.json",
  "empty/readme.md",
];

describe("expanding inputs", () => {
  let folder = "";
  before(() => {
    folder = `${mkdtempSync(join(tmpdir(), "inputs-"))}/`;
    for (const file of FILES) {
      mkdirSync(join(folder, dirname(file)), { recursive: true });
      writeFileSync(join(folder, file), "{}");
    }
    symlinkSync("..", join(folder, "sub", "up"));
    symlinkSync("../a.json", join(folder, "sub", "linked.json"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const expand = (...names: string[]): string[] =>
    expandInputs(names.map((name) => folder + name)).map((name) => name.slice(folder.length));

  it("keeps files and standard input as they are named, each once", () => {
    expect(expandInputs(["-", "missing.json", "-"])).to.deep.equal(["-", "missing.json"]);
    expect(expand("b.json", "a.json", "b.json")).to.deep.equal(["b.json", "a.json"]);
  });

  it("takes a folder for every payload in and below it, in a fixed order", () => {
    const all = [
      "B.json",
      "[x].json",
      "a.json",
      "b.json",
      "sub/c.yaml",
      "sub/deep/d.ndjson",
      "sub/deep/e.jsonl",
      "sub/deep/f.yml",
      "sub/linked.json",
    ];
    expect(expand("")).to.deep.equal(all);
    expect(expand("sub/deep")).to.deep.equal(["sub/deep/d.ndjson", "sub/deep/e.jsonl", "sub/deep/f.yml"]);
    expect(expand("sub/deep/")).to.deep.equal(expand("sub/deep"));
  });

  it("takes a pattern for what it matches", () => {
    expect(expand("*.json")).to.deep.equal(["B.json", "[x].json", "a.json", "b.json"]);
    expect(expand("?.json")).to.deep.equal(["B.json", "a.json", "b.json"]);
    expect(expand("[a-c].json")).to.deep.equal(["a.json", "b.json"]);
    expect(expand("[!a].json")).to.deep.equal(["B.json", "b.json"]);
    expect(expand("{b,a}.json")).to.deep.equal(["a.json", "b.json"]);
    expect(expand("sub/*/*")).to.include.members(["sub/deep/d.ndjson"]);
    expect(expand("**/*.y{a,}ml")).to.deep.equal(["sub/c.yaml", "sub/deep/f.yml"]);
    expect(expand("**/deep/**")).to.deep.equal(["sub/deep/d.ndjson", "sub/deep/e.jsonl", "sub/deep/f.yml"]);
    expect(expand(".*.json")).to.deep.equal([".hidden.json"]);
    expect(expand(".git/*.json")).to.deep.equal([".git/g.json"]);
    expect(expand("**/**/**/c.yaml")).to.deep.equal(["sub/c.yaml"]);
  });

  it("finds the files of a pattern below the working folder by their relative names", () => {
    expect(expandInputs(["test/readers/inp*.spec.ts"])).to.deep.equal(["test/readers/inputs.spec.ts"]);
    expect(expandInputs(["./test/readers/inp*.spec.ts"])).to.deep.equal(["./test/readers/inputs.spec.ts"]);
    expect(expandInputs(["../**/readers/nothing-*", "-"].slice(1))).to.deep.equal(["-"]);
  });

  it("takes a file for itself even if its name reads like a pattern", () => {
    expect(expand("[x].json")).to.deep.equal(["[x].json"]);
  });

  it("refuses a pattern or folder without files, with a remedy", () => {
    expect(() => expand("*.xml"))
      .to.throw(InputError, "the pattern matches no file")
      .that.includes({ source: `${folder}*.xml` });
    expect(() => expand("empty"))
      .to.throw(InputError, "the folder holds no payload")
      .that.includes({ source: `${folder}empty` });
    expect(() => expand("missing/**")).to.throw(InputError, "the pattern matches no file");
  });

  it("spells out braces, and keeps those that are no choice", () => {
    expect(alternativesOf("a{b,c{d,e}}f")).to.have.members(["abf", "acdf", "acef"]);
    expect(alternativesOf("{a}.{")).to.deep.equal(["{a}.{"]);
    expect(alternativesOf("{a,b}".repeat(30)).length).to.be.at.most(1000);
  });

  it("matches a name in time that a hostile pattern cannot raise", () => {
    expect(matchesSegment("a".repeat(250), `${"a*".repeat(100)}b`)).to.equal(false);
    expect(matchesSegment("a".repeat(250), "*".repeat(250))).to.equal(true);
    expect(matchesSegment("abc", "a[")).to.equal(false);
    expect(matchesSegment("a[", "a[")).to.equal(true);
    expect(matchesSegment("a]", "a[]]")).to.equal(true);
  });
});
