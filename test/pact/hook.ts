import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { SetUp } from "../../src/pact/states.ts";

/** A provider's set-up hook that is being served. */
export interface Hook {
  readonly url: string;
  /** The states that were announced for set-up. */
  readonly announced: readonly string[];
  close(): void;
}

/** Takes announcements of states in Pact's documented form; a state that cannot be brought about is answered with 404. */
export const serveHook = async (setUp: SetUp): Promise<Hook> => {
  const announced: string[] = [];
  const server = createServer((incoming, outgoing) => {
    let text = "";
    incoming.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
    });
    incoming.on("end", async () => {
      const change = JSON.parse(text) as Parameters<SetUp>[0];
      if (change.action === "setup") announced.push(change.state);
      const outcome = await setUp(change);
      outgoing.writeHead(outcome.kind === "done" ? 200 : 404, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/states`, announced, close: () => server.close() };
};
