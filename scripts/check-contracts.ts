// Checks that clauses, schemas, tests and OpenAPI documents agree, both ways: node scripts/check-contracts.ts [PROVIDER…]
import { fileURLToPath } from "node:url";
import { checkProvider } from "./bookkeeping/check.ts";
import { formatProblem } from "./bookkeeping/problem.ts";
import { findProviders, lineFinder, loadProvider } from "./bookkeeping/provider-files.ts";
import { ruleIds } from "./bookkeeping/rule-ids.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const named = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const known = findProviders(root);
const unknown = named.filter((provider) => !known.includes(provider));
const providers = named.length > 0 ? named : known;
const rules = await ruleIds();
const lineOf = lineFinder(root);
const lines = unknown.map((provider) => `There is no provider "${provider}"; there are ${known.join(", ")}.`);
const totals = { clauses: 0, readings: 0, bound: 0 };

for (const provider of providers.filter((name) => known.includes(name))) {
  const { files, problems } = loadProvider(root, provider);
  const result = checkProvider(files, rules);
  totals.clauses += result.clauses;
  totals.readings += result.readings;
  totals.bound += result.bound;
  for (const problem of [...problems, ...result.problems]) {
    lines.push(formatProblem(problem, lineOf(problem.file, problem.at)));
  }
}

if (lines.length > 0) {
  for (const line of lines) console.log(line);
  console.log(`${lines.length} ${lines.length === 1 ? "problem" : "problems"} in ${providers.join(", ")}.`);
  process.exitCode = 1;
} else {
  const { clauses, readings, bound } = totals;
  console.log(
    `${providers.join(", ")}: ${clauses} clauses with ${readings} readings bind all of ${bound} constraints, members and parts.`,
  );
}
