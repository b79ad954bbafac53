import { type Likeness, NO_LIKENESS } from "../schema/likeness.ts";
import type { SchemaSource } from "../schema/source.ts";
import { isObject } from "../schema/value.ts";

/** A document of one side: its name and its content. */
export interface Side {
  readonly source: SchemaSource;
  readonly documents: ReadonlyMap<string, unknown>;
  readonly root: string;
}

/** What of two documents is the same, word for word. */
export interface Twins extends Likeness {
  /** Whether the documents are the same as a whole. */
  readonly identical: boolean;
}

/** The deepest part that is compared word for word. */
const DEPTH = 1000;

interface Reference {
  readonly text: string;
  readonly base: string;
  readonly revision: string;
}

/**
 * Stands among references for what a discriminator leads to: schemas that refer to the one with the discriminator, not
 * the other way. Which they are is not looked up: they count as changed where anything is.
 */
const VARIANTS = "discriminator";

const isDiscriminated = (value: object): boolean =>
  isObject((value as { readonly discriminator?: unknown }).discriminator);

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

  const same = (b: unknown, r: unknown, names: readonly [string, string], depth: number): boolean => {
    if (b === r) return true;
    if (depth > DEPTH) throw new RangeError("nested too deeply");
    if (Array.isArray(b) && Array.isArray(r)) {
      let equal = b.length === r.length;
      for (let index = 0; index < Math.min(b.length, r.length); index++)
        if (!same(b[index], r[index], names, depth + 1)) equal = false;
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
      if (!same(left, right, names, depth + 1)) equal = false;
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
      if (!same(base.documents.get(b), revision.documents.get(r), [b, r], 0)) identical = false;
    } catch (error) {
      // A document nested that deeply is compared schema by schema instead.
      if (!(error instanceof RangeError)) throw error;
      return { ...NO_LIKENESS, identical: false };
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
      if (isDiscriminated(value)) found.add(VARIANTS);
      for (const child of Object.values(value)) if (typeof child === "object" && child !== null) pending.push(child);
    }
    const list = [...found];
    inside.set(part, list);
    return list;
  };

  const users = new Map<string, Set<string>>();
  const pending = identical ? [] : [VARIANTS];
  const dirty = new Set(pending);
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

  const reached = new Map<object, boolean>();
  const touched = (part: unknown): boolean => {
    if (dirty.size === 0 || typeof part !== "object" || part === null) return false;
    const known = reached.get(part);
    if (known !== undefined) return known;
    const { $ref } = part as { readonly $ref?: unknown };
    const found =
      (typeof $ref === "string" && dirty.has($ref)) || isDiscriminated(part) || Object.values(part).some(touched);
    reached.set(part, found);
    return found;
  };

  return {
    identical: identical && dirty.size === 0 && base.documents.size === revision.documents.size,
    of(part) {
      const twin = equals.get(part);
      return twin === undefined || touched(part) ? null : twin;
    },
    spelled: (part) => equals.get(part) ?? null,
    touched,
  };
};
