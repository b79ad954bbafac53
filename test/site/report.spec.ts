/// <reference lib="dom" />
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { run } from "../../src/cli/run.ts";
import { validateText } from "../../src/index.ts";
import { serveSite } from "../../src/site/server.ts";
import { closePages, drop, onStage, problemsSeen, textOf, visit } from "./chromium.ts";

const reportText = async (): Promise<string> =>
  JSON.stringify(
    await validateText('{ "subdomain": "My </script><b>Tenant", "extra": 1 }', "mattr.createTenant/request"),
  );

describe("the report viewer", function () {
  this.timeout(60_000);
  before(onStage);

  let page: Page;
  afterEach(async () => {
    await closePages();
    expect(problemsSeen()).to.deep.equal([]);
  });

  it("shows a dropped report and narrows it", async () => {
    page = await visit("report.html");
    await drop(page, "report.json", await reportText());
    expect(await textOf(page.locator("#report h2"))).to.equal("validate: fail");
    const all = await page.locator(".finding").count();
    expect(all).to.be.greaterThan(2);
    expect(await textOf(page.locator("#status"))).to.equal(`report.json: ${all} findings.`);
    await page.getByLabel("Rule").selectOption("member-undocumented");
    expect(await page.locator(".finding").count()).to.equal(1);
    expect(await textOf(page.locator(".finding"))).to.match(
      /^warning [\s\S]*member-undocumented mattr\.createTenant request[\s\S]*Fix: /,
    );
    expect(await page.locator("#report b").count()).to.equal(0);
  });

  it("says of other files why they cannot be shown", async () => {
    page = await visit("report.html", { fromFile: true });
    await drop(page, "other.json", "{}");
    expect(await textOf(page.locator("#status", { hasText: "other.json" }))).to.match(
      /^other\.json cannot be shown: it is JSON, but no report/,
    );
    await drop(page, "other.txt", "nothing");
    expect(await textOf(page.locator("#status", { hasText: "other.txt" }))).to.match(/^other\.txt cannot be shown: /);
  });

  it("is served with a report, whatever is written in it", async () => {
    const { folder, browser } = await onStage();
    const served = await serveSite(folder, 0, { name: 'a "b".json', text: await reportText() });
    try {
      page = await (await browser.newContext()).newPage();
      await page.goto(`${served.url}/report.html`);
      expect(await textOf(page.locator("#report h2"))).to.equal("validate: fail");
      expect(await textOf(page.locator("#status"))).to.match(/^a "b"\.json: \d findings\.$/);
    } finally {
      await served.close();
    }
  });
});

describe("the site's server", function () {
  this.timeout(60_000);
  let url: string;
  before(async () => {
    ({
      served: { url },
    } = await onStage());
  });

  it("serves the site's files and nothing else", async () => {
    const statusOf = async (path: string) => (await fetch(url + path)).status;
    expect(await statusOf("/")).to.equal(200);
    expect(await statusOf("/assets/site.css?x")).to.equal(200);
    for (const path of ["/nothing", "/..%2f..%2fetc%2fpasswd", "/%2e%2e/package.json", "/assets", "/%"])
      expect(await statusOf(path), path).to.equal(404);
    expect((await fetch(url, { method: "POST", body: "x" })).status).to.equal(405);
  });

  it("answers to the names of this machine only", async () => {
    const { request } = await import("node:http");
    const status = await new Promise((resolve) => {
      request(url, { headers: { host: "evil.example" } }, (response) => resolve(response.statusCode)).end();
    });
    expect(status).to.equal(421);
  });

  it("keeps pages from being framed, sniffed or kept", async () => {
    const { headers } = await fetch(url);
    expect(headers.get("content-security-policy")).to.match(/^default-src 'none'.*frame-ancestors 'none'$/);
    expect(headers.get("x-content-type-options")).to.equal("nosniff");
    expect(headers.get("cache-control")).to.equal("no-store");
  });
});

describe("tenant-contracts open", function () {
  this.timeout(60_000);

  /** Runs the command; what it serves is looked at, and then it is interrupted. */
  const command = async (args: readonly string[], look: (url: string) => Promise<void> = async () => undefined) => {
    let output = "";
    let notes = "";
    let interrupt: () => void = () => undefined;
    const code = await run(["open", ...args], {
      out: async (text) => {
        output += text;
        await look(text.trim());
        interrupt();
      },
      note: (text) => {
        notes += text;
      },
      stdin: { isTTY: true },
      env: {},
      color: false,
      interactive: false,
      onInterrupt: (handler) => {
        interrupt = handler;
      },
    });
    return { code, output, notes };
  };

  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "tenant-contracts-open-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  it("serves the site with the report until it is interrupted", async () => {
    const path = file("report.json", await reportText());
    const { folder: site } = await onStage();
    let shown = "";
    const { code, output } = await command([path, "--site", site], async (url) => {
      const page = await (await fetch(url)).text();
      shown = /id="given"[^>]*>([^<]*)</.exec(page)?.[1] ?? "";
    });
    expect(code).to.equal(0);
    expect(output).to.match(/^http:\/\/127\.0\.0\.1:\d+\/report\.html\n$/);
    expect(JSON.parse(shown)).to.deep.equal(JSON.parse(await reportText()));
  });

  it("says what is wrong with a report that cannot be shown", async () => {
    expect(await command([file("broken.json", '{\n "a": }')])).to.deep.include({ code: 3, output: "" });
    expect((await command([file("broken.json", '{\n "a": }')])).notes).to.contain("broken.json:2:7: ");
    expect((await command([file("other.json", "{}")])).notes).to.contain(
      "it is JSON, but no report\nGive what a command wrote with --format json.",
    );
    expect(await command([join(folder, "absent.json")])).to.deep.include({ code: 3 });
  });

  it("refuses a port that is none, more than one report, and a folder without a site", async () => {
    expect(await command(["--port", "x"])).to.deep.include({ code: 2, output: "" });
    expect(await command(["a", "b"])).to.deep.include({ code: 2, output: "" });
    expect(await command(["--site", folder])).to.deep.include({ code: 4, output: "" });
  });
});
