/**
 * Packs the package, installs it into an empty folder as a user would, and runs the installed command on Node 22, 24
 * and 26. Fails when it needs anything that is not a dependency, or when the package is larger than it should be.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MOST = 1_500_000;
const folder = mkdtempSync(join(tmpdir(), "tenant-contracts-"));
const sh = (command: string, args: readonly string[], cwd: string): string => {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
};

try {
  sh("npm", ["pack", "--pack-destination", folder], process.cwd());
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  if (tarball === undefined) throw new Error("npm pack made no tarball");
  const { size } = statSync(join(folder, tarball));
  if (size > MOST) throw new Error(`the package is ${size} bytes packed; at most ${MOST} are allowed`);
  sh("npx", ["publint", "--strict"], process.cwd());
  for (const version of ["22", "24", "26"]) {
    const home = mkdtempSync(join(folder, `node-${version}-`));
    writeFileSync(join(home, "package.json"), '{ "private": true, "allowScripts": { "node": true } }\n');
    sh("npm", ["install", "--no-audit", "--no-fund", join(folder, tarball), `node@${version}`], home);
    const { devDependencies } = JSON.parse(readFileSync("package.json", "utf8")) as { devDependencies: object };
    const leaked = Object.keys(devDependencies).filter(
      (name) => name !== "node" && existsSync(join(home, "node_modules", name)),
    );
    if (leaked.length > 0) throw new Error(`development dependencies were installed: ${leaked.join(", ")}`);
    const node = join(home, "node_modules", ".bin", "node");
    const found = sh(node, ["--version"], home).trim();
    if (!found.startsWith(`v${version}.`)) throw new Error(`expected Node ${version}, got ${found}`);
    const payload = { subdomain: "my-tenant", environmentId: "84ca6f53-5405-4413-a6ad-848b781807e7" };
    writeFileSync(join(home, "payload.json"), JSON.stringify(payload));
    const env = { ...process.env, PATH: `${join(home, "node_modules", ".bin")}:${process.env.PATH}` };
    const output = execFileSync(
      "npx",
      ["tenant-contracts", "validate", "--as", "mattr.createTenant/request", "payload.json"],
      {
        cwd: home,
        env,
        encoding: "utf8",
      },
    );
    if (!output.startsWith("pass: ")) throw new Error(`on Node ${version} validate printed: ${output}`);
    console.log(`Node ${found}: ${output.trim()}`);
  }
  console.log(`The package is ${size} bytes packed.`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
