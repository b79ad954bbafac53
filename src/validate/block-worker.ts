import { parentPort, workerData } from "node:worker_threads";
import { BODIES } from "../generated/bodies.ts";
import { type BlockJob, judgeBlocks } from "./blocks.ts";
import { bundledTarget } from "./target.ts";

// One more thread for a large file: claims blocks as the main thread does, and tells what they came to.
const job = workerData as BlockJob;
const body = BODIES.find(({ ref }) => ref === job.ref);
if (body === undefined) throw new Error(`no bundled body ${job.ref}`);
await judgeBlocks(job, await bundledTarget(body), (outcome) => parentPort?.postMessage(outcome));
