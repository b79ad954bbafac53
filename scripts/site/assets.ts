import { type BuildOptions, build } from "esbuild";
import { browserModules } from "./browser-modules.ts";

const OPTIONS: BuildOptions = {
  bundle: true,
  format: "iife",
  platform: "browser",
  target: ["chrome123", "firefox120", "safari17.5"],
  minify: true,
  legalComments: "none",
  charset: "utf8",
  logLevel: "warning",
  plugins: [browserModules],
};

/** The scripts of the site's own, and its style sheet. */
const CLIENTS = ["site", "playground", "report", "editor", "yaml"];

/** Writes scripts and style sheet into the folder for assets. */
export const writeClients = async (folder: string): Promise<void> => {
  await build({
    ...OPTIONS,
    entryPoints: Object.fromEntries(CLIENTS.map((name) => [name, `src/site/client/${name}.ts`])),
    outdir: folder,
  });
  await build({ ...OPTIONS, entryPoints: ["src/site/site.css"], outdir: folder });
};

/** A gate as the generated modules have it: its key, and the file's name below `src/generated/gates`. */
export interface GateFile {
  readonly key: string;
  readonly file: string;
}

/** Writes the compiled validators of one operation as one script. */
export const writeValidators = async (operation: string, gates: readonly GateFile[], folder: string): Promise<void> => {
  const name = `validators/${operation}`;
  const imports = gates.map(({ file }, index) => `import g${index} from "./src/generated/gates/${file}.ts";`);
  const entries = gates.map(({ key }, index) => `[${JSON.stringify(key)}, g${index}]`);
  await build({
    ...OPTIONS,
    stdin: {
      contents: `${imports.join("\n")}\ntenantContracts.provide(${JSON.stringify(name)}, [${entries.join(", ")}]);`,
      resolveDir: process.cwd(),
      sourcefile: `${operation}.js`,
    },
    outfile: `${folder}/${name}.js`,
  });
};

/** A script that brings a JSON value. `JSON.parse` reads `__proto__` as a member like any other, which a literal does not. */
export const valueScript = (name: string, value: unknown): string =>
  `tenantContracts.provide(${JSON.stringify(name)},JSON.parse(${JSON.stringify(JSON.stringify(value))}));\n`;
