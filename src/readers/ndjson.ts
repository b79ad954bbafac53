import { Buffer, constants } from "node:buffer";
import { readSync } from "node:fs";
import { inputErrorOf } from "./input-error.ts";
import { decodeUtf8, firstInvalidUtf8 } from "./utf8.ts";
import { afterSpace } from "./walk.ts";

/** Why a line is not text that can be judged. Sizes and offsets are in octets; the offset counts from the line's start. */
export type LineFlaw =
  | { readonly kind: "invalid-utf8"; readonly offset: number }
  | { readonly kind: "too-long"; readonly length: number };

/** One line of an NDJSON file that is not blank, without its line end; lines are counted from 1, blank ones too. */
export interface NdjsonLine {
  readonly line: number;
  /** With U+FFFD for what is not UTF-8; empty where the line is too long. A view of a larger text: keep no more of it
   * than is needed. */
  readonly text: string;
  readonly flaw: LineFlaw | null;
}

/** Limits of `ndjsonLines`, in octets. */
export interface NdjsonOptions {
  /** The longest line that is read, default 256 MB; a longer one is reported as too long and skipped. */
  readonly longest?: number;
  /** How much is read at once, default 64 kB. */
  readonly chunk?: number;
  /** What was read from the descriptor already. */
  readonly head?: Uint8Array;
  /** What errors call the file. */
  readonly source?: string;
}

/** The longest line that is read, in octets, unless `longest` says otherwise. */
export const LONGEST_LINE = 256 * 1024 * 1024;

/** Small enough for a chunk's text to be an ordinary string of V8's: beyond 128 kB each costs pages of its own. */
const CHUNK = 64 * 1024;
const FEED = 10;
const RETURN = 13;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

const pause = new Int32Array(new SharedArrayBuffer(4));

/** Reads at most so many octets, waiting for them on a descriptor that does not wait itself; 0 at the end. */
export const readSome = (descriptor: number, buffer: Uint8Array, start: number, most: number): number => {
  for (;;) {
    try {
      return readSync(descriptor, buffer, start, Math.min(most, buffer.length - start), null);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Windows reports the end of a closed pipe as an error.
      if (code === "EOF") return 0;
      if (code !== "EAGAIN") throw error;
      Atomics.wait(pause, 0, 0, 5);
    }
  }
};

const isTooLong = (text: string, longest: number): boolean =>
  text.length * 3 > longest && Buffer.byteLength(text) > longest;

/** Adds the lines of a text that are not blank; the last one need not be ended. Returns the number after the last. */
const addLines = (lines: NdjsonLine[], text: string, first: number, longest: number): number => {
  let line = first;
  let start = 0;
  while (start < text.length) {
    const feed = text.indexOf("\n", start);
    const next = feed === -1 ? text.length : feed;
    const end = next > start && text.charCodeAt(next - 1) === RETURN ? next - 1 : next;
    // A line that starts with a space may hold nothing else; most start with a brace.
    if (end > start && (text.charCodeAt(start) > 32 || afterSpace(text, start) < end)) {
      const content = text.slice(start, end);
      lines.push(
        isTooLong(content, longest) ? tooLong(line, Buffer.byteLength(content)) : { line, text: content, flaw: null },
      );
    }
    line++;
    start = next + 1;
  }
  return line;
};

/** The same for octets among which some are not UTF-8: line by line, so that one bad line spoils no other. */
const addFlawedLines = (lines: NdjsonLine[], bytes: Buffer, first: number, longest: number): number => {
  let line = first;
  let start = 0;
  while (start < bytes.length) {
    const feed = bytes.indexOf(FEED, start);
    const next = feed === -1 ? bytes.length : feed;
    const part = bytes.subarray(start, bytes[next - 1] === RETURN && next > start ? next - 1 : next);
    const text = decodeUtf8(part);
    if (text !== null) addLines(lines, text, line, longest);
    else if (part.length > longest) lines.push(tooLong(line, part.length));
    else
      lines.push({ line, text: part.toString("utf8"), flaw: { kind: "invalid-utf8", offset: firstInvalidUtf8(part) } });
    line++;
    start = next + 1;
  }
  return line;
};

const tooLong = (line: number, length: number): NdjsonLine => ({ line, text: "", flaw: { kind: "too-long", length } });

/**
 * The lines of an open NDJSON file or pipe, one after the other, in memory that grows with the longest line and not
 * with the file. Line ends are LF or CRLF, a byte order mark at the start is skipped, blank lines are passed over. The
 * descriptor stays open. Throws `InputError` where it cannot be read on.
 */
export function* ndjsonLines(descriptor: number, options: NdjsonOptions = {}): Generator<NdjsonLine> {
  const { chunk = CHUNK, head = new Uint8Array(), source = "the input" } = options;
  const longest = Math.min(options.longest ?? LONGEST_LINE, constants.MAX_STRING_LENGTH - chunk);
  let buffer = Buffer.allocUnsafe(Math.max(chunk, head.length) + BOM.length);
  buffer.set(head);
  let filled = head.length;
  let line = 1;
  /** How much of a line that is too long has been thrown away, and whether it may have ended in a carriage return. */
  let skipped = 0;
  let returned = false;
  let open = true;
  const read = (): void => {
    try {
      const count = readSome(descriptor, buffer, filled, chunk);
      open = count > 0;
      filled += count;
    } catch (error) {
      throw inputErrorOf(source, error);
    }
  };
  const shift = (from: number, size: number): void => {
    const next = size === buffer.length ? buffer : Buffer.allocUnsafe(size);
    buffer.copy(next, 0, from, filled);
    buffer = next;
    filled -= from;
  };

  while (open && filled < BOM.length) read();
  if (buffer.subarray(0, Math.min(filled, BOM.length)).equals(BOM)) shift(BOM.length, buffer.length);
  for (let searched = 0; ; searched = filled, read()) {
    const last = buffer.subarray(searched, filled).lastIndexOf(FEED);
    const whole = open ? (last === -1 ? 0 : searched + last + 1) : filled;
    let from = 0;
    if (skipped > 0 && (whole > 0 || !open)) {
      const feed = buffer.subarray(0, whole).indexOf(FEED);
      const end = feed === -1 ? whole : feed;
      from = end + 1;
      if (end > 0) returned = buffer[end - 1] === RETURN;
      yield tooLong(line++, skipped + end - (returned ? 1 : 0));
      skipped = 0;
    }
    if (from < whole) {
      const bytes = buffer.subarray(from, whole);
      const text = decodeUtf8(bytes);
      const lines: NdjsonLine[] = [];
      line = text === null ? addFlawedLines(lines, bytes, line, longest) : addLines(lines, text, line, longest);
      // Not `yield*`, which costs as much again for each line.
      for (let i = 0; i < lines.length; i++) yield lines[i] as NdjsonLine;
    }
    if (!open) return;

    const rest = filled - whole;
    // One more than the limit may be a carriage return.
    if (skipped > 0 || rest > longest + 1) {
      skipped += rest;
      if (rest > 0) returned = buffer[filled - 1] === RETURN;
      shift(filled, chunk);
    } else if (whole > 0) {
      // The memory that a long line took is given back after it.
      shift(whole, rest < chunk ? chunk + BOM.length : buffer.length);
    } else if (buffer.length - filled < chunk)
      shift(0, Math.min(buffer.length + Math.max(chunk, filled), longest + chunk + BOM.length));
  }
}
