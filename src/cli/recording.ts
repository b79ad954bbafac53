import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { harRecording, ndjsonRecording, type Recording } from "../proxy/recording.ts";
import type { Redactor } from "../redaction/redactor.ts";
import { VERSION } from "../version.ts";
import { UsageError } from "./errors.ts";

/** A recording in a file; every exchange is with the operating system when `add` returns. */
export interface OpenRecording extends Recording {
  readonly name: string;
  close(): void;
}

const opened = (name: string): number => {
  try {
    // Others on the machine need not read along.
    return openSync(name, "a+", 0o600);
  } catch (error) {
    throw new UsageError(
      `cannot record to ${name}: ${(error as Error).message}`,
      "Give --record a file in a folder that exists.",
    );
  }
};

/** How many line ends a file has, and whether it ends in the middle of a line, as after a kill. */
const linesOf = (descriptor: number, size: number): { lines: number; ended: boolean } => {
  const buffer = Buffer.allocUnsafe(64 * 1024);
  let lines = 0;
  let ended = true;
  for (let position = 0; position < size; ) {
    const count = readSync(descriptor, buffer, 0, buffer.length, position);
    if (count === 0) break;
    for (let at = buffer.indexOf(10); at >= 0 && at < count; at = buffer.indexOf(10, at + 1)) lines++;
    ended = buffer[count - 1] === 10;
    position += count;
  }
  return { lines, ended };
};

/** Opens a file to record to: NDJSON is added to, HAR starts in an empty file. Throws `UsageError` where that cannot be. */
export const openRecording = (name: string, redactor: Redactor): OpenRecording => {
  const descriptor = opened(name);
  const { size } = fstatSync(descriptor);
  if (!/\.har$/i.test(name)) {
    const { lines, ended } = linesOf(descriptor, size);
    if (!ended) writeSync(descriptor, "\n");
    return {
      ...ndjsonRecording(redactor, (text) => writeAll(descriptor, text, null), ended ? lines : lines + 1),
      name,
      close: () => closeSync(descriptor),
    };
  }
  closeSync(descriptor);
  if (size > 0) throw new UsageError(`${name} is not empty`, "Give --record a new file: a HAR is not added to.");
  // Not for appending: each entry overwrites the end of the file.
  const writable = openSync(name, "r+");
  const recording = harRecording(redactor, (text, position) => writeAll(writable, text, position), {
    name: "tenant-contracts",
    version: VERSION,
  });
  return { ...recording, name, close: () => closeSync(writable) };
};

const writeAll = (descriptor: number, text: string, position: number | null): void => {
  const bytes = Buffer.from(text);
  let done = 0;
  while (done < bytes.length)
    done += writeSync(descriptor, bytes, done, bytes.length - done, position === null ? null : position + done);
};
