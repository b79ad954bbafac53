import { expect } from "chai";
import type { Report } from "../../src/model/finding.ts";
import { cli, folderWith } from "../cli/cli.ts";
import { creation, lineOf, tenant } from "./traffic.ts";

/** 2027-03-31, midday. */
const LAST_DAY = String(Date.UTC(2027, 2, 31, 12) / 1000);
const DAY_AFTER = String(Date.UTC(2027, 3, 1) / 1000);

const WAIVER = {
  rule: "response-status-undocumented",
  operation: "mattr.createTenant",
  at: "/response/status",
  reason: "announced",
  owner: "team-a",
  until: "2027-03-31",
};

const entry = { ...tenant, client: undefined };
const TRAFFIC = [
  creation(),
  creation({ status: 202 }),
  creation({ status: 202 }),
  creation({ body: JSON.stringify({ ...tenant, name: undefined, plan: { id: 1 }, since: "2026" }) }),
  creation(
    { status: 200, body: JSON.stringify({ data: [entry, { ...entry, id: 7 }, { ...entry, id: 8 }] }) },
    { method: "GET", url: "https://manage.mattr.global/v1/tenants", body: null },
  ),
]
  .map(lineOf)
  .join("\n");

const BARE = [
  "error response-status-undocumented /response/status ×2",
  "error type-mismatch /response/body/data/1/id ×2",
  "warning member-undocumented /response/body/plan ×1",
  "warning member-undocumented /response/body/since ×1",
];

const folder = (waivers: readonly object[], more: Readonly<Record<string, string>> = {}) =>
  folderWith({ "a.ndjson": TRAFFIC, "w.yaml": JSON.stringify(waivers), ...more });

const found = ({ findings }: Report) =>
  findings
    .map(
      ({ rule, severity, instance, count, waived }) =>
        `${waived === null ? severity : "waived"} ${rule} ${instance.pointer} ×${count}`,
    )
    .sort();

const drift = async (
  waivers: readonly object[],
  { epoch = LAST_DAY, files = ["a.ndjson"], more = {} as Readonly<Record<string, string>> } = {},
) => {
  const { code, stdout } = await cli(["drift", "mattr", ...files, "--waivers", "w.yaml", "--format", "json"], {
    cwd: folder(waivers, more),
    env: { SOURCE_DATE_EPOCH: epoch },
  });
  const report = JSON.parse(stdout) as Report;
  return { code, report, found: found(report) };
};

describe("waivers of what recorded traffic shows", () => {
  it("accept a group of equal findings, which is shown and fails no run", async () => {
    const bare = await drift([]);
    expect([bare.code, bare.found]).to.deep.equal([1, [...BARE].sort()]);
    const both = [
      WAIVER,
      { ...WAIVER, rule: "type-mismatch", operation: "mattr.retrieveTenants", at: "/response/body/data/*/id" },
    ];
    const accepted = await drift(both);
    expect([accepted.code, accepted.found]).to.deep.equal([
      0,
      [
        "waived response-status-undocumented /response/status ×2",
        "waived type-mismatch /response/body/data/1/id ×2",
        ...BARE.slice(2),
      ].sort(),
    ]);
    expect(accepted.report.summary).to.deep.equal({ checked: 5, error: 0, warning: 2, info: 0, waived: 4 });
    const [status] = accepted.report.findings.filter(({ rule }) => rule === WAIVER.rule);
    expect(status?.waived).to.deep.equal({ reason: "announced", owner: "team-a", until: "2027-03-31" });
  });

  it("hold through their last day and are an error from the next day on", async () => {
    expect((await drift([WAIVER])).found).to.include("waived response-status-undocumented /response/status ×2");
    const late = await drift([WAIVER], { epoch: DAY_AFTER });
    expect([late.code, late.found]).to.deep.equal([1, [...BARE, "error waiver-expired /0 ×1"].sort()]);
  });

  it("are a warning where all was read and they matched nothing, and are left alone where that is not known", async () => {
    const unused = [{ ...WAIVER, at: "/response/body/gone" }];
    expect((await drift(unused)).found).to.deep.equal([...BARE, "warning waiver-unused /0 ×1"].sort());
    const others = await drift([
      { ...WAIVER, operation: "mattr.deleteTenant" },
      { ...WAIVER, operation: "citrix.importTenant" },
    ]);
    expect(others.found).to.deep.equal([...BARE].sort());
    const unread = await drift(unused, { files: ["a.ndjson", "cut.har"], more: { "cut.har": "{" } });
    expect([unread.code, unread.found]).to.deep.equal([3, [...BARE].sort()]);
  });

  it("are narrowed by the pointer: exactly, or by segment", async () => {
    const accepts = async (rule: string, operation: string, at: string) =>
      (await drift([{ ...WAIVER, rule, operation, at }])).found.filter((line) => line.startsWith("waived"));
    const member = (at: string) => accepts("member-undocumented", "mattr.createTenant", at);
    expect(await member("/response/body/plan")).to.deep.equal(["waived member-undocumented /response/body/plan ×1"]);
    expect(await member("/response/body/*")).to.deep.equal([
      "waived member-undocumented /response/body/plan ×1",
      "waived member-undocumented /response/body/since ×1",
    ]);
    expect(await member("/response/body/pla")).to.deep.equal([]);
    expect(await member("/response/*")).to.deep.equal([]);
    const item = (at: string) => accepts("type-mismatch", "mattr.retrieveTenants", at);
    // A group stands for several items: a waiver of one of them is not one of all.
    expect(await item("/response/body/data/1/id")).to.deep.equal([]);
    expect(await item("/response/body/data/*/id")).to.have.length(1);
  });

  it("apply to parts once they are merged, with the bytes of the whole", async () => {
    const cwd = folder([WAIVER, { ...WAIVER, at: "/response/body/gone" }]);
    const env = { SOURCE_DATE_EPOCH: LAST_DAY };
    const json = ["--waivers", "w.yaml", "--format", "json"];
    const whole = await cli(["drift", "mattr", "a.ndjson", ...json], { cwd, env });
    for (const part of [1, 2])
      await cli(
        ["drift", "mattr", "a.ndjson", "--part", `${part}/2`, "--waivers", "w.yaml", "--format", `json:${part}.json`],
        { cwd, env },
      );
    const merged = await cli(["merge", "1.json", "2.json", ...json], { cwd, env });
    expect(merged).to.deep.equal(whole);
    expect(found(JSON.parse(merged.stdout) as Report)).to.include.members([
      "waived response-status-undocumented /response/status ×2",
      "warning waiver-unused /1 ×1",
    ]);
  });

  it("keep matching when the wording changes: fingerprints depend on rule, operation, status and place only", async () => {
    const document = (description: string, responses: Readonly<Record<string, object>>) =>
      JSON.stringify({
        openapi: "3.1.0",
        info: { title: description, version: "1" },
        paths: {
          "/notes": {
            get: {
              operationId: "list",
              summary: description,
              responses: {
                200: {
                  description,
                  content: { "application/json": { schema: { type: "object", description, properties: { at: {} } } } },
                },
                ...responses,
              },
            },
          },
        },
      });
    const get = (status: number, body: string) =>
      lineOf(creation({ status, body }, { method: "GET", url: "/notes", body: null }));
    const cwd = folderWith({
      "v1/api.json": document("Notes", {}),
      "v2/api.json": document("All the notes there are", { 404: { description: "Gone" } }),
      "a.ndjson": [get(202, "{}"), get(200, '{"id":1}')].join("\n"),
      "w.yaml": JSON.stringify([{ ...WAIVER, operation: "api.list" }]),
    });
    const [one, two] = await Promise.all(
      ["v1/api.json", "v2/api.json"].map(async (api) => {
        const { stdout } = await cli(
          ["drift", "--openapi", api, "a.ndjson", "--waivers", "w.yaml", "--format", "json"],
          { cwd, env: { SOURCE_DATE_EPOCH: LAST_DAY } },
        );
        return (JSON.parse(stdout) as Report).findings;
      }),
    );
    expect(one?.[0]?.message).to.not.equal(two?.[0]?.message);
    for (const findings of [one, two])
      expect(findings?.map(({ fingerprint, rule, waived }) => [fingerprint, rule, waived !== null])).to.deep.equal([
        ["1b510a8d068e", "response-status-undocumented", true],
        ["bc01ef95c14b", "member-undocumented", false],
      ]);
  });
});
