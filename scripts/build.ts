/**
 * Builds what is published into `dist/`: the command line and the library's entries as ES modules that share lazily
 * loaded parts, and their type declarations.
 */
import { rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { GATE_FILES } from "../src/generated/gate-files.ts";
import { bundledPackages, noticesOf } from "./build/bundled-packages.ts";
import { writeDeclarations } from "./build/declarations.ts";
import { portableHash } from "./build/portable-hash.ts";

/** What may be imported, by its name in `dist/`; `package.json` exports these and nothing else. */
const ENTRIES = {
  "cli/main": "src/cli/main.ts",
  "workers/validate": "src/validate/block-worker.ts",
  "workers/pact": "src/pact/verifier-process.ts",
  index: "src/index.ts",
  browser: "src/browser.ts",
  "chai/index": "src/chai/index.ts",
  "nock/index": "src/nock/index.ts",
};

/** The launcher never loads lazily: what its modules would load is for the whole command alone. */
const nothingLazy: Plugin = {
  name: "nothing-lazy",
  setup: ({ onResolve }) => {
    onResolve({ filter: /.*/ }, ({ kind, path }) => (kind === "dynamic-import" ? { path, external: true } : undefined));
  },
};

/** Leaves one command of the command line in a build, and what it loads lazily; the others are never asked for there. */
const onlyCommand = (name: string): Plugin => ({
  name: "only-command",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^\.\/commands\// }, ({ path }) =>
      path === `./commands/${name}.ts` ? undefined : { path, external: true },
    );
  },
});

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
rmSync("dist", { recursive: true, force: true });
const modules = await build({
  entryPoints: ENTRIES,
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node22",
  packages: "external",
  chunkNames: "chunks/[name]-[hash]",
  legalComments: "none",
  minifySyntax: true,
  logLevel: "warning",
  metafile: true,
  plugins: [portableHash, bundledPackages("ajv")],
});

// `diff` is run by hooks that wait for it: all of it is one file, which loads quicker than the parts that it shares.
const diff = await build({
  entryPoints: { "cli/diff": "src/cli/main.ts" },
  outdir: "dist",
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node22",
  packages: "external",
  legalComments: "none",
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: "warning",
  metafile: true,
  plugins: [portableHash, bundledPackages("ajv"), onlyCommand("diff")],
});

// What the installed command starts with, and the gates it opens without loading anything else: CommonJS, which loads
// quicker than a graph of modules.
const launchers = await build({
  entryPoints: {
    "cli/launch": "src/cli/launch.ts",
    ...Object.fromEntries(
      [...new Set(Object.values(GATE_FILES))].map((name) => [`gates/${name}`, `src/generated/gates/${name}.ts`]),
    ),
  },
  outdir: "dist",
  outExtension: { ".js": ".cjs" },
  bundle: true,
  format: "cjs",
  platform: "node",
  target: "node22",
  legalComments: "none",
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: "warning",
  metafile: true,
  plugins: [nothingLazy],
});
writeFileSync("dist/THIRD-PARTY-NOTICES.txt", noticesOf(modules.metafile, diff.metafile, launchers.metafile));
writeDeclarations("dist", [
  ...Object.keys(ENTRIES).filter((entry) => entry !== "cli/main" && !entry.startsWith("workers/")),
  "generated/types/citrix",
  "generated/types/cxengage",
  "generated/types/mattr",
]);
