/** Judges 100,000 recorded exchanges with this tool and with Redocly CLI's drift: whole processes, in turn, medians. */
import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { LAUNCHER, median } from "./load.ts";

const COUNT = 100_000;
const RUNS = Number(process.argv[2] ?? 7);

/** The same numbers each time: a linear congruential generator. */
let state = 20_260_101;
const random = (below: number): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
};

const hex = (digits: number): string => Array.from({ length: digits }, () => random(16).toString(16)).join("");
const uuid = (): string => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;

/** One creation of a MATTR tenant; one in a hundred deviates, in nine ways in turn. */
const exchange = (index: number): string => {
  const name = `tenant-${hex(8)}`;
  const environment = {
    id: uuid(),
    name: "MATTR Public Sydney, Australia",
    domain: "vii.au01.mattr.global",
    authorizationServerDomain: "manage.auth.auth0.com",
    deploymentModel: "public",
    region: { id: uuid(), name: "AU01", displayName: "Sydney, Australia" },
  };
  const body: Record<string, unknown> = {
    id: uuid(),
    name,
    subdomain: `${name}.${environment.domain}`,
    environment,
    membership: { roles: ["dts-provider", "issuer"] },
    client: { clientId: hex(31), clientSecret: hex(62) },
  };
  const asked: Record<string, unknown> = { name, subdomain: name, environmentId: environment.id };
  const response = {
    status: 201,
    headers: { "content-type": "application/json; charset=utf-8", date: "Thu, 01 Jan 2026 00:00:00 GMT" } as Record<
      string,
      string
    >,
    body: "",
  };
  const deviation = index % 100 === 99 ? Math.floor(index / 100) % 9 : -1;
  if (deviation === 0) delete body.id;
  if (deviation === 1) body.plan = "gold";
  if (deviation === 2) response.status = 202;
  if (deviation === 3) response.status = 409;
  if (deviation === 4) response.headers["x-shard"] = "7";
  if (deviation === 5) response.headers["content-type"] = "text/html";
  if (deviation === 6) response.body = '{"id":';
  if (deviation === 8) asked.plan = "gold";
  if (deviation !== 6 && deviation !== 7) response.body = JSON.stringify(body);
  return JSON.stringify({
    request: {
      method: "POST",
      url: "https://manage.mattr.global/v1/tenants",
      headers: { "content-type": "application/json", authorization: "Bearer redacted", "user-agent": "bench/1" },
      body: JSON.stringify(asked),
    },
    response,
  });
};

interface Run {
  readonly seconds: number;
  readonly megabytes: number;
  readonly cpu: number;
}

/** Written by the child at its end: its peak resident memory and the processor time of all its threads. */
const METER = `data:text/javascript,${encodeURIComponent(
  `import { isMainThread } from "node:worker_threads"; import { writeSync } from "node:fs";
  if (isMainThread) process.on("exit", () => writeSync(3, JSON.stringify(process.resourceUsage())));`,
)}`;

const run = (program: readonly string[]): Promise<Run> =>
  new Promise((done, failed) => {
    const started = process.hrtime.bigint();
    const child = spawn(process.execPath, ["--import", METER, ...program], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    let usage = "";
    child.stdio[3]?.on("data", (text: Buffer) => {
      usage += String(text);
    });
    child.on("error", failed);
    child.on("close", () => {
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(usage) as NodeJS.ResourceUsage;
      done({ seconds, megabytes: maxRSS / 1024, cpu: (userCPUTime + systemCPUTime) / 1e6 });
    });
  });

const folder = mkdtempSync(join(tmpdir(), "bench-drift-"));
const file = join(folder, "traffic.ndjson");
try {
  const descriptor = openSync(file, "w");
  for (let index = 0; index < COUNT; index += 1000)
    writeSync(descriptor, Array.from({ length: 1000 }, (_, offset) => `${exchange(index + offset)}\n`).join(""));
  closeSync(descriptor);
  const programs = {
    "tenant-contracts": [LAUNCHER, "drift", "mattr", file, "--format", "json"],
    "tenant-contracts, one thread": [LAUNCHER, "drift", "mattr", file, "--format", "json", "--workers", "1"],
    "redocly drift": [
      resolve("node_modules/@redocly/cli/bin/cli.js"),
      "drift",
      file,
      "--api",
      "specs/mattr.openapi.yaml",
      "--format",
      "json",
    ],
  };
  const runs = new Map<string, Run[]>(Object.keys(programs).map((name) => [name, []]));
  for (let round = 0; round <= RUNS; round++)
    for (const [name, program] of Object.entries(programs)) {
      const result = await run(program);
      // The first round warms the file system's cache.
      if (round > 0) runs.get(name)?.push(result);
    }
  console.log(
    `${COUNT} exchanges, ${RUNS} runs each in turn, medians; node ${process.version}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}`,
  );
  const base = median(runs.get("redocly drift")?.map(({ seconds }) => seconds) ?? []);
  for (const [name, results] of runs) {
    const of = (member: keyof Run) => median(results.map((result) => result[member]));
    const cells = [
      `${of("seconds").toFixed(2)} s`,
      `×${(of("seconds") / base).toFixed(2)}`,
      `${of("cpu").toFixed(2)} s of processor`,
      `${of("megabytes").toFixed(0)} MB`,
    ];
    console.log(`${name.padEnd(30)}${cells.map((cell) => cell.padStart(22)).join("")}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
