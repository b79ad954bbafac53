import { ndjsonLines } from "../readers/ndjson.ts";
import { blocksOf, openBlocks } from "../readers/traffic/blocks.ts";
import type { Entry, LineReader } from "../readers/traffic/recorded.ts";
import { type LineFormat, lineReader, type Recording, readRecording } from "../readers/traffic/recording.ts";
import type { Examination } from "./examination.ts";
import type { Portion } from "./portion.ts";

/** Which part of each recording is read: one block in so many. */
export interface Part {
  readonly of: number;
  /** From 1. */
  readonly number: number;
}

/** A recording by lines, shared between threads. */
export interface SharedLines {
  readonly source: string;
  readonly size: number;
  readonly format: LineFormat;
  readonly part: Part;
  /** In octets. */
  readonly block: number;
  /** The next block that nobody has taken, how many are done, and whether one could not be read. */
  readonly progress: Int32Array;
  /** How many line ends each block holds, once it is done. */
  readonly feeds: Int32Array;
}

const NEXT = 0;
const DONE = 1;
const FAILED = 2;

/** So many exchanges of a recording that has no blocks of octets are one block. */
const BLOCK_OF_ENTRIES = 64;

/** What threads share about a recording by lines. */
export const shared = (source: string, size: number, format: LineFormat, part: Part, block: number): SharedLines => {
  const blocks = blocksOf(size, block);
  return {
    ...{ source, size, format, part, block },
    progress: new Int32Array(new SharedArrayBuffer(12)),
    feeds: new Int32Array(new SharedArrayBuffer(4 * Math.max(1, blocks))),
  };
};

const entryOf = (text: string, read: LineReader): Entry => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "not-json";
  }
  return read(value);
};

const isMine = (block: number, { of, number }: Part): boolean => block % of === number - 1;

/** Judges blocks of a recording until none is left that nobody has taken. */
export const takeBlocks = (lines: SharedLines, examination: Examination): void => {
  const { source, size, format, part, progress, feeds } = lines;
  const blocks = blocksOf(size, lines.block);
  const read = lineReader(format);
  const reader = openBlocks(source, size, { block: lines.block });
  try {
    for (let block = Atomics.add(progress, NEXT, 1); block < blocks; block = Atomics.add(progress, NEXT, 1)) {
      feeds[block] = isMine(block, part)
        ? reader.lines(block, (line, text, flaw) =>
            examination.entry(flaw ?? entryOf(text, read), { block, line, column: 1 }),
          )
        : reader.countFeeds(block);
      Atomics.add(progress, DONE, 1);
      Atomics.notify(progress, DONE);
    }
  } catch (error) {
    Atomics.store(progress, FAILED, 1);
    Atomics.notify(progress, DONE);
    throw error;
  } finally {
    reader.close();
  }
};

/** Waits until every block is done, whoever does it, or one has failed; for threads that have nothing else to do. */
export const awaitBlocks = ({ size, block, progress }: SharedLines): void => {
  const blocks = blocksOf(size, block);
  for (let done = Atomics.load(progress, DONE); done < blocks; done = Atomics.load(progress, DONE)) {
    if (Atomics.load(progress, FAILED) === 1) return;
    Atomics.wait(progress, DONE, done, 1000);
  }
};

/** What this thread's blocks gave, once all blocks are done: only then is it known at which line each begins. */
export const tellBlocks = ({ source, size, block, feeds }: SharedLines, examination: Examination): Portion => {
  const before = new Float64Array(Math.max(1, blocksOf(size, block)));
  for (let index = 1; index < before.length; index++) before[index] = before[index - 1]! + feeds[index - 1]!;
  return examination.told((spot) => ({ source, line: before[spot.block]! + spot.line + 1, column: spot.column }));
};

/** Judges a recording on one thread, in the order it comes. */
export const examineInOrder = (recording: Recording, examination: Examination, part: Part): Portion => {
  const { source, format, pipe } = recording;
  if (format === "har" || format === "document" || format === "http") {
    let index = 0;
    readRecording(recording, (entry, { line, column }) => {
      const block = Math.floor(index++ / BLOCK_OF_ENTRIES);
      if (isMine(block, part)) examination.entry(entry, { block, line, column });
    });
  } else {
    if (pipe === null) throw new TypeError("a file by lines is read in blocks");
    const read = lineReader(format);
    for (const { line, text, flaw } of ndjsonLines(pipe.descriptor, { head: pipe.head, source })) {
      const entry = flaw === null ? entryOf(text, read) : flaw.kind === "too-long" ? "too-long" : "not-utf8";
      examination.entry(entry, { block: 0, line, column: 1 });
    }
  }
  return examination.told(({ line, column }) => ({ source, line, column }));
};
