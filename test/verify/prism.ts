import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A Prism mock server that answers by an API description, and knows nothing but that. */
export interface Prism {
  readonly url: string;
  stop(): Promise<void>;
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** Starts Prism on a free port; rejects with what it printed where it does not come up. */
export const startPrism = async (document: string, options: readonly string[] = []): Promise<Prism> => {
  const port = await freePort();
  const program = "node_modules/@stoplight/prism-cli/dist/index.js";
  const child = spawn(
    process.execPath,
    [program, "mock", document, "-p", String(port), "-h", "127.0.0.1", "-v", "info", ...options],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let printed = "";
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      if (printed.length < 100_000) printed += String(chunk);
      if (printed.includes("Prism is listening")) resolve();
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    void ended.then(() => reject(new Error(`Prism did not come up:\n${printed}`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      child.kill("SIGKILL");
      return ended;
    },
  };
};
