import { execFile } from "node:child_process";
import { performance } from "node:perf_hooks";
import { bundledPact } from "../src/pact/source.ts";
import { serveHook } from "../test/pact/hook.ts";
import { servedWithStates } from "../test/pact/states.ts";

/** The Pact verifier itself, with nothing of ours around it. */
const PROGRAM = `
const { Verifier } = require("@pact-foundation/pact");
const options = { logLevel: "error", timeout: 1000, ...JSON.parse(process.argv[1]) };
new Verifier(options).verifyProvider().catch((error) => { console.error(error.message); process.exitCode = 1; });
`;

/**
 * Runs the Pact verifier, in a process of its own, on a pact with an embedded provider that may have a fault. Whatever
 * ends that process, or keeps it from ending within a minute, is a failure too. The time is that of the process, in
 * milliseconds.
 */
export const runPact = async (
  provider: string,
  { fault, pact = bundledPact(provider) }: { fault?: string | undefined; pact?: string } = {},
): Promise<{ readonly failed: boolean; readonly time: number }> => {
  const { url, setUp, close } = await servedWithStates(provider, fault);
  const hook = await serveHook(setUp);
  const options = { provider, providerBaseUrl: url, providerStatesSetupUrl: hook.url, pactUrls: [pact] };
  const env = { ...process.env, PACT_DO_NOT_TRACK: "true" };
  const start = performance.now();
  const failed = await new Promise<boolean>((resolve) => {
    const args = ["--no-warnings", "-e", PROGRAM, JSON.stringify(options)];
    const limits = { env, timeout: 60_000, killSignal: "SIGKILL", maxBuffer: 1 << 28 } as const;
    execFile(process.execPath, args, limits, (error) => resolve(error !== null));
  });
  const time = performance.now() - start;
  hook.close();
  await close();
  return { failed, time };
};
