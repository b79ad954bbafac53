import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import chromium from "@sparticuz/chromium";
import { type Browser, chromium as engine, type Locator, type Page } from "playwright-core";
import { buildSite, verifications } from "../../scripts/site/build-site.ts";
import type { ServedProvider } from "../../src/provider/server.ts";
import type { Verification } from "../../src/report/matrix.ts";
import { serveSite } from "../../src/site/server.ts";

/** A freshly built site, served and opened in a real browser; one for all tests. */
interface Stage {
  readonly folder: string;
  /** How the embedded providers fared: what the site shows. */
  readonly verified: readonly Verification[];
  readonly browser: Browser;
  readonly served: ServedProvider;
}

let stage: Promise<Stage> | null = null;

const prepare = async (): Promise<Stage> => {
  const folder = mkdtempSync(join(tmpdir(), "tenant-contracts-site-"));
  const launching = chromium
    .executablePath()
    .then((executablePath) => engine.launch({ executablePath, args: ["--no-sandbox"] }));
  const verified = await verifications();
  await buildSite(folder, verified);
  return { folder, verified, browser: await launching, served: await serveSite(folder, 0, null) };
};

/** The stage; made when first asked for. */
export const onStage = (): Promise<Stage> => {
  stage ??= prepare();
  return stage;
};

/** What went wrong on pages since it was last asked: console errors, exceptions, requests to elsewhere. */
const problems: string[] = [];

/** How a page is looked at. */
interface View {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  /** From the file system in place of the server. */
  readonly fromFile?: boolean;
}

/** Opens a page of the site in a context of its own. */
export const visit = async (path: string, view: View = {}): Promise<Page> => {
  const { browser, folder, served } = await onStage();
  const { width = 1280, height = 900, dark = false, fromFile = false } = view;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const origin = fromFile ? pathToFileURL(folder).href : served.url;
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`exception: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith("data:"))
      problems.push(`request: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) problems.push(`status ${response.status()}: ${response.url()}`);
  });
  await page.goto(`${origin}/${path}`);
  return page;
};

/** The playground, once its editor is there. */
export const visitPlayground = async (fragment = "", view: View = {}): Promise<Page> => {
  const page = await visit(`playground.html${fragment}`, view);
  await page.waitForFunction(() => document.documentElement.dataset.editor === "full");
  return page;
};

/** Types into the editor in place of what is there, in one go as pasting does. */
export const enter = async (page: Page, text: string): Promise<void> => {
  await page.locator(".cm-content").focus();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
};

/** What the playground says of the text, once it says so of this one. */
export const verdictOf = async (page: Page, starts: RegExp): Promise<string> => {
  const status = page.locator("#status").filter({ hasText: starts });
  await status.waitFor({ timeout: 5000 }).catch(async () => {
    throw new Error(`the status is "${await textOf(page.locator("#status"))}"`);
  });
  return textOf(status);
};

/** All text of an element. */
export const textOf = async (locator: Locator): Promise<string> => (await locator.textContent()) ?? "";

/** Drops a file onto the page. */
export const drop = async (page: Page, name: string, text: string): Promise<void> => {
  const transfer = await page.evaluateHandle(
    ([fileName, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([content as string], fileName as string));
      return data;
    },
    [name, text],
  );
  await page.dispatchEvent("main", "drop", { dataTransfer: transfer });
};

/** Closes all pages that are open. */
export const closePages = async (): Promise<void> => {
  const { browser } = await onStage();
  await Promise.all(browser.contexts().map((context) => context.close()));
};

/** All that went wrong since it was last asked. */
export const problemsSeen = (): string[] => problems.splice(0);

after(async () => {
  if (stage === null) return;
  const { browser, served, folder } = await stage;
  await browser.close();
  await served.close();
  rmSync(folder, { recursive: true, force: true });
});
