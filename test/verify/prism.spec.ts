import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Finding } from "../../src/model/finding.ts";
import { cli, temporaryFolder } from "../cli/cli.ts";
import { readAccount, unexplained, unfounded } from "./disagreements.ts";
import { type Prism, startPrism } from "./prism.ts";

const FOLDER = "test/verify/public";

interface Report {
  readonly findings: readonly Finding[];
  readonly verification: readonly {
    readonly provider: string;
    readonly clauses: readonly { readonly id: string; readonly outcome: string; readonly parts: readonly unknown[] }[];
  }[];
}

/** The operations of which no request was accepted. */
const neverAccepted = ({ verification }: Report): string[] =>
  verification.flatMap(({ provider, clauses }) =>
    clauses
      .filter(({ id, outcome }) => id.endsWith("-operation") && outcome !== "kept")
      .map(({ id }) => id.slice(provider.length + 1, -"-operation".length)),
  );

describe("verify, from public-style documents against Prism", () => {
  const accounts = readdirSync(FOLDER)
    .filter((name) => name.endsWith(".disagreements.yaml"))
    .map((name) => readAccount(join(FOLDER, name)));
  const running = new Map<string, Prism>();

  before(async () => {
    await Promise.all(
      accounts.map(async ({ document, prism }) => {
        running.set(document, await startPrism(join(FOLDER, document), prism));
      }),
    );
  });

  after(() => Promise.all([...running.values()].map((prism) => prism.stop())));

  for (const account of accounts) {
    const { document, verify } = account;
    it(`disagrees about ${document} in nothing that is not explained`, async () => {
      const ledger = join(temporaryFolder(), "ledger");
      const { code, stdout, stderr } = await cli([
        ...["verify", "--openapi", join(FOLDER, document), "--base-url", running.get(document)!.url],
        ...["--allow-writes", "--timeout", "1.5", "--concurrency", "8", "--ledger", ledger, "--format", "json"],
        ...verify,
      ]);
      expect(code, stderr).to.equal(1);
      const report = JSON.parse(stdout) as Report;
      expect(unexplained(report.findings, account).join("\n")).to.equal("");
      expect(unfounded(report.findings, account).join("\n")).to.equal("");
      const expected = account["never accepted"].flatMap(({ operations }) => operations);
      expect(neverAccepted(report).sort()).to.deep.equal(expected.sort());
    });
  }

  it("is never at fault itself", () => {
    const ours = accounts.flatMap(({ disagreements }) => disagreements.filter(({ fault }) => fault === "us"));
    expect(accounts).to.have.lengthOf(5);
    expect(ours).to.deep.equal([]);
  });
});
