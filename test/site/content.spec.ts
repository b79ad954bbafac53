import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { buildSite } from "../../scripts/site/build-site.ts";
import { ruleWords } from "../../src/cli/rule-words.ts";
import { onStage } from "./chromium.ts";

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

const packed = (path: string): number => gzipSync(readFileSync(path), { level: 9 }).length;

const decoded = (text: string): string =>
  text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

describe("the built site", function () {
  this.timeout(60_000);
  let folder: string;
  let pages: ReadonlyMap<string, string>;
  before(async () => {
    ({ folder } = await onStage());
    pages = new Map(
      filesIn(folder)
        .filter((name) => name.endsWith(".html"))
        .map((name) => [name, readFileSync(join(folder, name), "utf8")]),
    );
  });

  it("has a page for every operation", () => {
    expect([...pages.keys()].filter((name) => name.startsWith("operations/"))).to.deep.equal([
      "operations/citrix.importTenant.html",
      "operations/cxengage.createTenant.html",
      "operations/cxengage.createUser.html",
      "operations/cxengage.retrieveTenant.html",
      "operations/cxengage.updateTenant.html",
      "operations/mattr.createTenant.html",
      "operations/mattr.deleteTenant.html",
      "operations/mattr.retrieveEnvironments.html",
      "operations/mattr.retrieveTenant.html",
      "operations/mattr.retrieveTenants.html",
    ]);
  });

  it("has only links that lead somewhere, and ids that are there once", () => {
    const ids = new Map<string, string[]>();
    for (const [name, text] of pages)
      ids.set(
        name,
        [...text.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => decoded(id!)),
      );
    const twice = [...ids].flatMap(([name, all]) =>
      all.filter((id, index) => all.indexOf(id) !== index).map((id) => `${name}#${id}`),
    );
    const files = new Set(filesIn(folder));
    const lost: string[] = [];
    for (const [name, text] of pages)
      for (const [, link] of text.matchAll(/\s(?:href|src)="([^"]*)"/g)) {
        const [path = "", fragment] = decodeURI(decoded(link!)).split("#");
        const target = path === "" ? name : normalize(join(dirname(name), path));
        const known =
          files.has(target) &&
          (fragment === undefined || fragment.startsWith("as=") || ids.get(target)?.includes(fragment));
        if (known !== true) lost.push(`${name} → ${link}`);
      }
    expect(twice).to.deep.equal([]);
    expect(lost).to.deep.equal([]);
  });

  it("names every clause of an operation on its page", () => {
    const lost: string[] = [];
    for (const [, entry] of pages.get("clauses.html")!.matchAll(/(<article[\s\S]*?<\/article>)/g)) {
      const id = / id="([^"]+)"/.exec(entry!)![1]!;
      const operations = / data-operation="([^"]*)"/
        .exec(entry!)![1]!
        .split(" ")
        .filter((ref) => ref !== "");
      for (const ref of operations)
        if (!pages.get(`operations/${ref}.html`)!.includes(`clauses.html#${id}"`)) lost.push(`${ref} ${id}`);
    }
    expect(lost).to.deep.equal([]);
  });

  it("has the words of every rule of every command", async () => {
    const ids = [...pages.get("rules.html")!.matchAll(/<article class="entry" id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.toSorted()).to.deep.equal([...(await ruleWords()).keys()].toSorted());
  });

  it("has no script or style in its pages, and lets only its own run", () => {
    for (const [name, text] of pages) {
      expect([...text.matchAll(/<script(?![^>]*\bsrc=)(?![^>]*application\/json)/g)], name).to.have.length(0);
      expect(text, name).to.not.match(/<style|\sstyle=|\son[a-z]+="/);
      expect(text, name).to.contain("default-src 'none'; script-src 'self'; style-src 'self'");
    }
  });

  it("loads less than 300 kB at first, compressed, whatever the page", () => {
    const asset = (name: string) => packed(join(folder, "assets", name));
    const shared = asset("site.css") + asset("site.js") + asset("icon.svg");
    const sizes = [...pages].map(([name, text]) => {
      const scripts =
        name === "playground.html" ? asset("playground.js") : name === "report.html" ? asset("report.js") : 0;
      return [name, shared + scripts + gzipSync(text, { level: 9 }).length] as const;
    });
    const [largest, size] = sizes.sort((a, b) => b[1] - a[1])[0]!;
    console.log(`      the largest first load is ${largest}: ${size} octets`);
    expect(size).to.be.lessThan(300_000);
  });

  it("is built to the same bytes each time", async () => {
    const again = mkdtempSync(join(tmpdir(), "tenant-contracts-site-"));
    try {
      await buildSite(again, (await onStage()).verified);
      expect(filesIn(again)).to.deep.equal(filesIn(folder));
      const differing = filesIn(again).filter(
        (name) => !readFileSync(join(again, name)).equals(readFileSync(join(folder, name))),
      );
      expect(differing).to.deep.equal([]);
    } finally {
      rmSync(again, { recursive: true, force: true });
    }
  });
});
