import { type ChildProcess, spawn } from "node:child_process";
import { createServer, type IncomingMessage, type RequestListener, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { PROGRAM } from "../cli/program.ts";

/** What is still running, for a test that failed half-way. */
const running = new Set<() => Promise<unknown>>();

/** Ends whatever a test has left running; call it after each. */
export const endAll = async (): Promise<void> => {
  await Promise.all([...running].map((end) => end()));
  running.clear();
};

/** A provider of the test's own. */
export const upstream = async (listener: RequestListener): Promise<{ url: string; close(): Promise<void> }> => {
  const server: Server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((done) => {
      server.closeAllConnections();
      server.close(() => done());
    });
  running.add(close);
  return { url: `http://127.0.0.1:${port}`, close };
};

/** A running `tenant-contracts proxy`, or another command that serves until it is interrupted. */
export interface RunningProxy {
  readonly url: string;
  readonly child: ChildProcess;
  /** Interrupts it and waits for its end. */
  stop(): Promise<{ code: number | null; stdout: string; stderr: string }>;
  /** Kills it at once. */
  kill(): Promise<void>;
}

/** Starts `proxy` on a free port and waits until it listens. */
export const proxy = (args: readonly string[], cwd: string, env: Record<string, string> = {}): Promise<RunningProxy> =>
  started(["proxy", ...args, "--port", "0"], cwd, env);

/** Starts a command that serves, and waits until it says where. */
export const started = async (
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<RunningProxy> => {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: "1", CI: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<number | null>((done) => child.on("close", done));
  running.add(() => {
    child.kill("SIGKILL");
    return ended;
  });
  const url = await new Promise<string>((ready, failed) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on("line", (line) => {
        const found = /^\S+ (http:\/\/\S+)$/.exec(line);
        if (found !== null) ready(found[1]!);
      });
    void ended.then((code) => failed(new Error(`ended with ${code}: ${stderr}`)));
  });
  return {
    url,
    child,
    stop: async () => {
      child.kill("SIGINT");
      return { code: await ended, stdout, stderr };
    },
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
};

/** What came back, byte for byte. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly bytes: Buffer;
}

/** Sends one request; rejects where the answer breaks off. */
export const send = (
  url: string,
  options: {
    method?: string;
    headers?: Record<string, string>;
    body?: string | Buffer;
    agent?: import("node:http").Agent;
  } = {},
): Promise<Answer> =>
  new Promise((done, failed) => {
    const { method = "GET", headers = {}, body, agent } = options;
    const outgoing = request(url, { method, headers, ...(agent === undefined ? {} : { agent }) }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", failed);
      incoming.on("end", () =>
        done({ status: incoming.statusCode ?? 0, headers: incoming.headers, bytes: Buffer.concat(chunks) }),
      );
    });
    outgoing.on("error", failed);
    outgoing.end(body);
  });
