import type { Duplicate } from "../model/body.ts";
import { pointerOf, type Segment } from "../model/pointer.ts";
import { placesOf } from "./positions.ts";
import { nameAt, walkJson } from "./walk.ts";

/** A duplicate with the place of the first member of that name. */
export interface DuplicateMember extends Duplicate {
  readonly first: { readonly line: number; readonly column: number };
}

/** How many are reported one by one, and how many segments their pointers may have together. */
const MOST = 1000;
const MOST_SEGMENTS = 1_000_000;

/** A Map holds 2²⁴ entries: in an object with more members, names are compared with the first so many. */
const LARGEST = 2 ** 24 - 1;

/** The members of a well-formed JSON text that repeat an earlier name of their object, in the order of the text. */
export const duplicateMembers = (text: string): DuplicateMember[] => {
  const found: { pointer: string; start: number; first: number }[] = [];
  const path: Segment[] = [];
  /** For each open value: where the names of its members were first met; none until there is one. */
  const names: (Map<string, number> | undefined)[] = [];
  let depth = -1;
  let segments = 0;
  walkJson(text, {
    member: (start, end) => {
      const name = nameAt(text, start, end);
      path[depth] = name;
      const seen = names[depth] ?? new Map<string, number>();
      names[depth] = seen;
      const first = seen.get(name);
      if (first === undefined) {
        if (seen.size < LARGEST) seen.set(name, start);
      } else if (found.length < MOST && segments <= MOST_SEGMENTS) {
        segments += depth + 1;
        found.push({ pointer: pointerOf(path.slice(0, depth + 1)), start, first });
      }
    },
    item: (index) => {
      path[depth] = index;
    },
    begin: () => {
      names[++depth] = undefined;
      return true;
    },
    end: () => {
      depth--;
    },
  });
  if (found.length === 0) return [];
  const places = placesOf(
    text,
    found.flatMap(({ start, first }) => [start, first]),
  );
  const placeOf = (offset: number) => places.get(offset) as { line: number; column: number };
  return found.map(({ pointer, start, first }) => ({ pointer, ...placeOf(start), first: placeOf(first) }));
};

/** Deeper values are left to the full search: the pre-check recurses. */
const DEEPEST = 200;

/** The fewest characters any JSON text takes that parses to this number. */
const shortestNumber = (value: number): number => {
  if (value >= 0 && value < 10 && Number.isInteger(value)) return 1;
  const plain = String(Math.abs(value));
  const digits = plain.replace(/e.*/, "").replace(".", "").replace(/^0+/, "").replace(/0+$/, "").length;
  const sign = value < 0 ? 1 : 0;
  // With an exponent: digits, `e` and at least one digit, and `-` for what is not a whole number.
  return sign + Math.max(1, Math.min(plain.length, digits + (Number.isInteger(value) ? 2 : 3)));
};

/** The fewest characters any JSON text without duplicates takes that parses to this object or array. */
const shortest = (value: object, depth: number): number => {
  if (depth > DEEPEST) return 0;
  let length = 1;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) length += 1 + shortestValue(value[i], depth);
  } else {
    // JSON.parse makes plain objects, whose members are all own: `for…in` meets those and is the cheapest walk.
    for (const name in value)
      length += name.length + 4 + shortestValue((value as Record<string, unknown>)[name], depth);
  }
  return length === 1 ? 2 : length;
};

/**
 * The fewest characters any JSON text without duplicates takes that parses to this value; fewer where it is too deep to
 * tell. `depth` is how deep it stands itself.
 */
export const shortestValue = (value: unknown, depth = 0): number => {
  if (typeof value === "string") return value.length + 2;
  if (value === null || value === true) return 4;
  if (value === false) return 5;
  if (typeof value === "number") return shortestNumber(value);
  return shortest(value as object, depth + 1);
};

const membersOf = (value: object, depth: number): number => {
  if (depth > DEEPEST) return Number.NaN;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === "object" && item !== null) count += membersOf(item, depth + 1);
    return count;
  }
  for (const name in value) {
    const member = (value as Record<string, unknown>)[name];
    count += typeof member === "object" && member !== null ? 1 + membersOf(member, depth + 1) : 1;
  }
  return count;
};

/** How many colons may follow a name: NaN where one has whitespace before it and cannot be told from text. */
const colonsAfterNames = (text: string): number => {
  let count = 0;
  for (let i = text.indexOf(":"); i !== -1; i = text.indexOf(":", i + 1)) {
    const before = text.charCodeAt(i - 1);
    if (before === 34) count++;
    else if (before <= 32) return Number.NaN;
  }
  return count;
};

/**
 * Whether a text that `JSON.parse` read as this value may hold duplicate members. Never false where there is one, and
 * true now and then where there is none. Two bounds decide, cheapest first: a duplicate makes the text longer than the
 * shortest one for the value, and it adds a colon after a quote to as many as the value has members. `least` is what
 * {@link shortestValue} says of the value, where that is known.
 */
export const mayHaveDuplicates = (text: string, value: unknown, least?: number): boolean => {
  if (typeof value !== "object" || value === null) return false;
  if ((least ?? shortest(value, 0)) >= text.length) return false;
  return colonsAfterNames(text) !== membersOf(value, 0);
};

/** The duplicate members of a text that `JSON.parse` read as this value; the text is searched only where need be. */
export const duplicatesIn = (text: string, value: unknown): DuplicateMember[] =>
  mayHaveDuplicates(text, value) ? duplicateMembers(text) : [];
