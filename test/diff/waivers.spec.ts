import { expect } from "chai";
import { cli, folderWith, type Ran } from "../cli/cli.ts";
import { requesting, text } from "./documents.ts";

const BODY = "/paths/~1tenants~1{id}/post/requestBody/content/application~1json/schema";
const ENTRY = {
  rule: "request-length-narrowed",
  operation: "createTenant",
  at: BODY,
  reason: "agreed with all clients",
  owner: "team-a",
  until: "2027-03-31",
};
/** 2027-03-31, midday. */
const EPOCH = String(Date.UTC(2027, 2, 31, 12) / 1000);

const diff = (args: readonly string[], files: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  cli(["diff", "old.json", "new.json", ...args], {
    cwd: folderWith({
      "old.json": JSON.stringify(requesting(text), null, 2),
      "new.json": JSON.stringify(requesting({ type: "string", maxLength: 2 }), null, 2),
      ...files,
    }),
    env: { SOURCE_DATE_EPOCH: EPOCH },
  });

const waivers = (entry: object): Readonly<Record<string, string>> => ({
  "contracts/waivers.yaml": JSON.stringify([entry]),
});

describe("A waiver for what diff finds", () => {
  const says: Readonly<Record<string, RegExp>> = {
    pretty: /waived {2}request-length-narrowed\n.*\n +until {2}2027-03-31 by team-a: agreed with all clients\n/,
    json: /"waived": \{\s*"reason": "agreed with all clients"/,
    ndjson: /"waived":\{"reason":"agreed with all clients"/,
    junit: /<skipped>waived until 2027-03-31 by team-a: agreed with all clients</,
    sarif: /"suppressions": \[[^\]]*agreed with all clients/,
    github: /^::notice .*title=waived%3A request-length-narrowed::/,
    markdown: /Accepted until 2027-03-31 by team-a: agreed with all clients/,
    html: /agreed with all clients/,
  };
  for (const [format, shown] of Object.entries(says))
    it(`shows it, and does not fail, as ${format}`, async () => {
      const { code, stdout, stderr } = await diff(["--format", format], waivers(ENTRY));
      expect(stderr).to.equal("");
      expect(stdout).to.match(shown);
      expect(code).to.equal(0);
      expect((await diff(["--format", format])).code).to.equal(1);
    });

  it("is an error of its own once its last day is past, and accepts nothing", async () => {
    const { code, stdout } = await diff(["--format", "json"], waivers({ ...ENTRY, until: "2027-03-30" }));
    const { verdict, findings } = JSON.parse(stdout) as {
      verdict: string;
      findings: { rule: string; severity: string; waived: unknown }[];
    };
    expect(code).to.equal(1);
    expect(verdict).to.equal("fail");
    expect(findings.map(({ rule, severity, waived }) => [rule, severity, waived])).to.deep.equal([
      ["request-length-narrowed", "error", null],
      ["waiver-expired", "error", null],
    ]);
    const pretty = (await diff([], waivers({ ...ENTRY, until: "2027-03-30" }))).stdout;
    expect(pretty).to.contain("waiver-expired").and.to.contain("ended on 2027-03-30");
  });

  it("leaves the next version what it is: the break is agreed on, not gone", async () => {
    expect((await diff(["--next-version"], waivers(ENTRY))).stdout).to.equal("2.0.0\n");
  });
});

describe("The proof of a break", () => {
  for (const format of ["pretty", "json", "ndjson", "junit", "sarif", "github", "markdown", "html"])
    it(`is shown as ${format}`, async () => {
      const { stdout } = await diff(["--format", format]);
      expect(stdout.replaceAll(/&quot;|&#34;|\\"/g, '"').replaceAll(/\s+/g, " ")).to.match(
        /valid in the baseline and not in the revision:[^"]*"abc"|"witness": ?\{[^}]*"instance": ?"abc"/,
      );
    });
});

describe("A configuration file", () => {
  const config = (rules: object): Readonly<Record<string, string>> => ({
    "tenant-contracts.yaml": JSON.stringify({ rules }),
  });

  it("gives the rules of diff other severities, which the command line may change again", async () => {
    const milder = config({ "request-length-narrowed": "warning" });
    const { code, stdout } = await diff([], milder);
    expect(code).to.equal(0);
    expect(stdout).to.contain("warning  request-length-narrowed").and.to.contain("pass: 1 warning");
    expect((await diff(["--severity", "request-length-narrowed=error"], milder)).code).to.equal(1);
    expect((await diff(["--next-version"], milder)).stdout).to.equal("1.3.0\n");
  });

  it("is refused where it names no rule", async () => {
    const { code, stderr } = await diff([], config({ "request-length-narowed": "warning" }));
    expect(code).to.equal(2);
    expect(stderr).to.contain('Did you mean "request-length-narrowed"?');
  });
});
