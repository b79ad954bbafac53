import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import chromium from "@sparticuz/chromium";
import { expect } from "chai";
import { type Browser, chromium as playwright } from "playwright-core";
import { PROGRAM } from "../cli/program.ts";

describe("the HTML report of verify", function () {
  this.timeout(120_000);
  let browser: Browser;
  let folder = "";
  let file = "";

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "verify-html-"));
    file = join(folder, "report.html");
    execFileSync(process.execPath, [
      PROGRAM,
      "verify",
      "mattr",
      "citrix",
      "--mock",
      "--pact",
      "--quiet",
      `--format=html:${file}`,
    ]);
  });
  // The browser's own arguments make it one process, which ends with its first context.
  beforeEach(async () => {
    browser = await playwright.launch({
      args: chromium.args,
      executablePath: await chromium.executablePath(),
      headless: true,
    });
  });
  afterEach(() => browser.close());
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [name, width] of [
    ["a desktop", 1280],
    ["a phone", 375],
  ] as const)
    it(`is readable on ${name}, accessible, filters, and asks no other host`, async () => {
      const context = await browser.newContext({ viewport: { width, height: 800 } });
      const page = await context.newPage();
      const asked: string[] = [];
      page.on("request", (request) => asked.push(request.url()));
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(error.message));
      await page.goto(pathToFileURL(file).href);
      expect(asked.filter((url) => !url.startsWith("file:"))).to.deep.equal([]);
      expect(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).to.equal(true);
      const pacts = page.getByRole("region", { name: "Pacts of mattr" });
      expect(await pacts.getByRole("row").count()).to.equal(29);
      expect(await pacts.getByRole("rowheader", { name: /^createTenant: with a free subdomain/ }).count()).to.equal(1);
      const cards = page.locator("article[data-outcome]");
      const all = await cards.count();
      expect(await page.locator("#count").textContent()).to.equal(`${all} of ${all} clauses`);
      await page.getByLabel("kept", { exact: true }).uncheck();
      expect(await page.locator('article[data-outcome="kept"]:visible').count()).to.equal(0);
      await page.getByLabel("operation").selectOption("mattr.deleteTenant");
      expect(await page.locator('article[data-operations~="citrix.importTenant"]:visible').count()).to.equal(0);
      await page.getByLabel("kept", { exact: true }).check();
      await page.getByLabel("text").fill("can no longer be retrieved");
      expect(await page.locator("article[data-outcome]:visible h3").allTextContents()).to.deep.equal([
        "kept mattr-delete-tenant-gone",
      ]);
      await page.locator("article[data-outcome]:visible summary").click();
      expect(await page.locator("article[data-outcome]:visible li").first().isVisible()).to.equal(true);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).to.deep.equal([]);
      expect(errors).to.deep.equal([]);
      expect((await page.screenshot()).length).to.be.greaterThan(10_000);
      await context.close();
    });

  it("holds no reference to another resource", () => {
    expect(readFileSync(file, "utf8")).not.to.match(/\b(?:src|href)=|@import|url\(/);
  });
});
