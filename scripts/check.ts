/** Everything CI holds a change to, apart from the tests: one line a check, all of them run, exit 1 if any failed. */
import { spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";

const CHECKS: readonly (readonly [name: string, command: string])[] = [
  ["types", "tsc"],
  ["format and lint", "biome check --error-on-warnings"],
  ["bookkeeping of clauses", "node scripts/check-contracts.ts"],
  ["bundled contracts are current", "node scripts/generate-contracts.ts --check"],
  ["page fingerprints are current", "node scripts/generate-pages.ts --check"],
  ["generated types are current", "node scripts/generate-types.ts --check"],
  ["clause pages are current", "node scripts/generate-clause-docs.ts --check"],
  ["rule page is current", "node scripts/generate-rule-docs.ts --check"],
  ["documents lint", "redocly lint specs/cxengage.openapi.yaml specs/citrix.openapi.yaml specs/mattr.openapi.yaml"],
  ["every constraint is tested", "node scripts/mutate-schemas.ts --check"],
  ["API pages are current", "node scripts/generate-api-docs.ts --check"],
  ["pacts are what their tests write", "node scripts/check-pacts.ts"],
  ["the library works where it is installed", "node scripts/check-library.ts"],
  ["the package installs and runs on Node 22, 24 and 26", "node scripts/check-package.ts"],
];

let failed = 0;
for (const [name, command] of CHECKS) {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(command, {
    shell: true,
    encoding: "utf8",
    env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true", FORCE_COLOR: "0" },
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${status === 0 ? "ok  " : "FAIL"} ${name} (${seconds} s)`);
  if (status === 0) continue;
  failed++;
  console.log(`$ ${command}\n${stdout}${stderr}`);
}
console.log(`${CHECKS.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
