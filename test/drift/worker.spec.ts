import { statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { shared } from "../../src/drift/capture.ts";
import { type Helper, startHelper } from "../../src/drift/worker.ts";
import { InputError } from "../../src/readers/input-error.ts";
import { blocksOf } from "../../src/readers/traffic/blocks.ts";
import { folderWith } from "../cli/cli.ts";
import { creation, lineOf } from "./traffic.ts";

const BLOCK = 500;
const WHOLE = { of: 1, number: 1 };

describe("a thread that judges traffic", () => {
  let helper: Helper;
  let source: string;
  let size: number;
  before(() => {
    helper = startHelper({ contract: { provider: "mattr" }, server: null, withoutCredentials: false });
    source = join(folderWith({ "a.ndjson": `${lineOf(creation())}\n`.repeat(20) }), "a.ndjson");
    size = statSync(source).size;
  });
  after(() => helper.end());

  const lines = (file = source) => shared(file, size, "exchanges", WHOLE, BLOCK);

  it("says of a recording that cannot be read why, and judges the next one", async () => {
    const failure = await helper.help(lines(`${source}.gone`)).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(InputError);
    expect((failure as InputError).message).to.include("there is no such file");
    expect((failure as InputError).remedy)
      .to.be.a("string")
      .and.not.equal("");
    expect((await helper.help(lines())).checked).to.equal(20);
  });

  it("does not wait for blocks of a recording that another thread could not read", async () => {
    const failed = lines();
    const [next, anyFailed] = [0, 2];
    Atomics.store(failed.progress, next, blocksOf(size, BLOCK));
    Atomics.store(failed.progress, anyFailed, 1);
    expect((await helper.help(failed)).checked).to.equal(0);
    expect((await helper.help(lines())).checked).to.equal(20);
  });
});
