import type { Position } from "./position.ts";

/** Where an exchange stands while its recording is being read: lines count from its block's start, which is settled later. */
export interface Spot {
  readonly block: number;
  readonly line: number;
  readonly column: number;
}

/** The place a spot turns out to be. */
export type Resolve = (spot: Spot) => Position;

/** What a count with its first and last place turns out to be. */
export interface Told {
  readonly count: number;
  readonly first: Position;
  readonly last: Position;
}

/**
 * How often something was met, and where first and last. Plain numbers, since every value of every body writes here, and
 * a reference from old to new would cost the garbage collector more than the writing.
 */
export class Extent {
  count = 0;
  #firstBlock = 0;
  #firstLine = 0;
  #firstColumn = 0;
  #lastBlock = 0;
  #lastLine = 0;
  #lastColumn = 0;

  /** Counts one at a spot that is not before those met. */
  meet({ block, line, column }: Spot): void {
    if (this.count++ === 0) {
      this.#firstBlock = block;
      this.#firstLine = line;
      this.#firstColumn = column;
    }
    this.#lastBlock = block;
    this.#lastLine = line;
    this.#lastColumn = column;
  }

  get #first(): Spot {
    return { block: this.#firstBlock, line: this.#firstLine, column: this.#firstColumn };
  }

  get #last(): Spot {
    return { block: this.#lastBlock, line: this.#lastLine, column: this.#lastColumn };
  }

  /** Adds what another extent counts, wherever it stands. */
  add(other: Extent): void {
    if (other.count === 0) return;
    const [first, last] = [other.#first, other.#last];
    if (this.count === 0 || compareSpots(first, this.#first) < 0) {
      this.#firstBlock = first.block;
      this.#firstLine = first.line;
      this.#firstColumn = first.column;
    }
    if (this.count === 0 || compareSpots(last, this.#last) > 0) {
      this.#lastBlock = last.block;
      this.#lastLine = last.line;
      this.#lastColumn = last.column;
    }
    this.count += other.count;
  }

  told(resolve: Resolve): Told {
    return { count: this.count, first: resolve(this.#first), last: resolve(this.#last) };
  }
}

const compareSpots = (a: Spot, b: Spot): number => a.block - b.block || a.line - b.line || a.column - b.column;
