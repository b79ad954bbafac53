import { Buffer } from "node:buffer";
import type { EntryPlace } from "./recorded.ts";

const QUOTE = 34;
const BACKSLASH = 92;
const FEED = 10;
const SPACE = 32;
const COMMA = 44;
const COLON = 58;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** The largest entry that is read, in octets; a larger one is told as null. */
const LARGEST_ENTRY = 256 * 1024 * 1024;

/** How far from the start of an entry its first member's name is looked for, in octets. */
const LONGEST_START = 100;

/** What is told of an entry that is no object. */
const NO_OBJECT = Buffer.from("null");

/** Receives one entry's octets, null where they are too many. */
export type ReceiveEntry = (octets: Buffer | null, place: EntryPlace) => void;

/** Receives octets that may be one entry; answers with whether they are JSON, and an entry for that reason. */
export type TryEntry = (octets: Buffer, place: EntryPlace) => boolean;

/**
 * Finds the entries of an HTTP archive (`log.entries`) in octets that come in pieces, without reading the rest: memory
 * grows with the largest entry and not with the archive.
 */
export class HarScanner {
  readonly #receive: ReceiveEntry;
  readonly #try: TryEntry;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** The text that ended last at a depth where member names matter, and the names that lead here. */
  #text: number[] = [];
  #name = "";
  #inLog = false;
  #entriesDepth = 0;
  #pieces: Buffer[] = [];
  #length = 0;
  #capturing = false;
  #begun: EntryPlace = { line: 1, column: 1 };
  /** Something that is no object stands where an entry should. */
  #stray = false;
  /** What stood between the last two entries, with the start of the second; null where that is not known. */
  #seam: Buffer | null = null;
  /** The index after the last entry in the piece at hand, or -1. */
  #ended = -1;
  #line = 1;
  #lineStart = 0;
  #offset = 0;
  /** Whether `log.entries` was met. */
  found = false;

  /**
   * Entries are given to `receive`, but for those that `attempt` took. Whoever reads octets as JSON knows better than
   * anyone who counts braces whether they are one entry, and has to read them anyway.
   */
  constructor(receive: ReceiveEntry, attempt: TryEntry) {
    this.#receive = receive;
    this.#try = attempt;
  }

  /** Where the next piece begins. */
  get place(): EntryPlace {
    return { line: this.#line, column: this.#offset - this.#lineStart + 1 };
  }

  /** Whether the text has ended where JSON may end. */
  get complete(): boolean {
    return this.#depth === 0 && !this.#inString;
  }

  push(bytes: Buffer): void {
    let from = 0;
    let i = 0;
    let quick = true;
    this.#ended = -1;
    while (i < bytes.length) {
      if (this.#inString) {
        i = this.#throughString(bytes, i);
        continue;
      }
      const code = bytes[i]!;
      if (this.#between && code !== OPEN_OBJECT) this.#beside(code, i);
      if (code === QUOTE) {
        this.#inString = true;
        this.#text = [];
      } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
        if (code === OPEN_OBJECT && this.#between) {
          this.#begin(i);
          if (quick && this.#hasSeam(bytes, i)) {
            const end = this.#quickly(bytes, i);
            if (end !== -1) {
              i = end;
              continue;
            }
            // Not again in this piece: a search for what is not there goes through all of it.
            quick = false;
          }
          this.#capturing = true;
          from = i;
        }
        this.#depth++;
        if (this.#depth === 2 && this.#name === "log") this.#inLog = true;
        if (code === OPEN_ARRAY && this.#depth === 3 && this.#inLog && this.#name === "entries") {
          this.#entriesDepth = 3;
          this.found = true;
        }
        this.#name = "";
      } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
        this.#depth = Math.max(0, this.#depth - 1);
        if (this.#capturing && this.#depth === this.#entriesDepth) {
          this.#end(bytes.subarray(from, i + 1));
          this.#ended = i + 1;
        } else if (this.#depth < this.#entriesDepth && !this.#capturing) this.#entriesDepth = 0;
        if (this.#depth < 2) this.#inLog = false;
      } else if (code === COLON) {
        if (this.#depth <= 2) this.#name = String.fromCharCode(...this.#text);
      } else if (code === FEED) {
        this.#line++;
        this.#lineStart = this.#offset + i + 1;
      }
      i++;
    }
    if (this.#capturing) this.#keep(bytes.subarray(from));
    this.#offset += bytes.length;
  }

  /** Whether an entry may begin here. */
  get #between(): boolean {
    return this.#depth === this.#entriesDepth && this.#depth > 0 && !this.#capturing;
  }

  #begin(index: number): void {
    this.#begun = { line: this.#line, column: this.#offset + index - this.#lineStart + 1 };
  }

  /** Tells what stands among the entries and is none, once. */
  #beside(code: number, index: number): void {
    if (code === COMMA) this.#stray = false;
    else if (code > SPACE && code !== CLOSE_ARRAY && !this.#stray) {
      this.#stray = true;
      this.#begin(index);
      this.#receive(NO_OBJECT, this.#begun);
    }
  }

  /** Whether it is known what stands between entries; learnt from what stands before the one that begins here. */
  #hasSeam(bytes: Buffer, start: number): boolean {
    if (this.#seam !== null) return true;
    const colon = bytes.subarray(start, start + LONGEST_START).indexOf(COLON);
    if (this.#ended === -1 || colon === -1) return false;
    this.#seam = Buffer.from(bytes.subarray(this.#ended, start + colon + 1));
    return true;
  }

  /**
   * The index after the entry that begins here, if what stands before the next seam is one: far quicker found than by
   * its braces. Otherwise -1.
   */
  #quickly(bytes: Buffer, start: number): number {
    const seam = this.#seam as Buffer;
    const end = bytes.indexOf(seam, start + 1);
    const entry = bytes.subarray(start, end);
    if (end === -1 || !this.#try(entry, this.#begun)) {
      this.#seam = null;
      return -1;
    }
    for (let feed = entry.indexOf(FEED); feed !== -1; feed = entry.indexOf(FEED, feed + 1)) {
      this.#line++;
      this.#lineStart = this.#offset + start + feed + 1;
    }
    return end;
  }

  /** The index after the string that is open, or the end of the piece. */
  #throughString(bytes: Buffer, start: number): number {
    const noted = this.#depth <= 2;
    if (!noted && !this.#escaped) {
      // Between here and the next quote only a backslash matters, and only one right before the quote.
      const quote = bytes.indexOf(QUOTE, start);
      const end = quote === -1 ? bytes.length : quote;
      let backslashes = end;
      while (backslashes > start && bytes[backslashes - 1] === BACKSLASH) backslashes--;
      const odd = (end - backslashes) % 2 === 1;
      if (quote === -1) {
        this.#escaped = odd;
        return end;
      }
      if (!odd) this.#inString = false;
      return quote + 1;
    }
    const code = bytes[start]!;
    if (this.#escaped) this.#escaped = false;
    else if (code === BACKSLASH) this.#escaped = true;
    else if (code === QUOTE) this.#inString = false;
    else if (noted && this.#text.length < 16) this.#text.push(code);
    return start + 1;
  }

  #keep(piece: Buffer): void {
    this.#length += piece.length;
    if (this.#length > LARGEST_ENTRY) this.#pieces = [];
    else this.#pieces.push(Buffer.from(piece));
  }

  #end(piece: Buffer): void {
    const whole = this.#pieces.length === 0 && this.#length === 0;
    if (!whole) this.#keep(piece);
    const tooLong = this.#length > LARGEST_ENTRY;
    const octets = tooLong ? null : whole ? piece : Buffer.concat(this.#pieces);
    this.#capturing = false;
    this.#pieces = [];
    this.#length = 0;
    this.#receive(octets, this.#begun);
  }
}
