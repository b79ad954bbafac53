// Shows a provider its pact, once for each fault named; "-" stands for none. The verifier writes to the terminal by
// itself, so it runs in a process of its own, whose last line is a JSON list: null, or the interactions that failed.
// A fault with a "+" before it is shown the interactions that succeed only.
import { resolve } from "node:path";
import { Verifier } from "@pact-foundation/pact";
import { CONSUMER } from "./consumer.ts";
import { servedWithStates } from "./states.ts";

const [name = "", ...faults] = process.argv.slice(2);

interface Failure {
  readonly errors?: readonly { readonly interaction: string }[];
}

const failed = (message: string): readonly string[] => {
  try {
    const { errors = [] } = JSON.parse(message) as Failure;
    return errors.map(({ interaction }) => interaction.replace(/^.* - /s, ""));
  } catch {
    return [message];
  }
};

/** How the descriptions of interactions begin that are answered with success. */
const SUCCESSES = "(with a free|by its id|for all|of some members)";

const results: (readonly string[] | null)[] = [];
for (const wanted of faults) {
  const brief = wanted.startsWith("+");
  const fault = brief ? wanted.slice(1) : wanted;
  const { url, stateHandlers, close } = await servedWithStates(name, fault === "-" ? undefined : fault);
  const pact = resolve("contracts/pacts", `${CONSUMER}-${name}.json`);
  if (brief) process.env.PACT_DESCRIPTION = SUCCESSES;
  else delete process.env.PACT_DESCRIPTION;
  const verifier = new Verifier({
    provider: name,
    providerBaseUrl: url,
    pactUrls: [pact],
    stateHandlers: { ...stateHandlers },
    logLevel: "error",
  });
  results.push(
    await verifier.verifyProvider().then(
      () => null,
      (error: unknown) => failed((error as Error).message),
    ),
  );
  await close();
}
console.log(`\n${JSON.stringify(results)}`);
process.exit(0);
