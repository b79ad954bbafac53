/// <reference lib="dom" />
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { closePages, enter, onStage, problemsSeen, textOf, verdictOf, visit, visitPlayground } from "./chromium.ts";

const PICTURES = join(tmpdir(), "tenant-contracts-pictures");

/** What axe finds; between light and dark only the contrast can differ. */
const violations = async (page: Page, dark: boolean): Promise<string[]> => {
  const axe = new AxeBuilder({ page });
  const { violations: found } = await (dark ? axe.withRules(["color-contrast"]) : axe).analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.slice(0, 5).map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  );
};

const violationsInBoth = async (page: Page): Promise<string[]> => {
  const light = await violations(page, false);
  await page.emulateMedia({ colorScheme: "dark" });
  return [...light, ...(await violations(page, true))];
};

/** Pages, and what their lists are narrowed to. */
const LOOKED_AT: readonly (readonly [path: string, words: string | null])[] = [
  ["index.html", null],
  ["operations/cxengage.retrieveTenant.html", null],
  ["rules.html", "reading"],
  ["clauses.html", "subdomain contradict"],
  ["conformance.html", null],
  ["report.html", null],
];

const picture = async (page: Page, name: string): Promise<void> => {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
};

/** How far the page reaches beyond the screen, in pixels. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

const BROKEN = JSON.stringify({ subdomain: "My Tenant", extra: 1 }, null, 2);

describe("the site's pages", function () {
  this.timeout(60_000);
  before(onStage);

  let page: Page;
  const open = async (...args: Parameters<typeof visit>): Promise<void> => {
    page = await visit(...args);
  };
  afterEach(async () => {
    await closePages();
    expect(problemsSeen()).to.deep.equal([]);
  });

  it("have no violation of accessibility, neither in the light nor in the dark", async () => {
    const found = await Promise.all(
      LOOKED_AT.map(async ([path, words]) => {
        const one = await visit(path);
        // What is hidden is not looked at: a few of each kind are enough.
        if (words !== null) await one.getByRole("searchbox").fill(words);
        const all = await violationsInBoth(one);
        await one.context().close();
        return all.map((violation) => `${path} ${violation}`);
      }),
    );
    expect(found.flat()).to.deep.equal([]);
  });

  it("have no violation of accessibility where findings are shown", async () => {
    page = await visitPlayground("#as=mattr.createTenant/request");
    await enter(page, BROKEN);
    await verdictOf(page, /^Fail/);
    expect(await violationsInBoth(page)).to.deep.equal([]);
  });

  for (const [name, width, height] of [
    ["phone", 360, 740],
    ["tablet", 820, 1180],
    ["wide", 1920, 1080],
  ] as const)
    it(`fit a ${name}`, async () => {
      const reach: Record<string, number> = {};
      const look = async (path: string, dark: boolean): Promise<void> => {
        const one = await visit(`${path}.html`, { width, height, dark });
        reach[path] = await overflow(one);
        await picture(one, `${path.replace("/", "-")}-${name}`);
        await one.context().close();
      };
      await Promise.all([
        look("index", false),
        look("operations/cxengage.updateTenant", false),
        look("clauses", true),
        look("conformance", false),
        look("rules", true),
      ]);
      page = await visitPlayground("#as=mattr.createTenant/request", { width, height, dark: name === "tablet" });
      await enter(page, BROKEN);
      await verdictOf(page, /^Fail/);
      reach.playground = await overflow(page);
      await picture(page, `playground-${name}`);
      expect(
        Object.values(reach).every((pixels) => pixels <= 0),
        JSON.stringify(reach),
      ).to.equal(true);
    });

  it("open a deep link to a member inside what is folded", async () => {
    await open("operations/mattr.createTenant.html#response/client/clientSecret");
    const member = page.locator('[id="response/client/clientSecret"]');
    expect(await textOf(member)).to.match(/^clientSecret string required secret/);
    await page.waitForFunction(() => {
      const box = document.getElementById("response/client/clientSecret")?.getBoundingClientRect();
      return box !== undefined && box.top >= 0 && box.top < innerHeight;
    });
  });

  it("show contradicting readings side by side, with the reason for the choice", async () => {
    await open("operations/cxengage.createTenant.html", { width: 1400 });
    const article = page.locator(".contradiction").first();
    const boxes = await article
      .locator(".reading")
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
    expect(boxes.length).to.be.greaterThan(1);
    expect(new Set(boxes).size).to.equal(1);
    expect(await textOf(article.locator(".chosen"))).to.match(/^Chosen: .+reads .+/);
  });

  it("narrow the clauses to words, provider and standing", async () => {
    await open("clauses.html");
    const shown = () => page.locator(".entry:visible").count();
    const all = await page.locator(".entry").count();
    expect(await textOf(page.locator("output"))).to.equal(`${all} of ${all}`);
    await page.getByRole("searchbox").fill("subdomain");
    await page.getByLabel("Provider").selectOption("mattr");
    await page.getByLabel("Standing").selectOption("resolved");
    expect(await shown()).to.be.within(1, 10);
    expect(await textOf(page.locator(".entry:visible h2").first())).to.match(/^resolved mattr-/);
  });

  it("lead from a rule's name to its words, and narrow the rules", async () => {
    await open("rules.html#pattern-mismatch");
    expect(await textOf(page.locator("#pattern-mismatch"))).to.contain("What to do");
    await page.getByLabel("Judges").selectOption("texts");
    expect(await page.locator(".entry:visible h2").allTextContents()).to.deep.equal([
      "body-malformed",
      "member-duplicated",
    ]);
  });

  it("keep a theme that was chosen", async () => {
    await open("index.html");
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await paper()).to.equal("rgb(255, 255, 255)");
    const button = page.getByRole("button", { name: /^Theme/ });
    await button.click();
    await button.click();
    expect(await textOf(button)).to.equal("Theme: dark");
    expect(await paper()).to.equal("rgb(13, 17, 23)");
    await page.reload();
    expect(await paper()).to.equal("rgb(13, 17, 23)");
  });

  it("are reached by keyboard from the first link on", async () => {
    await open("index.html");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).to.equal("Skip to the content");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).to.equal("Check a payload");
    await page.keyboard.press("Enter");
    await page.waitForURL(/playground\.html$/);
  });
});
