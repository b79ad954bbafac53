/**
 * Times the built `diff` beside Redocly's, each as a whole process, alternating: two versions of generated documents of
 * about 1,000 and 115 operations, and the bundled contracts beside changed copies. Wall time, and the processor's time,
 * which says more on a machine that is shared. Run: node bench/diff.ts [runs]
 */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";

type Json = Record<string, unknown>;

const property = (seed: number, schemas: number): Json => {
  const description = `What the member numbered ${seed} means, in a sentence or two as real documents have them.`;
  switch (seed % 9) {
    case 0:
      return { type: "string", description, maxLength: 20 + (seed % 50), pattern: "^[a-z][a-z0-9-]*$" };
    case 1:
      return { type: "integer", description, minimum: 0, maximum: 1000 + seed };
    case 2:
      return { type: ["string", "null"], description, format: "date-time" };
    case 3:
      return { type: "array", description, items: { $ref: `#/components/schemas/S${(seed * 7) % schemas}` } };
    case 4:
      return { type: "string", description, enum: ["active", "paused", "closed", `state-${seed % 5}`] };
    case 5:
      return { $ref: `#/components/schemas/S${(seed * 13) % schemas}` };
    case 6:
      return { type: "boolean", description, default: false };
    case 7:
      return { type: "object", description, additionalProperties: { type: "string", maxLength: 200 } };
    default:
      return { oneOf: [{ type: "string", format: "uuid" }, { type: "integer" }], description };
  }
};

const schema = (index: number, schemas: number): Json => {
  const properties: Json = {};
  const count = 12 + (index % 10);
  for (let at = 0; at < count; at++) properties[`member${at}`] = property(index * 31 + at, schemas);
  return {
    type: "object",
    description: `The resource numbered ${index}, which stands for something that tenants own.`,
    required: ["member0", "member1"],
    properties,
  };
};

const operation = (index: number, schemas: number): Json => {
  const body = (at: number): Json => ({
    content: { "application/json": { schema: { $ref: `#/components/schemas/S${at % schemas}` } } },
  });
  return {
    operationId: `operation${index}`,
    summary: `Does what the operation numbered ${index} does`,
    description:
      `A longer text about the operation numbered ${index}: when to call it, what it costs, what may go wrong. `.repeat(
        8,
      ),
    parameters: [
      { name: "id", in: "path", required: true, schema: { type: "string", format: "uuid" } },
      { name: "limit", in: "query", schema: { type: "integer", minimum: 1, maximum: 100 } },
      { name: "filter", in: "query", schema: { type: "string", maxLength: 100 + (index % 7) } },
    ],
    ...(index % 2 === 0 ? { requestBody: { required: true, ...body(index) } } : {}),
    responses: {
      "200": { description: "Done", ...body(index * 3 + 1) },
      "400": { description: "Refused", ...body(index + 5) },
      "404": { description: "Not found" },
    },
  };
};

/** Two versions of a document; the second has some twenty changes spread over it. */
const documents = (operations: number): readonly [Json, Json] => {
  const count = Math.round(operations * 0.9);
  const paths: Json = {};
  for (let index = 0; index < operations; index++)
    paths[`/v1/resources-${index}/{id}`] = { [index % 2 === 0 ? "post" : "get"]: operation(index, count) };
  const schemas: Json = {};
  for (let index = 0; index < count; index++) schemas[`S${index}`] = schema(index, count);
  const base = { openapi: "3.1.0", info: { title: "Generated", version: "1.0.0" }, paths, components: { schemas } };
  const revision = structuredClone(base) as unknown as {
    paths: Record<string, Record<string, { parameters: { schema: Json; required?: boolean }[]; responses: Json }>>;
    components: { schemas: Record<string, { properties: Record<string, Json>; required: string[] }> };
  };
  for (let at = 0; at < 10; at++) {
    const changed = revision.components.schemas[`S${(at * 83 + 7) % count}`];
    if (changed === undefined) continue;
    changed.properties[`added${at}`] = { type: "string" };
    if (at % 3 === 0) changed.required.push(`added${at}`);
    if (at % 3 === 1) delete changed.properties.member4;
    const index = (at * 97) % operations;
    const limit = revision.paths[`/v1/resources-${index}/{id}`]?.[index % 2 === 0 ? "post" : "get"];
    if (limit?.parameters[1] !== undefined) limit.parameters[1].schema.maximum = 50;
    if (limit !== undefined && at % 2 === 0) delete limit.responses["404"];
  }
  return [base, revision as unknown as Json];
};

const root = new URL("..", import.meta.url).pathname;
const node = process.execPath;
const ours = join(root, "dist/cli/launch.cjs");
const redocly = join(root, "node_modules/@redocly/cli/bin/cli.js");
const folder = mkdtempSync(join(tmpdir(), "diff-bench-"));
const preload = join(folder, "preload.cjs");

/** Writes two versions as JSON or YAML, and the first once more; gives their names and the size of the first in MB. */
const written = (
  operations: number,
  kind: "json" | "yaml",
): { names: readonly [string, string, string]; size: number } => {
  const texts = documents(operations).map((document) =>
    kind === "json" ? JSON.stringify(document, null, 2) : stringify(document, { aliasDuplicateObjects: false }),
  );
  const name = (which: string): string => join(folder, `${operations}-${which}.${kind}`);
  const [before = "", after = ""] = texts;
  writeFileSync(name("before"), before);
  writeFileSync(name("copy"), before);
  writeFileSync(name("after"), after);
  return { names: [name("before"), name("after"), name("copy")], size: before.length / 1e6 };
};

/** A copy of a bundled contract in which a member became shorter, a status is another, and a clause's standing moved. */
const changedCopy = (provider: string): string => {
  const home = join(folder, provider);
  cpSync(join(root, "schemas", provider), join(home, "schemas", provider), { recursive: true });
  cpSync(join(root, "specs"), join(home, "specs"), { recursive: true });
  const request = readdirSync(join(home, "schemas", provider)).find((name) => name.endsWith("-request.schema.json"));
  for (const [file, from, to] of [
    [`schemas/${provider}/${request}`, '"type": "string"', '"type": "string", "maxLength": 3'],
    [`specs/${provider}.openapi.yaml`, /^ {8}"4..":/m, '        "418":'],
    [`specs/${provider}.clauses.yaml`, "standing: stated", "standing: contradicted"],
  ] as const) {
    const before = readFileSync(join(home, file), "utf8");
    const after = before.replace(from, to);
    if (after === before) throw new Error(`${file} has nothing to change`);
    writeFileSync(join(home, file), after);
  }
  return join(home, "specs", `${provider}.openapi.yaml`);
};

interface Timing {
  readonly wall: number;
  readonly processor: number;
}

const timed = (args: readonly string[]): Timing => {
  const start = performance.now();
  const { status, output } = spawnSync(node, ["--require", preload, ...args], {
    stdio: ["ignore", "ignore", "pipe", "pipe"],
    encoding: "utf8",
    cwd: root,
    env: { ...process.env, NO_COLOR: "1" },
  });
  const wall = performance.now() - start;
  if (status === null || status > 1)
    throw new Error(`${args.join(" ")} ended with ${status}: ${output[2]?.slice(0, 500)}`);
  return { wall, processor: Number(output[3]) / 1000 };
};

const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[times.length >> 1] ?? 0;

/** Runs the jobs in turn and prints their medians; the last is what the others are held against. */
const compare = (title: string, jobs: Readonly<Record<string, readonly string[]>>, runs: number): void => {
  const timings = new Map(Object.keys(jobs).map((name): [string, Timing[]] => [name, []]));
  for (let run = 0; run < runs; run++)
    for (const [name, args] of Object.entries(jobs)) timings.get(name)?.push(timed(args));
  const medians = [...timings].map(([name, all]) => ({
    name,
    wall: median(all.map(({ wall }) => wall)),
    processor: median(all.map(({ processor }) => processor)),
  }));
  const last = medians.at(-1);
  console.log(`${title}, medians of ${runs}`);
  for (const { name, wall, processor } of medians) {
    const share = last === undefined || name === last.name ? "" : `  ×${(wall / last.wall).toFixed(2)}`;
    console.log(
      `  ${name.padEnd(26)}${wall.toFixed(0).padStart(7)} ms  processor ${processor.toFixed(0).padStart(6)} ms${share}`,
    );
  }
};

try {
  execFileSync(node, [join(root, "scripts/build.ts")], { stdio: "inherit" });
  writeFileSync(
    preload,
    `if (require("node:worker_threads").isMainThread) process.on("exit", () => {
       const { user, system } = process.cpuUsage();
       require("node:fs").writeSync(3, String(user + system));
     });`,
  );
  const runs = Number(process.argv[2] ?? 5);
  const parse = `for (const f of process.argv.slice(1)) JSON.parse(require("node:fs").readFileSync(f, "utf8"))`;
  for (const [operations, kind] of [
    [1000, "json"],
    [1000, "yaml"],
    [115, "json"],
  ] as const) {
    const { names, size } = written(operations, kind);
    const [before, after, copy] = names;
    compare(
      `${size.toFixed(1)} MB of ${kind.toUpperCase()}, ${operations} operations`,
      {
        ...(kind === "json" ? { "parse both": ["-e", parse, before, after] } : {}),
        "diff, identical": [ours, "diff", before, copy, "--format", "json"],
        "diff, changed": [ours, "diff", before, after, "--format", "json"],
        "Redocly diff, changed": [redocly, "diff", before, after],
      },
      runs,
    );
  }
  const bundled = ["citrix", "cxengage", "mattr"].map((provider): [string, readonly string[]] => [
    `diff, ${provider}, changed`,
    [ours, "diff", `specs/${provider}.openapi.yaml`, changedCopy(provider)],
  ]);
  compare("bundled contracts", { ...Object.fromEntries(bundled), "an empty program": ["-e", "0"] }, 2 * runs + 1);
} finally {
  rmSync(folder, { recursive: true });
}
