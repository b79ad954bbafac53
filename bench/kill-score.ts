/**
 * Counts which of the declared faults are found, and which harmless changes are taken for faults: by `verify`, by
 * Redocly respect with our Arazzo documents, by Dredd with our OpenAPI documents and by the Pact verifier with our pacts.
 * Run: node bench/kill-score.ts [provider…] [--only verify,respect,dredd,pact]
 */
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { loadBehaviour, loadBundled, loadGates, PROVIDERS } from "../src/contract/bundled.ts";
import { type Fault, faultsOf, withFault } from "../src/provider/faults.ts";
import { type ServedProvider, serve } from "../src/provider/server.ts";
import { credentialsOf, demoCredentials } from "../src/verify/credentials.ts";
import { planOf } from "../src/verify/plan.ts";
import { verify } from "../src/verify/verification.ts";
import { installDredd, runDredd, writeForDredd } from "./dredd.ts";
import { runPact } from "./pact.ts";

const INPUTS: Readonly<Record<string, object>> = {
  citrix: { credentials: Buffer.from("demo:demo").toString("base64"), name: "tc workflow", shortName: "tcworkflow" },
  cxengage: { token: "demo", name: "tc workflow", email: "tc-workflow@example.com" },
  mattr: { token: "demo", subdomain: "tc-workflow", takenSubdomain: "tc-workflow-taken" },
};

const REDOCLY = join(process.cwd(), "node_modules/@redocly/cli/bin/cli.js");

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

const redocly = (args: readonly string[], cwd: string): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
    const options = { env, maxBuffer: 1 << 28, timeout: 120_000, cwd };
    execFile(process.execPath, [REDOCLY, ...args], options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : 1, output: stdout + stderr }),
    );
  });

const served = async (name: string, fault: Fault | null): Promise<ServedProvider> => {
  const contract = (await loadBundled(name))!;
  const behaviour = (await loadBehaviour(name))!.behaviour as Parameters<typeof withFault>[1];
  const nothing: Fault = { name: "none", says: "", kind: "harmless", breaks: null };
  const { provider, wire } = withFault(contract, behaviour, fault ?? nothing, { seed: "0" });
  return serve(provider, wire === undefined ? {} : { wire });
};

/** Whether something is wrong with a provider, as one of the contenders sees it. */
type Contender = (provider: string, fault: Fault | null) => Promise<boolean>;

const ours: Contender = async (name, fault) => {
  const contract = (await loadBundled(name))!;
  const [credentials, forbidden] = (["demo", "forbidden"] as const).map((caller) =>
    credentialsOf(demoCredentials(contract.operations, caller)!),
  );
  const options = { gates: await loadGates(name), targetName: "embedded", shrink: false, limits: { timeout: 500 } };
  const provider = await served(name, fault);
  const target = { baseUrl: provider.url, credentials: credentials!, forbidden: forbidden!, allowWrites: true };
  const { findings } = await verify(planOf(contract, "0"), target, options);
  await provider.close();
  const harmless = fault === null || fault.breaks === null;
  return findings.some(({ severity }) => severity === "error" || (severity === "warning" && !harmless));
};

const respect =
  (folder: string): Contender =>
  async (name, fault) => {
    const provider = await served(name, fault);
    const args = [
      "respect",
      `specs/${name}.arazzo.yaml`,
      "-S",
      `${name}=${provider.url}`,
      "--max-fetch-timeout",
      "2000",
    ];
    const { code } = await redocly([...args, "-i", JSON.stringify(INPUTS[name])], folder);
    await provider.close();
    return code !== 0;
  };

const dredd = async (folder: string): Promise<Contender | string> => {
  const installed = installDredd(folder);
  if (typeof installed === "string") return installed;
  const documents = new Map<string, string>();
  for (const name of PROVIDERS) {
    const bundle = join(folder, `${name}.json`);
    const { code, output } = await redocly(
      ["bundle", `specs/${name}.openapi.yaml`, "--dereferenced", "-o", bundle],
      folder,
    );
    if (code !== 0) return `the documents cannot be bundled: ${output.trim()}`;
    documents.set(name, writeForDredd(bundle));
  }
  return async (name, fault) => {
    const credentials = credentialsOf(demoCredentials((await loadBundled(name))!.operations)!);
    const provider = await served(name, fault);
    const headers = [`${credentials.header}: ${credentials.value}`];
    const { failed } = await runDredd(installed.program, documents.get(name)!, provider.url, headers);
    await provider.close();
    return failed.length > 0;
  };
};

const pact: Contender = async (name, fault) => (await runPact(name, { fault: fault?.name })).failed;

interface Score {
  readonly found: Map<string, [found: number, of: number]>;
  readonly missed: string[];
  readonly alarms: string[];
  harmless: number;
}

const add = (score: Score, column: string, found: boolean): void => {
  const [before, of] = score.found.get(column) ?? [0, 0];
  score.found.set(column, [before + (found ? 1 : 0), of + 1]);
};

const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: "string" } } });
const names = positionals.length > 0 ? positionals : PROVIDERS;
const wanted = values.only?.split(",") ?? ["verify", "respect", "dredd", "pact"];
const folder = withoutIds();
const contenders: Readonly<Record<string, () => Promise<readonly [string, Contender | string]>>> = {
  verify: async () => ["verify", ours],
  respect: async () => ["Redocly respect", respect(folder)],
  dredd: async () => ["Dredd 14.1.0", await dredd(folder)],
  pact: async () => ["Pact verifier", pact],
};
const unknown = [
  ...names.filter((name) => !PROVIDERS.includes(name)),
  ...wanted.filter((name) => !(name in contenders)),
];
if (unknown.length > 0) throw new Error(`${unknown.join(", ")}: neither a provider nor a contender`);

const ALL = "all";
const scores = new Map<string, Score | string>();
for (const key of wanted) {
  const [title, contender] = await contenders[key]!();
  if (typeof contender === "string") {
    scores.set(title, contender);
    continue;
  }
  const score: Score = { found: new Map(), missed: [], alarms: [], harmless: 0 };
  scores.set(title, score);
  for (const name of names) {
    const start = performance.now();
    if (await contender(name, null)) console.error(`${title} finds something wrong with the sound ${name}`);
    for (const fault of faultsOf((await loadBehaviour(name))!.faults)) {
      const found = await contender(name, fault);
      if (fault.breaks === null) {
        score.harmless++;
        if (found) score.alarms.push(`${name} ${fault.name}`);
        continue;
      }
      for (const column of [ALL, name, fault.kind]) add(score, column, found);
      if (!found) score.missed.push(`${name} ${fault.name}`);
    }
    const [found = 0, of = 0] = score.found.get(ALL) ?? [];
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    console.error(
      `${name}: ${title} found ${found} of ${of} so far, ${score.alarms.length} false alarms, ${seconds} s`,
    );
  }
}
rmSync(folder, { recursive: true, force: true });

const first = [...scores.values()].find((score) => typeof score !== "string");
const kinds = [...(first?.found.keys() ?? [])].filter((column) => column !== ALL && !names.includes(column));
const columns = [ALL, ...names, ...kinds];
const width = Math.max(16, ...[...scores.keys()].map((title) => title.length));
const cell = (text: string, column: string): string => text.padStart(Math.max(8, column.length));
console.log(
  ["found".padEnd(width), ...columns.map((column) => cell(column, column)), "rate".padStart(8), "false alarms"].join(
    "  ",
  ),
);
for (const [title, score] of scores) {
  if (typeof score === "string") {
    console.log(`${title.padEnd(width)}  left out: ${score}`);
    continue;
  }
  const [found = 0, of = 0] = score.found.get(ALL) ?? [];
  const cells = columns.map((column) => cell((score.found.get(column) ?? [0, 0]).join("/"), column));
  const rate = `${((100 * found) / of).toFixed(1)} %`.padStart(8);
  console.log([title.padEnd(width), ...cells, rate, `${score.alarms.length} on ${score.harmless} harmless`].join("  "));
}
for (const [title, score] of scores) {
  if (typeof score === "string") continue;
  if (score.alarms.length > 0) console.log(`${title} took for faults: ${score.alarms.join(", ")}`);
  if (score.missed.length > 0 && score.missed.length <= 5) console.log(`${title} missed: ${score.missed.join(", ")}`);
}
