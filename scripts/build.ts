/** Bundles what is published: the command line as `dist/cli/main.js` with lazily loaded parts. */
import { rmSync } from "node:fs";
import { build } from "esbuild";
import { GATE_FILES } from "../src/generated/gate-files.ts";

rmSync("dist", { recursive: true, force: true });
await build({
  entryPoints: { "cli/main": "src/cli/main.ts" },
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
});

// What the installed command starts with, and the gates it opens without loading anything else: CommonJS, which loads
// quicker than a graph of modules.
await build({
  entryPoints: {
    "cli/launch": "src/cli/launch.ts",
    ...Object.fromEntries([...new Set(Object.values(GATE_FILES))].map((name) => [`gates/${name}`, `src/generated/gates/${name}.ts`])),
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
});
