/**
 * Shows pacts to a provider: those that are checked in, or those that a Pact broker has for it.
 *
 *   node scripts/verify-pacts.ts PROVIDER [--base-url URL [--states-url URL]] [--broker-url URL [--broker-token TOKEN]
 *     [--selector JSON]… [--publish VERSION --branch NAME]]
 *
 * Without --base-url the embedded provider is verified, brought into each state by its own handlers. With it, states are
 * announced to --states-url in Pact's documented form, if there is one. Exit code 1: a pact does not hold.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { Verifier, type VerifierOptions } from "@pact-foundation/pact";
import { CONSUMER } from "../test/pact/consumer.ts";
import { servedWithStates } from "../test/pact/states.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    "base-url": { type: "string" },
    "states-url": { type: "string" },
    "broker-url": { type: "string" },
    "broker-token": { type: "string" },
    selector: { type: "string", multiple: true },
    publish: { type: "string" },
    branch: { type: "string" },
  },
});
const [provider = ""] = positionals;

/** Where the pacts come from, and where the result goes. */
const sourceOf = (): Partial<VerifierOptions> => {
  const url = values["broker-url"];
  if (url === undefined) return { pactUrls: [resolve("contracts/pacts", `${CONSUMER}-${provider}.json`)] };
  const selectors = (values.selector ?? []).map((text) => JSON.parse(text) as object);
  return {
    pactBrokerUrl: url,
    ...(values["broker-token"] === undefined ? {} : { pactBrokerToken: values["broker-token"] }),
    ...(selectors.length === 0 ? {} : { consumerVersionSelectors: selectors }),
    ...(values.publish === undefined ? {} : { publishVerificationResult: true, providerVersion: values.publish }),
    ...(values.branch === undefined ? {} : { providerVersionBranch: values.branch }),
  };
};

const embedded = values["base-url"] === undefined ? await servedWithStates(provider) : null;
try {
  await new Verifier({
    provider,
    providerBaseUrl: embedded?.url ?? values["base-url"]!,
    ...(embedded === null ? {} : { stateHandlers: { ...embedded.stateHandlers } }),
    ...(values["states-url"] === undefined ? {} : { providerStatesSetupUrl: values["states-url"] }),
    logLevel: "error",
    ...sourceOf(),
  }).verifyProvider();
} catch (error) {
  console.error((error as Error).message.split("\n")[0]);
  process.exitCode = 1;
} finally {
  await embedded?.close();
}
process.exit();
