import { Buffer } from "node:buffer";
import type { EntryPlace } from "./recorded.ts";

const QUOTE = 34;
const BACKSLASH = 92;
const FEED = 10;
const COLON = 58;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** The largest entry that is read, in octets; a larger one is told as null. */
const LARGEST_ENTRY = 256 * 1024 * 1024;

/** Receives one entry's octets, null where they are too many. */
export type ReceiveEntry = (octets: Buffer | null, place: EntryPlace) => void;

/**
 * Finds the entries of an HTTP archive (`log.entries`) in octets that come in pieces, without reading the rest: memory
 * grows with the largest entry and not with the archive.
 */
export class HarScanner {
  readonly #receive: ReceiveEntry;
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
  #line = 1;
  #lineStart = 0;
  #offset = 0;
  /** Whether `log.entries` was met. */
  found = false;

  constructor(receive: ReceiveEntry) {
    this.#receive = receive;
  }

  /** Where the next piece begins. */
  get place(): EntryPlace {
    return { line: this.#line, column: this.#offset - this.#lineStart + 1 };
  }

  /** Whether the text has ended where JSON may end. */
  get complete(): boolean {
    return this.#depth === 0 && !this.#inString;
  }

  /** Whether an entry has begun and not ended. */
  get withinEntry(): boolean {
    return this.#capturing;
  }

  push(bytes: Buffer): void {
    let from = 0;
    let i = 0;
    while (i < bytes.length) {
      if (this.#inString) {
        i = this.#throughString(bytes, i);
        continue;
      }
      const code = bytes[i]!;
      if (code === QUOTE) {
        this.#inString = true;
        this.#text = [];
      } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
        if (code === OPEN_OBJECT && this.#entriesDepth > 0 && this.#depth === this.#entriesDepth && !this.#capturing) {
          this.#capturing = true;
          this.#begun = { line: this.#line, column: this.#offset + i - this.#lineStart + 1 };
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
        if (this.#capturing && this.#depth === this.#entriesDepth) this.#end(bytes.subarray(from, i + 1));
        else if (this.#depth < this.#entriesDepth && !this.#capturing) this.#entriesDepth = 0;
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
