/** Puts two values together; associative and commutative, so that parts can be merged in any order and grouping. */
export type Merge<T> = (a: T, b: T) => T;

/** Orders texts by UTF-16 units, the same everywhere. */
export const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const sum: Merge<number> = (a, b) => a + b;
export const either: Merge<boolean> = (a, b) => a || b;

/** Keeps a value that is the same on both sides; of two that differ, always the same one. */
export const same = <T>(a: T, b: T): T => {
  const [left, right] = [JSON.stringify(a) ?? "", JSON.stringify(b) ?? ""];
  return left <= right ? a : b;
};

/** Merges objects member by member; members come out in the order they have here. */
export const record =
  <T extends object>(members: { readonly [K in keyof Required<T>]: Merge<T[K]> }): Merge<T> =>
  (a, b) => {
    const merged: Record<string, unknown> = {};
    for (const name of Object.keys(members) as (keyof T & string)[]) {
      const value = (members[name] as Merge<unknown>)(a[name], b[name]);
      if (value !== undefined) merged[name] = value;
    }
    return merged as T;
  };

/** Merges what may be absent: what one side has alone, stays. */
export const optional =
  <T>(merge: Merge<T>): Merge<T | undefined> =>
  (a, b) =>
    a === undefined ? b : b === undefined ? a : merge(a, b);

/** Merges lists of entries by their keys; they come out in the order of the keys. */
export const keyed =
  <T>(keyOf: (entry: T) => string, merge: Merge<T>): Merge<readonly T[]> =>
  (a, b) => {
    const entries = new Map<string, T>();
    for (const entry of [...a, ...b]) {
      const key = keyOf(entry);
      const known = entries.get(key);
      entries.set(key, known === undefined ? entry : merge(known, entry));
    }
    return inOrder(entries);
  };

/** The values of a map in the order of their keys. */
export const inOrder = <T>(entries: ReadonlyMap<string, T>): T[] =>
  [...entries].sort(([a], [b]) => compareTexts(a, b)).map(([, entry]) => entry);

/**
 * The first so many of distinct keys in their order, however many come. Which ones stay depends on the keys alone and
 * never on the order they come in, and one that stays was never missed; so do parts and the whole agree.
 */
export class FirstKeys<T> {
  readonly #limit: number;
  readonly #entries = new Map<string, T>();
  #greatest: string | null = null;
  /** Whether there were more keys than stay. */
  more = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The entry of a key, made when the key is new; undefined for a key beyond those that stay. */
  get(key: string, make: () => T): T | undefined {
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    if (this.#greatest !== null && key > this.#greatest) return undefined;
    const made = make();
    this.#entries.set(key, made);
    // Not each time: putting keys in order is the dear part.
    if (this.#entries.size > this.#limit * 2) this.#prune();
    return made;
  }

  #prune(): void {
    if (this.#entries.size <= this.#limit) return;
    this.more = true;
    const keys = [...this.#entries.keys()].sort(compareTexts);
    for (const key of keys.slice(this.#limit)) this.#entries.delete(key);
    this.#greatest = keys[this.#limit - 1] ?? "";
  }

  /** What stays, by key in order. */
  settled(): readonly (readonly [string, T])[] {
    this.#prune();
    return [...this.#entries].sort(([a], [b]) => compareTexts(a, b));
  }
}
