import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { loadBundled } from "../../src/contract/bundled.ts";
import { withCoverage } from "../../src/drift/coverage.ts";
import { drift } from "../../src/drift/drift.ts";
import type { Portion } from "../../src/drift/portion.ts";
import { MergeError, MOST, mergePortions } from "../../src/drift/portion-merge.ts";
import { driftReport, portionFrom } from "../../src/drift/report.ts";
import { suggestionsOf } from "../../src/drift/suggestion.ts";
import type { Judge } from "../../src/engine/judge.ts";
import type { Contract } from "../../src/model/contract.ts";
import type { Exchange } from "../../src/model/exchange.ts";
import { folderWith } from "../cli/cli.ts";
import { bundledJudge, creation, judged, lineOf, tenant } from "./traffic.ts";

const variant = fc.oneof(
  fc.constant(creation()),
  fc.constant(null).map(() => long),
  fc.constantFrom(202, 409, 418, 500).map((status) => creation({ status })),
  fc
    .integer({ min: 0, max: 300 })
    .map((name) => creation({ body: JSON.stringify({ ...tenant, name: undefined, [`m${name}`]: name }) })),
  fc
    .constantFrom("x", "", null, 1, 1.5, true, [], {}, [1], { a: 1 })
    .map((extra) => creation({ body: JSON.stringify({ ...tenant, name: undefined, extra }) })),
  fc
    .constantFrom("dts-provider", "issuer", "other", "")
    .map((role) => creation({ body: JSON.stringify({ ...tenant, membership: { roles: [role, role] } }) })),
  fc
    .integer({ min: 0, max: 150 })
    .map((name) => creation({ headers: { "content-type": "application/json", [`x-${name}`]: "1" } })),
  fc.integer({ min: 0, max: 150 }).map((type) => creation({ headers: { "content-type": `text/t${type}` } })),
  fc.integer({ min: 0, max: 150 }).map((host) => creation({}, { url: `http://h${host}.example/other` })),
  fc
    .integer({ min: 0, max: 150 })
    .map((name) =>
      creation(
        { status: 200, body: '{"data":[]}' },
        { method: "GET", url: `https://manage.mattr.global/v1/tenants?q${name}=1`, body: null },
      ),
    ),
  fc.constant(creation({}, { url: "https://manage.mattr.global/v9/other" })),
);

/** A list whose later entries deviate: the order of their places as text is not that of their indexes. */
const long = creation(
  {
    status: 200,
    body: JSON.stringify({
      data: Array.from({ length: 12 }, (_, index) => ({
        ...tenant,
        client: undefined,
        id: index < 8 ? tenant.id : index,
      })),
    }),
  },
  { method: "GET", url: "https://manage.mattr.global/v1/tenants", body: null },
);

const line = fc.oneof(
  { weight: 20, arbitrary: variant.map((exchange: Exchange) => lineOf(exchange)) },
  { weight: 1, arbitrary: fc.constantFrom("{", "7", "", "  ", '{"request":{}}', "\u00e9") },
);

const bytes = (portion: Portion): string => JSON.stringify(driftReport(portion, "error"), null, 2);

describe("merging what parts of recorded traffic gave", () => {
  let judge: Judge;
  let contract: Contract;
  before(async () => {
    judge = await bundledJudge();
    contract = (await loadBundled("mattr")) as Contract;
  });

  const run = (
    sources: readonly string[],
    part: { of: number; number: number },
    block: number,
    threads = 1,
  ): Promise<Portion> =>
    drift({
      setting: { contract: { provider: "mattr" }, server: null, withoutCredentials: false },
      contract: async () => contract,
      ...{ sources: sources.map((source) => ({ source, met: true })), part, threads, block },
    });

  /** Merges portions in an order and grouping that the choices give, each through its report. */
  const mergedAnyhow = (portions: Portion[], choices: Iterator<number>): Portion => {
    const choose = (below: number): number => (choices.next().value as number) % below;
    while (portions.length > 1) {
      const [left] = portions.splice(choose(portions.length), 1);
      const [right] = portions.splice(choose(portions.length), 1);
      portions.push(portionFrom(bytes(mergePortions(left!, right!)), "merged.json"));
    }
    return portions[0]!;
  };

  const suggested = ({ observations }: Portion): string =>
    JSON.stringify(suggestionsOf(contract, observations), null, 2);

  /** Judges files whole and in parts, in blocks of so many octets; all must give the same report and suggestions. */
  const compare = async (
    sources: readonly string[],
    { of, block, threads = 1 }: { of: number; block: number; threads?: number },
    choices: Iterator<number>,
  ): Promise<void> => {
    const whole = withCoverage(await run(sources, { of: 1, number: 1 }, 1 << 20), contract);
    const portions: Portion[] = [];
    for (let number = 1; number <= of; number++) {
      const part = withCoverage(await run(sources, { of, number }, block, threads), contract);
      portions.push(portionFrom(bytes(part), "part.json"));
    }
    const merged = mergedAnyhow(portions, choices);
    expect(bytes(merged)).to.equal(bytes(whole));
    expect(suggested(merged)).to.equal(suggested(whole));
  };

  it("gives the bytes of the whole, in any number of parts, merged in any order and grouping, through their reports", async () => {
    const folder = folderWith({});
    let index = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 60 }),
        fc.constantFrom("\n", "\r\n"),
        fc.boolean(),
        fc.integer({ min: 2, max: 9 }),
        fc.constantFrom(100, 700, 4096),
        fc.infiniteStream(fc.nat()),
        async (lines, end, ended, of, block, choices) => {
          const source = join(folder, `traffic-${index++}.ndjson`);
          writeFileSync(source, `${lineOf(creation())}${end}${lines.join(end)}${ended ? end : ""}`);
          await compare([source], { of, block }, choices);
        },
      ),
      { numRuns: 60 },
    );
  }).timeout(60_000);

  it("does so for archives, whole or cut off, and for several files of different kinds and none", async () => {
    const folder = folderWith({ "notes.md": "# Notes" });
    const field = ([name, value]: readonly [string, unknown]) => ({ name, value });
    const entryOf = ({ request, response }: Exchange) =>
      JSON.stringify({
        request: { ...request, headers: Object.entries(request.headers).map(field), postData: { text: request.body } },
        response: {
          ...response,
          headers: Object.entries(response.headers).map(field),
          content: { size: String(response.body ?? "").length, text: response.body ?? "" },
        },
      });
    let index = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(variant, { minLength: 150, maxLength: 400 }),
        fc.array(line, { maxLength: 20 }),
        fc.nat({ max: 30 }),
        fc.constantFrom(",", ",\n"),
        fc.integer({ min: 2, max: 7 }),
        fc.infiniteStream(fc.nat()),
        async (exchanges, lines, cut, comma, of, choices) => {
          const [archive, traffic] = [join(folder, `${index}.har`), join(folder, `${index++}.ndjson`)];
          const text = `{"log":{"version":"1.2","entries":[${exchanges.map(entryOf).join(comma)}]}}`;
          writeFileSync(archive, cut > 20 ? text.slice(0, -cut) : text);
          writeFileSync(traffic, `${lineOf(creation())}\n${lines.join("\n")}`);
          await compare([traffic, archive, join(folder, "notes.md")], { of, block: 700 }, choices);
        },
      ),
      { numRuns: 12 },
    );
  }).timeout(120_000);

  it("is commutative and associative for any portions", () => {
    fc.assert(
      fc.property(
        fc.tuple(
          fc.array(variant, { maxLength: 9 }),
          fc.array(variant, { maxLength: 9 }),
          fc.array(variant, { maxLength: 9 }),
        ),
        fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
        fc.array(fc.tuple(fc.constantFrom("a", "b", "c"), fc.boolean(), fc.nat({ max: 2 })), { maxLength: 5 }),
        (lists, covered, unread) => {
          const [a, b, c] = lists.map((exchanges, index): Portion => {
            const portion = judged(judge, exchanges);
            const files = unread
              .filter(([, , to]) => to === index)
              .map(([source, passedOver]) => ({ source, why: "", remedy: "", passedOver }));
            const { unjudged } = portion;
            const told = { ...portion, unjudged: files.length === 0 ? unjudged : { ...unjudged, files } };
            return covered[index] === true ? withCoverage(told, contract) : told;
          }) as [Portion, Portion, Portion];
          expect(bytes(mergePortions(a, b))).to.equal(bytes(mergePortions(b, a)));
          expect(bytes(mergePortions(mergePortions(a, b), c))).to.equal(bytes(mergePortions(a, mergePortions(b, c))));
        },
      ),
      { numRuns: 100 },
    );
  });

  it("stays within its limits, and says how much it leaves out, whichever parts it comes from", () => {
    const exchanges = Array.from({ length: MOST.findings + 500 }, (_, index) =>
      creation({
        body: JSON.stringify({
          ...tenant,
          name: undefined,
          environment: { ...tenant.environment, deploymentModel: `v${(index * 31) % 211}` },
          [`m${(index * 7919) % 10_007}`]: index,
        }),
      }),
    );
    const whole = driftReport(judged(judge, exchanges), "error");
    expect(whole.findings).to.have.length(MOST.findings);
    expect(whole.observations.unlisted).to.deep.equal({ error: 0, warning: 501, info: 0 });
    // One undeclared member each, and one undocumented value.
    expect(whole.summary.warning).to.equal(2 * exchanges.length);
    expect(driftReport(judged(judge, exchanges), "warning").verdict).to.equal("fail");
    const entries = exchanges.map((exchange) => ({ exchange, unrecorded: 0 }));
    const halves = [0, 1].map((half) =>
      judged(
        judge,
        entries.map((entry, index) => (index % 2 === half ? entry : "not-json")),
      ),
    );
    const together = driftReport(mergePortions(halves[0]!, halves[1]!), "error");
    const withoutUnjudged = together.findings.filter(({ rule }) => rule !== "recording-unreadable");
    expect(withoutUnjudged.map(({ fingerprint }) => fingerprint).sort()).to.deep.equal(
      whole.findings
        .map(({ fingerprint }) => fingerprint)
        .sort()
        .filter((one) => withoutUnjudged.some(({ fingerprint }) => fingerprint === one)),
    );
    expect(together.observations.operations).to.deep.equal(whole.observations.operations);
  });

  it("says that there was more where only the parts together go beyond a limit", () => {
    const entries = Array.from({ length: MOST.values + 10 }, (_, index) => ({
      exchange: creation({
        body: JSON.stringify({
          ...tenant,
          name: undefined,
          environment: { ...tenant.environment, deploymentModel: `v${index}` },
        }),
      }),
      unrecorded: 0,
    }));
    const half = (part: number) => entries.map((entry, index) => (index % 2 === part ? entry : "not-json"));
    const merged = mergePortions(judged(judge, half(0)), judged(judge, half(1)));
    const { operations } = judged(judge, entries).observations;
    expect(JSON.stringify(operations)).to.include('"more":true');
    expect(merged.observations.operations).to.deep.equal(operations);
  });

  it("gives the same bytes on one thread and on three", async () => {
    const folder = folderWith({});
    const source = join(folder, "traffic.ndjson");
    const exchanges = fc.sample(variant, { numRuns: 400, seed: 7 });
    writeFileSync(source, exchanges.map(lineOf).join("\n"));
    const one = bytes(await run([source], { of: 1, number: 1 }, 4096, 1));
    expect(bytes(await run([source], { of: 1, number: 1 }, 4096, 3))).to.equal(one);
    expect(bytes(await run([source], { of: 1, number: 1 }, 1 << 20, 1))).to.equal(one);
  });

  it("refuses a part that is there twice, and parts of different wholes", () => {
    const portion = { ...judged(judge, [creation()]), parts: { of: 3, read: [2] } };
    expect(() => mergePortions(portion, portion)).to.throw(MergeError, "part 2/3 is there twice");
    expect(() => mergePortions(portion, { ...portion, parts: { of: 4, read: [1] } })).to.throw(
      MergeError,
      "a part of 3",
    );
  });
});
