import { type Pointer, segmentsOf } from "../model/pointer.ts";
import { nameAt, walkJson } from "./walk.ts";

/** A part of a text: offset and length in UTF-16 units, line and column from 1. */
export interface Span {
  readonly offset: number;
  readonly length: number;
  readonly line: number;
  readonly column: number;
}

/** Where a value stands in its text. */
export interface Location extends Span {
  /** The member's name, quotes included, if the value is a member's; for findings about the name. */
  readonly key: Span | null;
  /** False where there is no such value: the location is then that of the nearest object or array that would hold it. */
  readonly exact: boolean;
}

/** A pointer's segment that was asked for, and where it was met. */
interface Wanted {
  readonly below: Map<string, Wanted>;
  /** Which visit of the value that holds it met it last: earlier ones belong to a duplicate that does not count. */
  holder: number;
  visit: number;
  keyStart: number;
  keyEnd: number;
  start: number;
  end: number;
}

const wanted = (): Wanted => ({
  below: new Map(),
  holder: 0,
  visit: 0,
  keyStart: -1,
  keyEnd: -1,
  start: -1,
  end: -1,
});

const treeOf = (pointers: Iterable<Pointer>): Wanted => {
  const root = wanted();
  for (const pointer of pointers) {
    let node = root;
    for (const segment of segmentsOf(pointer)) {
      const child = node.below.get(segment) ?? wanted();
      node.below.set(segment, child);
      node = child;
    }
  }
  return root;
};

const fill = (text: string, root: Wanted): void => {
  let visits = 0;
  let current: Wanted | undefined = root;
  const open: (Wanted | undefined)[] = [];
  const meet = (segment: string, keyStart: number, keyEnd: number): void => {
    const holder = open.at(-1);
    current = holder?.below.get(segment);
    if (holder === undefined || current === undefined) return;
    current.holder = holder.visit;
    current.keyStart = keyStart;
    current.keyEnd = keyEnd;
  };
  walkJson(text, {
    member: (start, end) => meet(nameAt(text, start, end), start, end),
    item: (index) => meet(String(index), -1, -1),
    begin: (start) => {
      open.push(current);
      if (current === undefined) return false;
      current.visit = ++visits;
      current.start = start;
      return current.below.size > 0;
    },
    end: (end) => {
      const node = open.pop();
      if (node !== undefined) node.end = end;
    },
  });
};

/** Line and column of offsets in one pass over the text. Lines end with a line feed. */
export const placesOf = (
  text: string,
  offsets: Iterable<number>,
): ReadonlyMap<number, { readonly line: number; readonly column: number }> => {
  const places = new Map<number, { line: number; column: number }>();
  let line = 1;
  let start = 0;
  let feed = text.indexOf("\n");
  for (const offset of [...new Set(offsets)].sort((a, b) => a - b)) {
    while (feed !== -1 && feed < offset) {
      line++;
      start = feed + 1;
      feed = text.indexOf("\n", start);
    }
    places.set(offset, { line, column: offset - start + 1 });
  }
  return places;
};

/**
 * Where the values at these pointers stand in a well-formed JSON text, by pointer, in one pass. A value that is not
 * there is located at what would hold it. Of members with the same name the last counts, as it does for `JSON.parse`.
 */
export const positionsOf = (text: string, pointers: Iterable<Pointer>): ReadonlyMap<Pointer, Location> => {
  const all = [...new Set(pointers)];
  const root = treeOf(all);
  fill(text, root);
  if (root.start < 0) return new Map();

  const found = all.map((pointer) => {
    let node = root;
    let exact = true;
    for (const segment of segmentsOf(pointer)) {
      const child = node.below.get(segment);
      exact = child !== undefined && child.start >= 0 && child.holder === node.visit;
      if (child === undefined || !exact) break;
      node = child;
    }
    return { pointer, node, exact };
  });
  const places = placesOf(
    text,
    found.flatMap(({ node }) => (node.keyStart < 0 ? [node.start] : [node.start, node.keyStart])),
  );
  const span = (start: number, end: number): Span => ({
    offset: start,
    length: end - start,
    ...(places.get(start) as { line: number; column: number }),
  });
  return new Map(
    found.map(({ pointer, node, exact }) => {
      const key = node.keyStart < 0 ? null : span(node.keyStart, node.keyEnd);
      return [pointer, { ...span(node.start, node.end), key, exact }];
    }),
  );
};

/** Where the value at one pointer stands in a well-formed JSON text; null if the text holds no value at all. */
export const locate = (text: string, pointer: Pointer): Location | null =>
  positionsOf(text, [pointer]).get(pointer) ?? null;

/**
 * The lines of a text: one by its number, from 1, without its line end, and its offset; null beyond the last line.
 * Nothing is copied: a line is a view of the text, whatever their length.
 */
export const linesOf = (
  text: string,
): ((line: number) => { readonly offset: number; readonly text: string } | null) => {
  const starts = [0];
  for (let feed = text.indexOf("\n"); feed !== -1; feed = text.indexOf("\n", feed + 1)) starts.push(feed + 1);
  return (line) => {
    const start = starts[line - 1];
    if (start === undefined) return null;
    let end = (starts[line] ?? text.length + 1) - 1;
    if (end > start && text.charCodeAt(end - 1) === 13) end--;
    return { offset: start, text: text.slice(start, end) };
  };
};
