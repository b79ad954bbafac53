import { Buffer } from "node:buffer";
import { readSync } from "node:fs";
import { inputErrorOf } from "../input-error.ts";
import { LONGEST_LINE } from "../ndjson.ts";
import { decodeUtf8 } from "../utf8.ts";

/** How many octets of a file are one block: what is claimed at once, and what `--part` deals out. */
export const BLOCK = 1024 * 1024;

/** Texts of this length are ordinary strings of V8's; longer ones cost pages of their own. */
const PIECE = 64 * 1024;
const FEED = 10;

/** Receives a line that starts in the block: how many line ends come before it there, and its text or its flaw. */
export type ReceiveLine = (feeds: number, text: string, flaw: "not-utf8" | "too-long" | null) => void;

/** How many blocks a file of this size has. */
export const blocksOf = (size: number): number => Math.ceil(size / BLOCK);

/** Reads the lines of one file block by block, in any order; a line belongs to the block it starts in. */
export class BlockReader {
  readonly #descriptor: number;
  readonly #size: number;
  readonly #source: string;
  readonly #buffer: Buffer;
  readonly #longest: number;

  constructor(descriptor: number, size: number, source: string, longest = LONGEST_LINE) {
    this.#descriptor = descriptor;
    this.#size = size;
    this.#source = source;
    this.#longest = longest;
    this.#buffer = Buffer.allocUnsafeSlow(Math.min(size, BLOCK) + 1);
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

  /** How many line ends a block holds. */
  countFeeds(block: number): number {
    const bytes = this.#buffer.subarray(0, this.#fill(this.#buffer, block * BLOCK, Math.min(BLOCK, this.#size - block * BLOCK)));
    let feeds = 0;
    for (let at = bytes.indexOf(FEED); at !== -1; at = bytes.indexOf(FEED, at + 1)) feeds++;
    return feeds;
  }

  /** Tells the lines that start in a block, blank ones left out, and answers how many line ends it holds. */
  lines(block: number, receive: ReceiveLine): number {
    const start = block * BLOCK;
    const length = Math.min(BLOCK, this.#size - start);
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
    while (from <= last) {
      const end = last - from < PIECE ? last : pieceEnd(bytes, from, last);
      feeds = tell(bytes.subarray(from, end + 1), feeds, receive, this.#longest);
      from = end + 1;
    }
    if (from < bytes.length) this.#rest(bytes.subarray(from), start + bytes.length, feeds, receive);
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
    else tell(Buffer.concat(pieces), feeds, receive, this.#longest);
  }
}

/** The last line end within a piece's length, else the next one. */
const pieceEnd = (bytes: Buffer, from: number, last: number): number => {
  const end = bytes.lastIndexOf(FEED, from + PIECE);
  return end >= from ? end : Math.min(last, bytes.indexOf(FEED, from + PIECE));
};

/** Tells whole lines; answers the number of line ends up to their end. */
const tell = (bytes: Buffer, first: number, receive: ReceiveLine, longest: number): number => {
  const text = decodeUtf8(bytes);
  if (text === null) return tellFlawed(bytes, first, receive, longest);
  let feeds = first;
  let start = 0;
  while (start < text.length) {
    const feed = text.indexOf("\n", start);
    const next = feed === -1 ? text.length : feed;
    const end = next > start && text.charCodeAt(next - 1) === 13 ? next - 1 : next;
    if (end > start && (text.charCodeAt(start) > 32 || text.slice(start, end).trim() !== ""))
      receive(feeds, end - start > longest ? "" : text.slice(start, end), end - start > longest ? "too-long" : null);
    if (feed !== -1) feeds++;
    start = next + 1;
  }
  return feeds;
};

/** The same for octets among which some are not UTF-8: line by line, so that one bad line spoils no other. */
const tellFlawed = (bytes: Buffer, first: number, receive: ReceiveLine, longest: number): number => {
  let feeds = first;
  for (let start = 0; start < bytes.length; ) {
    const feed = bytes.indexOf(FEED, start);
    const end = feed === -1 ? bytes.length : feed + 1;
    const line = bytes.subarray(start, end);
    if (decodeUtf8(line) === null) receive(feeds, "", "not-utf8");
    else tell(line, feeds, receive, longest);
    if (feed !== -1) feeds++;
    start = end;
  }
  return feeds;
};
