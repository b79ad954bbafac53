import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { loadBehaviour } from "../../src/contract/bundled.ts";
import { PROVIDERS } from "../../src/index.ts";
import { faultsOf } from "../../src/provider/faults.ts";
import { CONSUMER } from "./consumer.ts";
import { servedWithStates } from "./states.ts";

interface PactFile {
  readonly interactions: readonly { readonly providerStates: readonly { readonly name: string }[] }[];
}

type Verdict = readonly string[] | null;

const NONE = "-";

/** What the verifier says: for each fault null, or the interactions that failed. */
const verify = async (name: string, ...faults: readonly string[]): Promise<readonly Verdict[]> => {
  const run = promisify(execFile)(process.execPath, ["test/pact/verify.ts", name, ...faults], { maxBuffer: 2 ** 26 });
  const { stdout } = await run;
  return JSON.parse(stdout.trimEnd().split("\n").at(-1)!) as readonly Verdict[];
};

const harmless = async (name: string): Promise<string[]> =>
  faultsOf((await loadBehaviour(name))!.faults)
    .filter(({ breaks, wire }) => breaks === null && wire === undefined)
    .map((fault) => `+${fault.name}`);

/** Faults that break what the client relies on, and the interactions that notice. */
const BREAKING: { readonly [provider: string]: { readonly [fault: string]: RegExp } } = {
  citrix: { "citrix-change-id-number": /^importTenant: with a free name$/, "citrix-status-201": /^importTenant: with/ },
  cxengage: {
    "cxengage-identity-provider-boolean": /^updateTenant: of some members$/,
    "cxengage-error-called-errors": /^createTenant: with a blank name$/,
  },
  mattr: {
    "mattr-tenant-without-id": /^createTenant: with a free subdomain$/,
    "mattr-tenants-a-bare-list": /^retrieveTenants: for all$/,
  },
};

describe("the pacts against the embedded provider", function () {
  this.timeout(120_000);

  it("name no state that the provider cannot be brought into", async () => {
    for (const name of PROVIDERS) {
      const { stateHandlers, close } = await servedWithStates(name);
      await close();
      const path = join("contracts/pacts", `${CONSUMER}-${name}.json`);
      const { interactions } = JSON.parse(readFileSync(path, "utf8")) as PactFile;
      const named = interactions.flatMap(({ providerStates }) => providerStates.map((state) => state.name));
      expect(Object.keys(stateHandlers)).to.include.members(named);
    }
  });

  const innocents = new Map<string, readonly string[]>();
  const verdicts = new Map<string, ReadonlyMap<string, Verdict>>();
  before(async () => {
    await Promise.all(
      PROVIDERS.map(async (name) => {
        const innocent = [NONE, ...(await harmless(name))];
        const faults = [...innocent, ...Object.keys(BREAKING[name]!)];
        const found = await verify(name, ...faults);
        innocents.set(name, innocent);
        verdicts.set(name, new Map(faults.map((fault, index) => [fault, found[index]!])));
      }),
    );
  });

  for (const name of PROVIDERS) {
    it(`hold for ${name}, and for changes to it that break nothing`, () => {
      for (const fault of innocents.get(name)!) expect(verdicts.get(name)!.get(fault), fault).to.equal(null);
    });

    for (const [fault, noticing] of Object.entries(BREAKING[name]!))
      it(`break with ${fault}`, () => {
        const verdict = verdicts.get(name)!.get(fault);
        expect(verdict).to.be.an("array");
        expect(
          verdict!.some((interaction) => noticing.test(interaction)),
          String(verdict),
        ).to.equal(true);
      });
  }
});
