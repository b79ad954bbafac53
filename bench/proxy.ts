/**
 * Times `proxy` beside a bare node:http proxy and Redocly's, all in front of the same provider, in turn.
 * Run: node bench/proxy.ts [rounds] [seconds]
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, createServer, request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadBundled } from "../src/contract/bundled.ts";

const HOST = "127.0.0.1";
const CONNECTIONS = 32;
const UPSTREAM = 4790;

const operation = (await loadBundled("mattr"))!.operations.find(({ id }) => id === "createTenant")!;
const sent = JSON.stringify(operation.requestBody!.content[0]!.examples.sample);
const answered = Buffer.from(
  JSON.stringify(operation.responses.find(({ status }) => status === "201")!.content[0]!.examples.sample),
);

/** What stands behind every proxy: the documented answer, at once. */
const serveUpstream = (): void => {
  createServer((incoming, outgoing) => {
    incoming.resume();
    incoming.on("end", () => {
      outgoing.writeHead(201, { "content-type": "application/json", "content-length": answered.length });
      outgoing.end(answered);
    });
  }).listen(UPSTREAM, HOST);
};

/** The floor: passes everything on and looks at nothing. */
const serveBare = (port: number): void => {
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
  }).listen(port, HOST);
};

/** Exchanges a second over kept connections, each sending when it has been answered. */
const load = (port: number, seconds: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const text = [
      "POST /v1/tenants HTTP/1.1",
      "Host: manage.mattr.global",
      "Authorization: Bearer demo-token-0123456789",
      "Content-Type: application/json",
      `Content-Length: ${Buffer.byteLength(sent)}`,
      "",
      sent,
    ].join("\r\n");
    let count = 0;
    let open = CONNECTIONS;
    const started = performance.now();
    const end = started + seconds * 1000;
    for (let i = 0; i < CONNECTIONS; i++) {
      const socket = connect(port, HOST, () => socket.write(text));
      let seen = "";
      socket.setEncoding("latin1");
      socket.on("data", (chunk: string) => {
        seen += chunk;
        const head = seen.indexOf("\r\n\r\n");
        if (head < 0) return;
        const length = Number(/content-length: *(\d+)/i.exec(seen.slice(0, head))?.[1] ?? -1);
        const whole = length >= 0 ? seen.length >= head + 4 + length : seen.endsWith("0\r\n\r\n");
        if (!whole) return;
        if (!seen.startsWith("HTTP/1.1 201")) return reject(new Error(seen.slice(0, head)));
        seen = "";
        count++;
        if (performance.now() < end) socket.write(text);
        else socket.destroy();
      });
      socket.on("error", reject);
      socket.on("close", () => {
        if (--open === 0) resolve((count * 1000) / (performance.now() - started));
      });
    }
  });

const answers = (port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const deadline = Date.now() + 30_000;
    const attempt = () => {
      const socket = connect(port, HOST, () => {
        socket.destroy();
        resolve();
      });
      socket.on("error", () =>
        Date.now() > deadline ? reject(new Error(`nobody listens on ${port}`)) : setTimeout(attempt, 100),
      );
    };
    attempt();
  });

const memoryOf = ({ pid }: ChildProcess): string => {
  try {
    return `${Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024)} MB`;
  } catch {
    return "unknown";
  }
};

/** Processor time of a process so far, in microseconds, as the kernel counts it in ticks of 10 ms. Linux only. */
const processorTime = ({ pid }: ChildProcess): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
};

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

const main = async (rounds: number, seconds: number): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), "tenant-contracts-bench-"));
  const target = `http://${HOST}:${UPSTREAM}`;
  const own = ["src/cli/main.ts", "proxy", "mattr", "--target", target, "--quiet"];
  const contenders = [
    { name: "bare node:http proxy", args: ["bench/proxy.ts", "bare", "4791"] },
    {
      name: "tenant-contracts proxy, recording and judging",
      args: [...own, "--port", "4792", "--record", join(folder, "own.ndjson")],
    },
    { name: "tenant-contracts proxy, judging", args: [...own, "--port", "4793"] },
    {
      name: "redocly proxy, recording and judging",
      args: [
        "node_modules/@redocly/cli/bin/cli.js",
        "proxy",
        "--target",
        target,
        "--port",
        "4794",
        "--har",
        join(folder, "redocly.har"),
        "--api",
        "specs/mattr.openapi.yaml",
        "--match-mode",
        "basepath",
      ],
    },
  ];
  const start = (args: readonly string[]): ChildProcess =>
    spawn(process.execPath, args, {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, REDOCLY_TELEMETRY: "off", CI: "1" },
    });
  const running = [start(["bench/proxy.ts", "upstream"]), ...contenders.map(({ args }) => start(args))];
  try {
    await Promise.all([UPSTREAM, 4791, 4792, 4793, 4794].map(answers));
    const rates = contenders.map((): number[] => []);
    const times = contenders.map((): number[] => []);
    for (let round = -1; round < rounds; round++)
      for (const [index] of contenders.entries()) {
        const before = processorTime(running[index + 1]!);
        const rate = await load(4791 + index, round < 0 ? 1 : seconds);
        if (round < 0) continue;
        rates[index]!.push(rate);
        times[index]!.push((processorTime(running[index + 1]!) - before) / (rate * seconds));
      }
    const base = median(rates[0]!);
    for (const [index, { name }] of contenders.entries()) {
      const rate = median(rates[index]!);
      process.stdout.write(
        `${name.padEnd(48)} ${rate.toFixed(0).padStart(7)}/s  ${(rate / base).toFixed(2)} of bare  ${median(times[index]!).toFixed(0).padStart(4)} µs of processor each  ${memoryOf(running[index + 1]!)}\n`,
      );
    }
  } finally {
    for (const child of running) child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
};

const [role = "5", argument = "3"] = process.argv.slice(2);
if (role === "upstream") serveUpstream();
else if (role === "bare") serveBare(Number(argument));
else await main(Number(role), Number(argument));
