import { fileURLToPath } from "node:url";
import type { Plugin } from "esbuild";

/** Where fingerprints are made. */
const FINGERPRINTS = /[\\/]src[\\/](?:engine[\\/]fingerprint|diff[\\/]diff)\.ts$/;

/**
 * Has fingerprints hashed without Node's help, so that the same code runs in browsers, and a process that makes a few
 * need not wait for OpenSSL.
 */
export const portableHash: Plugin = {
  name: "portable-hash",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^node:crypto$/ }, ({ importer }) =>
      FINGERPRINTS.test(importer) ? { path: fileURLToPath(new URL("sha256.ts", import.meta.url)) } : undefined,
    );
  },
};
