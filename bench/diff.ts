/**
 * Times `diff` beside Redocly's, each as a whole process, alternating, on two versions of a generated document of
 * about 1,000 operations. Run: node bench/diff.ts [runs]
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const OPERATIONS = 1000;
const SCHEMAS = 900;

type Json = Record<string, unknown>;

const property = (seed: number): Json => {
  const description = `What the member numbered ${seed} means, in a sentence or two as real documents have them.`;
  switch (seed % 9) {
    case 0:
      return { type: "string", description, maxLength: 20 + (seed % 50), pattern: "^[a-z][a-z0-9-]*$" };
    case 1:
      return { type: "integer", description, minimum: 0, maximum: 1000 + seed };
    case 2:
      return { type: ["string", "null"], description, format: "date-time" };
    case 3:
      return { type: "array", description, items: { $ref: `#/components/schemas/S${(seed * 7) % SCHEMAS}` } };
    case 4:
      return { type: "string", description, enum: ["active", "paused", "closed", `state-${seed % 5}`] };
    case 5:
      return { $ref: `#/components/schemas/S${(seed * 13) % SCHEMAS}` };
    case 6:
      return { type: "boolean", description, default: false };
    case 7:
      return { type: "object", description, additionalProperties: { type: "string", maxLength: 200 } };
    default:
      return { oneOf: [{ type: "string", format: "uuid" }, { type: "integer" }], description };
  }
};

const schema = (index: number): Json => {
  const properties: Json = {};
  const count = 12 + (index % 10);
  for (let at = 0; at < count; at++) properties[`member${at}`] = property(index * 31 + at);
  return {
    type: "object",
    description: `The resource numbered ${index}, which stands for something that tenants own.`,
    required: ["member0", "member1"],
    properties,
  };
};

const operation = (index: number): Json => {
  const body = (at: number): Json => ({
    content: { "application/json": { schema: { $ref: `#/components/schemas/S${at % SCHEMAS}` } } },
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
const documents = (): readonly [string, string] => {
  const paths: Json = {};
  for (let index = 0; index < OPERATIONS; index++)
    paths[`/v1/resources-${index}/{id}`] = { [index % 2 === 0 ? "post" : "get"]: operation(index) };
  const schemas: Json = {};
  for (let index = 0; index < SCHEMAS; index++) schemas[`S${index}`] = schema(index);
  const base = { openapi: "3.1.0", info: { title: "Generated", version: "1.0.0" }, paths, components: { schemas } };
  const before = JSON.stringify(base, null, 2);
  const revision = structuredClone(base) as unknown as {
    paths: Record<string, Record<string, { parameters: { schema: Json; required?: boolean }[]; responses: Json }>>;
    components: { schemas: Record<string, { properties: Record<string, Json>; required: string[] }> };
  };
  for (let at = 0; at < 10; at++) {
    const changed = revision.components.schemas[`S${at * 83 + 7}`];
    if (changed === undefined) continue;
    changed.properties[`added${at}`] = { type: "string" };
    if (at % 3 === 0) changed.required.push(`added${at}`);
    if (at % 3 === 1) delete changed.properties.member4;
    const limit = revision.paths[`/v1/resources-${at * 97}/{id}`]?.[(at * 97) % 2 === 0 ? "post" : "get"];
    if (limit?.parameters[1] !== undefined) limit.parameters[1].schema.maximum = 50;
    if (limit !== undefined && at % 2 === 0) delete limit.responses["404"];
  }
  return [before, JSON.stringify(revision, null, 2)];
};

const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[times.length >> 1] ?? 0;

const timed = (command: string, args: readonly string[]): number => {
  const start = performance.now();
  const { status, stderr } = spawnSync(command, args, {
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
  if (status === null || status > 1)
    throw new Error(`${command} ${args.join(" ")} ended with ${status}: ${stderr.slice(0, 500)}`);
  return performance.now() - start;
};

const folder = mkdtempSync(join(tmpdir(), "diff-bench-"));
try {
  const [before, after] = documents();
  const [a, b, copy] = ["a.json", "b.json", "copy.json"].map((name) => join(folder, name)) as [string, string, string];
  writeFileSync(a, before);
  writeFileSync(b, after);
  writeFileSync(copy, before);
  const root = new URL("..", import.meta.url).pathname;
  const main = join(root, "src/cli/main.ts");
  const redocly = join(root, "node_modules/@redocly/cli/bin/cli.js");
  const parse = `for (const f of process.argv.slice(1)) JSON.parse(require("node:fs").readFileSync(f, "utf8"))`;
  const jobs: Readonly<Record<string, readonly string[]>> = {
    "parse both": ["-e", parse, a, b],
    "diff, changed": [main, "diff", a, b, "--format", "json"],
    "diff, identical": [main, "diff", a, copy, "--format", "json"],
    "redocly diff, changed": [redocly, "diff", a, b],
  };
  const runs = Number(process.argv[2] ?? 5);
  const times = new Map<string, number[]>();
  for (let run = 0; run < runs; run++)
    for (const [name, args] of Object.entries(jobs))
      times.set(name, [...(times.get(name) ?? []), timed(process.execPath, args)]);
  console.log(`${(before.length / 1e6).toFixed(1)} MB, ${OPERATIONS} operations, medians of ${runs}`);
  for (const [name, all] of times) console.log(`${name.padEnd(24)}${median(all).toFixed(0).padStart(7)} ms`);
} finally {
  rmSync(folder, { recursive: true });
}
