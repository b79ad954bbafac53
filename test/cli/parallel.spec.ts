import { expect } from "chai";
import { Collector } from "../../src/engine/report.ts";
import { BODIES } from "../../src/generated/bodies.ts";
import { openInput } from "../../src/readers/file.ts";
import { judgeInParallel } from "../../src/validate/parallel.ts";
import { Payloads } from "../../src/validate/payloads.ts";
import { bundledTarget, type Target } from "../../src/validate/target.ts";
import { folderWith } from "./cli.ts";

const good = '{"subdomain":"my-tenant","environmentId":"84ca6f53-5405-4413-a6ad-848b781807e7"}';
const LINES = 120_000;

/** Mostly quiet lines, with every kind of remark here and there, blank lines and carriage returns among them. */
const line = (index: number): string => {
  if (index % 4001 === 0) return good.replace("my", "My");
  if (index % 7919 === 0) return good.replace("{", '{"extra":1,');
  if (index % 9973 === 0) return good.slice(0, -2);
  if (index % 15013 === 0) return "";
  return index % 2 === 0 ? good : `${good}\r`;
};

const sequentially = async (source: string, target: Target) => {
  const collector = new Collector();
  const { bundled: _bundled, ...alone } = target;
  const payloads = new Payloads(
    async () => alone,
    alone,
    (findings, grouped) => collector.add(findings, grouped),
  );
  const input = openInput(source);
  await payloads.input(input);
  input.close();
  return { checked: payloads.checked, findings: collector.findings };
};

describe("validating a large NDJSON file on several threads", () => {
  it("finds what reading it from start to end finds, whatever the number of threads", async () => {
    const folder = folderWith({ "large.ndjson": Array.from({ length: LINES }, (_, index) => line(index)).join("\n") });
    const source = `${folder}/large.ndjson`;
    const target = await bundledTarget(BODIES.find(({ ref }) => ref === "mattr.createTenant/request")!);
    const expected = await sequentially(source, target);
    expect(expected.checked).to.equal(LINES - Math.floor((LINES - 1) / 15013));
    expect(expected.findings.map(({ rule, count }) => `${rule} ×${count}`)).to.deep.equal([
      "pattern-mismatch ×30",
      "member-undocumented ×15",
      "body-malformed ×12",
    ]);
    for (const threads of [2, 3]) {
      const parallel = await judgeInParallel(source, target, threads);
      const collector = new Collector();
      collector.add(parallel!.findings, true);
      expect({ checked: parallel!.checked, findings: collector.findings }).to.deep.equal(expected);
    }
  }).timeout(60_000);

  it("leaves small files, pipes and flawed files to one thread", async () => {
    const target = await bundledTarget(BODIES.find(({ ref }) => ref === "mattr.createTenant/request")!);
    const lines = Array.from({ length: LINES }, () => good).join("\n");
    const folder = folderWith({
      "small.ndjson": good,
      "flawed.ndjson": Buffer.concat([Buffer.from(lines), Buffer.of(10, 0xff, 10)]),
    });
    expect(await judgeInParallel(`${folder}/small.ndjson`, target, 2)).to.equal(null);
    expect(await judgeInParallel("-", target, 2)).to.equal(null);
    expect(await judgeInParallel(`${folder}/flawed.ndjson`, target, 2)).to.equal(null);
  }).timeout(60_000);
});
