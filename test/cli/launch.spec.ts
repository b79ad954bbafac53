import { expect } from "chai";
import { quickly } from "../../src/cli/quick.ts";
import type { Gate } from "../../src/conformance/conformance.ts";
import { loadBundled, loadGates } from "../../src/contract/bundled.ts";
import { BODIES } from "../../src/generated/bodies.ts";
import { GATE_FILES } from "../../src/generated/gate-files.ts";
import { cli, folderWith } from "./cli.ts";

const REF = "mattr.createTenant/request";
const good = '{"subdomain":"my-tenant","environmentId":"84ca6f53-5405-4413-a6ad-848b781807e7"}';

describe("the quick way through validate", () => {
  let gates: ReadonlyMap<string, Gate>;
  before(async () => {
    gates = new Map(await loadGates("mattr"));
  });
  const gateOf = (ref: string): Gate | null => gates.get(BODIES.find((body) => body.ref === ref)?.key ?? "") ?? null;

  it("knows the gate of every body that has one", () => {
    const withGate = BODIES.filter(({ gate }) => gate !== null).map(({ ref }) => ref);
    expect(Object.keys(GATE_FILES).sort()).to.deep.equal(withGate.sort());
  });

  it("prints what the whole command prints when there is nothing to say", async () => {
    const cwd = folderWith({ "a.json": good, "b.json": ` ${good}\n` });
    for (const names of [["a.json"], ["a.json", "b.json"]]) {
      const whole = await cli(["validate", ...names, "--as", REF], { cwd });
      const quick = quickly(["validate", ...names.map((name) => `${cwd}/${name}`), "--as", REF], gateOf);
      expect(whole).to.deep.equal({ code: 0, stdout: quick, stderr: "" });
    }
  });

  it("leaves to the whole command whatever is out of the ordinary", async () => {
    const files: Record<string, string | Uint8Array> = {
      "good.json": good,
      "wrong.json": good.replace("my", "My"),
      "undeclared.json": good.replace("{", '{"extra":1,'),
      "twice.json": good.replace("{", '{"subdomain":"a",'),
      "malformed.json": good.slice(1),
      "mark.json": `\uFEFF${good}`,
      "binary.json": Uint8Array.of(0xff, 0),
      "empty.json": "",
    };
    const folder = folderWith(files);
    const at = (name: string) => `${folder}/${name}`;
    for (const name of [...Object.keys(files).slice(1), "none.json"])
      expect(quickly(["validate", at(name), "--as", REF], gateOf), name).to.equal(null);
    for (const argv of [
      [],
      ["list"],
      ["validate"],
      ["validate", "--as", REF],
      ["validate", at("good.json")],
      ["validate", at("good.json"), at("good.json"), "--as", REF],
      ["validate", at("good.json"), "--as", "mattr.none/request"],
      ["validate", at("good.json"), "--as", REF, "--format", "json"],
      ["validate", at("good.json"), "--as", REF, "--as", REF],
      ["validate", at("*.json"), "--as", REF],
      ["validate", folder, "--as", REF],
    ])
      expect(quickly(argv, gateOf), argv.join(" ")).to.equal(null);
    expect(quickly(["validate", at("good.json"), "--as", REF], gateOf)).to.equal("pass: nothing found; 1 checked\n");
  });

  it("is true of the documented samples", async () => {
    const sample = (await loadBundled("mattr"))!.operations.find(({ id }) => id === "createTenant")!.responses[0]!
      .content[0]!;
    const folder = folderWith({ "reply.json": JSON.stringify(sample.examples.sample) });
    const as = ["--as", "mattr.createTenant/response"];
    expect(quickly(["validate", `${folder}/reply.json`, ...as], gateOf)).to.equal("pass: nothing found; 1 checked\n");
  });
});
