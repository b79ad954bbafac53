import { Judge } from "../../src/engine/judge.ts";
import { pactsWith } from "../../src/pact/pacts.ts";
import { bundledPact } from "../../src/pact/source.ts";
import { credentialsOf, demoCredentials } from "../../src/verify/credentials.ts";
import { Ledger } from "../../src/verify/ledger.ts";
import { Sending } from "../../src/verify/sending.ts";
import type { PactResult } from "../../src/verify/verification.ts";
import { servedWithStates } from "./states.ts";

/** Holds an embedded provider, with one of its faults if wanted, to its bundled pact. */
export const heldToPact = async (name: string, fault?: string): Promise<PactResult> => {
  const { provider, setUp, url, close } = await servedWithStates(name, fault);
  const timeout = 1000;
  const sending = new Sending({ limits: { timeout } });
  try {
    const held = pactsWith({
      source: { kind: "files", files: [bundledPact(name)], shown: "bundled" },
      ...{ provider: name, setUp, timeout, folder: process.cwd(), env: process.env },
    });
    return await held({
      judge: new Judge(provider.contract),
      target: {
        baseUrl: url,
        credentials: credentialsOf(demoCredentials(provider.contract.operations)!),
        allowWrites: true,
      },
      ...{ sending, ledger: new Ledger(() => undefined) },
    });
  } finally {
    sending.close();
    await close();
  }
};

/** The descriptions of the interactions that the provider does not answer as its bundled pact expects. */
export const brokenInteractions = async (name: string, fault?: string): Promise<readonly string[]> =>
  (await heldToPact(name, fault)).section.interactions
    .filter(({ outcome }) => outcome !== "kept")
    .map(({ description }) => description);
