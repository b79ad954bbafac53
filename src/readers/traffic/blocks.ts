import { Buffer, isAscii } from "node:buffer";
import { closeSync, openSync, readSync } from "node:fs";
import { inputErrorOf } from "../input-error.ts";
import { LONGEST_LINE } from "../ndjson.ts";
import { decodeUtf8 } from "../utf8.ts";

/** How many octets of a file are one block: what is claimed at once, and what `--part` deals out. */
export const BLOCK = 1024 * 1024;

/** How much of a long line is read at once, and of many lines decoded: longer texts are no ordinary strings of V8's. */
const PIECE = 64 * 1024;
const FEED = 10;

/**
 * Receives a line that starts in the block: how many line ends come before it there, and its text or its flaw. The text
 * may be a view of a larger one: keep no more of it than is needed.
 */
export type ReceiveLine = (feeds: number, text: string, flaw: "not-utf8" | "too-long" | null) => void;

/** How many blocks a file of this size has. */
export const blocksOf = (size: number, block: number): number => Math.ceil(size / block);

/** How a file is read: the size of its blocks, and the longest line that is read, both in octets. */
export interface BlockOptions {
  readonly block?: number;
  readonly longest?: number;
}

/** Reads the lines of one file block by block, in any order; a line belongs to the block it starts in. */
export class BlockReader {
  readonly #descriptor: number;
  readonly #size: number;
  readonly #source: string;
  readonly #buffer: Buffer;
  readonly #longest: number;
  readonly #block: number;

  constructor(
    descriptor: number,
    size: number,
    source: string,
    { block = BLOCK, longest = LONGEST_LINE }: BlockOptions = {},
  ) {
    this.#descriptor = descriptor;
    this.#size = size;
    this.#source = source;
    this.#longest = longest;
    this.#block = block;
    this.#buffer = Buffer.allocUnsafeSlow(Math.min(size, block) + 1);
  }

  #fill(buffer: Buffer, position: number, length: number): number {
    let filled = 0;
    try {
      while (filled < length) {
        const count = readSync(this.#descriptor, buffer, filled, length - filled, position + filled);
        if (count === 0) break;
        filled += count;
      }
    } catch (error) {
      throw inputErrorOf(this.#source, error);
    }
    return filled;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** How many line ends a block holds. */
  countFeeds(block: number): number {
    const start = block * this.#block;
    const bytes = this.#buffer.subarray(0, this.#fill(this.#buffer, start, Math.min(this.#block, this.#size - start)));
    let feeds = 0;
    for (let at = bytes.indexOf(FEED); at !== -1; at = bytes.indexOf(FEED, at + 1)) feeds++;
    return feeds;
  }

  /** Tells the lines that start in a block, blank ones left out, and answers how many line ends it holds. */
  lines(block: number, receive: ReceiveLine): number {
    const start = block * this.#block;
    const length = Math.min(this.#block, this.#size - start);
    // One octet before the block tells whether a line starts with it.
    const before = start === 0 ? 0 : 1;
    const filled = this.#fill(this.#buffer, start - before, length + before);
    const bytes = this.#buffer.subarray(before, filled);
    let from = 0;
    let feeds = 0;
    if (before === 1 && this.#buffer[0] !== FEED) {
      const feed = bytes.indexOf(FEED);
      if (feed === -1) return 0;
      from = feed + 1;
      feeds = 1;
    } else if (before === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) from = 3;
    const last = bytes.lastIndexOf(FEED);
    feeds = isAscii(bytes)
      ? this.#asciiLines(bytes, from, last, feeds, receive)
      : this.#lines(bytes, from, last, feeds, receive);
    from = Math.max(from, last + 1);
    if (from < bytes.length) this.#rest(bytes.subarray(from), start + bytes.length, feeds, receive);
    return feeds;
  }

  /** Tells the lines up to the last line end; answers with how many line ends there are by then. */
  #lines(bytes: Buffer, start: number, last: number, before: number, receive: ReceiveLine): number {
    let feeds = before;
    for (let from = start; from <= last; ) {
      const feed = bytes.indexOf(FEED, from);
      tell(bytes, from, feed, feeds++, receive, this.#longest);
      from = feed + 1;
    }
    return feeds;
  }

  /** The same for text that is ASCII, many lines at a time: calls into the buffer take longer than those into a text. */
  #asciiLines(bytes: Buffer, start: number, last: number, before: number, receive: ReceiveLine): number {
    let feeds = before;
    for (let from = start; from <= last; ) {
      const near = bytes.lastIndexOf(FEED, Math.min(last, from + PIECE - 1));
      const end = near < from ? bytes.indexOf(FEED, from) : near;
      const text = bytes.toString("latin1", from, end + 1);
      for (let at = 0; at < text.length; ) {
        const feed = text.indexOf("\n", at);
        const stop = feed > at && text.charCodeAt(feed - 1) === RETURN ? feed - 1 : feed;
        if (stop - at > this.#longest) receive(feeds, "", "too-long");
        else if (stop > at && isText(text, at, stop)) receive(feeds, text.slice(at, stop), null);
        feeds++;
        at = feed + 1;
      }
      from = end + 1;
    }
    return feeds;
  }

  /** The line that goes on beyond its block. */
  #rest(head: Buffer, position: number, feeds: number, receive: ReceiveLine): void {
    const pieces: Buffer[] = [Buffer.from(head)];
    let length = head.length;
    for (let at = position; at < this.#size; ) {
      const piece = Buffer.allocUnsafe(Math.min(PIECE, this.#size - at));
      const filled = this.#fill(piece, at, piece.length);
      if (filled === 0) break;
      const feed = piece.subarray(0, filled).indexOf(FEED);
      const taken = feed === -1 ? filled : feed;
      length += taken;
      if (length <= this.#longest) pieces.push(piece.subarray(0, taken));
      if (feed !== -1) break;
      at += filled;
    }
    if (length > this.#longest) receive(feeds, "", "too-long");
    else tell(Buffer.concat(pieces), 0, length, feeds, receive, this.#longest);
  }
}

/** Opens a file to read its lines block by block. Throws `InputError` where it cannot be opened. */
export const openBlocks = (source: string, size: number, options: BlockOptions = {}): BlockReader => {
  try {
    return new BlockReader(openSync(source, "r"), size, source, options);
  } catch (error) {
    throw inputErrorOf(source, error);
  }
};

const RETURN = 13;

/** Whether a line is not blank: one that starts with whitespace may hold nothing else; most start with a brace. */
const isText = (text: string, start: number, end: number): boolean =>
  text.charCodeAt(start) > 32 || text.slice(start, end).trim() !== "";

/** Tells one line, unless it is blank. Line by line, so that no long text is kept alive by a part of it. */
const tell = (
  bytes: Buffer,
  start: number,
  feed: number,
  feeds: number,
  receive: ReceiveLine,
  longest: number,
): void => {
  const end = feed > start && bytes[feed - 1] === RETURN ? feed - 1 : feed;
  if (end === start) return;
  if (end - start > longest) {
    receive(feeds, "", "too-long");
    return;
  }
  const text = decodeUtf8(bytes.subarray(start, end));
  if (text === null) receive(feeds, "", "not-utf8");
  else if (isText(text, 0, text.length)) receive(feeds, text, null);
};
