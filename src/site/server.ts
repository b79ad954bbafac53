import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { NO_CONTRACT } from "../engine/judge.ts";
import { type ExchangeRequest, type ExchangeResponse, headerOf } from "../model/exchange.ts";
import type { Provider } from "../provider/provider.ts";
import { type ServedProvider, serve } from "../provider/server.ts";
import { escaped } from "./html.ts";
import { POLICY } from "./layout.ts";

/** A report to show, as text, and what its file is called. */
export interface GivenReport {
  readonly name: string;
  readonly text: string;
}

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

const HEADERS = {
  "content-security-policy": `${POLICY}; frame-ancestors 'none'`,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

const answer = (status: number, type: string, body: string | Uint8Array): ExchangeResponse => ({
  status,
  headers: { ...HEADERS, "content-type": type },
  body,
});

const refusal = (status: number, text: string): ExchangeResponse =>
  answer(status, "text/plain; charset=utf-8", `${text}\n`);

/** Files by the path they are asked for, so that no request can name any other. */
const filesIn = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = join(entry.parentPath, entry.name);
        return [`/${relative(folder, file).split(sep).join("/")}`, file];
      }),
  );

/** Only a page of this machine may ask: a name of another's that leads here would let its pages read the report. */
const isLocal = (request: ExchangeRequest): boolean =>
  /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(headerOf(request.headers, "host") ?? "");

const pathOf = (url: string): string => {
  const path = url.split(/[?#]/)[0] ?? "/";
  try {
    return decodeURIComponent(path === "/" ? "/index.html" : path);
  } catch {
    return "";
  }
};

/** The report's text as a block of data in the page that shows reports. */
const withReport = (page: string, { name, text }: GivenReport): string =>
  page.replace(
    "</main>",
    () =>
      `<script type="application/json" id="given" data-name="${escaped(name)}">${text.replaceAll("<", "\\u003c")}</script></main>`,
  );

/** Serves the built site in a folder on 127.0.0.1, with a report in its viewer if one is given. Rejects where it cannot listen. */
export const serveSite = (folder: string, port: number, report: GivenReport | null): Promise<ServedProvider> => {
  const files = filesIn(folder);
  const handle = (request: ExchangeRequest): ExchangeResponse => {
    if (!isLocal(request)) return refusal(421, "This site is for this machine only.");
    if (request.method !== "GET" && request.method !== "HEAD") return refusal(405, "There is nothing to do but read.");
    const path = pathOf(request.url);
    const file = files.get(path);
    if (file === undefined) return refusal(404, "There is no such page.");
    const type = TYPES[path.slice(path.lastIndexOf(".") + 1)] ?? "application/octet-stream";
    if (report !== null && path === "/report.html")
      return answer(200, type, withReport(readFileSync(file, "utf8"), report));
    return answer(200, type, readFileSync(file));
  };
  const site: Provider = {
    contract: NO_CONTRACT,
    handle,
    refuse: () => refusal(413, "There is nothing to send."),
    // A site keeps nothing.
    put: () => undefined,
    reset: () => undefined,
  };
  return serve(site, { port, maxBody: 1024 });
};
