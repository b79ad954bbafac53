import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "chai";
import { FORMATS } from "../../src/conformance/formats/index.ts";
import { loadBundled } from "../../src/contract/bundled.ts";
import type { Report } from "../../src/model/finding.ts";
import { cli, folderWith } from "../cli/cli.ts";

const ajv = new Ajv2020({ allErrors: true });
for (const [name, check] of Object.entries(FORMATS)) ajv.addFormat(name, check);
const conforms = ajv.compile(JSON.parse(readFileSync("schemas/report.schema.json", "utf8")) as object);

/** A page of our own about the same operation: its rows as the clauses list them, in other words; the samples as the contract has them. */
const ownPage = async (): Promise<string> => {
  const contract = (await loadBundled("cxengage"))!;
  const page = contract.clauses.pages.find(({ id }) => id === "create-tenant")!;
  const operation = contract.operations.find(({ id }) => id === "createTenant")!;
  const rows = (name: string): string =>
    page.sections
      .find((section) => section.name === name)!
      .rows.map((row) =>
        `${row.name} ${row.required ?? ""} ${row.type} What ${row.name} means here.`.replaceAll("  ", " "),
      )
      .join("\n");
  const sample = (value: unknown): string => JSON.stringify(value, null, 2);
  return [
    `${page.title}\n\nTells how a tenant comes to be.\n\nRequest\n\nSample request`,
    `curl -X POST https://api.example/v1/tenants -d '${sample(operation.requestBody!.content[0]!.examples.sample)}'`,
    `Request parameters\n\nParameter Required Type Description\n${rows("Request parameters")}\n\nResponse\n\nSample response`,
    sample(operation.responses[0]!.content[0]!.examples.sample),
    `Response parameters\n\nParameter Type Description\n${rows("Response parameters")}`,
  ].join("\n\n");
};

const docs = async (cwd: string, ...args: string[]) => {
  const ran = await cli(["docs", ...args, "--format", "json"], { cwd });
  const report = ran.stdout === "" ? null : (JSON.parse(ran.stdout) as Report);
  if (report !== null) expect(conforms(report), JSON.stringify(conforms.errors)).to.equal(true);
  return { ...ran, rules: [...new Set(report?.findings.map(({ rule }) => rule))].sort(), report };
};

/** A folder with the page and the provider's files beside it. */
const checkout = async (): Promise<string> => {
  const folder = folderWith({ "page.txt": await ownPage() });
  mkdirSync(join(folder, "specs"));
  for (const name of ["cxengage.clauses.yaml", "cxengage.pages.yaml"])
    cpSync(join("specs", name), join(folder, "specs", name));
  return folder;
};

describe("docs", () => {
  it("tells a page that says the same rows and samples in other words by its words only", async () => {
    const { code, rules, report, stderr } = await docs(await checkout(), "cxengage", "page.txt");
    expect(code).to.equal(1);
    expect(rules).to.deep.equal(["docs-description-changed", "docs-sentence-changed", "docs-sentence-gone"]);
    expect(report?.summary.checked).to.equal(1);
    expect(stderr).to.equal('page.txt: taken as "Create a tenant"\n');
    const described = report?.findings.find(({ instance }) => instance.pointer === "/Request parameters/regionId");
    expect(described?.clauses.map(({ id }) => id)).to.deep.equal(["cxengage-create-tenant-region"]);
  });

  it("accepts a page: says which clauses to read again, rewrites the fingerprints, and finds nothing the next time", async () => {
    const folder = await checkout();
    const first = await docs(folder, "cxengage", "page.txt", "--accept");
    expect(first.code).to.equal(0);
    expect(first.stderr).to.contain("Read these clauses again:\n").and.to.contain("  cxengage-create-tenant-region: ");
    const file = () => readFileSync(join(folder, "specs/cxengage.pages.yaml"), "utf8");
    const accepted = file();
    expect(accepted).to.not.equal(readFileSync("specs/cxengage.pages.yaml", "utf8"));
    expect(accepted).to.contain('headings: ["Request", "Response"]').and.to.not.contain("means here");
    const clauses = readFileSync(join(folder, "specs/cxengage.clauses.yaml"), "utf8");
    expect(clauses).to.not.contain("7d208a675248d9583280225e28fc1adae09da1f494353aed2a5e2b3979ef6ee7");
    const second = await docs(folder, "cxengage", "page.txt", "--accept");
    expect([second.code, second.report?.findings]).to.deep.equal([0, []]);
    expect(file()).to.equal(accepted);
  });

  it("does not accept away what the clauses file lists: a row more stays a finding", async () => {
    const folder = folderWith({
      "page.txt": (await ownPage()).replace("name yes string", "colour no string Its colour.\nname yes string"),
    });
    mkdirSync(join(folder, "specs"));
    for (const name of ["cxengage.clauses.yaml", "cxengage.pages.yaml"])
      cpSync(join("specs", name), join(folder, "specs", name));
    await docs(folder, "cxengage", "page.txt", "--accept");
    const again = await docs(folder, "cxengage", "page.txt", "--accept", "--fail-on", "warning");
    expect([again.code, again.rules]).to.deep.equal([1, ["docs-row-added"]]);
  });

  it("fetches a page only when asked, and none from a private address unless allowed", async () => {
    const page = await ownPage();
    const server = createServer((_, response) => response.setHeader("content-type", "text/plain").end(page));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/page`;
    try {
      const refused = await docs(process.cwd(), "cxengage", "--url", url);
      expect([refused.code, refused.stdout]).to.deep.equal([2, ""]);
      expect(refused.stderr).to.contain("which is not a public address\nAllow it with --allow-private");
      const { code, report } = await docs(process.cwd(), "cxengage", "--url", url, "--allow-private");
      expect([code, report?.findings[0]?.instance.source]).to.deep.equal([1, url]);
      expect((await docs(process.cwd(), "cxengage", url)).code).to.equal(3);
    } finally {
      server.close();
    }
    const gone = await docs(process.cwd(), "cxengage", "--url", url, "--allow-private");
    expect([gone.code, gone.stderr.includes("does not answer")]).to.deep.equal([4, true]);
  });

  it("says what is wrong with the command line, and what cannot be read", async () => {
    const folder = folderWith({
      "other.txt": "Nothing about it.\n",
      "empty.html": "",
      "deep.html": `<!doctype html>${"<div>".repeat(600)}`,
    });
    const cases: readonly (readonly [args: string[], code: number, message: string])[] = [
      [[], 2, "docs needs a provider"],
      [["acme", "other.txt"], 2, 'there is no provider "acme"'],
      [["mattr"], 2, "there is no page to look at"],
      [["mattr", "other.txt", "--page", "x"], 2, 'mattr has no page "x"'],
      [["mattr", "other.txt", "--accept"], 2, "--accept needs specs/mattr.clauses.yaml"],
      [["mattr", "missing.txt"], 3, "there is no such file"],
      [["mattr", "empty.html"], 3, "it is empty"],
      [["mattr", "other.txt"], 3, "it does not look like any page of mattr"],
      [["mattr", "deep.html"], 3, "deep.html: its elements are nested more than 512 deep"],
    ];
    for (const [args, code, message] of cases) {
      const ran = await docs(folder, ...args);
      expect([ran.code, ran.stdout], ran.stderr).to.deep.equal([code, ""]);
      expect(ran.stderr).to.contain(message);
    }
    const forced = await docs(folder, "mattr", "other.txt", "--page", "create-tenant");
    expect([forced.code, forced.rules.includes("docs-section-gone")]).to.deep.equal([1, true]);
  });
});
