import { contractOf } from "../../src/contract/contract.ts";
import { accepted } from "../../src/docs/accept.ts";
import type { Block } from "../../src/docs/blocks.ts";
import { compare, type Written } from "../../src/docs/compare.ts";
import type { Drift } from "../../src/docs/drift.ts";
import { extract } from "../../src/docs/extract.ts";
import { emptyRecord, outlineOf, type PageRecord } from "../../src/docs/record.ts";
import { Judge } from "../../src/engine/judge.ts";
import type { Clause, Page, Section } from "../../src/model/clause.ts";
import { plainText } from "./layouts.ts";

const heading = (text: string): Block => ({ kind: "heading", text, line: 0 });
const text = (words: string): Block => ({ kind: "text", text: words, line: 0 });
const item = (words: string): Block => ({ kind: "item", text: words, line: 0 });
const code = (words: string): Block => ({ kind: "code", text: words, line: 0 });
const table = (header: string, ...rows: string[][]): Block => ({
  ...{ kind: "table", header: header.split(" "), line: 0 },
  rows: rows.map((cells) => ({ cells, line: 0 })),
});

const ID = "5b1c7b0e-6b0a-4d7e-9a43-0d6d0d1a7c11";

/** A page with everything: prose, a malformed sample in a command, tables with a nameless row, a malformed reply. */
export const berthPage: readonly Block[] = [
  heading("Reserve a berth"),
  text(
    "Boats are given a berth with a POST request. Only harbour masters may do it. A refused boat is told so with 409 Conflict.",
  ),
  heading("Request"),
  heading("Sample request"),
  text("This reserves a berth for one night:"),
  code(`curl -X POST -H "Content-Type: application/json"
https://harbour.example/v1/berths -d '{
\t"boat": "Mary Ann",
\t"quayId": "${ID}"
\t"nights": 1,
\t"shorePower": true,
\t"flags": ["blue"]
}'`),
  heading("Request parameters"),
  text("A request may have these parameters:"),
  table(
    "Parameter Required Type Description",
    ["boat", "yes", "string", "The name on the boat's stern. Any letters are fine. It's unique in the harbour."],
    ["quayId", "yes", "UUID", "The quay to moor at."],
    ["", "yes", "integer", "How many nights the boat stays, at most 30."],
    ["shorePower", "no", "boolean", "Whether the boat needs electricity. The default is false."],
    ["flags", "no", "array", "The flags it flies: Blue—for members. Red—for guests."],
    ["remark", "no", "string", "Anything the harbour master should know."],
  ),
  heading("Response"),
  heading("Sample response"),
  text("The reply looks like this:"),
  code(`{
  "result": {
    "id": "${ID}",
    "boat": Mary Ann,
    "quay": {
      "id": "${ID}",
      "name": "North"
    },
    "nights": 1,
    "neighbours": [],
    "reserved": "2024-05-01T12:00:00Z",
    "paid": null
  }
}`),
  heading("Response parameters"),
  text("A reply has these parameters:"),
  table(
    "Parameter Type Description",
    ["id", "UUID", "The number of the reservation."],
    ["boat", "string", "The boat's name, as it was given."],
    ["quay", "object", "The quay with its identifier and its name."],
    ["", "integer", "How many nights the boat stays."],
    ["neighbours", "array", "The reservations of boats beside it."],
    ["reserved", "string", "When the reservation was made."],
    ["paid", "string", "When it was paid for."],
  ),
  heading("Next steps"),
  text("A reservation isn't paid for by itself. Pay it with the request that settles bills."),
];

/** A page that lost the names of its members and statuses, whose events are a list. */
export const towPage: readonly Block[] = [
  heading("Order a tow"),
  text("Orders a tow to the boat's position."),
  heading("Events"),
  item("TOW_ORDER_START"),
  item("TOW_ORDER_SUCCESS"),
  item("TOW_ORDER_FAIL"),
  heading("Body"),
  text("application/json"),
  text("The boat to be towed."),
  text("Where the boat is. Degrees are written with a point."),
  heading("Answers"),
  text("application/json"),
  text("text/plain"),
  code(`{ "boat": "Mary Ann", "position": "54.3 10.1" }`),
  code(`{
  "tug": "Hercules",
  "minutes": 20
}`),
  text("Was this page useful?"),
];

const string = { type: "string" };
const uuid = { type: "string", format: "uuid" };
const object = (required: readonly string[], properties: object) => ({ type: "object", required, properties });
const json = (schema: object) => ({ "application/json": { schema } });

const nights = { type: "integer", minimum: 1, maximum: 30 };
const berthRequest = object(["boat", "quayId", "nights"], {
  ...{ boat: string, quayId: uuid, nights, shorePower: { type: "boolean" }, remark: string },
  flags: { type: "array", items: { enum: ["blue", "red"] } },
});
const berth = object(["id"], {
  ...{ id: uuid, boat: string, nights, neighbours: { type: "array", items: uuid } },
  quay: { ...object(["id"], { id: uuid, name: string }), additionalProperties: string },
  reserved: { type: "string", format: "date-time" },
  paid: { type: ["string", "null"] },
});

const document = {
  openapi: "3.1.0",
  info: { title: "Harbour", version: "1" },
  paths: {
    "/v1/berths": {
      post: {
        operationId: "reserveBerth",
        requestBody: { content: json(berthRequest) },
        responses: { "201": { description: "reserved", content: json(object(["result"], { result: berth })) } },
      },
    },
    "/v1/tows": {
      post: {
        operationId: "orderTow",
        requestBody: { content: json(object(["boat"], { boat: string, position: string })) },
        responses: {
          "201": {
            description: "on its way",
            content: json(object([], { tug: string, minutes: { type: "integer" } })),
          },
        },
      },
    },
  },
};

const section = (name: string, rows: Section["rows"] = [], members: readonly string[] = []): Section => ({
  name,
  rows,
  members,
});
const row = (name: string, type: string, required?: string) => ({
  name,
  type,
  ...(required === undefined ? {} : { required }),
});

const pages: readonly Page[] = [
  {
    ...{ id: "reserve-berth", title: "Reserve a berth", sha256: "", operations: ["reserveBerth"] },
    sections: [
      section("Introduction"),
      section("Sample request", [], ["/boat", "/quayId", "/nights", "/shorePower", "/flags/*"]),
      section("Request parameters", [
        row("boat", "string", "yes"),
        row("quayId", "UUID", "yes"),
        { ...row("nights", "integer", "yes"), printed: "" },
        row("shorePower", "boolean", "no"),
        row("flags", "array", "no"),
        row("remark", "string", "no"),
      ]),
      section(
        "Sample response",
        [],
        ["id", "boat", "quay/id", "quay/name", "nights", "neighbours", "reserved", "paid"].map(
          (name) => `/result/${name}`,
        ),
      ),
      section("Response parameters", [
        ...[
          row("id", "UUID"),
          row("boat", "string"),
          row("quay", "object"),
          { ...row("nights", "integer"), printed: "" },
        ],
        ...[row("neighbours", "array"), row("reserved", "string"), row("paid", "string")],
      ]),
      section("Next steps"),
    ],
  },
  {
    ...{ id: "order-tow", title: "Order a tow", sha256: "", operations: ["orderTow"] },
    sections: [
      section("Introduction"),
      section("Events", [{ name: "TOW_ORDER_START" }, { name: "TOW_ORDER_SUCCESS" }, { name: "TOW_ORDER_FAIL" }]),
      section("Body", [
        { name: "boat", printed: "" },
        { name: "position", printed: "" },
      ]),
      section("Answers", [
        { name: "201", printed: "", type: "application/json" },
        { name: "400", printed: "", type: "text/plain" },
      ]),
      section("Sample request", [], ["/boat", "/position"]),
      section("Sample response", [], ["/tug", "/minutes"]),
    ],
  },
];

const clause = (
  id: string,
  page: string,
  place: Pick<Clause, "section"> & Partial<Clause>,
  standing: Clause["standing"] = "stated",
): Clause => ({
  ...{ id: `harbour-${id}`, page, says: `What ${id} says.`, standing, binds: [{ "not-checkable": "An example." }] },
  ...place,
});

const clauses: readonly Clause[] = pages.flatMap((page) =>
  page.sections.flatMap(({ name, rows, members }) => [
    clause(
      `${page.id}-${name.replaceAll(" ", "-")}`,
      page.id,
      { section: name },
      name === "Next steps" ? "inferred" : "stated",
    ),
    ...rows.map((one) =>
      clause(`${page.id}-${name.replaceAll(" ", "-")}-${one.name}`, page.id, { section: name, row: one.name }),
    ),
    ...members.map((member) =>
      clause(`${page.id}-${name.replaceAll(" ", "-")}${member.replaceAll(/\W/g, "-")}`, page.id, {
        section: name,
        member,
      }),
    ),
  ]),
);

const contract = contractOf("harbour", "harbour.yaml", new Map([["harbour.yaml", document]]), { pages, clauses });
const judge = new Judge(contract);

const byHand: Readonly<Record<string, Pick<PageRecord, "headings" | "samples">>> = {
  "reserve-berth": {
    headings: ["Request", "Response"],
    samples: { "Sample request": "reserveBerth/request", "Sample response": "reserveBerth/response" },
  },
  "order-tow": {
    headings: [],
    samples: { "Sample request": "orderTow/request", "Sample response": "orderTow/response" },
  },
};

/** What the clauses of a page were written from: its plain text, as it was accepted. */
export const writtenFrom = async (id: string, blocks: readonly Block[]): Promise<Written> => {
  const page = pages.find((one) => one.id === id)!;
  const record = { ...emptyRecord(id), ...byHand[id] };
  const facts = await extract(plainText(blocks), outlineOf(page, record));
  return { page, judge, record: accepted(page, facts, record) };
};

/** How a text departs from what was written from a page. */
export const departures = async (source: string, written: Written): Promise<Drift[]> =>
  compare(await extract(source, outlineOf(written.page, written.record)), written);
