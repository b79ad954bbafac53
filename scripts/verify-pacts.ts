/**
 * Holds the embedded providers, or those that are named, to the bundled pacts and to nothing else. `verify --pact` does
 * so together with the rest. Exit code 1: an interaction is not answered as its pact expects.
 */
import { PROVIDERS } from "../src/contract/bundled.ts";
import { heldToPact } from "../test/pact/verifying.ts";

const names = process.argv.length > 2 ? process.argv.slice(2) : PROVIDERS;
for (const name of names) {
  const { findings, section } = await heldToPact(name);
  console.log(`${name}: ${section.interactions.length - findings.length} of ${section.interactions.length} kept`);
  for (const { message } of findings) console.log(`  ${message}`);
  if (findings.length > 0) process.exitCode = 1;
}
