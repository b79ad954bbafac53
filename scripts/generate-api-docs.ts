// Writes the reference of the library's entries from their doc comments: node scripts/generate-api-docs.ts [--check]
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Application } from "typedoc";
import { settle } from "./generation/settle.ts";

const ENTRIES = ["src/index.ts", "src/browser.ts", "src/chai/index.ts", "src/nock/index.ts"];

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);
const folder = mkdtempSync(join(tmpdir(), "api-docs-"));
try {
  const options = {
    plugin: ["typedoc-plugin-markdown"],
    entryPoints: ENTRIES,
    tsconfig: "tsconfig.json",
    out: folder,
    // One page an entry, without links to lines, which every change would move.
    router: "module",
    disableSources: true,
    readme: "none",
    name: "tenant-contracts",
    hidePageHeader: true,
    hideBreadcrumbs: true,
    excludeExternals: true,
    excludePrivate: true,
    githubPages: false,
    skipErrorChecking: true,
    logLevel: "Error",
    useCodeBlocks: true,
  };
  const app = await Application.bootstrapWithPlugins(options as Parameters<typeof Application.bootstrapWithPlugins>[0]);
  const project = await app.convert();
  if (project === undefined) throw new Error("the entries cannot be read");
  await app.generateOutputs(project);
  if (app.logger.hasErrors()) throw new Error("the pages cannot be written");
  const files = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile() && entry.name.endsWith(".md"))
      files.set(`docs/api/${entry.name}`, readFileSync(join(entry.parentPath, entry.name), "utf8"));
  const check = process.argv.includes("--check");
  process.exitCode = settle({ root, folder: "docs/api", files, check, script: "generate-api-docs", say: console.log });
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
