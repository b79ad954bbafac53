/**
 * Runs the consumer tests and fails when the pacts that they write are not, byte for byte, those in `contracts/pacts/`.
 * `npm run pacts` writes them there.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const CHECKED_IN = "contracts/pacts";
const folder = mkdtempSync(join(tmpdir(), "pacts-"));
try {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["node_modules/mocha/bin/mocha.js", "contracts/*.pact.spec.ts"],
    { encoding: "utf8", env: { ...process.env, PACTS_FOLDER: folder } },
  );
  if (status !== 0) throw new Error(`the consumer tests failed\n${stdout}${stderr}`);
  const names = [...new Set([...readdirSync(CHECKED_IN), ...readdirSync(folder)])].sort();
  const text = (path: string): string | null => {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return null;
    }
  };
  const stale = names.filter((name) => text(join(CHECKED_IN, name)) !== text(join(folder, name)));
  if (stale.length > 0)
    throw new Error(`${CHECKED_IN} is not what the consumer tests write: ${stale.join(", ")}; run: npm run pacts`);
  console.log(`${names.length} pacts are what the consumer tests write.`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
