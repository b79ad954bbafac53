import { expect } from "chai";
import { loadDocuments } from "../../src/contract/load.ts";

/** Loads a document out of texts by name; what it refuses as `source#pointer message`. */
const load = async (texts: Readonly<Record<string, string>>, first = "api.yaml"): Promise<unknown> => {
  const read = async (name: string): Promise<string> => {
    const text = texts[name];
    if (text === undefined) throw Object.assign(new Error("none"), { code: "ENOENT" });
    return text;
  };
  try {
    const { documents } = await loadDocuments(first, { read });
    return Object.fromEntries(documents);
  } catch (error) {
    const { source, pointer, message } = error as { source: string; pointer: string; message: string };
    return `${source}#${pointer} ${message}`;
  }
};

const deep = (depth: number, inner: unknown): string =>
  `${'{"a":'.repeat(depth)}${JSON.stringify(inner)}${"}".repeat(depth)}`;

describe("Loading documents", () => {
  it("follows references from file to file, beside the file they stand in", async () => {
    expect(
      await load({
        "api.yaml": "paths:\n  /a: { $ref: parts/a.json#/A }\n",
        "parts/a.json": '{"A":{"x":{"$ref":"../b.yaml"}}}',
        "b.yaml": "type: string\n",
      }),
    ).to.deep.equal({
      "api.yaml": { paths: { "/a": { $ref: "parts/a.json#/A" } } },
      "parts/a.json": { A: { x: { $ref: "../b.yaml" } } },
      "b.yaml": { type: "string" },
    });
  });

  it("names the place of a reference to a file that is not there", async () => {
    const reason = "refers to none.yaml, which cannot be read: there is no such file";
    expect(await load({ "api.yaml": "paths:\n  /a~b:\n    - $ref: none.yaml#/x\n" })).to.equal(
      `api.yaml#/paths/~1a~0b/0 ${reason}`,
    );
    expect(await load({ "api.json": deep(20_000, { $ref: "none.yaml" }) }, "api.json")).to.equal(
      `api.json#${"/a".repeat(20_000)} ${reason}`,
    );
  });

  it("finds references however they are spelled", async () => {
    for (const [name, text] of [
      ["api.json", '{"a":{"$ref":"#/b"},"b":{"\\u0024ref":"none.yaml"}}'],
      ["api.json", '{"a":{"$ref" : \n "none.yaml"}}'],
      ["api.yaml", 'a: { $ref: "#/b" }\nb: { "\\x24ref": none.yaml }\n'],
      ["api.yaml", "a: { $ref: '#/b' }\nb:\n  $ref: # elsewhere\n    none.yaml\n"],
    ] as const)
      expect(await load({ [name]: text }, name), text).to.match(/ refers to none\.yaml/);
  });

  it("takes what stands in examples and enumerations for data", async () => {
    const ref = "{ $ref: none.yaml }";
    const text = `a: { example: ${ref}, default: ${ref}, enum: [${ref}], examples: [${ref}], const: ${ref} }\n`;
    expect(await load({ "api.yaml": text })).to.have.keys("api.yaml");
    const member = `properties: { example: ${ref} }\n`;
    expect(await load({ "api.yaml": member })).to.match(/^api\.yaml#\/properties\/example refers to none\.yaml/);
  });

  it("names the place where YAML is malformed, plain or not", async () => {
    expect(await load({ "api.yaml": "a: 1\nb: [\n" })).to.match(/^api\.yaml:3:1# flow sequence in block collection/);
    expect(await load({ "api.yaml": "a: 1\na: 2\n" })).to.equal("api.yaml:2:1#/a the key is given a second time");
    expect(await load({ "api.yaml": "a: !!set { b }\n" })).to.match(/^api\.yaml:1:4# .*tag/i);
    expect(await load({ "api.yaml": "a: &x\n  b: *x\n" })).to.equal(
      "api.yaml:2:6# *x stands inside what it stands for",
    );
  });

  it("reads an alias as what its anchor names", async () => {
    const value = { list: [{ id: 1 }, { id: 1 }], more: { id: 1 } };
    for (const tag of ["", " !!map"])
      expect(await load({ "api.yaml": `list:\n  - &one${tag}\n    id: 1\n  - *one\nmore: *one\n` })).to.deep.equal({
        "api.yaml": value,
      });
  });
});
