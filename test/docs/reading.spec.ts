import { expect } from "chai";
import type { Block } from "../../src/docs/blocks.ts";
import { readHtml } from "../../src/docs/html.ts";
import { repairJson } from "../../src/docs/repair.ts";
import { readText } from "../../src/docs/text.ts";
import { normalised, sentencesOf, statusesIn, wordingOf } from "../../src/docs/wording.ts";

const none = () => false;
const seen = (blocks: readonly Block[]) =>
  blocks.map((block) => {
    if (block.kind === "table")
      return ["table", block.header.join("|"), ...block.rows.map(({ cells }) => cells.join("|"))];
    return block.kind === "term" ? ["term", block.term, block.text] : [block.kind, block.text];
  });

describe("the reading of samples", () => {
  const cases: readonly (readonly [what: string, text: string, value: unknown])[] = [
    ["well-formed", '{"a": [1, null]}', { a: [1, null] }],
    ["without a comma between lines", '{\n"a": 1\n"b": 2\n}', { a: 1, b: 2 }],
    ["with words that nothing quotes", '{"a": Two words,\n"b": [x, y]}', { a: "Two words", b: ["x", "y"] }],
    ["with a comma too many", '{"a": [1, 2, ], }', { a: [1, 2] }],
    ["never closed", '{"a": {"b": [1', { a: { b: [1] } }],
    ["with a string that its line ends", '{"a": "one\n"b": 2}', { a: "one", b: 2 }],
    ["in typographic quotes", "{“a”: “b”}", { a: "b" }],
    ["in single quotes, names bare", "{a: 'b', c: true}", { a: "b", c: true }],
    ["with comments and ellipses", '{ // first\n"a": 1, ...\n/* more */ "b": 2, # last\n}', { a: 1, b: 2 }],
    ["with a name and no value", '{"a": , "b": }', { a: "b" }],
    ["with a number that is none", '{"a": 007, "b": 1.5}', { a: "007", b: 1.5 }],
  ];
  for (const [what, text, value] of cases)
    it(`takes a sample ${what} for what its shape says`, () => {
      expect(repairJson(text)?.value).to.deep.equal(value);
    });

  it("keeps a member named __proto__ a member, and ends on any text in time", () => {
    const read = repairJson('{__proto__: 1, "a": 2}')?.value as object;
    expect(Object.keys(read)).to.deep.equal(["__proto__", "a"]);
    expect(Object.getPrototypeOf(read)).to.equal(Object.prototype);
    expect(repairJson("[".repeat(100_000))).to.equal(null);
    const begun = process.hrtime.bigint();
    for (const text of ['{"a": ', "{a ", '["', "/*", "{{{}}}", '{"a" "b" '].map((part) => part.repeat(100_000)))
      repairJson(text);
    expect(Number(process.hrtime.bigint() - begun) / 1e9).to.be.lessThan(3);
  });
});

describe("the wording of a sentence", () => {
  it("is the same for every typography, layout and capitals", () => {
    const one = wordingOf("The tenant's “name” must—always—be set: at most 30 signs.");
    for (const other of [
      "the tenant’s name must - always - be set, at most 30 signs",
      "  The\ntenants  NAME\u00a0must\u2009always be\u00adset: at most 30 signs!".replace("be\u00ad", "be "),
    ])
      expect(wordingOf(other)).to.equal(one);
  });

  it("differs where a sign, a number or a relation does", () => {
    const all = [
      "at most 30",
      "at most -30",
      "at most +30",
      "at most 30%",
      "at most 3.0",
      "< 30",
      "<= 30",
      "> 30",
      "at most 31",
      "not at most 30",
    ];
    expect(new Set(all.map(wordingOf)).size).to.equal(all.length);
    expect(normalised("— “…” —")).to.equal("");
  });

  it("is told sentence by sentence, abbreviations apart", () => {
    expect(sentencesOf("One thing, e.g. this. Another? (Yes!) a third. No. 5 is v1.1 of it")).to.deep.equal([
      "One thing, e.g. this.",
      "Another?",
      "(Yes!)",
      "a third.",
      "No. 5 is v1.1 of it",
    ]);
  });

  it("shows the statuses it speaks of, and takes no other number for one", () => {
    expect(
      statusesIn("Returns a 404 if none, and error code 409. Then 201 Created; not 250 tenants of port 443."),
    ).to.deep.equal(["404", "409", "201"]);
    expect(statusesIn("At most 200 items, 404 of them.")).to.deep.equal([]);
  });
});

describe("the reading of HTML", () => {
  it("reads the subject of the page and nothing around it", () => {
    const html = `<html><head><title>T</title><script>if (a < b) "<p>no</p>"</script></head><body><nav>Home</nav>
      <main><h1>Tenants <a href="#x" aria-hidden="true">#</a></h1><p>One &amp; two<br>three.</p><svg><text>no</text></svg>
      <ul><li>first<li><p>second</p></ul><div hidden>no</div><button>Copy</button><p>last</main><footer>Imprint</footer></body></html>`;
    expect(seen(readHtml(html))).to.deep.equal([
      ["heading", "Tenants"],
      ["text", "One & two three."],
      ["item", "first"],
      ["item", "second"],
      ["text", "last"],
    ]);
  });

  it("reads tables whose cells hold paragraphs, lists and tables, closed or not", () => {
    const html = `<table><tr><th>Name<th>Type<tr><td>a<td><p>one</p><p>two</p><ul><li>x</li><li>y</li></ul>
      <tr><td><td>no name</td></tr><tr><td>b</td><td><table><tr><td>inner</td></tr></table></td></tr></table><p>after</p>`;
    expect(seen(readHtml(html)).map((block) => block.map((text) => text.replaceAll(/\s+/g, " ")))).to.deep.equal([
      ["table", "Name|Type", "a|one two x y", "|no name", "b|inner"],
      ["text", "after"],
    ]);
  });

  it("reads definition lists and preformatted text with its line breaks", () => {
    const html = `<dl><dt>a</dt><dd>one</dd><dd>more</dd><dt>b<dd><p>two</p></dl><pre><span>{</span>\n  "x": 1<br>}</pre>`;
    expect(seen(readHtml(html))).to.deep.equal([
      ["term", "a", "one more"],
      ["term", "b", "two"],
      ["code", '{\n  "x": 1\n}'],
    ]);
  });

  it("refuses a page that is nested too deeply, and ends in time on any other", () => {
    const begun = process.hrtime.bigint();
    for (const part of ["<div>", "<b><p>", "<table><tr><td>", "<dl><dt>", "<svg>", "<pre>", "<main>"])
      expect(() => readHtml(part.repeat(40_000)), part).to.throw("nested more than 512 deep");
    for (const part of ["</p>", "<a b=", "&amp", "<!--", "<li>", "<p>x", "<br>", "<td>x", "</td>"])
      readHtml(part.repeat(40_000));
    readHtml(`${"<i>".repeat(500)}${"</b>".repeat(100_000)}`);
    expect(Number(process.hrtime.bigint() - begun) / 1e9).to.be.lessThan(5);
  });
});

describe("the reading of text and Markdown", () => {
  it("reads headings, items, links and marks without their marks", () => {
    const text =
      '# One\n\nTwo\n---\n\n* **bold** and `code_here`\n1. [a link](https://x.example/a_(b) "title")\n\nA_B_C and *d*\n';
    expect(seen(readText(text, none))).to.deep.equal([
      ["heading", "One"],
      ["heading", "Two"],
      ["item", "bold and code_here"],
      ["item", "a link"],
      ["text", "A_B_C and d"],
    ]);
  });

  it("joins the lines of a paragraph that was broken to fit a width, and no others", () => {
    const wide =
      "A sentence that is broken because its line would be far too long otherwise and\ngoes on here.\nShort line\nAnother short line";
    expect(seen(readText(wide, none)).map(([, text]) => text)).to.deep.equal([
      "A sentence that is broken because its line would be far too long otherwise and goes on here.",
      "Short line",
      "Another short line",
    ]);
  });

  it("reads fences, commands whose quote is never closed, and samples glued to text", () => {
    const text =
      '```\na: b\n```\ncurl https://x.example -d \'\n{\n"a": "{"\n}\nNext\n{ "b": 1 }{ "c": 2 }"Done"Thanks.';
    expect(seen(readText(text, none))).to.deep.equal([
      ["code", "a: b"],
      ["code", 'curl https://x.example -d \'\n{\n"a": "{"\n}'],
      ["text", "Next"],
      ["code", '{ "b": 1 }'],
      ["code", '{ "c": 2 }'],
      ["code", '"Done"'],
      ["text", "Thanks."],
    ]);
    expect(readText(text, none).map(({ line }) => line)).to.deep.equal([1, 4, 8, 9, 9, 9, 9]);
  });

  it("ends a sample that is never closed at the next known heading", () => {
    const blocks = readText('{\n"a": {\n"b": 1\n}\nResponse\ntext', (line) => line === "Response");
    expect(seen(blocks).map(([kind]) => kind)).to.deep.equal(["code", "text", "text"]);
  });

  it("takes no Markdown link and no sentence for a sample or a row", () => {
    const text =
      "[Errors](errors.md) are listed elsewhere.\n\nParameter Required Type Description\nname yes string The name.\n\nThe string must not be empty.\n";
    expect(seen(readText(text, none))).to.deep.equal([
      ["text", "Errors are listed elsewhere."],
      ["table", "Parameter|Required|Type|Description", "name|yes|string|The name."],
      ["text", "The string must not be empty."],
    ]);
  });

  it("ends in time on hostile input", () => {
    const begun = process.hrtime.bigint();
    const parts = [
      "| a ",
      "|\n",
      "_a ",
      "*a*",
      "[",
      "[a](",
      "curl ",
      "{\n",
      '{"',
      "# # ",
      "* ",
      ": a\n",
      "-d  ",
      "\t",
      "|-",
      "a yes string b\n",
      "`",
      "&",
      "<a ",
      ". ",
    ];
    for (const part of parts) readText(part.repeat(Math.ceil(200_000 / part.length)), none);
    readText(`| a | b |\n|---|---|\n${"| c\n".repeat(50_000)}`, none);
    readText(`Name Type\n${"a string\n\n".repeat(20_000)}`, none);
    expect(Number(process.hrtime.bigint() - begun) / 1e9).to.be.lessThan(8);
  });
});
