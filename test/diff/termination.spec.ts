import { spawn } from "node:child_process";
import { expect } from "chai";
import { DEFAULT_STEPS } from "../../src/diff/diff.ts";
import { ADVERSARIES } from "./adversaries.ts";
import type { Compared } from "./compare-adversaries.ts";

const RUNS = Number(process.env.DIFF_RUNS ?? 120);
/** The memory that a comparison may take: what does not fit ends the process. */
const MEGABYTES = 300;
/** A comparison without end is ended; nothing else depends on the clock. */
const PATIENCE = Math.max(10 * 60_000, RUNS * 400);
/** The most that one piece of work is counted for: it is refused, not done, when it no longer fits. */
const LARGEST_STEP = 350_000;

const compared = async (...args: string[]): Promise<readonly Compared[]> => {
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${MEGABYTES}`, "test/diff/compare-adversaries.ts", ...args],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const watch = setTimeout(() => child.kill(), PATIENCE);
  let text = "";
  for await (const chunk of child.stdout.setEncoding("utf8")) text += chunk as string;
  clearTimeout(watch);
  const lines = text.split("\n").filter((line) => line !== "");
  const all = lines.map((line) => JSON.parse(line) as Compared);
  const code = child.exitCode ?? (await new Promise<number | null>((done) => child.once("close", done)));
  expect(code, `the process ended after ${all.at(-1)?.name}`).to.equal(0);
  return all;
};

const excessive = (all: readonly Compared[]): readonly Compared[] =>
  all.filter(({ steps }) => steps > DEFAULT_STEPS + LARGEST_STEP);

describe("Every comparison ends within its budget of steps and memory", function () {
  this.timeout(PATIENCE + 10_000);

  it("of schemas that are deep, wide, cyclic, or made to be hard to decide, and says what it found", async () => {
    const all = await compared("fixed");
    expect(excessive(all)).to.deep.equal([]);
    expect(all.length).to.equal(2 * Object.keys(ADVERSARIES).length);
    const found = Object.fromEntries(all.map((one) => [one.name, one.found]));
    expect(found["5,000 members of which one changed"]).to.deep.equal(["error"]);
    expect(found["references in every direction"]).to.deep.equal(["error"]);
    expect(found["values that double 60 times"]).to.deep.equal(["warning"]);
    expect(found["values that double 60 times, the other way"]).to.deep.equal(["info"]);
    expect(found["3,000 members inside each other"]).to.deep.equal(["warning"]);
    expect(found["patterns that take for ever to try"]).to.include("error");
  });

  it("of schemas at random that refer to each other anywhere", async () => {
    const all = await compared("random", String(RUNS));
    expect(excessive(all)).to.deep.equal([]);
    expect(all.length).to.be.at.least(RUNS);
  });
});
