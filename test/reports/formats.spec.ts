import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import { expect } from "chai";
import { ruleWords } from "../../src/cli/rule-words.ts";
import type { Finding, Report } from "../../src/model/finding.ts";
import { FORMATS } from "../../src/report/renderer.ts";
import { SAMPLE } from "./sample.ts";

const rules = await ruleWords();

const rendered = async (
  format: string,
  report: Report = SAMPLE,
  failOn: Finding["severity"] = "error",
): Promise<string> => (await FORMATS[format]!()).default(report, { color: false, frame: () => null, failOn, rules });

const EXTENSIONS: Readonly<Record<string, string>> = {
  pretty: "txt",
  json: "json",
  ndjson: "ndjson",
  junit: "xml",
  sarif: "sarif.json",
  github: "github.txt",
  markdown: "md",
  html: "html",
};

const NOTHING: Report = {
  ...SAMPLE,
  verdict: "fail",
  summary: { checked: 0, error: 0, warning: 0, info: 0, waived: 0 },
  findings: [],
};

describe("report formats", () => {
  for (const format of Object.keys(FORMATS))
    it(`${format}: the same report gives the bytes that were agreed on`, async () => {
      const golden = join("test/reports/fixtures", `report.${EXTENSIONS[format]}`);
      const text = await rendered(format);
      if (!existsSync(golden) && process.env.WRITE_GOLDEN === "1") writeFileSync(golden, text);
      expect(text).to.equal(readFileSync(golden, "utf8"));
      expect(await rendered(format)).to.equal(text);
    });

  it("sarif is valid by the official schema, with findings and without, and its rules carry help", async () => {
    const folder = dirname(createRequire(import.meta.url).resolve("@microsoft/jest-sarif"));
    const schema = JSON.parse(readFileSync(join(folder, "schemas/sarif-2.1.0-rtm.5.json"), "utf8")) as Record<
      string,
      unknown
    >;
    // It is a draft-04 schema by two keywords that say nothing about logs.
    delete schema.id;
    delete schema.$schema;
    const conforms = new Ajv({
      strict: false,
      allErrors: true,
      validateFormats: false,
      validateSchema: false,
      unicodeRegExp: false,
    }).compile(schema);
    for (const report of [SAMPLE, NOTHING])
      expect(conforms(JSON.parse(await rendered("sarif", report))), JSON.stringify(conforms.errors)).to.equal(true);
    const { runs } = JSON.parse(await rendered("sarif")) as {
      runs: {
        tool: { driver: { rules: { id: string; help?: { text: string } }[] } };
        results: { ruleIndex: number; ruleId: string; suppressions?: unknown[] }[];
      }[];
    };
    const [run] = runs;
    expect(run!.tool.driver.rules.filter(({ help }) => help === undefined).map(({ id }) => id)).to.deep.equal([
      "nothing-known",
    ]);
    expect(run!.results.every(({ ruleId, ruleIndex }) => run!.tool.driver.rules[ruleIndex]?.id === ruleId)).to.equal(
      true,
    );
    expect(run!.results.map(({ suppressions }) => suppressions?.length ?? 0)).to.deep.equal([0, 0, 0, 1, 0]);
  });

  it("junit counts what it holds, and fails what fails the run", async () => {
    const counts = (xml: string) => [
      /<testsuites [^>]*tests="(\d+)" failures="(\d+)"/.exec(xml)?.slice(1, 3),
      xml.match(/<testcase/g)?.length,
      xml.match(/<failure/g)?.length ?? 0,
    ];
    expect(counts(await rendered("junit"))).to.deep.equal([["6", "1"], 6, 1]);
    expect(counts(await rendered("junit", SAMPLE, "warning"))).to.deep.equal([["6", "3"], 6, 3]);
    expect(counts(await rendered("junit", NOTHING))).to.deep.equal([["1", "1"], 1, 1]);
  });

  it("github keeps every annotation on one line, worst first", async () => {
    const lines = (await rendered("github")).trimEnd().split("\n");
    expect(lines.map((line) => /^::(\w+)/.exec(line)?.[1])).to.deep.equal([
      "error",
      "warning",
      "warning",
      "notice",
      "notice",
      undefined,
    ]);
  });

  it("markdown mentions nobody, holds no markup of others, folds long lists and fits a comment", async () => {
    const text = await rendered("markdown");
    expect(text).to.not.match(/@team|#1 |<b>/);
    const many = {
      ...SAMPLE,
      findings: Array.from({ length: 2000 }, (_, index) => ({ ...SAMPLE.findings[0]!, message: `number ${index}` })),
    };
    const long = await rendered("markdown", many);
    expect(long.length).to.be.lessThan(65_536);
    expect(long)
      .to.match(/<details><summary>\d+ more<\/summary>/)
      .and.to.match(/\d+ more do not fit here/);
  });

  it("html loads nothing, runs nothing and shows texts as texts", async () => {
    const text = await rendered("html");
    expect(text).to.not.match(/<script|<link|<img|<b>|src=|@import|url\(/);
    expect(text).to.include("&lt;b&gt;&amp;");
  });
});
