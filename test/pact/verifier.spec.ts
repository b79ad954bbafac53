import { readFileSync } from "node:fs";
import { expect } from "chai";
import { loadBehaviour } from "../../src/contract/bundled.ts";
import { PROVIDERS } from "../../src/index.ts";
import { bundledPact } from "../../src/pact/source.ts";
import type { Behaviour } from "../../src/provider/behaviour.ts";
import { faultsOf } from "../../src/provider/faults.ts";
import { brokenInteractions, heldToPact } from "./verifying.ts";

interface PactFile {
  readonly interactions: readonly { readonly providerStates: readonly { readonly name: string }[] }[];
}

const harmless = async (name: string): Promise<string[]> =>
  faultsOf((await loadBehaviour(name))!.faults)
    .filter(({ breaks }) => breaks === null)
    .map((fault) => fault.name);

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

  it("name exactly the states that the provider can be brought into", async () => {
    for (const name of PROVIDERS) {
      const { interactions } = JSON.parse(readFileSync(bundledPact(name), "utf8")) as PactFile;
      const named = interactions.flatMap(({ providerStates }) => providerStates.map((state) => state.name));
      const { states } = (await loadBehaviour(name))!.behaviour as Behaviour;
      expect(Object.keys(states!).sort()).to.deep.equal([...new Set(named)].sort());
    }
  });

  for (const name of PROVIDERS) {
    it(`hold for ${name}, and for changes to it that break nothing`, async () => {
      const { section, findings } = await heldToPact(name);
      expect(new Set(section.interactions.map(({ outcome }) => outcome))).to.deep.equal(new Set(["kept"]));
      expect(findings).to.deep.equal([]);
      for (const fault of await harmless(name)) expect(await brokenInteractions(name, fault), fault).to.deep.equal([]);
    });

    for (const [fault, noticing] of Object.entries(BREAKING[name]!))
      it(`break with ${fault}`, async () => {
        const broken = await brokenInteractions(name, fault);
        expect(
          broken.some((description) => noticing.test(description)),
          String(broken),
        ).to.equal(true);
      });
  }
});
