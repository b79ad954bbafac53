import * as openapiPactComparator from "@pactflow/openapi-pact-comparator";
import { expect } from "chai";
import { loadProvider } from "../../scripts/bookkeeping/provider-files.ts";
import { singleDocument } from "../../scripts/generation/single-document.ts";
import { checkExchange, PROVIDERS } from "../../src/index.ts";
import { exchangeOfInteraction, type PactFile, readPact } from "./interactions.ts";

/** What is used of the comparator, whose own declarations do not resolve for Node. */
interface ComparatorModule {
  readonly Comparator: new (documents: {
    readonly oas: object;
  }) => {
    compare(pact: object): AsyncIterable<{ code: string; mockDetails?: { interactionDescription?: string } }>;
  };
}

const { Comparator } = openapiPactComparator as unknown as ComparatorModule;

/** What `openapi-pact-comparator` says of a pact, one line a result, without those about the same thing elsewhere. */
const compared = async (name: string, pact: PactFile): Promise<string[]> => {
  const { files } = loadProvider(process.cwd(), name);
  const comparator = new Comparator({ oas: singleDocument(files) });
  const results: string[] = [];
  for await (const { code, mockDetails } of comparator.compare(pact))
    results.push(`${code} ${mockDetails?.interactionDescription}`);
  return results;
};

/** A pact whose interaction of this description is changed. */
const changed = (pact: PactFile, description: string, change: (body: Record<string, unknown>) => void): PactFile => {
  const copy = structuredClone(pact);
  const interaction = copy.interactions.find((one) => one.description === description)!;
  change(interaction.response.body!.content as Record<string, unknown>);
  return copy;
};

const findingsOf = async (name: string, pact: PactFile): Promise<string[]> => {
  const found = await Promise.all(
    pact.interactions.map(async (interaction) => {
      const { findings } = await checkExchange(name, exchangeOfInteraction(interaction));
      return findings.map(({ rule }) => `${rule} ${interaction.description}`);
    }),
  );
  return found.flat();
};

/** Where the comparator differs from us, and why it is no reason to change a pact. */
const DISAGREEMENTS: { readonly [provider: string]: readonly string[] } = {
  // For it a path whose parameter is not of the documented form is another path; to us it is a request that is
  // refused as documented, which is what these interactions are about.
  cxengage: ["request.path-or-method.unknown retrieveTenant: by what is no id"],
  mattr: [
    "request.path-or-method.unknown deleteTenant: by what is no id",
    "request.path-or-method.unknown retrieveTenant: by what is no id",
    // It warns that it reads no text/plain; we hold the text against its schema.
    ...["createTenant", "deleteTenant", "retrieveEnvironments", "retrieveTenant", "retrieveTenants"].map(
      (operation) => `response.body.unvalidatable ${operation}: without credentials`,
    ),
  ],
};

describe("the pacts against the contracts", () => {
  for (const name of PROVIDERS) {
    it(`conform to ${name}'s contract, interaction by interaction`, async () => {
      expect(await findingsOf(name, readPact(name))).to.deep.equal([]);
    });

    it(`conform to ${name}'s document for openapi-pact-comparator too, but for what is explained`, async () => {
      expect((await compared(name, readPact(name))).toSorted()).to.deep.equal(
        [...(DISAGREEMENTS[name] ?? [])].toSorted(),
      );
    });
  }

  const CHANGES: [string, string, (body: Record<string, unknown>) => void, boolean][] = [
    ["a member of another type", "createTenant: with a free subdomain", (body) => Object.assign(body, { id: 1 }), true],
    ["an undeclared member", "createTenant: with a free subdomain", (body) => Object.assign(body, { more: 1 }), true],
    // A pact says what its consumer needs; that a required member is not among it is no contradiction for the
    // comparator. We judge the example as the answer that it stands for.
    ["a required member less", "createTenant: with a free subdomain", (body) => delete body.id, false],
  ];
  for (const [what, description, change, both] of CHANGES)
    it(`do not conform with ${what}${both ? "" : ", which the comparator lets pass"}`, async () => {
      const pact = changed(readPact("mattr"), description, change);
      expect(await findingsOf("mattr", pact)).to.not.deep.equal([]);
      const more = (await compared("mattr", pact)).filter((result) => result.endsWith(description));
      expect(more.length > 0).to.equal(both);
    });
});
