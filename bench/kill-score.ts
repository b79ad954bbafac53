/**
 * Counts which of the declared faults are found, and which harmless changes are taken for faults, by `verify`, by
 * Redocly respect with our Arazzo documents and by the Pact verifier with our pacts.
 * Run: node bench/kill-score.ts [provider…]
 */
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadBehaviour, loadBundled, loadGates, PROVIDERS } from "../src/contract/bundled.ts";
import { type Fault, faultsOf, withFault } from "../src/provider/faults.ts";
import { type ServedProvider, serve } from "../src/provider/server.ts";
import { credentialsOf, demoCredentials } from "../src/verify/credentials.ts";
import { planOf } from "../src/verify/plan.ts";
import { verify } from "../src/verify/verification.ts";

const names = process.argv.length > 2 ? process.argv.slice(2) : PROVIDERS;

const INPUTS: Readonly<Record<string, object>> = {
  citrix: { credentials: Buffer.from("demo:demo").toString("base64"), name: "tc workflow", shortName: "tcworkflow" },
  cxengage: { token: "demo", name: "tc workflow", email: "tc-workflow@example.com" },
  mattr: { token: "demo", subdomain: "tc-workflow", takenSubdomain: "tc-workflow-taken" },
};

/** Redocly trips over schema ids it meets twice; it gets the documents without them. */
const withoutIds = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "kill-score-"));
  cpSync("specs", join(folder, "specs"), { recursive: true });
  cpSync("schemas", join(folder, "schemas"), { recursive: true });
  for (const provider of PROVIDERS)
    for (const name of readdirSync(join(folder, "schemas", provider))) {
      if (!name.endsWith(".schema.json")) continue;
      const file = join(folder, "schemas", provider, name);
      const { $id: _, ...schema } = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
      writeFileSync(file, JSON.stringify(schema));
    }
  return folder;
};

const execute = (args: readonly string[], cwd?: string): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
    const options = { env, maxBuffer: 1 << 28, timeout: 120_000, ...(cwd === undefined ? {} : { cwd }) };
    execFile(process.execPath, [...args], options, (error, stdout) =>
      resolve({ code: error === null ? 0 : 1, output: stdout }),
    );
  });

const served = async (name: string, fault: Fault | null): Promise<ServedProvider> => {
  const contract = (await loadBundled(name))!;
  const behaviour = (await loadBehaviour(name))!.behaviour as Parameters<typeof withFault>[1];
  const nothing: Fault = { name: "none", says: "", kind: "harmless", breaks: null };
  const { provider, wire } = withFault(contract, behaviour, fault ?? nothing, { seed: "0" });
  return serve(provider, wire === undefined ? {} : { wire });
};

const ours = async (name: string, faults: readonly Fault[]): Promise<boolean[]> => {
  const contract = (await loadBundled(name))!;
  const plan = planOf(contract, "0");
  const options = { gates: await loadGates(name), targetName: "embedded", shrink: false, limits: { timeout: 500 } };
  const found: boolean[] = [];
  for (const fault of faults) {
    const provider = await served(name, fault);
    const target = {
      baseUrl: provider.url,
      credentials: credentialsOf(demoCredentials(contract.operations)!),
      allowWrites: true,
    };
    const { findings } = await verify(plan, target, options);
    const counted = findings.filter(({ severity }) => fault.breaks !== null || severity === "error");
    found.push(counted.some(({ severity }) => severity !== "info"));
    await provider.close();
  }
  return found;
};

const respect = async (name: string, faults: readonly Fault[], folder: string): Promise<boolean[]> => {
  const redocly = join(process.cwd(), "node_modules/@redocly/cli/bin/cli.js");
  const found: boolean[] = [];
  for (const fault of faults) {
    const provider = await served(name, fault);
    const args = [
      redocly,
      "respect",
      `specs/${name}.arazzo.yaml`,
      "-S",
      `${name}=${provider.url}`,
      "--max-fetch-timeout",
      "2000",
    ];
    found.push((await execute([...args, "-i", JSON.stringify(INPUTS[name])], folder)).code !== 0);
    await provider.close();
  }
  return found;
};

/** The verifier's own process may not survive what breaks the transport; then the fault was noticed as well. */
const pact = async (name: string, faults: readonly Fault[]): Promise<boolean[]> => {
  const found: boolean[] = [];
  const chunks: (readonly Fault[])[] = [];
  for (const fault of faults)
    if (
      fault.kind === "transport" ||
      chunks.length === 0 ||
      chunks.at(-1)![0]!.kind === "transport" ||
      chunks.at(-1)!.length >= 10
    )
      chunks.push([fault]);
    else chunks.splice(-1, 1, [...chunks.at(-1)!, fault]);
  for (const chunk of chunks) {
    const { output } = await execute(["test/pact/verify.ts", name, ...chunk.map((fault) => fault.name)]);
    const last = output.trim().split("\n").at(-1) ?? "";
    const results = /^\[(null|\[)/.test(last) ? (JSON.parse(last) as (readonly string[] | null)[]) : [];
    found.push(...chunk.map((_, index) => results[index] !== null));
  }
  return found;
};

const folder = withoutIds();
const totals = new Map<
  string,
  { killed: number; faults: number; alarms: number; harmless: number; missed: string[] }
>();
for (const name of names) {
  const faults = faultsOf((await loadBehaviour(name))!.faults);
  const contenders = [
    ["verify", () => ours(name, faults)],
    ["Redocly respect", () => respect(name, faults, folder)],
    ["Pact verifier", () => pact(name, faults)],
  ] as const;
  for (const [contender, run] of contenders) {
    const found = await run();
    const total = totals.get(contender) ?? { killed: 0, faults: 0, alarms: 0, harmless: 0, missed: [] };
    for (const [index, { breaks, name: fault }] of faults.entries())
      if (breaks === null) {
        total.harmless++;
        if (found[index]) total.alarms++;
      } else {
        total.faults++;
        if (found[index]) total.killed++;
        else total.missed.push(fault);
      }
    totals.set(contender, total);
    console.error(
      `${name}: ${contender} found ${total.killed} of ${total.faults}, ${total.alarms} false alarms so far`,
    );
  }
}
rmSync(folder, { recursive: true, force: true });
for (const [contender, { killed, faults, alarms, harmless, missed }] of totals) {
  const rate = ((100 * killed) / faults).toFixed(1);
  console.log(
    `${contender.padEnd(16)} found ${killed} of ${faults} faults (${rate} %), ${alarms} false alarms on ${harmless} harmless changes`,
  );
  if (missed.length > 0 && missed.length <= 5) console.log(`  missed ${missed.join(", ")}`);
}
