import { fileURLToPath } from "node:url";
import type { Plugin } from "esbuild";

/** Has fingerprints hashed without Node's help, so that the same code runs in browsers. */
export const portableHash: Plugin = {
  name: "portable-hash",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^node:crypto$/ }, ({ importer }) =>
      importer.endsWith("/src/engine/fingerprint.ts")
        ? { path: fileURLToPath(new URL("sha256.ts", import.meta.url)) }
        : undefined,
    );
  },
};
