import { segmentsOf, valueAt } from "../model/pointer.ts";
import type { Resource } from "./behaviour.ts";

/** A resource as it is kept; changed in place. */
export type StoredRecord = { [member: string]: unknown };

interface Entry {
  readonly record: StoredRecord;
  readonly createdAt: number;
  readonly permanent: boolean;
}

/** A value that another resource has already. */
export interface Clash {
  /** The member whose value is taken. */
  readonly member: string;
  /** Where a request gives it. */
  readonly at: string;
  readonly value: unknown;
}

/** How many resources are kept of one kind; the oldest created one makes room for the next. */
const CAPACITY = 100_000;

const folded = (value: unknown, fold: boolean): string => {
  if (typeof value !== "string") return `\u0000${String(value)}`;
  return fold ? value.toLowerCase() : value;
};

/** A member whose values must be unique, and who has which. */
interface Unique {
  readonly member: string;
  readonly at: string;
  readonly read: (record: StoredRecord) => unknown;
  readonly fold: boolean;
  readonly taken: Map<string, string>;
}

const uniqueOf = ({ member, at, fold }: NonNullable<Resource["unique"]>[number]): Unique => {
  const [name, ...more] = segmentsOf(member);
  return {
    member,
    at: at ?? member,
    read:
      more.length === 0 && name !== undefined
        ? (record) => (Object.hasOwn(record, name) ? record[name] : undefined)
        : (record) => valueAt(record, member),
    fold: fold === true,
    taken: new Map(),
  };
};

/** All resources of one kind, in the order of their creation. */
export class Collection {
  readonly resource: Resource;
  readonly #entries = new Map<string, Entry>();
  /** Goes on where it stopped: a map's iterators live on with it. */
  readonly #oldest = this.#entries.entries();
  readonly #retired = new Set<string>();
  readonly #unique: readonly Unique[];
  #ordered: readonly Entry[] | null = null;

  constructor(resource: Resource) {
    this.resource = resource;
    this.#unique = (resource.unique ?? []).map(uniqueOf);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Whether a key was ever given out; keys are not used twice. */
  knows(key: string): boolean {
    return this.#entries.has(key) || (this.#retired.size > 0 && this.#retired.has(key));
  }

  find(key: unknown): StoredRecord | undefined {
    return typeof key === "string" ? this.#entries.get(key)?.record : undefined;
  }

  /** The first value of `record` that must be unique and is not; `self` is the key of the resource it would replace. */
  clash(record: StoredRecord, self: string | null = null): Clash | null {
    for (const { member, at, read, fold, taken } of this.#unique) {
      const value = read(record);
      if (value === undefined || value === null) continue;
      const owner = taken.get(folded(value, fold));
      if (owner !== undefined && owner !== self) return { member, at, value };
    }
    return null;
  }

  #key(record: StoredRecord): string {
    return String(record[this.resource.key]);
  }

  #claim(record: StoredRecord, owner: string | null): void {
    for (const { read, fold, taken } of this.#unique) {
      const value = read(record);
      if (value === undefined || value === null) continue;
      if (owner === null) taken.delete(folded(value, fold));
      else taken.set(folded(value, fold), owner);
    }
  }

  /** `permanent` resources are there from the start and never make room. */
  add(record: StoredRecord, createdAt: number, permanent = false): void {
    if (!permanent && this.#entries.size >= CAPACITY) this.#makeRoom();
    const key = this.#key(record);
    this.#entries.set(key, { record, createdAt, permanent });
    this.#claim(record, key);
    this.#ordered = null;
  }

  /** Lets the oldest one go. Whoever was passed over is permanent, so that each is looked at once. */
  #makeRoom(): void {
    for (let next = this.#oldest.next(); next.done !== true; next = this.#oldest.next()) {
      const [key, { permanent }] = next.value;
      if (permanent) continue;
      this.delete(key);
      return;
    }
  }

  update(key: string, change: StoredRecord): StoredRecord {
    const entry = this.#entries.get(key)!;
    this.#claim(entry.record, null);
    Object.assign(entry.record, change);
    this.#claim(entry.record, key);
    return entry.record;
  }

  delete(key: string): boolean {
    const entry = this.#entries.get(key);
    if (entry === undefined) return false;
    this.#claim(entry.record, null);
    this.#entries.delete(key);
    if (this.#retired.size < CAPACITY) this.#retired.add(key);
    this.#ordered = null;
    return true;
  }

  /** Up to `limit` resources after a place in the order, and the cursor to go on with if there are more. */
  page(limit: number, after: Position | null): { records: StoredRecord[]; next: string | null } {
    this.#ordered ??= [...this.#entries.values()];
    const all = this.#ordered;
    let start = 0;
    for (let end = after === null ? 0 : all.length; start < end; ) {
      const middle = (start + end) >> 1;
      if (this.#isAfter(all[middle]!, after!)) end = middle;
      else start = middle + 1;
    }
    const entries = all.slice(start, start + limit);
    const last = entries.at(-1);
    const more = last !== undefined && start + limit < all.length;
    return {
      records: entries.map(({ record }) => record),
      next: more ? cursorOf({ createdAt: last.createdAt, id: this.#key(last.record) }) : null,
    };
  }

  #isAfter({ createdAt, record }: Entry, after: Position): boolean {
    return createdAt > after.createdAt || (createdAt === after.createdAt && this.#key(record) > after.id);
  }
}

/** A place in a list: right behind the resource with this time of creation and key. */
export interface Position {
  readonly createdAt: number;
  readonly id: string;
}

const cursorOf = ({ createdAt, id }: Position): string =>
  Buffer.from(`createdAt=${new Date(createdAt).toISOString()}&id=${id}`).toString("base64url");

/** The place that a cursor stands for, or null if it is none. */
export const positionOf = (cursor: string): Position | null => {
  if (!/^[A-Za-z0-9_-]*=*$/.test(cursor)) return null;
  const [, time, id] = /^createdAt=([^&]{1,40})&id=(.*)$/.exec(Buffer.from(cursor, "base64url").toString("utf8")) ?? [];
  const createdAt = Date.parse(time ?? "");
  return Number.isNaN(createdAt) || id === undefined ? null : { createdAt, id };
};
