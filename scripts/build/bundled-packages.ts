import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { join } from "node:path";
import type { Metafile, Plugin } from "esbuild";

/**
 * Takes packages, and all that they need, into the built code: one file in place of the hundred that Node would look
 * for and load one by one.
 */
export const bundledPackages = (...names: readonly string[]): Plugin => ({
  name: "bundled-packages",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^[^./]/ }, ({ path, importer }) => {
      const taken = names.some((name) => path === name || path.startsWith(`${name}/`));
      const inside = importer.includes("/node_modules/");
      return isBuiltin(path) || !(taken || inside) ? undefined : { path: createRequire(importer).resolve(path) };
    });
  },
});

const PACKAGE = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/** The licences of the packages that built code contains, as they want to be passed on. */
export const noticesOf = (...builds: readonly Metafile[]): string => {
  const folders = new Map<string, string>();
  for (const { inputs } of builds)
    for (const input of Object.keys(inputs)) {
      const match = PACKAGE.exec(input);
      if (match !== null) folders.set(match[1] ?? "", match[0]);
    }
  return [...folders]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, folder]) => {
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      if (file === undefined || !existsSync(join(folder, file))) throw new Error(`${name} comes without its licence`);
      return `${name}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
    })
    .join(`\n${"-".repeat(80)}\n\n`);
};
