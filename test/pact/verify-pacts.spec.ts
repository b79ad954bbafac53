import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { expect } from "chai";
import { type Broker, type BrokerCall, serveBroker } from "./broker.ts";
import { readPact } from "./interactions.ts";
import { type StatefulTarget, servedWithStates } from "./states.ts";

const verifyPacts = async (...args: readonly string[]): Promise<{ code: number; output: string }> => {
  const run = promisify(execFile)(process.execPath, ["scripts/verify-pacts.ts", "citrix", ...args]);
  try {
    const { stdout, stderr } = await run;
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: stdout + stderr };
  }
};

/** Takes the announcements of states that the verifier makes in Pact's documented form. */
const serveStates = async ({ stateHandlers }: StatefulTarget) => {
  const server = createServer((incoming, outgoing) => {
    let text = "";
    incoming.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
    });
    incoming.on("end", async () => {
      const { state, action } = JSON.parse(text) as { state: string; action: string };
      if (action !== "teardown") await stateHandlers[state]?.();
      outgoing.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/states`, close: () => server.close() };
};

describe("verifying pacts", function () {
  this.timeout(60_000);

  it("shows them to any base URL, with states announced to another", async () => {
    const target = await servedWithStates("citrix");
    const states = await serveStates(target);
    try {
      const held = await verifyPacts("--base-url", target.url, "--states-url", states.url);
      expect(held.code, held.output).to.equal(0);
      await target.stateHandlers["no tenant is imported yet"]!();
      const stateless = await verifyPacts("--base-url", target.url);
      expect(stateless.code).to.equal(1);
      expect(stateless.output).to.include("by a caller that may not");
    } finally {
      states.close();
      await target.close();
    }
  });

  describe("that a broker has", () => {
    let broker: Broker;
    let calls: readonly BrokerCall[];
    let result: { code: number; output: string };
    before(async () => {
      broker = await serveBroker("citrix", readPact("citrix"));
      const selectors = ['{"mainBranch":true}', '{"deployed":true,"environment":"production"}'].flatMap((text) => [
        "--selector",
        text,
      ]);
      const publishing = ["--publish", "1.2.3", "--branch", "main"];
      result = await verifyPacts("--broker-url", broker.url, "--broker-token", "secret", ...selectors, ...publishing);
      ({ calls } = broker);
    });
    after(() => broker.close());

    it("verifies those that the selectors select, as an authorised caller", () => {
      expect(result.code, result.output).to.equal(0);
      const asked = calls.find(({ method, url }) => method === "POST" && url.endsWith("/for-verification"));
      expect(asked!.body).to.deep.include({
        consumerVersionSelectors: [{ mainBranch: true }, { deployed: true, environment: "production" }],
        providerVersionBranch: "main",
      });
      expect(calls.every(({ authorization }) => authorization === "Bearer secret")).to.equal(true);
    });

    it("publishes the result for the provider's version and branch", () => {
      const published = calls.find(({ url }) => url === "/results");
      expect(published!.body).to.deep.include({ providerApplicationVersion: "1.2.3", success: true });
      const branches = calls.filter(({ method }) => method === "PUT").map(({ url }) => url);
      expect(branches).to.deep.equal(["/pacticipants/citrix/branches/main/versions/1.2.3"]);
    });
  });
});
