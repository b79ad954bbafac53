import { expect } from "chai";
import type { Block } from "../../src/docs/blocks.ts";
import { findingOf, type Written } from "../../src/docs/compare.ts";
import { berthPage, departures, towPage, writtenFrom } from "./example-pages.ts";
import { LAYOUTS, plainText } from "./layouts.ts";

type Table = Extract<Block, { kind: "table" }>;

/** The page with one text replaced, which must be in it. */
const replaced = (blocks: readonly Block[], from: string, to: string): Block[] => {
  const edited = JSON.stringify(blocks).replace(JSON.stringify(from).slice(1, -1), JSON.stringify(to).slice(1, -1));
  expect(edited).to.not.equal(JSON.stringify(blocks));
  return JSON.parse(edited) as Block[];
};

const withTable = (blocks: readonly Block[], nth: number, edit: (rows: string[][]) => string[][]): Block[] => {
  const tables = blocks.filter((block): block is Table => block.kind === "table");
  return blocks.map((block) =>
    block === tables[nth]
      ? {
          ...(block as Table),
          rows: edit((block as Table).rows.map(({ cells }) => [...cells])).map((cells) => ({ cells, line: 0 })),
        }
      : block,
  );
};

const cell = (blocks: readonly Block[], table: number, row: number, column: number, text: string): Block[] =>
  withTable(blocks, table, (rows) =>
    rows.map((cells, i) => (i === row ? cells.map((one, j) => (j === column ? text : one)) : cells)),
  );

/** One edit of the page, and what must be found in whatever layout. */
const EDITS: readonly (readonly [what: string, edited: Block[], rule: string, at: string])[] = [
  [
    "a row more",
    withTable(berthPage, 0, (rows) => [...rows.slice(0, 4), ["mast", "no", "number", "Its height."], ...rows.slice(4)]),
    "docs-row-added",
    "mast",
  ],
  [
    "a row more at the end",
    withTable(berthPage, 1, (rows) => [...rows, ["mast", "number", "Its height."]]),
    "docs-row-added",
    "mast",
  ],
  ["a row less", withTable(berthPage, 0, (rows) => rows.toSpliced(3, 1)), "docs-row-removed", "shorePower"],
  ["the nameless row gone", withTable(berthPage, 1, (rows) => rows.toSpliced(3, 1)), "docs-row-removed", "nights"],
  ["another name", cell(berthPage, 0, 1, 0, "pierId"), "docs-row-renamed", "quayId"],
  ["a name for the nameless row", cell(berthPage, 1, 3, 0, "nights"), "docs-row-renamed", "nights"],
  ["another type", cell(berthPage, 0, 1, 2, "string"), "docs-row-retyped", "quayId"],
  ["another type in the nameless row", cell(berthPage, 0, 2, 2, "number"), "docs-row-retyped", "nights"],
  ["another type in the reply", cell(berthPage, 1, 4, 1, "array of UUIDs"), "docs-row-retyped", "neighbours"],
  ["required now", cell(berthPage, 0, 3, 1, "yes"), "docs-requiredness-changed", "shorePower"],
  ["optional now", cell(berthPage, 0, 2, 1, "no"), "docs-requiredness-changed", "nights"],
  [
    "other words in a row",
    cell(berthPage, 0, 2, 3, "How many nights the boat stays, at most 14."),
    "docs-description-changed",
    "nights",
  ],
  [
    "a sentence more in a row",
    cell(berthPage, 1, 1, 2, "The boat's name, as it was given. It may be empty."),
    "docs-description-changed",
    "boat",
  ],
  [
    "a sentence less in a row",
    cell(berthPage, 0, 0, 3, "The name on the boat's stern. Any letters are fine."),
    "docs-description-changed",
    "boat",
  ],
  [
    "a member more in the request",
    replaced(berthPage, '\t"nights": 1,', '\t"nights": 1,\n\t"mast": 12,'),
    "docs-sample-member-added",
    "/mast",
  ],
  [
    "an object more in the reply",
    replaced(berthPage, '"paid": null', '"paid": null,\n    "bill": { "id": 1, "sum": 2 }'),
    "docs-sample-member-added",
    "/result/bill",
  ],
  [
    "a member less in the request",
    replaced(berthPage, '\t"shorePower": true,\n', ""),
    "docs-sample-member-removed",
    "/shorePower",
  ],
  ["a required member less", replaced(berthPage, '\t"boat": "Mary Ann",\n', ""), "docs-sample-member-removed", "/boat"],
  [
    "an object less in the reply",
    replaced(
      berthPage,
      `    "quay": {\n      "id": "5b1c7b0e-6b0a-4d7e-9a43-0d6d0d1a7c11",\n      "name": "North"\n    },\n`,
      "",
    ),
    "docs-sample-member-removed",
    "/result/quay",
  ],
  [
    "a value of another type",
    replaced(berthPage, '"shorePower": true', '"shorePower": "when it rains"'),
    "docs-sample-not-conforming",
    "/shorePower",
  ],
  [
    "a value out of bounds",
    replaced(berthPage, '    "nights": 1', '    "nights": 31'),
    "docs-sample-not-conforming",
    "/result/nights",
  ],
  [
    "an object that is a text",
    replaced(
      berthPage,
      `{\n      "id": "5b1c7b0e-6b0a-4d7e-9a43-0d6d0d1a7c11",\n      "name": "North"\n    }`,
      '"North"',
    ),
    "docs-sample-not-conforming",
    "/result/quay",
  ],
  [
    "an item that is not allowed",
    replaced(berthPage, '["blue"]', '["blue", "green"]'),
    "docs-sample-not-conforming",
    "/flags/*",
  ],
];

const TEXT_EDITS: readonly (readonly [what: string, edited: Block[], rule: string])[] = [
  ["another word", replaced(berthPage, "Only harbour masters", "Only captains"), "docs-sentence-changed"],
  ["another method", replaced(berthPage, "curl -X POST", "curl -X PUT"), "docs-sentence-changed"],
  ["a sentence less", replaced(berthPage, " Only harbour masters may do it.", ""), "docs-sentence-gone"],
  ["a sentence more", replaced(berthPage, "may do it.", "may do it. Nobody else is asked."), "docs-text-uncovered"],
  [
    "a paragraph more",
    replaced(berthPage, "settles bills.", "settles bills. Bills are due within a week."),
    "docs-text-uncovered",
  ],
  ["another status", replaced(berthPage, "409 Conflict", "403 Forbidden"), "docs-status-mentions-changed"],
  [
    "a status less",
    replaced(berthPage, " A refused boat is told so with 409 Conflict.", ""),
    "docs-status-mentions-changed",
  ],
  [
    "a status more",
    replaced(berthPage, "may do it.", "may do it. Others get an error 403."),
    "docs-status-mentions-changed",
  ],
];

describe("what docs finds on a page", () => {
  let berth: Written;
  let tow: Written;
  before(async () => {
    berth = await writtenFrom("reserve-berth", berthPage);
    tow = await writtenFrom("order-tow", towPage);
  });

  for (const [name, layout] of Object.entries(LAYOUTS)) {
    it(`finds nothing where the same page is given as ${name}`, async () => {
      expect((await departures(layout(berthPage), berth)).map(({ message }) => message)).to.deep.equal([]);
      expect((await departures(layout(towPage), tow)).map(({ message }) => message)).to.deep.equal([]);
    });

    it(`finds one edited cell, member, value or sentence, and nothing else, in ${name}`, async () => {
      for (const [what, edited, rule, at] of EDITS) {
        const found = await departures(layout(edited), berth);
        expect(
          found.map((drift) => `${drift.rule.id} ${drift.at}`),
          what,
        ).to.deep.equal([`${rule} ${at}`]);
        expect(found[0]?.clauses.length, what).to.be.greaterThan(0);
      }
      for (const [what, edited, rule] of TEXT_EDITS)
        expect(
          (await departures(layout(edited), berth)).map((drift) => drift.rule.id),
          what,
        ).to.deep.equal([rule]);
    });
  }

  it("finds what changes on a page that lost its names: events, descriptions and media types", async () => {
    const edits: readonly (readonly [Block[], string])[] = [
      [
        replaced(towPage, "TOW_ORDER_FAIL", "TOW_ORDER_CANCEL"),
        "docs-row-removed TOW_ORDER_FAIL, docs-row-added TOW_ORDER_CANCEL",
      ],
      [
        towPage.filter((block) => JSON.stringify(block).includes("TOW_ORDER_FAIL") === false),
        "docs-row-removed TOW_ORDER_FAIL",
      ],
      [replaced(towPage, "to be towed", "in distress"), "docs-description-changed boat"],
      [replaced(towPage, " Degrees are written with a point.", ""), "docs-description-changed position"],
      [
        towPage.filter((block) => JSON.stringify(block).includes("Where the boat") === false),
        "docs-row-removed position",
      ],
      [replaced(towPage, "text/plain", "text/html"), "docs-row-retyped 400"],
      [towPage.filter((block) => JSON.stringify(block).includes("text/plain") === false), "docs-row-removed 400"],
      [replaced(towPage, '"minutes": 20', '"minutes": "soon"'), "docs-sample-not-conforming /minutes"],
      [towPage.filter((block) => JSON.stringify(block).includes("Hercules") === false), "docs-section-gone"],
    ];
    for (const [edited, expected] of edits)
      for (const layout of [plainText, LAYOUTS["a Markdown table"]!, LAYOUTS["an HTML table"]!]) {
        const found = await departures(layout(edited), tow);
        expect(found.map((drift) => `${drift.rule.id} ${drift.at}`.trim()).sort(), expected).to.deep.equal(
          expected.split(", ").sort(),
        );
      }
  });

  it("reads samples and text that a converter glued to one another", async () => {
    const glued = plainText(towPage).replaceAll("}\n\n", "}").replace("Orders a tow", "/v1/towsOrders a tow");
    const found = await departures(glued, tow);
    expect(found.map(({ rule, message }) => `${rule.id} ${message}`)).to.deep.equal([
      'docs-text-uncovered "Introduction" says something new: "/v1/tows"',
    ]);
  });

  it("reads a definition list that marks only what is required", async () => {
    const page = LAYOUTS["an HTML definition list"]!(berthPage).replaceAll("<em>optional</em>", "");
    expect((await departures(page, berth)).map(({ message }) => message)).to.deep.equal([]);
  });

  it("tells a new member once, whatever it holds, and a value of another kind without its parts", async () => {
    const oneFor = async (from: string, to: string) =>
      (await departures(plainText(replaced(berthPage, from, to)), berth)).map(({ rule, at }) => `${rule.id} ${at}`);
    expect(await oneFor('"name": "North"', '"name": "North", "depth": 5')).to.deep.equal([
      "docs-sample-member-added /result/quay/depth",
    ]);
    expect(await oneFor('"neighbours": []', '"neighbours": [{ "id": 5 }]')).to.deep.equal([
      "docs-sample-not-conforming /result/neighbours/*",
    ]);
  });

  it("knows a heading with a method beside it, and one that comes a second time for text", async () => {
    const found = async (page: readonly Block[]) => (await departures(plainText(page), tow)).map(({ rule }) => rule.id);
    expect(await found(replaced(towPage, "Events", "GET Events"))).to.deep.equal(["docs-sentence-changed"]);
    const more: Block[] = [
      { kind: "heading", text: "Body", line: 0 },
      { kind: "text", text: "More about bodies.", line: 0 },
    ];
    expect(await found([...towPage, ...more])).to.deep.equal(["docs-text-uncovered"]);
  });

  it("does not mind that a paragraph moved", async () => {
    const text = berthPage[1]!;
    const page = plainText([...berthPage.filter((block) => block !== text), text]);
    expect((await departures(page, berth)).map(({ message }) => message)).to.deep.equal([]);
  });

  it("tells a table that is gone once, not row by row", async () => {
    const edited = berthPage.filter((block) => block.kind !== "table" || block.header.length !== 3);
    const found = await departures(plainText(edited), berth);
    expect(found.map(({ rule, section }) => `${rule.id} ${section}`)).to.deep.equal([
      "docs-section-gone Response parameters",
    ]);
  });

  it("does not mind capitals, quotation marks, dashes, line breaks and the order of rows", async () => {
    const page = plainText(withTable(berthPage, 0, (rows) => rows.toReversed()))
      .replaceAll("It's", "it’s")
      .replaceAll("—", " – ")
      .replaceAll("Only harbour masters may do it.", "Only  har\u00adbour\u00a0masters may do\u200b it.")
      .replaceAll("\n", "\r\n");
    expect((await departures(page, berth)).map(({ message }) => message)).to.deep.equal([]);
  });

  it("minds what changes the meaning of the same words", async () => {
    const page = (from: string, to: string) => departures(plainText(replaced(berthPage, from, to)), berth);
    expect((await page("at most 30", "at most -30")).map(({ rule }) => rule.id)).to.deep.equal([
      "docs-description-changed",
    ]);
    expect((await page("at most 30", "at most 30%")).map(({ rule }) => rule.id)).to.deep.equal([
      "docs-description-changed",
    ]);
    expect((await page("at most 30", "at most 3.0")).map(({ rule }) => rule.id)).to.deep.equal([
      "docs-description-changed",
    ]);
  });

  it("grades by what stands behind a clause, places a finding and says what to revisit", async () => {
    const finding = async (edited: readonly Block[]) => {
      const [drift] = await departures(plainText(edited), berth);
      return findingOf(drift!, "page.txt", berth);
    };
    const retyped = await finding(cell(berthPage, 0, 1, 2, "string"));
    expect(retyped).to.deep.include({
      severity: "error",
      rule: "docs-row-retyped",
      operation: "harbour.reserveBerth",
      direction: "request",
    });
    expect(retyped.message).to.equal(
      'the row "quayId" in "Request parameters" had the type "UUID" and has "string" now',
    );
    const line =
      plainText(berthPage)
        .split("\n")
        .findIndex((one) => one.startsWith("quayId yes")) + 1;
    expect(retyped.instance).to.deep.equal({
      source: "page.txt",
      line,
      column: 1,
      pointer: "/Request parameters/quayId",
    });
    expect(retyped.clauses.map(({ id }) => id)).to.deep.equal(["harbour-reserve-berth-Request-parameters-quayId"]);
    const inferred = await finding(replaced(berthPage, "A reservation isn't paid", "No reservation is paid"));
    expect([inferred.severity, inferred.rule]).to.deep.equal(["warning", "docs-sentence-changed"]);
    const news = await finding(replaced(berthPage, "may do it.", "may do it. Nobody else is asked."));
    expect([news.severity, news.clauses.length]).to.deep.equal(["warning", 1]);
  });
});
