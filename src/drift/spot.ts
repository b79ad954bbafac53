import type { Position } from "./position.ts";

/** Where an exchange stands while its recording is being read: lines count from its block's start, which is settled later. */
export interface Spot {
  readonly block: number;
  readonly line: number;
  readonly column: number;
}

/** The place a spot turns out to be. */
export type Resolve = (spot: Spot) => Position;
