import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { ruleWords } from "../../src/cli/rule-words.ts";
import { loadBundled, PROVIDERS } from "../../src/contract/bundled.ts";
import { BODIES } from "../../src/generated/bodies.ts";
import { CONTRACTS } from "../../src/generated/contracts.ts";
import { GATE_FILES } from "../../src/generated/gate-files.ts";
import type { Contract } from "../../src/model/contract.ts";
import type { Verification } from "../../src/report/matrix.ts";
import { pagesOf } from "../../src/site/site.ts";
import { type GateFile, valueScript, writeClients, writeValidators } from "./assets.ts";

const run = promisify(execFile);

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#0b57a4"/><path d="M4 8.5l2.8 2.8L12 5.5" fill="none" stroke="#fff" stroke-width="2"/></svg>\n';

/** What became of each clause when the embedded providers are verified now. */
export const verifications = async (): Promise<readonly Verification[]> => {
  const { stdout } = await run(
    process.execPath,
    ["src/cli/main.ts", "verify", ...PROVIDERS, "--mock", "--quiet", "--format", "json"],
    { encoding: "utf8", maxBuffer: 2 ** 28 },
  );
  return (JSON.parse(stdout) as { verification: readonly Verification[] }).verification;
};

const gatesOf = (operation: string): GateFile[] => {
  const gates = BODIES.filter(({ ref, gate }) => ref.startsWith(`${operation}/`) && gate !== null);
  const files = new Map(gates.map(({ key, ref }) => [key, GATE_FILES[ref] ?? ""]));
  return [...files].map(([key, file]) => ({ key, file }));
};

/** Builds the site into a folder, which is emptied first. The working directory is the project's. */
export const buildSite = async (folder: string, verified: readonly Verification[]): Promise<void> => {
  rmSync(folder, { recursive: true, force: true });
  const write = (path: string, text: string): void => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const contracts = (await Promise.all(PROVIDERS.map(loadBundled))) as Contract[];
  const bodies = BODIES.map(({ gate: _gate, ...body }) => body);
  for (const [path, text] of pagesOf({ contracts, bodies, rules: await ruleWords(), verifications: verified }))
    write(path, text);
  for (const provider of PROVIDERS) {
    const { documents, clauses } = (await CONTRACTS[provider]!()).default;
    write(`assets/contracts/${provider}.js`, valueScript(`contracts/${provider}`, { documents, clauses }));
  }
  write("assets/icon.svg", ICON);
  const assets = join(folder, "assets");
  const operations = contracts.flatMap((contract) => contract.operations.map(({ ref }) => ref));
  await Promise.all([writeClients(assets), ...operations.map((ref) => writeValidators(ref, gatesOf(ref), assets))]);
};
