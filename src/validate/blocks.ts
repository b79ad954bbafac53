import { closeSync, openSync } from "node:fs";
import { Collector } from "../engine/report.ts";
import type { Finding } from "../model/finding.ts";
import { BlockReader } from "../readers/traffic/blocks.ts";
import { Payloads } from "./payloads.ts";
import type { Target } from "./target.ts";

/** What a block of lines came to; the lines of its findings are counted from its own start. */
export interface BlockOutcome {
  readonly block: number;
  /** How many line ends the block holds. */
  readonly feeds: number;
  readonly checked: number;
  readonly findings: readonly Finding[];
  /** A line of it is too long or no UTF-8, so that the file is better read from start to end. */
  readonly flawed: boolean;
}

/** One file and one body, as they travel to another thread. */
export interface BlockJob {
  readonly source: string;
  readonly ref: string;
  readonly size: number;
  readonly blocks: number;
  /** The next block that nobody has claimed, shared by all threads. */
  readonly next: SharedArrayBuffer;
}

/** Claims blocks of the job one after the other, and judges each, until none is left. */
export const judgeBlocks = async (
  { source, size, blocks, next }: BlockJob,
  target: Target,
  done: (outcome: BlockOutcome) => void,
): Promise<void> => {
  const counter = new Int32Array(next);
  const descriptor = openSync(source, "r");
  try {
    const reader = new BlockReader(descriptor, size, source);
    for (let block = Atomics.add(counter, 0, 1); block < blocks; block = Atomics.add(counter, 0, 1)) {
      const collector = new Collector();
      const payloads = new Payloads(
        async () => target,
        target,
        (findings) => collector.add(findings, true),
      );
      const waiting: { text: string; line: number }[] = [];
      let flawed = false;
      const feeds = reader.lines(block, (before, text, flaw) => {
        if (flaw !== null) flawed = true;
        else if (!payloads.isQuiet(text)) waiting.push({ text, line: before + 1 });
      });
      for (const { text, line } of waiting) await payloads.line(text, source, line);
      done({ block, feeds, checked: payloads.checked, findings: collector.findings, flawed });
      if (flawed) Atomics.store(counter, 0, blocks);
    }
  } finally {
    closeSync(descriptor);
  }
};
