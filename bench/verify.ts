/**
 * Times `verify` against an embedded provider in a process of its own, beside Redocly respect and the Pact verifier on
 * the same provider, in turn. Run: node bench/verify.ts [rounds]
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { loadBundled, loadGates } from "../src/contract/bundled.ts";
import { bundledPact } from "../src/pact/source.ts";
import { credentialsOf } from "../src/verify/credentials.ts";
import { planOf } from "../src/verify/plan.ts";
import { verify } from "../src/verify/verification.ts";
import { runPact } from "./pact.ts";

const rounds = Number(process.argv[2] ?? 10);
const PORT = 4795;
const BASE = `http://127.0.0.1:${PORT}`;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

const serving = async (): Promise<ChildProcess> => {
  const child = spawn(process.execPath, ["src/cli/main.ts", "mock", "mattr", "--port", String(PORT)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once("data", () => resolve());
    child.once("exit", (code) => reject(new Error(`the provider ended with ${code}`)));
  });
  return child;
};

/** Our own plan for mattr, in this process: connections, requests, answers and judgement. */
const ours = async (round: number): Promise<{ time: number; exchanges: number }> => {
  const contract = (await loadBundled("mattr"))!;
  const plan = planOf(contract, `bench ${round}`);
  const gates = await loadGates("mattr");
  const start = performance.now();
  const { verification, findings } = await verify(
    plan,
    { baseUrl: BASE, credentials: credentialsOf("bearer:demo"), allowWrites: true },
    { gates },
  );
  const time = performance.now() - start;
  if (findings.some(({ severity }) => severity === "error"))
    throw new Error(`the provider broke its contract: ${findings[0]!.message}`);
  return { time, exchanges: verification.exchanges };
};

/** Redocly trips over schema ids it meets twice; it gets the documents without them. */
const withoutIds = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "bench-verify-"));
  cpSync("specs", join(folder, "specs"), { recursive: true });
  cpSync("schemas/mattr", join(folder, "schemas/mattr"), { recursive: true });
  for (const name of readdirSync(join(folder, "schemas/mattr"))) {
    const file = join(folder, "schemas/mattr", name);
    const { $id: _, ...schema } = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    if (name.endsWith(".schema.json")) writeFileSync(file, JSON.stringify(schema));
  }
  return folder;
};

const redocly = (folder: string, args: readonly string[]): { time: number; output: string } => {
  const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  const start = performance.now();
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [join(process.cwd(), "node_modules/@redocly/cli/bin/cli.js"), ...args],
    { cwd: folder, env, encoding: "utf8" },
  );
  return { time: performance.now() - start, output: stdout + stderr };
};

interface Pact {
  readonly interactions: readonly object[];
}

/** The Pact verifier on a pact of all interactions and on one of the first alone. */
const pactTimes = async (folder: string): Promise<{ all: number; one: number; interactions: number }> => {
  const { interactions, ...rest } = JSON.parse(readFileSync(bundledPact("mattr"), "utf8")) as Pact;
  const first = join(folder, "one-interaction.json");
  writeFileSync(first, JSON.stringify({ ...rest, interactions: interactions.slice(0, 1) }));
  const [all, one] = [await runPact("mattr"), await runPact("mattr", { pact: first })];
  if (all.failed || one.failed) throw new Error("the provider broke its pact");
  return { all: all.time, one: one.time, interactions: interactions.length };
};

const provider = await serving();
const folder = withoutIds();
try {
  const [exchange, process_, respect, start]: [number[], number[], number[], number[]] = [[], [], [], []];
  const [pactAll, pactInteraction]: [number[], number[]] = [[], []];
  let [steps, interactions] = [0, 0];
  for (let round = -1; round < rounds; round++) {
    const one = await ours(round);
    const began = performance.now();
    const whole = spawnSync(process.execPath, ["src/cli/main.ts", "verify", "mattr", "--mock"], { encoding: "utf8" });
    const time = performance.now() - began;
    if (whole.status !== 0) throw new Error(whole.stdout + whole.stderr);
    const input = JSON.stringify({
      token: "demo",
      subdomain: `bench-${round + 1}`,
      takenSubdomain: `bench-taken-${round + 1}`,
    });
    const version = redocly(folder, ["--version"]);
    const run = redocly(folder, ["respect", "specs/mattr.arazzo.yaml", "-S", `mattr=${BASE}`, "-i", input]);
    steps = Number(/Steps: (\d+) passed/.exec(run.output)?.[1] ?? 0);
    if (steps === 0) throw new Error(run.output);
    const pact = await pactTimes(folder);
    if (round < 0) continue;
    pactAll.push(pact.all);
    pactInteraction.push((pact.all - pact.one) / (pact.interactions - 1));
    interactions = pact.interactions;
    exchange.push(one.time / one.exchanges);
    process_.push(time);
    respect.push(run.time);
    start.push(version.time);
  }
  const perStep = (median(respect) - median(start)) / steps;
  const rows: readonly (readonly [string, string])[] = [
    ["verify, an exchange with its judgement", `${median(exchange).toFixed(2)} ms (goal: at most 2)`],
    ["verify mattr --mock, whole process", `${median(process_).toFixed(0)} ms`],
    ["Redocly respect, a step beyond its start", `${perStep.toFixed(2)} ms (${steps} steps)`],
    ["Redocly respect, whole process", `${median(respect).toFixed(0)} ms`],
    [
      "Pact verifier, an interaction beyond the first",
      `${median(pactInteraction).toFixed(2)} ms (${interactions} interactions)`,
    ],
    ["Pact verifier, whole process", `${median(pactAll).toFixed(0)} ms`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, value] of rows) console.log(`${name.padEnd(width)}  ${value}`);
} finally {
  provider.kill();
  rmSync(folder, { recursive: true, force: true });
}
