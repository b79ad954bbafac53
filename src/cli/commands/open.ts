import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ServedProvider } from "../../provider/server.ts";
import { InputError, inputErrorOf } from "../../readers/input-error.ts";
import { readJson } from "../../readers/json.ts";
import { type GivenReport, serveSite } from "../../site/server.ts";
import { type Arguments, type Command, textOf } from "../command.ts";
import { TargetError, UsageError } from "../errors.ts";
import { EXIT } from "../exit-code.ts";

const SITE = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "../../../dist/site" : "../site", import.meta.url),
);

const REMEDY = "Give what a command wrote with --format json.";

const isReport = (value: unknown): boolean =>
  value !== null &&
  typeof value === "object" &&
  Array.isArray((value as { findings?: unknown }).findings) &&
  typeof (value as { command?: unknown }).command === "string";

const reportFrom = (path: string): GivenReport => {
  let text: string;
  try {
    text = readFileSync(path, "utf8").replace(/^\ufeff/, "");
  } catch (error) {
    throw inputErrorOf(path, error);
  }
  const reading = readJson(text);
  if ("malformed" in reading) {
    const { line, column, message } = reading.malformed;
    throw new InputError(`${path}:${line}:${column}`, message, REMEDY);
  }
  if (!isReport(reading.value)) throw new InputError(path, "it is JSON, but no report", REMEDY);
  return { name: path, text };
};

const portOf = (args: Arguments): number => {
  const text = textOf(args, "port") ?? "0";
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new UsageError(`--port ${text} is not a port`, "Give a number from 0, any free one, to 65535.");
  return port;
};

const listen = async (site: string, port: number, report: GivenReport | null): Promise<ServedProvider> => {
  try {
    return await serveSite(site, port, report);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE")
      throw new TargetError(`127.0.0.1:${port} is in use`, "Give another --port, or 0 for any free one.");
    if (code === "EACCES") throw new TargetError(`127.0.0.1:${port} may not be used`, "Give a --port above 1023.");
    throw new TargetError(`cannot listen on 127.0.0.1:${port}: ${message}`, "Give another --port.");
  }
};

/** `open`: serves the site on 127.0.0.1 until it is interrupted, with a report if one is given. */
export const open: Command = {
  name: "open",
  question: "Show me.",
  usage: "open [REPORT]",
  options: {
    port: { type: "string", value: "N", help: "where to serve it on 127.0.0.1 (0: any free port)" },
    site: { type: "string", value: "FOLDER", help: "a site that was built elsewhere (the package's own)" },
  },
  examples: ["open", "open report.json", "open report.json --port 4020"],
  async run(args, terminal) {
    const [path, ...more] = args.positionals;
    if (more.length > 0) throw new UsageError(`open shows one report, not ${more.length + 1}`, "Join them with merge.");
    const port = portOf(args);
    const report = path === undefined ? null : reportFrom(path);
    const site = textOf(args, "site") ?? SITE;
    if (!existsSync(join(site, "report.html")))
      throw new TargetError(`there is no built site in ${site}`, "Build it with npm run site.");
    const interrupted = new Promise<void>((resolve) => terminal.onInterrupt(resolve));
    const served = await listen(site, port, report);
    try {
      await terminal.out(`${served.url}/${report === null ? "" : "report.html"}\n`);
      await interrupted;
    } finally {
      await served.close();
    }
    return EXIT.pass;
  },
};

export default open;
