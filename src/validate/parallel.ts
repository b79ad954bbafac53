import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Finding } from "../model/finding.ts";
import { BLOCK, blocksOf } from "../readers/traffic/blocks.ts";
import { type BlockJob, type BlockOutcome, judgeBlocks } from "./blocks.ts";
import type { Target } from "./target.ts";

/** A file of fewer octets is judged before another thread has started. */
const WORTHWHILE = 8 * 1024 * 1024;

const WORKER = new URL(
  import.meta.url.endsWith(".ts") ? "./block-worker.ts" : "../workers/validate.js",
  import.meta.url,
);

const started = (job: BlockJob, receive: (outcome: BlockOutcome) => void): Promise<void> =>
  new Promise((done, failed) => {
    const worker = new Worker(WORKER, { workerData: job });
    worker.on("message", receive);
    worker.on("error", failed);
    worker.on("exit", () => done());
  });

/**
 * Judges a large NDJSON file on all cores; findings and counts are those of reading it from start to end. Null where
 * that does not pay or is not possible; nothing has been found then.
 */
export const judgeInParallel = async (
  source: string,
  target: Target,
  threads = Math.min(availableParallelism(), 8),
): Promise<{ readonly checked: number; readonly findings: readonly Finding[] } | null> => {
  if (source === "-" || target.bundled !== true || threads < 2) return null;
  const stat = statSync(source, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isFile() || stat.size < WORTHWHILE) return null;
  const blocks = blocksOf(stat.size, BLOCK);
  const job = { source, ref: target.name, size: stat.size, blocks, next: new SharedArrayBuffer(4) };
  const outcomes: BlockOutcome[] = [];
  const receive = (outcome: BlockOutcome) => {
    outcomes.push(outcome);
  };
  const others = Array.from({ length: threads - 1 }, () => started(job, receive));
  await Promise.all([judgeBlocks(job, target, receive), ...others]);
  if (outcomes.some(({ flawed }) => flawed)) return null;
  return inOrder(outcomes);
};

const inOrder = (outcomes: BlockOutcome[]) => {
  const findings: Finding[] = [];
  let checked = 0;
  let feeds = 0;
  for (const outcome of outcomes.sort((a, b) => a.block - b.block)) {
    checked += outcome.checked;
    for (const finding of outcome.findings) {
      const { instance } = finding;
      findings.push({ ...finding, instance: { ...instance, line: (instance.line ?? 1) + feeds } });
    }
    feeds += outcome.feeds;
  }
  return { checked, findings };
};
