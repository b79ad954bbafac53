import { Budget, BudgetSpent } from "./budget.ts";
import { isAnnotation } from "./graph.ts";
import { isOneWay } from "./keywords.ts";
import type { Likeness } from "./likeness.ts";
import { type Located, type SchemaSource, stepInto } from "./source.ts";
import { isObject, type JsonObject, sameValue } from "./value.ts";

/** The most steps that laying schemas side by side may take, and what a pair is counted for. */
const MOST = 150_000;
const STEPS = 4;
const MOST_HOPS = 50;

const LISTS = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);
const MAPS = new Set(["properties", "patternProperties", "dependentSchemas", "dependencies"]);
const SETS = new Set(["required", "type", "enum"]);
const DYNAMIC = new Set(["$dynamicRef", "$recursiveRef"]);
const SINGLE = new Set([
  ...["items", "additionalItems", "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else"],
  ...["unevaluatedItems", "unevaluatedProperties"],
]);

/** Two schemas side by side: not alike as soon as they, or two that they lead to, say different things. */
interface Pair {
  readonly base: Located;
  readonly revision: Located;
  readonly leadsFrom: Pair[];
  alike: boolean;
}

/**
 * Finds the schemas of two documents that say the same whatever their components are called, whatever is said beside
 * their constraints, and wherever references lead in circles: pairs are taken for alike until something in them, or in
 * what they lead to, is found to differ (a bisimulation). Each pair is looked at once.
 */
export class Resemblance implements Likeness {
  readonly #base: SchemaSource;
  readonly #revision: SchemaSource;
  readonly #words: Likeness;
  readonly #pairs = new Map<object, Map<object, Pair>>();
  readonly #alike = new Map<object, object>();
  readonly #budget: Budget;
  #spent = false;

  /** `words` knows what is the same word for word. When its part of the budget is spent, no more is found alike. */
  constructor(base: SchemaSource, revision: SchemaSource, words: Likeness, budget: Budget) {
    this.#budget = new Budget(MOST, budget);
    this.#base = base;
    this.#revision = revision;
    this.#words = words;
  }

  of(part: object): object | null {
    return this.#words.of(part) ?? this.#alike.get(part) ?? null;
  }

  spelled(part: object): object | null {
    return this.#words.spelled(part);
  }

  touched(part: unknown): boolean {
    return this.#words.touched(part);
  }

  /** Lays two schemas side by side, and all that they lead to. */
  compare(base: Located, revision: Located): void {
    const fresh: Pair[] = [];
    const differing: Pair[] = [];
    this.#meet(base, revision, null, fresh);
    for (const pair of fresh) {
      pair.alike = this.#looksAlike(pair, fresh);
      if (!pair.alike) differing.push(pair);
    }
    for (const pair of differing)
      for (const user of pair.leadsFrom)
        if (user.alike) {
          user.alike = false;
          differing.push(user);
        }
    for (const { base: b, revision: r, alike } of fresh)
      if (alike && isObject(b.schema) && isObject(r.schema) && !this.#alike.has(r.schema))
        this.#alike.set(r.schema, b.schema);
  }

  /** Notes a pair for the first time, or that another leads to it; whether the two can be alike at all. */
  #meet(base: Located, revision: Located, from: Pair | null, fresh: Pair[]): boolean {
    const [b, r] = [meant(this.#base, base), meant(this.#revision, revision)];
    if (!isObject(b.schema) || !isObject(r.schema)) return b.schema === r.schema;
    if (this.#words.of(r.schema) === b.schema) return true;
    this.#spend(1);
    const others = this.#pairs.get(b.schema) ?? new Map<object, Pair>();
    this.#pairs.set(b.schema, others);
    let pair = others.get(r.schema);
    if (pair === undefined) {
      this.#spend(STEPS);
      if (this.#spent) return false;
      pair = { base: b, revision: r, leadsFrom: [], alike: true };
      others.set(r.schema, pair);
      fresh.push(pair);
    }
    if (from !== null) pair.leadsFrom.push(from);
    return pair.alike;
  }

  #spend(steps: number): void {
    if (this.#spent) return;
    try {
      this.#budget.spend(steps);
    } catch (error) {
      if (!(error instanceof BudgetSpent)) throw error;
      this.#spent = true;
    }
  }

  #looksAlike(pair: Pair, fresh: Pair[]): boolean {
    const [b, r] = [pair.base.schema, pair.revision.schema];
    if (!isObject(b) || !isObject(r)) return false;
    let alike = true;
    const unedited = this.#words.spelled(r) === b;
    const keywords = unedited ? Object.keys(r) : new Set([...Object.keys(b), ...Object.keys(r)]);
    for (const keyword of keywords) {
      if (isAnnotation(keyword) || (unedited && !this.#words.touched(r[keyword]))) continue;
      if (!(Object.hasOwn(b, keyword) && Object.hasOwn(r, keyword) && this.#sameKeyword(pair, b, r, keyword, fresh)))
        alike = false;
    }
    return alike;
  }

  #sameKeyword(pair: Pair, b: JsonObject, r: JsonObject, keyword: string, fresh: Pair[]): boolean {
    const [left, right] = [b[keyword], r[keyword]];
    const child = (x: unknown, y: unknown, ...segments: (string | number)[]): boolean => {
      const [xs, ys] = [schemaOf(x), schemaOf(y)];
      if (xs === null || ys === null) return sameValue(x, y);
      if (typeof ys === "object" && this.#words.of(ys) === xs) return true;
      const base = { schema: xs, location: stepInto(pair.base.location, keyword, ...segments) };
      const revision = { schema: ys, location: stepInto(pair.revision.location, keyword, ...segments) };
      const met = this.#meet(base, revision, pair, fresh);
      return met && (keyword !== "properties" || this.#sameWays(base, revision));
    };
    if (keyword === "$ref") {
      const [base, revision] = [
        typeof left === "string" ? this.#base.follow(left, pair.base.location) : null,
        typeof right === "string" ? this.#revision.follow(right, pair.revision.location) : null,
      ];
      return base !== null && revision !== null && this.#meet(base, revision, pair, fresh);
    }
    if (DYNAMIC.has(keyword)) return false;
    if (SINGLE.has(keyword) && !Array.isArray(left)) return child(left, right);
    if (MAPS.has(keyword) && isObject(left) && isObject(right)) {
      const names = Object.keys(left).filter((name) => Object.hasOwn(right, name));
      const same = names.map((name) => child(left[name], right[name], name));
      return (
        same.every(Boolean) && names.length === Object.keys(left).length && names.length === Object.keys(right).length
      );
    }
    if ((LISTS.has(keyword) || keyword === "items") && Array.isArray(left) && Array.isArray(right)) {
      if (left.length !== right.length) return false;
      return left.map((part, index) => child(part, right[index], index)).every(Boolean);
    }
    return SETS.has(keyword) ? sameSet(left, right) : sameValue(left, right);
  }

  /** Whether a member travels the same ways on both sides. */
  #sameWays(base: Located, revision: Located): boolean {
    return (["request", "response"] as const).every(
      (direction) => isOneWay(base, this.#base, direction) === isOneWay(revision, this.#revision, direction),
    );
  }
}

const schemaOf = (value: unknown): Located["schema"] | null =>
  typeof value === "boolean" || isObject(value) ? value : null;

/** The one keyword of a schema that constrains; null where there are several, or none. */
const onlyKeyword = (schema: JsonObject): string | null => {
  let only: string | null = null;
  for (const keyword in schema) {
    if (isAnnotation(keyword)) continue;
    if (only !== null) return null;
    only = keyword;
  }
  return only;
};

/** What a schema means that only refers to another, or only wraps it. */
const meant = (source: SchemaSource, located: Located): Located => {
  let current = located;
  for (let hops = 0; hops < MOST_HOPS; hops++) {
    const { schema, location } = current;
    if (!isObject(schema)) break;
    const keyword = onlyKeyword(schema);
    if (keyword === null) break;
    const value = schema[keyword];
    let next: Located | null = null;
    if (keyword === "$ref" && typeof value === "string") next = source.follow(value, location);
    else if (Array.isArray(value) && value.length === 1 && /^(all|any|one)Of$/.test(keyword)) {
      const only = schemaOf(value[0]);
      if (only !== null) next = { schema: only, location: stepInto(location, keyword, 0) };
    }
    if (next === null) break;
    current = next;
  }
  return current;
};

/** The most objects and arrays in an enumeration that are looked for one among the other. */
const MOST_COMPOUND = 50;

/** Whether two lists have the same values in whatever order. */
const sameSet = (left: unknown, right: unknown): boolean => {
  const [a, b] = [left, right].map((value) => (Array.isArray(value) ? value : [value])) as [unknown[], unknown[]];
  const isCompound = (value: unknown): boolean => typeof value === "object" && value !== null;
  const within = (one: unknown[], other: unknown[]): boolean => {
    const simple = new Set(other);
    const compound = other.filter(isCompound);
    return one.every((value) =>
      isCompound(value)
        ? compound.length <= MOST_COMPOUND && compound.some((candidate) => sameValue(candidate, value))
        : simple.has(value),
    );
  };
  return within(a, b) && within(b, a);
};
