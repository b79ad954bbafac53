import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Appendix } from "../../src/model/appendix.ts";
import { appendixHtml } from "../../src/report/appendix-html.ts";
import { appendixMarkdown } from "../../src/report/appendix-markdown.ts";
import { appendixLines } from "../../src/report/appendix-text.ts";
import { cli, folderWith } from "../cli/cli.ts";
import { creation, lineOf, tenant } from "./traffic.ts";

const body = (changes: object) => JSON.stringify({ ...tenant, name: undefined, ...changes });
const LIST = { method: "GET", url: "https://manage.mattr.global/v1/tenants?limit=3", body: null };

const TRAFFIC = [
  lineOf(creation()),
  lineOf(creation({ body: body({ name: null, plan: 1, membership: { roles: [] } }) })),
  lineOf(creation({ status: 409, headers: { "x-a": "1" }, body: null })),
  lineOf(creation({ status: 200, body: '{"data":[]}' }, LIST)),
  "nonsense",
].join("\n");

/** Lines of text with their columns parted by one space. */
const squeezed = (text: string) => text.split("\n").map((line) => line.trim().replaceAll(/ {2,}/g, " "));

/** Text of a page or a comment without its markup. */
const bare = (text: string) =>
  text
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll("&quot;", '"')
    .replaceAll(/[|\s]+/g, " ");

/** What was seen, as rows of cells. */
const SEEN = [
  "query limit 1 a.ndjson:4 a.ndjson:4",
  "request application/json 3 a.ndjson:1 a.ndjson:3",
  "request application/json /subdomain 3 3 0 0 0 string a.ndjson:1 a.ndjson:3",
  "response 201 2 a.ndjson:1 a.ndjson:2",
  "response 201 application/json /name 1 0 1 0 1 null a.ndjson:2 a.ndjson:2",
  "response 201 application/json /plan (not documented) 1 1 0 0 1 integer a.ndjson:2 a.ndjson:2",
  "response 201 application/json /membership/roles 2 1 0 1 0 array a.ndjson:1 a.ndjson:2",
  'response 201 application/json /environment/deploymentModel = "public" 2 a.ndjson:1 a.ndjson:2',
  "response 409 (not documented) 1 a.ndjson:3 a.ndjson:3",
  "response 409 header x-a (not documented) 1 a.ndjson:3 a.ndjson:3",
];
const OPERATIONS = [
  "seen: mattr.createTenant ×3: 201 ×2, 409 ×1 (not documented); first a.ndjson:1, last a.ndjson:3",
  "seen: mattr.retrieveTenants ×1: 200 ×1; first a.ndjson:4, last a.ndjson:4",
];
const NOT_JUDGED = ["not everything was judged: 1 could not be", "×1 it is not JSON: a.ndjson:5"];
const NEVER = ["mattr.deleteTenant", "mattr.createTenant response 400", "mattr.retrieveTenants query cursor"];

describe("what people are told beside the findings", () => {
  const drift = async (...args: string[]) => {
    const cwd = folderWith({ "a.ndjson": TRAFFIC });
    const { stdout, stderr } = await cli(["drift", "mattr", "a.ndjson", ...args], { cwd });
    expect(stderr).to.equal("");
    return { stdout, cwd };
  };

  it("is in text what was not judged and what was called, and with --coverage all that was seen and what never was", async () => {
    const brief = squeezed((await drift()).stdout);
    expect(brief).to.include.members([...NOT_JUDGED, ...OPERATIONS]);
    expect(brief).to.not.include.members([SEEN[1]]);
    const full = squeezed((await drift("--coverage")).stdout);
    expect(full).to.include.members([...NOT_JUDGED, ...OPERATIONS, ...SEEN]);
    expect(full).to.include.members(NEVER.map((item) => `never seen: ${item}`));
    expect(full).to.include("coverage: 29 of 169 documented items seen (17 %)");
    // What is below an operation that was never called, goes without saying.
    expect(full.filter((line) => line.includes("deleteTenant"))).to.have.length(1);
  });

  it("is all of that in Markdown and HTML, and in files as on the terminal", async () => {
    const { stdout, cwd } = await drift(
      ...["--coverage", "--format", "pretty", "--format", "pretty:a.txt", "--format", "markdown:a.md"],
      ...["--format", "html:a.html"],
    );
    const read = (name: string) => readFileSync(join(cwd, name), "utf8");
    expect(read("a.txt")).to.equal(stdout);
    for (const file of ["a.md", "a.html"])
      for (const line of [...NOT_JUDGED, ...OPERATIONS, ...SEEN, ...NEVER])
        expect(bare(read(file)), file).to.include(line);
  });

  it("is in no format that machines read", async () => {
    for (const format of ["ndjson", "sarif", "junit", "github"])
      expect((await drift("--coverage", "--format", format)).stdout, format).to.not.include("never seen");
  });

  const appendix = (rows: number): Appendix => ({
    title: "<Seen> & *found*",
    lines: ["a | b <script>", "  more"],
    table: { columns: ["", "n"], rows: Array.from({ length: rows }, (_, index) => [`row|${index} <b>`, `${index}`]) },
  });
  const plain = (text: string) => text.replaceAll(/[|<>*&]/g, (character) => `&#${character.charCodeAt(0)};`);

  it("aligns columns of text, numbers to the right", () => {
    expect(appendixLines([appendix(11)]).slice(0, 4)).to.deep.equal([
      "a | b <script>",
      "  more",
      "               n",
      "  row|0 <b>    0",
    ]);
    expect(appendixLines([{ title: "", lines: [], table: { columns: ["gone"], rows: [["x"]] } }])).to.deep.equal([
      "  gone: x",
    ]);
  });

  it("stays within the room there is in Markdown, and says what is left out", () => {
    for (const room of [50, 300, 700, 1500, 5000]) {
      const text = appendixMarkdown([appendix(200), appendix(1)], plain, room);
      expect(text.length).to.be.at.most(room);
      expect(text).to.not.match(/<(b|script|Seen)>/);
      if (room >= 300) expect(text).to.match(/do(es)? not fit here/);
    }
    expect(appendixMarkdown([appendix(2)], plain, 5000)).to.include("| row&#124;1 &#60;b&#62; | 1 |");
  });

  it("escapes what it tells in HTML, and folds tables", () => {
    const text = appendixHtml([appendix(2)], plain);
    expect(text).to.match(/<details>\n<summary>2 lines<\/summary>/);
    expect(text).to.not.match(/<(b|script|Seen)>/);
  });
});
