import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "chai";
import { FORMATS } from "../../src/conformance/formats/index.ts";
import { below, type Pointer, valueAt } from "../../src/model/pointer.ts";
import { cli, type Ran, temporaryFolder } from "../cli/cli.ts";
import { servedWithStates } from "../pact/states.ts";

const ajv = new Ajv2020({ allErrors: true, strict: false });
for (const [name, check] of Object.entries(FORMATS)) ajv.addFormat(name, check);
const conforms = ajv.compile(JSON.parse(readFileSync("schemas/report.schema.json", "utf8")) as object);

type Finding = Readonly<Record<string, unknown>>;

const run = async (...formats: readonly string[]): Promise<Ran> => {
  const { url, close } = await servedWithStates("mattr", "mattr-subdomain-optional");
  const args = ["verify", "mattr", "--base-url", url, "--auth", "bearer:demo", "--allow-writes", "--pact"];
  const ran = await cli([...args, ...formats], { cwd: temporaryFolder() });
  await close();
  return ran;
};

/** A copy of a JSON value with something nobody knows in the object at a pointer. */
const withMadeUp = (report: object, pointer: Pointer): object => {
  const copy = structuredClone(report);
  Object.assign(valueAt(copy, pointer) as object, { madeUp: 1 });
  return copy;
};

describe("the report of verify", function () {
  this.timeout(60_000);
  let report: { readonly findings: readonly Finding[]; readonly verification: readonly object[] };

  before(async () => {
    report = JSON.parse((await run("--format", "json")).stdout) as typeof report;
  });

  it("conforms to the published schema, with findings, their exchanges and the pacts", () => {
    expect(conforms(report), JSON.stringify(conforms.errors?.slice(0, 5))).to.equal(true);
    for (const member of ["exchange", "reproduction", "smallest"])
      expect(
        report.findings.some((finding) => member in finding),
        member,
      ).to.equal(true);
    expect(valueAt(report, "/verification/0/pacts/interactions/0/outcome")).to.be.a("string");
  });

  it("has nothing that the schema does not describe, wherever that would stand", () => {
    const index = report.findings.findIndex(({ exchange }) => exchange !== undefined);
    const finding = below("/findings", index);
    const places = ["", "/summary", finding, `${finding}/instance`, `${finding}/clauses/0`];
    places.push(`${finding}/exchange`, `${finding}/exchange/request`, `${finding}/exchange/response`);
    for (const part of ["", "/coverage", "/cases", "/clauses/0", "/clauses/0/parts/0", "/pacts"])
      places.push(`/verification/0${part}`);
    places.push("/verification/0/pacts/interactions/0");
    for (const place of places) expect(conforms(withMadeUp(report, place)), place).to.equal(false);
  });

  it("may leave out the pacts and nothing else of a run", () => {
    const [one] = report.verification as [Record<string, unknown>];
    for (const name of Object.keys(one)) {
      const { [name]: _, ...rest } = one;
      expect(conforms({ ...report, verification: [rest] }), name).to.equal(name === "pacts");
    }
  });

  it("tells people how to repeat what was found", async () => {
    const { stdout } = await run();
    const finding = report.findings.find(({ rule }) => rule === "request-not-refused")!;
    expect(stdout).to.include(`\n  again ${String(finding.reproduction)}\n`);
    expect(String(finding.reproduction)).to.match(/^curl -sS -i -X POST .*"\$BASE_URL"\/v1\/tenants$/);
  });
});
