/// <reference lib="dom" />
import { expect } from "chai";
import type { Page } from "playwright-core";
import { closePages, drop, enter, onStage, problemsSeen, textOf, verdictOf, visitPlayground } from "./chromium.ts";

const REQUEST = { subdomain: "my-tenant", environmentId: "84ca6f53-5405-4413-a6ad-848b781807e7" };
const text = (change: object): string => JSON.stringify({ ...REQUEST, ...change }, null, 2);

const listed = (page: Page): Promise<string[]> =>
  page
    .locator("#findings > li")
    .evaluateAll((items) => items.map((item) => (item.querySelector(".headline") ?? item).textContent ?? ""));

const places = (page: Page): Promise<string[]> => page.locator("#findings .place").allTextContents();

describe("the playground", function () {
  this.timeout(60_000);
  before(onStage);

  let page: Page;
  const open = async (...args: Parameters<typeof visitPlayground>): Promise<Page> => {
    page = await visitPlayground(...args);
    return page;
  };
  afterEach(async () => {
    await closePages();
    expect(problemsSeen()).to.deep.equal([]);
  });

  it("detects what a payload is, and passes a documented one", async () => {
    await open();
    await enter(page, text({}));
    expect(await verdictOf(page, /^Pass/)).to.equal(
      "Pass: nothing found. Taken as mattr.createTenant/request: it fits.",
    );
    expect(await listed(page)).to.deep.equal([]);
  });

  it("shows a finding in the text, under the line it is about, with clause and fix", async () => {
    await open("#as=mattr.createTenant/request");
    await enter(page, text({ subdomain: "My-Tenant" }));
    expect(await verdictOf(page, /^Fail/)).to.equal("Fail: 1 error. Taken as mattr.createTenant/request.");
    expect(await places(page)).to.deep.equal(["line 2, column 16, /subdomain"]);
    const inline = page.locator(".inline-finding");
    expect(await inline.count()).to.equal(1);
    expect(await textOf(inline)).to.match(/^error .*"My-Tenant"\s*stated .*“Create tenant”, Request Body\s*Fix: /);
    expect(await textOf(page.locator(".cm-lintRange-error"))).to.equal('"My-Tenant"');
    const [line, widget] = await Promise.all([
      page.locator(".cm-line", { hasText: "My-Tenant" }).boundingBox(),
      inline.boundingBox(),
    ]);
    expect(widget!.y).to.be.closeTo(line!.y + line!.height, 6);
  });

  it("judges again as the text is corrected", async () => {
    await open("#as=mattr.createTenant/request");
    await enter(page, text({ extra: 1 }));
    await verdictOf(page, /1 warning/);
    await enter(page, text({}));
    await verdictOf(page, /^Pass/);
    expect(await page.locator(".inline-finding").count()).to.equal(0);
  });

  it("says where a text stops being JSON, and what was likely meant", async () => {
    await open("#as=mattr.createTenant/request");
    await enter(page, '{\n  "subdomain": "x",\n}');
    await verdictOf(page, /^Fail: 1 error/);
    expect(await places(page)).to.deep.equal(["line 3, column 1"]);
  });

  it("reads YAML", async () => {
    await open("#as=mattr.createTenant/request");
    await enter(page, "subdomain: My\nenvironmentId: 84ca6f53-5405-4413-a6ad-848b781807e7\n");
    await verdictOf(page, /^Fail: 1 error/);
    expect(await places(page)).to.deep.equal(["line 1, column 12, /subdomain"]);
  });

  it("reads a whole curl command and marks what is wrong inside its quotes", async () => {
    await open();
    const command = `curl -X POST 'https://manage.mattr.global/v1/tenants' \\
  -H 'Content-Type: application/json' \\
  -H "Authorization: Bearer abc" \\
  --data-raw $'{"subdomain":"it\\'s","environmentId":"84ca6f53-5405-4413-a6ad-848b781807e7"}'`;
    await enter(page, command);
    expect(await verdictOf(page, /^Fail/)).to.equal("Fail: 2 errors. Taken as a request for mattr.createTenant.");
    expect(await places(page)).to.deep.equal(Array(2).fill("line 4, column 29, /request/body/subdomain"));
    expect(await textOf(page.locator(".cm-lintRange-error").first())).to.equal(`"it\\'s"`);
  });

  it("tells which providers a curl command may be meant for, and takes the one that is chosen", async () => {
    await open();
    await enter(page, "curl -d '{}' http://localhost:4010/v1/tenants");
    await verdictOf(page, /Several providers/);
    expect(await listed(page)).to.deep.equal(["cxengage", "mattr"]);
    await page.getByRole("button", { name: "mattr", exact: true }).click();
    await verdictOf(page, /^Fail/);
  });

  it("says of a curl command what keeps it from being judged", async () => {
    await open();
    await enter(page, "curl https://manage.mattr.global/v1/tenants -d '{");
    await verdictOf(page, /this quote is not closed/);
    await enter(page, "curl https://manage.mattr.global/v1/tenants -d @body.json");
    await verdictOf(page, /in the file body.json/);
  });

  it("judges each exchange of a dropped HAR at its place in the recording", async () => {
    await open();
    const answer = JSON.stringify({ message: "no" });
    const entry = {
      request: {
        method: "POST",
        url: "https://manage.mattr.global/v1/tenants",
        headers: [{ name: "Content-Type", value: "application/json" }],
        postData: { mimeType: "application/json", text: JSON.stringify(REQUEST) },
      },
      response: {
        status: 400,
        headers: [{ name: "Content-Type", value: "application/json" }],
        content: { mimeType: "application/json", text: answer },
      },
    };
    const elsewhere = {
      request: { method: "GET", url: "https://example.org/", headers: [] },
      response: { status: 200, headers: [], content: {} },
    };
    await drop(page, "traffic.har", JSON.stringify({ log: { entries: [elsewhere, entry] } }, null, 2));
    expect(await verdictOf(page, /^Pass: 1/)).to.match(
      /^Pass: 1 warning\. Taken as 1 of 2 exchanges; 1 that nothing documents left out; credentials not judged/,
    );
    expect(await places(page)).to.have.length(1);
    expect((await places(page))[0]).to.match(/^line \d+, column 22, \/log\/entries\/1\/response\/body\/code$/);
  });

  it("takes a dropped file in place of the text", async () => {
    await open("#as=mattr.createTenant/request");
    await drop(page, "body.json", "[]");
    expect(await verdictOf(page, /^Fail/)).to.match(/1 error/);
    expect(await page.locator(".cm-line").allTextContents()).to.deep.equal(["[]"]);
  });

  it("shares by the fragment alone, and opens what was shared", async () => {
    await open("#as=mattr.createTenant/request");
    await enter(page, text({ subdomain: "ÄÖ 😀" }));
    await verdictOf(page, /^Fail/);
    await page.getByRole("button", { name: "Copy a link" }).click();
    await verdictOf(page, /link is copied/);
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(new URL(link).search).to.equal("");
    await page.context().close();
    await open(new URL(link).hash);
    await verdictOf(page, /^Fail/);
    expect(await textOf(page.locator(".cm-content"))).to.contain("ÄÖ 😀");
    expect(await page.locator("#as").inputValue()).to.equal("mattr.createTenant/request");
  });

  it("opens a deep link to a documented sample", async () => {
    await open("#as=citrix.importTenant/response&sample=sample");
    expect(await verdictOf(page, /^Pass/)).to.match(/nothing found/);
  });

  it("says so of a damaged link", async () => {
    await open("#as=mattr.createTenant/request&z=%%%");
    await verdictOf(page, /The link is damaged/);
  });

  it("works from a folder without a server", async () => {
    await open("#as=mattr.createTenant/request", { fromFile: true });
    await enter(page, "subdomain: My\nenvironmentId: 84ca6f53-5405-4413-a6ad-848b781807e7\n");
    await verdictOf(page, /^Fail: 1 error/);
    expect(await page.locator(".inline-finding").count()).to.equal(1);
  });

  it("is worked by keyboard alone", async () => {
    await open();
    await page.locator("#as").focus();
    await page.keyboard.type("mattr.createTenant/request");
    for (const id of ["notation", "sample"]) {
      await page.keyboard.press("Tab");
      expect(await page.evaluate(() => document.activeElement?.id)).to.equal(id);
    }
    await page.keyboard.press("Enter");
    await verdictOf(page, /^Pass/);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("ControlOrMeta+End");
    await page.keyboard.insertText("x");
    await verdictOf(page, /^Fail/);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.className)).to.equal("place");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.className)).to.equal("editor");
  });

  it("never runs what a payload holds", async () => {
    await open("#as=mattr.createTenant/request");
    await enter(page, text({ "<img src=x onerror=alert(1)>": "</script><script>alert(1)</script>", subdomain: "<b>" }));
    await verdictOf(page, /^Fail/);
    expect(await page.locator("#findings img, #findings b, .inline-finding img").count()).to.equal(0);
  });

  it("judges a megabyte soon after typing stops", async () => {
    await open("#as=cxengage.createTenant/request");
    const ratio = await page.evaluate(async () => {
      type Judge = (text: string, ref: string, notation: string) => Promise<{ placed: readonly unknown[] }>;
      const { judgeText } = (globalThis as unknown as { tenantContracts: { judgeText: Judge } }).tenantContracts;
      const list = Array.from({ length: 11_000 }, (_, index) => ({
        id: index,
        name: `a name that is number ${index}`,
        tags: ["one", "two", null, true],
        at: { x: 1.5, y: -2 },
      }));
      const payload = JSON.stringify({ name: "x", extra: list });
      const time = async (run: () => unknown): Promise<number> => {
        let best = Number.POSITIVE_INFINITY;
        for (let round = 0; round < 5; round++) {
          const start = performance.now();
          await run();
          best = Math.min(best, performance.now() - start);
        }
        return best;
      };
      const judging = await time(() => judgeText(payload, "cxengage.createTenant/request", "json"));
      const parsing = await time(() => JSON.parse(payload));
      return { size: payload.length, judging, parsing };
    });
    console.log(
      `      ${ratio.size} characters: judged in ${ratio.judging.toFixed(1)} ms, parsed in ${ratio.parsing.toFixed(1)} ms`,
    );
    expect(ratio.size).to.be.greaterThan(1_000_000);
    expect(ratio.judging / ratio.parsing).to.be.lessThan(12);
  });
});
