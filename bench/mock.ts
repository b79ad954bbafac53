/**
 * Times `mock` beside a bare node:http server that answers the same body, and beside Prism: requests a second for
 * retrieving and for creating tenants, and how long after the start of the process the first answer is there. Each is a
 * process of its own, in turn, several times.
 * Run: npm run build && node bench/mock.ts [rounds] [seconds]
 */
import { loadavg } from "node:os";
import { loadBundled } from "../src/contract/bundled.ts";
import { firstAnswer, HOST, LAUNCHER, load, median, peakMemory, processorTime, requestText, start } from "./load.ts";

const PORT = 4795;

const operation = (await loadBundled("mattr"))!.operations.find(({ id }) => id === "createTenant")!;
const { environmentId } = operation.requestBody!.content[0]!.examples.sample as { environmentId: string };
const HEADERS = ["Authorization: Bearer demo", "Content-Type: application/json", "Accept: application/json"];
const GET = requestText("GET", "/v1/tenants", HEADERS, null);

let made = 0;
/** No two tenants have the same name; all requests have the same length. */
const post = (): string =>
  requestText(
    "POST",
    "/v1/tenants",
    HEADERS,
    JSON.stringify({ name: "My Tenant", subdomain: `tenant-${String(++made).padStart(9, "0")}`, environmentId }),
  );

const bodyOf = (answer: string): string => answer.slice(answer.indexOf("\r\n\r\n") + 4);

/** The floor, a program by itself: reads the request, answers with what it was told. */
const BARE = `
const [retrieved, created] = process.argv.slice(1);
require("node:http").createServer((incoming, outgoing) => {
  const body = incoming.method === "GET" ? retrieved : created;
  incoming.resume();
  incoming.on("end", () => {
    outgoing.writeHead(incoming.method === "GET" ? 200 : 201, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    });
    outgoing.end(body);
  });
}).listen(${PORT}, "${HOST}");
`;

const MOCK = [LAUNCHER, "mock", "mattr", "--port", String(PORT)];

/** What the mock answers to one retrieval of one tenant, and to one creation. */
const answersOf = async (): Promise<{ retrieved: string; created: string }> => {
  const child = start(MOCK);
  try {
    const created = bodyOf(await firstAnswer(PORT, post()));
    return { retrieved: bodyOf(await firstAnswer(PORT, GET)), created };
  } finally {
    child.kill("SIGKILL");
  }
};

interface Figures {
  readonly retrievals: number;
  readonly creations: number;
  /** Microseconds of processor time for each. */
  readonly retrieving: number;
  readonly creating: number;
  /** Milliseconds from the start of the process to the end of its first answer. */
  readonly first: number;
  readonly megabytes: number;
}

const measure = async (args: readonly string[], seconds: number): Promise<Figures> => {
  const begun = performance.now();
  const child = start(args);
  try {
    await firstAnswer(PORT, post());
    const first = performance.now() - begun;
    const rate = async (next: () => string, status: number): Promise<readonly [rate: number, processor: number]> => {
      await load(PORT, next, status, 0.5);
      const before = processorTime(child);
      const { count, seconds: took } = await load(PORT, next, status, seconds);
      return [count / took, (processorTime(child) - before) / count];
    };
    const [retrievals, retrieving] = await rate(() => GET, 200);
    const [creations, creating] = await rate(post, 201);
    return { retrievals, retrieving, creations, creating, first, megabytes: peakMemory(child) };
  } finally {
    const ended = new Promise((resolve) => child.on("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }
};

const main = async (rounds: number, seconds: number): Promise<void> => {
  const { retrieved, created } = await answersOf();
  const contenders: Readonly<Record<string, readonly string[]>> = {
    "bare node:http server, same bodies": ["--eval", BARE, retrieved, created],
    "tenant-contracts mock": MOCK,
    "prism mock": [
      "node_modules/@stoplight/prism-cli/dist/index.js",
      ...["mock", "specs/mattr.openapi.yaml", "--port", String(PORT), "--host", HOST],
    ],
  };
  const figures = new Map<string, Figures[]>(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const [name, args] of Object.entries(contenders)) figures.get(name)!.push(await measure(args, seconds));
  const of = (list: readonly Figures[], member: keyof Figures): number => median(list.map((one) => one[member]));
  const [bare] = [...figures.values()] as [Figures[]];
  console.log(
    `medians of ${rounds} rounds of ${seconds} s, node ${process.version}, load ${loadavg()[0]?.toFixed(1)}: retrievals a second, creations a second, with processor time each; first answer after; memory`,
  );
  for (const [name, list] of figures) {
    const rate = (member: "retrievals" | "creations", processor: "retrieving" | "creating"): string =>
      `${of(list, member).toFixed(0).padStart(6)}/s ×${(of(list, member) / of(bare, member)).toFixed(2)} ${of(list, processor).toFixed(0).padStart(5)} µs`;
    console.log(
      [
        name.padEnd(36),
        rate("retrievals", "retrieving"),
        rate("creations", "creating"),
        `${of(list, "first").toFixed(0).padStart(5)} ms`,
        `${of(list, "megabytes").toFixed(0).padStart(4)} MB`,
      ].join("  "),
    );
  }
};

const [rounds = "3", seconds = "1.5"] = process.argv.slice(2);
await main(Number(rounds), Number(seconds));
