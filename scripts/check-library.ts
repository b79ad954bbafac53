/**
 * Packs the package, installs it into an empty folder as a user would, with the tools that its integrations are for, and
 * runs every snippet of the documentation there: on Node 22, 24 and 26, as ES modules and, those that are tests, as
 * CommonJS. Type-checks the TypeScript ones, and has `publint` and `attw` look at the tarball.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { transformSync } from "esbuild";

const PAGES = ["README.md", "docs/library.md", "docs/pact.md"];
const TOOLS = [
  "@types/chai",
  "@types/mocha",
  "@types/node",
  "axios",
  "chai",
  "mocha",
  "nock",
  "supertest",
  "typescript",
];

interface Snippet {
  readonly name: string;
  readonly language: string;
  readonly text: string;
}

const snippetsOf = (page: string): Snippet[] =>
  [...readFileSync(page, "utf8").matchAll(/^```(js|cjs|ts)\n([\s\S]*?)^```$/gm)].map(
    ([, language = "", text = ""], index) => ({
      name: `${basename(page, ".md")}-${index + 1}`,
      language,
      text,
    }),
  );

const run = (command: string, args: readonly string[], cwd: string): string =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

const isTest = ({ text }: Snippet): boolean => /^describe\(/m.test(text);

/** The forms in which a snippet is run, by file name. */
const formsOf = (snippet: Snippet): [file: string, text: string][] => {
  const { name, language, text } = snippet;
  if (language === "ts") return [];
  if (language === "cjs") return [[`${name}.cjs`, text]];
  if (!isTest(snippet)) return [[`${name}.mjs`, text]];
  const { code } = transformSync(text, { format: "cjs", target: "node22" });
  return [
    [`${name}.mjs`, text],
    [`${name}.cjs`, code],
  ];
};

const versionsOf = (names: readonly string[]): string[] => {
  const { devDependencies } = JSON.parse(readFileSync("package.json", "utf8")) as {
    devDependencies: Record<string, string>;
  };
  return names.map((name) => `${name}@${devDependencies[name]}`);
};

const folder = mkdtempSync(join(tmpdir(), "tenant-contracts-library-"));
const failures: string[] = [];
const attempt = (what: string, action: () => unknown): void => {
  try {
    action();
    console.log(`ok   ${what}`);
  } catch (error) {
    const { stdout = "", stderr = "", message } = error as Error & { stdout?: string; stderr?: string };
    failures.push(what);
    console.log(`FAIL ${what}\n${stdout}${stderr}${stdout === "" && stderr === "" ? message : ""}`);
  }
};

try {
  run("npm", ["pack", "--pack-destination", folder], process.cwd());
  const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith(".tgz"))!);
  attempt("publint", () => run("npx", ["publint", "--strict", tarball], process.cwd()));
  // CommonJS requires ES modules from Node 22.12 on, so that there is no other form to resolve.
  attempt("attw", () =>
    run(
      "npx",
      ["attw", tarball, "--profile", "esm-only", "--exclude-entrypoints", "schemas", "specs", "pacts"],
      process.cwd(),
    ),
  );

  const home = join(folder, "home");
  mkdirSync(home);
  const releases = ["node22", "node26"];
  const allowScripts = Object.fromEntries(releases.map((name) => [name, true]));
  writeFileSync(join(home, "package.json"), JSON.stringify({ private: true, allowScripts }));
  const install = ["install", "--no-audit", "--no-fund", "--prefer-offline"];
  const packages = releases.map((name) => `${name}@npm:node@${name.slice(4)}`);
  run("npm", [...install, tarball, ...packages, ...versionsOf(TOOLS)], home);
  const nodes = [process.execPath, ...releases.map((name) => join(home, "node_modules", name, "bin", "node"))];
  const mocha = join("node_modules", "mocha", "bin", "mocha.js");
  const snippets = PAGES.filter((page) => existsSync(page)).flatMap(snippetsOf);
  for (const snippet of snippets)
    for (const [file, text] of formsOf(snippet)) {
      writeFileSync(join(home, file), text);
      for (const node of nodes) {
        const version = run(node, ["--version"], home).trim();
        const args = isTest(snippet) ? [mocha, "--forbid-pending", file] : [file];
        attempt(`${file} on Node ${version}`, () => run(node, args, home));
      }
    }

  const compilerOptions = { module: "nodenext", strict: true, noEmit: true, skipLibCheck: false, target: "es2023" };
  writeFileSync(join(home, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.mts", "*.cts"] }));
  for (const { name, text } of snippets.filter(({ language }) => language === "ts")) {
    writeFileSync(join(home, `${name}.mts`), text);
    writeFileSync(join(home, `${name}.cts`), text);
  }
  const everything = ["", "/browser", "/chai", "/nock"].map(
    (entry, index) => `import * as entry${index} from "tenant-contracts${entry}";\nvoid entry${index};\n`,
  );
  for (const extension of ["mts", "cts"]) writeFileSync(join(home, `everything.${extension}`), everything.join(""));
  attempt("types", () =>
    run(process.execPath, [join("node_modules", "typescript", "bin", "tsc"), "--pretty", "false"], home),
  );
  if (failures.length > 0) throw new Error(`${failures.length} failed: ${failures.join(", ")}`);
  console.log(`${snippets.length} snippets run from the installed package.`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
