import { fileURLToPath } from "node:url";
import type { Plugin } from "esbuild";

const beside = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Modules that are written for Node, and what stands for them in a browser. */
const REPLACED: Readonly<Record<string, string>> = {
  "node:buffer": beside("octets.ts"),
  "node:crypto": beside("../build/sha256.ts"),
};

/** What a browser never comes to: files, other threads, and the compiler of schemas that are not bundled. */
const ABSENT: Readonly<Record<string, string>> = {
  "node:fs": "export const readSync = 0, closeSync = 0, fstatSync = 0, openSync = 0;",
  "./ndjson.ts": "export const ndjsonLines = 0, readSome = 0;",
  "./parallel.ts": "export const judgeInParallel = async () => null;",
  "./gate.ts": "export const compileGate = () => null;",
};

/** The parser is loaded by a script of its own before it is asked for. */
const LAZY: Readonly<Record<string, string>> = {
  yaml: 'module.exports = globalThis.tenantContracts.provided.get("yaml");',
};

const NAMESPACE = "stands-for";

/** Lets what the command line judges with run in browsers. */
export const browserModules: Plugin = {
  name: "browser-modules",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^(node:|yaml$|\.\/(ndjson|parallel|gate)\.ts$)/ }, ({ path, importer }) => {
      const replaced = REPLACED[path];
      if (replaced !== undefined) return { path: replaced };
      if (path === "yaml" && importer.endsWith("/client/yaml.ts")) return undefined;
      if (Object.hasOwn(ABSENT, path) || Object.hasOwn(LAZY, path))
        return { path, namespace: NAMESPACE, sideEffects: path === "yaml" };
      return { errors: [{ text: `${path} is not for browsers` }] };
    });
    onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
      contents: ABSENT[path] ?? LAZY[path] ?? "",
      loader: "js",
    }));
  },
};
