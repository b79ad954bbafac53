import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { connect } from "node:net";

/** Where everything that is measured listens. */
export const HOST = "127.0.0.1";

const CONNECTIONS = 32;

/** The installed command. */
export const LAUNCHER = "dist/cli/launch.cjs";

if (!existsSync(LAUNCHER)) throw new Error("Run node scripts/build.ts first.");

/** A request as it goes over the wire. */
export const requestText = (method: string, path: string, headers: readonly string[], body: string | null): string =>
  [
    `${method} ${path} HTTP/1.1`,
    `Host: ${HOST}`,
    ...headers,
    ...(body === null ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
    "",
    body ?? "",
  ].join("\r\n");

/** How many exchanges came to their end, and in how many seconds. */
export interface Load {
  readonly count: number;
  readonly seconds: number;
}

/**
 * Sends requests over kept connections for so many seconds, on each the next one when the last has been answered. `next`
 * makes the next request; an answer with another status than `status` ends it with an error.
 */
export const load = (port: number, next: () => string, status: number, seconds: number): Promise<Load> =>
  new Promise((resolve, reject) => {
    let count = 0;
    let open = CONNECTIONS;
    const started = performance.now();
    const end = started + seconds * 1000;
    for (let i = 0; i < CONNECTIONS; i++) {
      const socket = connect(port, HOST, () => socket.write(next()));
      let seen = "";
      socket.setEncoding("latin1");
      socket.setNoDelay(true);
      socket.on("data", (chunk: string) => {
        seen += chunk;
        const head = seen.indexOf("\r\n\r\n");
        if (head < 0) return;
        const length = Number(/content-length: *(\d+)/i.exec(seen.slice(0, head))?.[1] ?? -1);
        const whole = length >= 0 ? seen.length >= head + 4 + length : seen.endsWith("0\r\n\r\n");
        if (!whole) return;
        if (!seen.startsWith(`HTTP/1.1 ${status}`)) return reject(new Error(`${port} answered ${seen.slice(0, 600)}`));
        seen = "";
        count++;
        if (performance.now() < end) socket.write(next());
        else socket.destroy();
      });
      socket.on("error", reject);
      socket.on("close", () => {
        if (--open === 0) resolve({ count, seconds: (performance.now() - started) / 1000 });
      });
    }
  });

/** Sends one request as soon as somebody listens, and waits for the whole answer. */
export const firstAnswer = (port: number, text: string, patience = 30_000): Promise<string> =>
  new Promise((resolve, reject) => {
    const deadline = Date.now() + patience;
    const attempt = (): void => {
      let seen = "";
      let answered = false;
      const socket = connect(port, HOST, () => socket.write(text));
      socket.setEncoding("latin1");
      socket.on("data", (chunk: string) => {
        seen += chunk;
        const head = seen.indexOf("\r\n\r\n");
        const length = Number(/content-length: *(\d+)/i.exec(seen)?.[1] ?? -1);
        if (head < 0 || (length >= 0 ? seen.length < head + 4 + length : !seen.endsWith("0\r\n\r\n"))) return;
        answered = true;
        socket.destroy();
        resolve(seen);
      });
      socket.on("error", () => undefined);
      socket.on("close", () => {
        if (answered) return;
        if (Date.now() > deadline) reject(new Error(`nobody answers on ${port}`));
        else setTimeout(attempt, 2);
      });
    };
    attempt();
  });

/** Starts a program of node's whose output nobody reads. */
export const start = (args: readonly string[]): ChildProcess =>
  spawn(process.execPath, args, {
    stdio: ["ignore", "ignore", "ignore"],
    env: { ...process.env, REDOCLY_TELEMETRY: "off", CI: "1" },
  });

/** Processor time of a process so far, in microseconds, as the kernel counts it in ticks of 10 ms; 0 once it has ended. Linux only. */
export const processorTime = ({ pid }: ChildProcess): number => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10_000;
  } catch {
    return 0;
  }
};

/** The most memory that a process had, in megabytes; 0 once it has ended. Linux only. */
export const peakMemory = ({ pid }: ChildProcess): number => {
  try {
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
};

/** Interrupts a process and waits for its end; its exit code. */
export const interrupted = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    child.on("exit", resolve);
    if (child.exitCode !== null) resolve(child.exitCode);
    child.kill("SIGINT");
  });

/** The middle of some figures. */
export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
