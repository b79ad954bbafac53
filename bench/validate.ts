/** validate as whole processes: one small file against an empty program, and NDJSON against only parsing it. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { loadBundled } from "../src/contract/bundled.ts";
import { alternate, peakMemory, table } from "./measure.ts";

const LINES = 100_000;
const node = process.execPath;
const cli = join(process.cwd(), "dist/cli/launch.cjs");
const folder = mkdtempSync(join(tmpdir(), "tenant-contracts-bench-"));

/** A generator of numbers that is the same every time (Numerical Recipes' LCG). */
let state = 1;
const next = (): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state;
};
const hex = (digits: number): string => Array.from({ length: digits }, () => (next() >>> 28).toString(16)).join("");
const uuid = (): string => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;

try {
  execFileSync(node, ["scripts/build.ts"], { stdio: "inherit" });
  const operation = (await loadBundled("cxengage"))!.operations.find(({ id }) => id === "createTenant")!;
  const sample = operation.responses.find(({ status }) => status === "201")!.content[0]!.examples.sample as {
    result: Record<string, unknown>;
  };
  const tenant = (index: number): string => {
    const parentId = uuid();
    const result = {
      ...sample.result,
      id: uuid(),
      name: `Tenant ${index}`,
      regionId: uuid(),
      parentId,
      parentIds: [parentId],
      parent: { id: parentId, name: "Platform" },
    };
    return JSON.stringify({ result });
  };
  const small = join(folder, "small.json");
  const large = join(folder, "large.ndjson");
  const ten = join(folder, "ten.ndjson");
  writeFileSync(small, JSON.stringify(sample, null, 2));
  const lines = Array.from({ length: LINES }, (_, index) => tenant(index));
  writeFileSync(large, `${lines.join("\n")}\n`);
  writeFileSync(ten, `${lines.slice(0, LINES / 10).join("\n")}\n`);
  await build({
    entryPoints: ["bench/parse-only.ts"],
    bundle: true,
    platform: "node",
    format: "cjs",
    outfile: join(folder, "parse-only.cjs"),
  });
  writeFileSync(join(folder, "schema.json"), execFileSync(node, ["bench/single-schema.ts"]));

  const as = ["--as", "cxengage.createTenant/response"];
  const one = alternate(
    [
      { name: "node -e ''", command: [node, "-e", ""] },
      { name: "tenant-contracts validate", command: [node, cli, "validate", small, ...as] },
      {
        name: "ajv-cli",
        command: [
          node,
          "node_modules/ajv-cli/dist/index.js",
          "validate",
          "--spec=draft2020",
          "--strict=false",
          "--validate-formats=false",
          "-s",
          join(folder, "schema.json"),
          "-d",
          small,
        ],
      },
    ],
    15,
  );
  console.log(table("One small file, whole process (goal at most ×1.3)", one));

  const parseOnly = [node, join(folder, "parse-only.cjs"), large];
  const validate = [node, cli, "validate", large, ...as];
  const many = alternate(
    [
      { name: "read and parse only", command: parseOnly },
      { name: "tenant-contracts validate", command: validate },
    ],
    11,
  );
  console.log(table(`${LINES} CxEngage tenant replies as NDJSON, whole process`, many));
  console.log(`  rate against parsing only: ${(many[0]!.median / many[1]!.median).toFixed(2)} (goal at least 0.75)`);
  console.log(
    `  peak memory: ${peakMemory(validate)} MB for ${LINES} lines, ${peakMemory([node, cli, "validate", ten, ...as])} MB for ${LINES / 10}`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
