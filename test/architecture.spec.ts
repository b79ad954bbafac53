import { readdirSync, readFileSync } from "node:fs";
import { join, normalize, sep } from "node:path";
import { expect } from "chai";

interface Import {
  readonly file: string;
  readonly folder: string;
  readonly target: string;
}

const files = readdirSync("src", { recursive: true, encoding: "utf8" })
  .map((name) => join("src", name))
  .filter((name) => name.endsWith(".ts"));

/** The file that hands the YAML parser to a browser, which loads it as a script of its own. */
const BROWSER_YAML = join("src", "site", "client", "yaml.ts");

/** Code without the snippets that the site shows to people, whose placeholders are escaped. */
const withoutSnippets = (text: string): string => text.replaceAll(/\\\$\{[^}]*\}/g, "");

const folderOf = (path: string): string => path.split(sep)[1]!.replace(/\.ts$/, "");

const imports: readonly Import[] = files.flatMap((file) => {
  const text = readFileSync(file, "utf8");
  const targets = [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1]!);
  return targets.map((target) => ({
    file,
    folder: folderOf(file),
    target: target.startsWith(".") ? normalize(join(file, "..", target)) : target,
  }));
});

const offenders = (wrong: (one: Import) => boolean): string[] =>
  imports.filter(wrong).map(({ file, target }) => `${file} → ${target}`);

const inside = (target: string): string | null => (target.startsWith(`src${sep}`) ? folderOf(target) : null);

describe("the architecture", () => {
  const only = (folder: string, ...allowed: string[]) =>
    it(`lets ${folder} import ${allowed.length === 0 ? "nothing else" : allowed.join(" and ")}`, () => {
      const wrong = (one: Import) =>
        one.folder === folder && inside(one.target) !== null && ![folder, ...allowed].includes(inside(one.target)!);
      expect(offenders(wrong)).to.deep.equal([]);
    });
  only("model");
  only("rules", "model", "conformance");
  only("report", "model");
  only("conformance", "model");

  it("keeps rules from importing each other", () => {
    const parts = new Set(["rule.ts", "keyword-rule.ts"]);
    const wrong = ({ file, folder, target }: Import) =>
      folder === "rules" &&
      !file.endsWith("catalogue.ts") &&
      inside(target) === "rules" &&
      !parts.has(target.split(sep).at(-1)!);
    expect(offenders(wrong)).to.deep.equal([]);
  });

  it("lets nothing import cli", () => {
    expect(offenders(({ folder, target }) => folder !== "cli" && inside(target) === "cli")).to.deep.equal([]);
  });

  const door = (name: string, matches: (target: string) => boolean, ...folders: string[]) =>
    it(`goes to ${name} only through ${folders.join(" and ")}`, () => {
      expect(
        offenders(
          ({ file, folder, target }) => matches(target) && !folders.includes(folder) && !folders.includes(file),
        ),
      ).to.deep.equal([]);
    });
  door("ajv", (target) => target === "ajv" || target.startsWith("ajv/"), "conformance");
  door("yaml", (target) => target === "yaml", "contract", "readers", BROWSER_YAML);
  door(
    "node:http",
    (target) => /^node:(http|https|http2|net|tls)$/.test(target),
    "provider",
    "proxy",
    "verify",
    "docs",
    "nock",
    "pact",
  );
  door(
    "mocha, chai, nock and Pact",
    (target) => /^(mocha|chai|nock|@pact-foundation\/.*)$/.test(target),
    "chai",
    "nock",
    "pact",
  );

  it("reads process only in cli", () => {
    const readers = files.filter(
      (file) =>
        folderOf(file) !== "cli" &&
        /\bprocess\.(env|argv|exit|stdout|stderr|stdin|on)\b/.test(withoutSnippets(readFileSync(file, "utf8"))),
    );
    expect(readers).to.deep.equal([]);
  });

  it("goes two folders deep at most", () => {
    expect(files.filter((file) => !file.includes("generated") && file.split(sep).length > 4)).to.deep.equal([]);
  });

  it("has no catch-all modules", () => {
    expect(
      files.filter((file) => /(utils?|helpers?|common|misc|types)(\.ts|\/)/.test(file) && !file.includes("generated")),
    ).to.deep.equal([]);
  });
});
