import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** What a declaration imports from its own package: `from "./x.ts"`, `import("./x.ts")`. */
const RELATIVE = /(\bfrom\s*"|\bimport\(")(\.[^"]+)\.ts"/g;

/**
 * Writes the type declarations of the entries into a folder, and of nothing that they do not show: declarations that
 * no entry leads to are taken away again. Specifiers end in `.js`, as they do in published code.
 */
export const writeDeclarations = (folder: string, entries: readonly string[]): void => {
  const compiler = ["node_modules/typescript/bin/tsc", "--project", "scripts/build/tsconfig.json"];
  execFileSync(process.execPath, compiler, { stdio: "inherit" });
  const shown = new Set<string>();
  const queue = entries.map((entry) => resolve(folder, `${entry}.d.ts`));
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (shown.has(file)) continue;
    shown.add(file);
    const text = readFileSync(file, "utf8");
    for (const [, , path] of text.matchAll(RELATIVE)) queue.push(resolve(dirname(file), `${path}.d.ts`));
    writeFileSync(file, text.replaceAll(RELATIVE, '$1$2.js"'));
  }
  const found = readdirSync(folder, { recursive: true, withFileTypes: true });
  for (const entry of found) {
    const path = resolve(entry.parentPath, entry.name);
    if (entry.isFile() && path.endsWith(".d.ts") && !shown.has(path)) rmSync(path);
  }
  removeEmpty(folder);
};

const removeEmpty = (folder: string): boolean => {
  const left = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => !entry.isDirectory() || !removeEmpty(join(folder, entry.name)),
  );
  if (left.length === 0) rmdirSync(folder);
  return left.length === 0;
};
