import { compareTexts, type Merge } from "./merging.ts";

/** Where an exchange stands: a recording and, from 1, the line and column at which it begins. */
export interface Position {
  readonly source: string;
  readonly line: number;
  readonly column: number;
}

/** Orders positions by recording, line and column. */
export const comparePositions = (a: Position, b: Position): number =>
  compareTexts(a.source, b.source) || a.line - b.line || a.column - b.column;

/** The earlier and the later of two positions. */
export const earlier: Merge<Position> = (a, b) => (comparePositions(a, b) <= 0 ? a : b);
export const later: Merge<Position> = (a, b) => (comparePositions(a, b) >= 0 ? a : b);
