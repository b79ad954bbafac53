/**
 * Times `proxy` beside a bare node:http proxy and Redocly's, in front of the same provider: each a process of its own,
 * in turn, several times. Whoever records and judges has until then to bring it to an end: the second figure counts
 * the time from the first request to the end of the process, recording written and verdict reached, because a queue of
 * what is yet to be written is no throughput.
 * Run: node bench/proxy.ts [rounds] [seconds]
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, createServer, request } from "node:http";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { loadBundled } from "../src/contract/bundled.ts";
import {
  firstAnswer,
  HOST,
  interrupted,
  LAUNCHER,
  type Load,
  load,
  median,
  peakMemory,
  processorTime,
  requestText,
  start,
} from "./load.ts";

const UPSTREAM = 4790;
const PORT = 4791;

const operation = (await loadBundled("mattr"))!.operations.find(({ id }) => id === "createTenant")!;
const answered = JSON.stringify(
  operation.responses.find(({ status }) => status === "201")!.content[0]!.examples.sample,
);
const HEADERS = ["Authorization: Bearer demo-token-0123456789", "Content-Type: application/json"];
const SENT = JSON.stringify(operation.requestBody!.content[0]!.examples.sample);
const TEXT = requestText("POST", "/v1/tenants", HEADERS, SENT);
/** Is answered with a body that lacks what is documented. */
const FAULTY = requestText("POST", "/v1/tenants?faulty=1", HEADERS, SENT);

/** What stands behind every proxy: the documented answer, at once. */
const serveUpstream = (): void => {
  createServer((incoming, outgoing) => {
    const body = Buffer.from(incoming.url?.includes("faulty") === true ? "{}" : answered);
    incoming.resume();
    incoming.on("end", () => {
      outgoing.writeHead(201, { "content-type": "application/json", "content-length": body.length });
      outgoing.end(body);
    });
  }).listen(UPSTREAM, HOST);
};

/** The floor: passes everything on and looks at nothing. */
const serveBare = (): void => {
  const agent = new Agent({ keepAlive: true });
  createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const upstream = request(
      { host: HOST, port: UPSTREAM, method: method!, path: path!, headers, agent },
      (response) => {
        outgoing.writeHead(response.statusCode!, response.headers);
        response.pipe(outgoing);
      },
    );
    incoming.pipe(upstream);
  }).listen(PORT, HOST);
  process.on("SIGINT", () => process.exit(0));
};

interface Contender {
  readonly name: string;
  readonly args: readonly string[];
  /** Counts the exchanges in what was recorded; null where nothing is. */
  readonly recorded: (() => number) | null;
  /** Whether it judges, so that it must end with 1 after the faulty answer. */
  readonly judges: boolean;
}

const occurrences = (file: string, mark: string): number => readFileSync(file, "latin1").split(mark).length - 1;

const contendersIn = (folder: string): Contender[] => {
  const target = `http://${HOST}:${UPSTREAM}`;
  const own = [LAUNCHER, "proxy", "mattr", "--target", target, "--quiet", "--port", String(PORT)];
  const [ndjson, ownHar, har] = ["own.ndjson", "own.har", "redocly.har"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const redocly = ["node_modules/@redocly/cli/bin/cli.js", "proxy", "--target", target, "--port", String(PORT)];
  return [
    { name: "bare node:http proxy", args: ["bench/proxy.ts", "bare"], recorded: null, judges: false },
    {
      name: "tenant-contracts proxy, recording NDJSON, judging",
      args: [...own, "--record", ndjson],
      recorded: () => occurrences(ndjson, "\n"),
      judges: true,
    },
    {
      name: "tenant-contracts proxy, recording HAR, judging",
      args: [...own, "--record", ownHar],
      recorded: () => occurrences(ownHar, '"startedDateTime"'),
      judges: true,
    },
    { name: "tenant-contracts proxy, judging", args: own, recorded: null, judges: true },
    {
      name: "redocly proxy, recording HAR, judging",
      args: [...redocly, "--har", har, "--api", "specs/mattr.openapi.yaml", "--match-mode", "basepath"],
      recorded: () => occurrences(har, '"startedDateTime"'),
      judges: true,
    },
  ];
};

interface Figures {
  /** Exchanges a second that clients saw answered. */
  readonly answered: number;
  /** Exchanges a second until all that had to be done with them was done. */
  readonly done: number;
  /** Microseconds of processor time for each. */
  readonly processor: number;
  readonly megabytes: number;
}

const measure = async ({ name, args, recorded, judges }: Contender, seconds: number): Promise<Figures> => {
  const child = start(args);
  try {
    await firstAnswer(PORT, TEXT);
    const warm = await load(PORT, () => TEXT, 201, 0.75);
    const [before, begun] = [processorTime(child), performance.now()];
    const under: Load = await load(PORT, () => TEXT, 201, seconds);
    if (judges) await firstAnswer(PORT, FAULTY);
    let [processor, megabytes] = [0, 0];
    const sample = (): void => {
      processor = Math.max(processor, processorTime(child));
      megabytes = Math.max(megabytes, peakMemory(child));
    };
    sample();
    const timer = setInterval(sample, 20);
    const code = await interrupted(child);
    const whole = (performance.now() - begun) / 1000;
    clearInterval(timer);
    const all = 1 + warm.count + under.count + (judges ? 1 : 0);
    if (code !== (judges ? 1 : 0)) throw new Error(`${name} ended with ${code}`);
    if (recorded !== null && recorded() !== all) throw new Error(`${name} recorded ${recorded()} of ${all}`);
    return {
      answered: under.count / under.seconds,
      done: under.count / (judges ? whole : under.seconds),
      processor: (processor - before) / under.count,
      megabytes,
    };
  } finally {
    child.kill("SIGKILL");
  }
};

const main = async (rounds: number, seconds: number): Promise<void> => {
  const upstream = start(["bench/proxy.ts", "upstream"]);
  const figures = new Map<string, Figures[]>();
  try {
    await firstAnswer(UPSTREAM, TEXT);
    for (let round = 0; round < rounds; round++) {
      const folder = mkdtempSync(join(tmpdir(), "tenant-contracts-bench-"));
      for (const contender of contendersIn(folder)) {
        const own = figures.get(contender.name) ?? [];
        own.push(await measure(contender, seconds));
        figures.set(contender.name, own);
      }
      rmSync(folder, { recursive: true, force: true });
    }
  } finally {
    upstream.kill("SIGKILL");
  }
  const of = (list: readonly Figures[], member: keyof Figures): number => median(list.map((one) => one[member]));
  const base = of([...figures.values()][0]!, "answered");
  console.log(
    `medians of ${rounds} rounds of ${seconds} s, node ${process.version}, load ${loadavg()[0]?.toFixed(1)}: answered a second; recorded and judged a second; processor time each; memory`,
  );
  for (const [name, list] of figures) {
    const [answeredRate, done] = [of(list, "answered"), of(list, "done")];
    console.log(
      [
        name.padEnd(52),
        `${answeredRate.toFixed(0).padStart(6)}/s ×${(answeredRate / base).toFixed(2)}`,
        `${done.toFixed(0).padStart(6)}/s ×${(done / base).toFixed(2)}`,
        `${of(list, "processor").toFixed(0).padStart(4)} µs`,
        `${of(list, "megabytes").toFixed(0).padStart(4)} MB`,
      ].join("  "),
    );
  }
};

const [role = "3", argument = "1.5"] = process.argv.slice(2);
if (role === "upstream") serveUpstream();
else if (role === "bare") serveBare();
else await main(Number(role), Number(argument));
