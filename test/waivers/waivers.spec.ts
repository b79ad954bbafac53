import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "chai";
import type { Report } from "../../src/model/finding.ts";
import { InputError } from "../../src/readers/input-error.ts";
import { readWaivers } from "../../src/readers/waivers.ts";
import { cli, folderWith } from "../cli/cli.ts";

const PAYLOAD = '{"subdomain":"abc","foo":1,"bar":[{"x":1},{"x":2}]}';

const ENTRY = {
  rule: "member-undocumented",
  operation: "mattr.createTenant",
  at: "/foo",
  reason: "announced",
  owner: "team-a",
  until: "2027-03-31",
};

/** 2027-03-31, midday. */
const EPOCH = String(Date.UTC(2027, 2, 31, 12) / 1000);

const validate = async (waivers: unknown, { args = [] as string[], epoch = EPOCH, config = "" } = {}) => {
  const folder = folderWith({
    "a.json": PAYLOAD,
    "w.yaml": typeof waivers === "string" ? waivers : JSON.stringify(waivers),
    ...(config === "" ? {} : { "tenant-contracts.yaml": config }),
  });
  const ran = await cli(
    ["validate", "a.json", "--as", "mattr.createTenant/request", "--waivers", "w.yaml", "--format", "json", ...args],
    { cwd: folder, env: { SOURCE_DATE_EPOCH: epoch } },
  );
  const report = ran.stdout === "" ? null : (JSON.parse(ran.stdout) as Report);
  const found = (report?.findings ?? []).map(
    ({ rule, severity, instance, waived }) => `${waived === null ? severity : "waived"} ${rule} ${instance.pointer}`,
  );
  return { ...ran, report, found, folder };
};

const BARE = [
  "error member-missing /environmentId",
  "warning member-undocumented /foo",
  "warning member-undocumented /bar",
];

describe("waivers", () => {
  it("show what they accept, which no longer counts, and carry reason, owner and last day", async () => {
    const { found, report } = await validate([ENTRY]);
    expect(found).to.deep.equal([BARE[0], "waived member-undocumented /foo", BARE[2]]);
    expect(report?.findings[1]?.waived).to.deep.equal({ reason: "announced", owner: "team-a", until: "2027-03-31" });
    expect(report?.summary).to.deep.equal({ checked: 1, error: 1, warning: 1, info: 0, waived: 1 });
  });

  it("make a run pass when they accept everything that failed it", async () => {
    const missing = { ...ENTRY, rule: "member-missing", at: "/request/body/environmentId" };
    expect((await validate([missing])).code).to.equal(0);
    expect((await validate([])).code).to.equal(1);
  });

  it("hold through their last day and are an error from the next day on", async () => {
    expect((await validate([ENTRY])).found[1]).to.equal("waived member-undocumented /foo");
    const late = await validate([ENTRY], { epoch: String(Date.UTC(2027, 3, 1) / 1000) });
    expect(late.found).to.deep.equal([...BARE, "error waiver-expired /0"]);
    expect(late.code).to.equal(1);
  });

  it("are a warning where a complete run met what they are about and did not need them", async () => {
    const { found } = await validate([{ ...ENTRY, at: "/request/body/gone" }]);
    expect(found).to.deep.equal([...BARE, "warning waiver-unused /0"]);
  });

  it("are left alone where the run could not have met what they are about", async () => {
    const others = [
      { ...ENTRY, operation: "cxengage.createTenant" },
      { ...ENTRY, at: "/response/body/foo" },
      { ...ENTRY, rule: "response-status-undocumented", at: "/response/status" },
    ];
    expect((await validate(others)).found).to.deep.equal(BARE);
  });

  it("are narrowed by the pointer: exactly, or by segment", async () => {
    const accepts = async (at: string) =>
      (await validate([{ ...ENTRY, at }])).found.filter((line) => line.startsWith("waived"));
    expect(await accepts("/foo")).to.deep.equal(["waived member-undocumented /foo"]);
    expect(await accepts("/*")).to.deep.equal(["waived member-undocumented /foo", "waived member-undocumented /bar"]);
    expect(await accepts("/fo")).to.deep.equal([]);
    expect(await accepts("/*/*")).to.deep.equal([]);
  });

  it("never match by wording: fingerprints and matches depend on rule, operation and place only", async () => {
    const [one, two] = await Promise.all([validate([ENTRY]), validate([{ ...ENTRY, reason: "another reason" }])]);
    expect(one.report?.findings.map(({ fingerprint }) => fingerprint)).to.deep.equal(
      two.report?.findings.map(({ fingerprint }) => fingerprint),
    );
    expect(one.report?.findings[1]?.fingerprint).to.equal("6664d3892b64");
  });

  it("are proposed with reason, owner and date left to fill in, fail until filled, and then accept", async () => {
    const { folder, stderr } = await validate([], { args: ["--write-waivers", "new.yaml", "--fail-on", "warning"] });
    expect(stderr).to.equal("new.yaml: 3 proposed; fill in reason, owner and until\n");
    const proposed = readFileSync(join(folder, "new.yaml"), "utf8");
    const unfilled = await validate(proposed);
    expect(unfilled.found).to.deep.equal([
      ...BARE,
      "error waiver-unfilled /0",
      "error waiver-unfilled /1",
      "error waiver-unfilled /2",
    ]);
    const filled = proposed
      .replaceAll('reason: ""', "reason: agreed")
      .replaceAll('owner: ""', "owner: team-a")
      .replaceAll('until: ""', "until: 2027-12-31");
    const again = await validate(filled, { args: ["--write-waivers", "w.yaml", "--fail-on", "warning"] });
    expect(again.found.every((line) => line.startsWith("waived"))).to.equal(true);
    expect(again.code).to.equal(0);
    expect(readFileSync(join(again.folder, "w.yaml"), "utf8")).to.equal(filled);
  });

  it("tell file, line and remedy where they are malformed, with exit code 3", async () => {
    const { code, stderr } = await validate("- rule: member-missing\n  operation: mattr.createTenant\n  att: /x\n");
    expect([code, stderr]).to.deep.equal([
      3,
      'tenant-contracts: w.yaml:3:8: an entry has no member "att"\nDid you mean "at"?\n',
    ]);
    const missing = await cli(["validate", "--waivers", "none.yaml", "--as", "mattr.createTenant/request"], {
      cwd: folderWith({}),
      input: "{}",
    });
    expect([missing.code, missing.stderr]).to.deep.equal([
      3,
      "tenant-contracts: none.yaml: there is no such file\nCheck the name and the folder it is looked for in.\n",
    ]);
  });

  it("are read exactly as their published schema says", async () => {
    const conforms = new Ajv2020({ strict: false }).compile(
      JSON.parse(readFileSync("schemas/waivers.schema.json", "utf8")) as object,
    );
    const { ticket: _, ...none } = { ...ENTRY, ticket: "" };
    const documents: unknown[] = [
      [],
      null,
      [ENTRY],
      [{ ...ENTRY, operation: null, ticket: "T-1" }],
      [{ ...none, until: "" }],
      {},
      [1],
      ...Object.keys(ENTRY).map((name) => [Object.fromEntries(Object.entries(ENTRY).filter(([key]) => key !== name))]),
      ...Object.keys(ENTRY).map((name) => [{ ...ENTRY, [name]: 7 }]),
      [{ ...ENTRY, more: 1 }],
      [{ ...ENTRY, at: "foo" }],
      [{ ...ENTRY, at: "/a~2" }],
      [{ ...ENTRY, until: "tomorrow" }],
      [{ ...ENTRY, rule: "Not An Id" }],
      [{ ...ENTRY, operation: "" }],
    ];
    for (const document of documents) {
      const text = JSON.stringify(document);
      const read = await readWaivers(text, "w").then(
        () => true,
        (error: unknown) => {
          expect(error).to.be.instanceOf(InputError);
          return false;
        },
      );
      expect(read, text).to.equal(conforms(document));
    }
  });
});

describe("the configuration file", () => {
  const conforms = new Ajv2020({ strict: false }).compile(
    JSON.parse(readFileSync("schemas/config.schema.json", "utf8")) as object,
  );

  it("is found upward, gives options the command line leaves open, and regrades rules", async () => {
    const folder = folderWith({
      "tenant-contracts.yaml":
        "failOn: warning\nwaivers: accepted.yaml\nformat: json\nrules:\n  member-missing: info\n",
      "accepted.yaml": JSON.stringify([ENTRY, { ...ENTRY, at: "/bar" }]),
      "deep/er/a.json": PAYLOAD,
    });
    const cwd = join(folder, "deep/er");
    const run = (...more: string[]) =>
      cli(["validate", "a.json", "--as", "mattr.createTenant/request", ...more], {
        cwd,
        env: { SOURCE_DATE_EPOCH: EPOCH },
      });
    const { stdout, code } = await run();
    expect((JSON.parse(stdout) as Report).summary).to.deep.equal({
      checked: 1,
      error: 0,
      warning: 0,
      info: 1,
      waived: 2,
    });
    expect(code).to.equal(0);
    expect((await run("--fail-on", "info", "--format", "pretty")).stdout).to.match(
      /fail: 1 info, 2 waived; 1 checked\n$/,
    );
  });

  it("fills secrets from the environment, in auth and nowhere else", async () => {
    const mock = (config: string, env: Record<string, string> = {}) =>
      cli(["mock", "mattr", "--list-faults"], { cwd: folderWith({ "tenant-contracts.yaml": config }), env });
    const auth = `commands:\n  mock:\n    auth: ["bearer:\${OWN_TOKEN}"]\n`;
    expect((await mock(auth, { OWN_TOKEN: "x" })).code).to.equal(0);
    expect((await mock(auth)).stderr).to.equal(
      "tenant-contracts: tenant-contracts.yaml:3:11: the environment has no OWN_TOKEN\nSet OWN_TOKEN.\n",
    );
    const elsewhere = await mock(`commands:\n  mock:\n    seed: \${OWN_TOKEN}\n`, { OWN_TOKEN: "x" });
    expect([elsewhere.code, elsewhere.stderr]).to.deep.equal([
      2,
      "tenant-contracts: tenant-contracts.yaml:3:11: seed is not taken from the environment\nOnly auth, auth-forbidden, broker-auth are.\n",
    ]);
  });

  it("tells what is wrong with it, where, and what was meant", async () => {
    const told = async (config: string) => {
      const { code, stderr } = await cli(["list"], { cwd: folderWith({ "tenant-contracts.yaml": config }) });
      return `${code} ${stderr.split("\n").slice(0, 2).join(" ")}`;
    };
    expect(await told("failOm: error\n")).to.equal(
      '2 tenant-contracts: tenant-contracts.yaml:1:9: the configuration has no member "failOm" Did you mean "failOn"?',
    );
    expect(await told("rules:\n  member-mising: error\n")).to.match(
      /^2 .*:2:18: rules has no member "member-mising" Did you mean "member-missing"\?$/,
    );
    expect(await told("rules:\n  member-missing: fatal\n")).to.match(/^2 .*fatal is not a severity/);
    expect(await told("commands:\n  lst: {}\n")).to.match(/^2 .*commands has no member "lst" Did you mean "list"\?$/);
    expect(await told("failOn: [\n")).to.match(/^3 tenant-contracts: tenant-contracts\.yaml:/);
    expect(await cli(["list", "--config", "none.yaml"], { cwd: folderWith({}) })).to.deep.include({ code: 3 });
  });

  it("has a published schema that agrees with it", () => {
    expect(
      conforms({
        failOn: "warning",
        format: ["pretty", "json:a.json"],
        waivers: "w.yaml",
        rules: { "member-missing": "info" },
        commands: { verify: { rate: 2, auth: `bearer:\${T}` } },
      }),
    ).to.equal(true);
    for (const wrong of [
      { failOm: "error" },
      { failOn: "fatal" },
      { rules: { x: "off" } },
      { commands: { mock: { seed: `\${X}` } } },
    ])
      expect(conforms(wrong), JSON.stringify(wrong)).to.equal(false);
  });
});
