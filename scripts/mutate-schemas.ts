// Takes each constraint out of each schema and sees that a test fails: node scripts/mutate-schemas.ts [--check] [PROVIDER…]
import { fileURLToPath } from "node:url";
import { findProviders, loadProvider } from "./bookkeeping/provider-files.ts";
import { mutationScore } from "./mutation/score.ts";
import { mutationFaults, readSurvivors } from "./mutation/survivors.ts";

const LEAST = 0.95;

const root = fileURLToPath(new URL("..", import.meta.url));
const check = process.argv.includes("--check");
const named = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const providers = named.length > 0 ? named : findProviders(root);
const all = readSurvivors(fileURLToPath(new URL("mutation-survivors.yaml", import.meta.url)));
const listed = new Map([...all].filter(([id]) => providers.some((provider) => id.startsWith(`${provider}/`))));
if (named.length === 0) for (const [id, reason] of all) listed.set(id, reason);

let mutants = 0;
const survivors: string[] = [];
for (const provider of providers) {
  const score = mutationScore(loadProvider(root, provider).files);
  mutants += score.mutants;
  survivors.push(...score.survivors);
}

for (const id of survivors) console.log(`survives: ${id} (${listed.get(id) ?? "no reason is written down"})`);
const caught = mutants - survivors.length;
const share = mutants === 0 ? "0" : ((100 * caught) / mutants).toFixed(1);
console.log(`${caught} of ${mutants} mutants caught (${share} %), ${survivors.length} survived.`);
if (check) {
  for (const fault of mutationFaults(mutants, survivors, listed, LEAST)) {
    console.log(fault);
    process.exitCode = 1;
  }
}
