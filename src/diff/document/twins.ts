import type { SchemaSource } from "../schema/source.ts";
import { isObject } from "../schema/value.ts";

/** A document of one side: its name and its content. */
export interface Side {
  readonly source: SchemaSource;
  readonly documents: ReadonlyMap<string, unknown>;
  readonly root: string;
}

/** The parts of two documents that are the same, word for word, in all they refer to. */
export interface Twins {
  /** Whether the documents are the same as a whole. */
  readonly identical: boolean;
  /** The object of the baseline that an object of the revision is the same as; null where there is none. */
  of(part: object): object | null;
}

interface Reference {
  readonly text: string;
  readonly base: string;
  readonly revision: string;
}

const keyOf = ({ text, revision }: Reference): string => `${revision} ${text}`;

/**
 * Compares two sets of documents place by place. Parts that are equal but refer to something that changed are not
 * the same. Linear in the size of the documents.
 */
export const twinsOf = (base: Side, revision: Side): Twins => {
  const equals = new Map<object, object>();
  const references = new Map<string, Reference>();
  const inside = new WeakMap<object, readonly string[]>();
  const pairs: [string, string][] = [[base.root, revision.root]];
  const paired = new Set<string>();
  let identical = true;

  const same = (b: unknown, r: unknown, names: readonly [string, string]): boolean => {
    if (b === r) return true;
    if (Array.isArray(b) && Array.isArray(r)) {
      let equal = b.length === r.length;
      for (let index = 0; index < Math.min(b.length, r.length); index++)
        if (!same(b[index], r[index], names)) equal = false;
      return equal;
    }
    if (!isObject(b) || !isObject(r)) return false;
    const keys = Object.keys(r);
    let equal = keys.length === Object.keys(b).length;
    for (const key of keys) {
      if (!Object.hasOwn(b, key)) {
        equal = false;
        continue;
      }
      const [left, right] = [b[key], r[key]];
      if (!same(left, right, names)) equal = false;
      else if (key === "$ref" && typeof right === "string") {
        const reference = { text: right, base: names[0], revision: names[1] };
        references.set(keyOf(reference), reference);
      }
    }
    if (equal) equals.set(r, b);
    return equal;
  };

  for (let next = pairs.pop(); next !== undefined; next = pairs.pop()) {
    const [b, r] = next;
    if (paired.has(r)) continue;
    paired.add(r);
    try {
      if (!same(base.documents.get(b), revision.documents.get(r), [b, r])) identical = false;
    } catch (error) {
      // A document nested deeper than the stack is compared schema by schema instead.
      if (!(error instanceof RangeError)) throw error;
      return { identical: false, of: () => null };
    }
    for (const name of revision.documents.keys())
      if (!paired.has(name) && base.documents.has(name)) pairs.push([name, name]);
  }

  const referencesIn = (part: object): readonly string[] => {
    const known = inside.get(part);
    if (known !== undefined) return known;
    const found = new Set<string>();
    const pending: unknown[] = [part];
    for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
      if (typeof value !== "object" || value === null) continue;
      const entry = (value as { readonly $ref?: unknown }).$ref;
      if (typeof entry === "string") found.add(entry);
      for (const child of Object.values(value)) if (typeof child === "object" && child !== null) pending.push(child);
    }
    const list = [...found];
    inside.set(part, list);
    return list;
  };

  const users = new Map<string, Set<string>>();
  const dirty = new Set<string>();
  const pending: string[] = [];
  for (const [key, { text, base: b, revision: r }] of references) {
    const before = base.source.follow(text, `${b}#`);
    const after = revision.source.follow(text, `${r}#`);
    const schema = after?.schema;
    const equal =
      before !== null && isObject(schema)
        ? equals.get(schema) === before.schema
        : schema !== undefined && schema === before?.schema;
    if (!equal) {
      dirty.add(text);
      pending.push(text);
    } else if (isObject(schema))
      for (const used of referencesIn(schema)) {
        const by = users.get(used) ?? new Set();
        by.add(references.get(key)?.text ?? text);
        users.set(used, by);
      }
  }
  for (let text = pending.pop(); text !== undefined; text = pending.pop())
    for (const user of users.get(text) ?? [])
      if (!dirty.has(user)) {
        dirty.add(user);
        pending.push(user);
      }

  return {
    identical: identical && dirty.size === 0 && base.documents.size === revision.documents.size,
    of(part) {
      const twin = equals.get(part);
      if (twin === undefined) return null;
      return dirty.size > 0 && referencesIn(part).some((text) => dirty.has(text)) ? null : twin;
    },
  };
};
