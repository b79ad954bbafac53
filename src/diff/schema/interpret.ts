import type { Budget } from "./budget.ts";
import { isMultiple } from "./decimal.ts";
import type { SchemaGraph } from "./graph.ts";
import { type Node, type NodeId, typeOf } from "./node.ts";
import { patternOf, type TextPattern } from "./text-pattern.ts";
import { Undecided } from "./undecided.ts";
import { canonicalText, isObject, lengthOf, sameValue } from "./value.ts";

/** Judges a text by a format's name; null for a format that nobody checks. */
export type FormatCheck = (format: string) => ((text: string) => boolean) | null;

/** The deepest evaluation that is tried. */
const DEPTH = 400;

/** What an evaluation has looked at: members by name, items by index; `true` is all of them. */
interface Seen {
  readonly members: Set<string> | true;
  readonly items: Set<number> | true;
}

const NOTHING_SEEN: Seen = { members: new Set(), items: new Set() };

const join = <T>(a: Set<T> | true, b: Set<T> | true): Set<T> | true =>
  a === true || b === true ? true : a.size === 0 ? b : b.size === 0 ? a : new Set([...a, ...b]);

const joined = (a: Seen, b: Seen): Seen => ({ members: join(a.members, b.members), items: join(a.items, b.items) });

/** Evaluates values against schemas of a graph, as JSON Schema 2020-12 (sections 10 and 11) has it. */
export class Interpreter {
  readonly #graph: SchemaGraph;
  readonly #format: FormatCheck;
  readonly #patterns = new Map<string, TextPattern | null>();
  /** The values of nodes, those that are no objects or arrays. */
  readonly #simpleValues = new Map<NodeId, ReadonlySet<unknown>>();

  constructor(graph: SchemaGraph, format: FormatCheck) {
    this.#graph = graph;
    this.#format = format;
  }

  /** Whether the value fits. Throws `Undecided` where that depends on something that cannot be evaluated. */
  accepts(id: NodeId, value: unknown, budget: Budget): boolean {
    return this.#evaluate(id, value, budget, 0) !== null;
  }

  /** Whether a text matches a pattern somewhere. */
  matches(source: string, text: string): boolean {
    let pattern = this.#patterns.get(source);
    if (pattern === undefined) {
      pattern = patternOf(source, this.#graph.spend);
      this.#patterns.set(source, pattern);
    }
    if (pattern === null) throw new Undecided(`the pattern "${source}" is not a regular expression`);
    return pattern.test(text);
  }

  #evaluate(id: NodeId, value: unknown, budget: Budget, depth: number): Seen | null {
    budget.spend();
    if (depth > DEPTH) throw new Undecided("it is nested too deeply");
    const node = this.#graph.node(id);
    if (node.opaque !== null) throw new Undecided(node.opaque);
    if ((node.types & typeOf(value)) === 0) return null;
    if (node.values !== null && !this.#isAmong(node, node.values, value, budget)) return null;
    let seen = NOTHING_SEEN;
    if (typeof value === "number" && !numberFits(node, value)) return null;
    if (typeof value === "string" && !this.#textFits(node, value)) return null;
    const below = (child: NodeId, part: unknown): boolean => this.#evaluate(child, part, budget, depth + 1) !== null;
    const inPlace = (child: NodeId): Seen | null => this.#evaluate(child, value, budget, depth + 1);
    if (Array.isArray(value)) {
      const own = itemsSeen(node, value, below);
      if (own === null) return null;
      seen = joined(seen, own);
    } else if (isObject(value)) {
      const own = this.#membersSeen(node, value, budget, below);
      if (own === null) return null;
      seen = joined(seen, own);
      for (const [name, child] of node.dependentSchemas)
        if (Object.hasOwn(value, name)) {
          const part = inPlace(child);
          if (part === null) return null;
          seen = joined(seen, part);
        }
    }
    for (const child of node.all) {
      const part = inPlace(child);
      if (part === null) return null;
      seen = joined(seen, part);
    }
    for (const [children, most] of [
      [node.any, Number.POSITIVE_INFINITY],
      [node.one, 1],
    ] as const) {
      if (children === null) continue;
      let fitting = 0;
      for (const child of children) {
        const part = inPlace(child);
        if (part === null) continue;
        fitting++;
        if (fitting > most) return null;
        seen = joined(seen, part);
      }
      if (fitting === 0) return null;
    }
    if (node.not !== null && inPlace(node.not) !== null) return null;
    if (node.condition !== null) {
      const condition = inPlace(node.condition.if);
      const branch = inPlace(condition === null ? node.condition.else : node.condition.then);
      if (branch === null) return null;
      seen = joined(seen, condition === null ? branch : joined(condition, branch));
    }
    return this.#unevaluated(node, value, seen, below);
  }

  /** Whether a value is one of a node's. */
  #isAmong(node: Node, values: readonly unknown[], value: unknown, budget: Budget): boolean {
    if (typeof value === "object" && value !== null) {
      budget.spend(values.length >> 2);
      return values.some((one) => sameValue(one, value));
    }
    let simple = this.#simpleValues.get(node.id);
    if (simple === undefined) {
      budget.spend(values.length >> 2);
      simple = new Set(values);
      this.#simpleValues.set(node.id, simple);
    }
    return simple.has(value);
  }

  #unevaluated(node: Node, value: unknown, seen: Seen, below: (child: NodeId, part: unknown) => boolean): Seen | null {
    if (node.unevaluatedItems !== null && Array.isArray(value)) {
      for (const [index, item] of value.entries())
        if (seen.items !== true && !seen.items.has(index) && !below(node.unevaluatedItems, item)) return null;
      return { ...seen, items: true };
    }
    if (node.unevaluatedProperties !== null && isObject(value)) {
      for (const name of Object.keys(value))
        if (seen.members !== true && !seen.members.has(name) && !below(node.unevaluatedProperties, value[name]))
          return null;
      return { ...seen, members: true };
    }
    return seen;
  }

  #textFits(node: Node, text: string): boolean {
    if (node.minLength > 0 || node.maxLength !== Number.POSITIVE_INFINITY) {
      const length = lengthOf(text);
      if (length < node.minLength || length > node.maxLength) return false;
    }
    if (node.pattern !== null && !this.matches(node.pattern, text)) return false;
    return node.format === null || (this.#format(node.format)?.(text) ?? true);
  }

  #membersSeen(
    node: Node,
    value: { readonly [name: string]: unknown },
    budget: Budget,
    below: (child: NodeId, part: unknown) => boolean,
  ): Seen | null {
    const present = Object.keys(value);
    budget.spend((present.length + node.required.length) >> 2);
    if (present.length < node.minProperties || present.length > node.maxProperties) return null;
    if (!node.required.every((name) => Object.hasOwn(value, name))) return null;
    for (const [name, needed] of node.dependentRequired)
      if (Object.hasOwn(value, name) && !needed.every((other) => Object.hasOwn(value, other))) return null;
    if (node.names !== null) for (const name of present) if (!below(node.names, name)) return null;
    const members = node.members;
    if (members === null) return NOTHING_SEEN;
    const seen = new Set<string>();
    for (const name of present) {
      let known = false;
      const own = members.props.get(name);
      if (own !== undefined) {
        known = true;
        if (!below(own, value[name])) return null;
      }
      for (const pattern of members.patterns)
        if (pattern.regex.test(name)) {
          known = true;
          if (!below(pattern.node, value[name])) return null;
        }
      if (!known && members.additional !== null) {
        known = true;
        if (!below(members.additional, value[name])) return null;
      }
      if (known) seen.add(name);
    }
    return { members: seen, items: NOTHING_SEEN.items };
  }
}

/** Whether a number is within a node's limits. */
export const numberFits = (node: Node, value: number): boolean => {
  if (node.integer && !Number.isInteger(value)) return false;
  const { minimum, maximum } = node;
  if (minimum !== null && (minimum.exclusive ? value <= minimum.value : value < minimum.value)) return false;
  if (maximum !== null && (maximum.exclusive ? value >= maximum.value : value > maximum.value)) return false;
  return node.multipleOf === null || isMultiple(value, node.multipleOf);
};

const itemsSeen = (
  node: Node,
  value: readonly unknown[],
  below: (child: NodeId, part: unknown) => boolean,
): Seen | null => {
  if (value.length < node.minItems || value.length > node.maxItems) return null;
  if (node.unique && hasEqual(value)) return null;
  let seen: Set<number> | true = new Set<number>();
  for (const [index, item] of value.entries()) {
    const child = node.prefix[index] ?? (index >= node.prefix.length ? node.items : null);
    if (child === null || child === undefined) continue;
    if (!below(child, item)) return null;
    seen.add(index);
  }
  if (node.items !== null) seen = true;
  if (node.contains !== null) {
    let fitting = 0;
    for (const [index, item] of value.entries())
      if (below(node.contains.node, item)) {
        fitting++;
        if (seen !== true) seen.add(index);
      }
    if (fitting < node.contains.min || fitting > node.contains.max) return null;
  }
  return { members: NOTHING_SEEN.members, items: seen };
};

/** Whether two items are equal. */
export const hasEqual = (items: readonly unknown[]): boolean => {
  const [simple, compound] = [new Set<unknown>(), new Set<unknown>()];
  for (const item of items) {
    const isCompound = typeof item === "object" && item !== null;
    const [met, one] = isCompound ? [compound, canonicalText(item)] : [simple, item];
    if (met.has(one)) return true;
    met.add(one);
  }
  return false;
};
