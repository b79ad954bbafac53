import { equal } from "../conformance/equality.ts";
import type { Condition, Template } from "./behaviour.ts";
import { timestamp } from "./clock.ts";
import { compileExpression, type Evaluate } from "./expression.ts";
import { UnknownReference } from "./scope.ts";

type Arguments = { readonly [name: string]: Template };

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const constant =
  (value: unknown): Evaluate =>
  () =>
    value;

/** What an object with one `$name` member makes; `given` is that member's value, `all` the object. */
const OPERATORS: Readonly<Record<string, (given: Template, all: Arguments) => Evaluate>> = {
  /** The value as it is, expressions included. */
  $literal: (given) => constant(given),

  /** The first that is there at all. */
  $first: (given) => {
    const choices = listOf(given).map(compileTemplate);
    return (scope) => {
      for (const choice of choices) {
        const value = choice(scope);
        if (value !== undefined) return value;
      }
      return undefined;
    };
  },

  /** The first that is there and not null. */
  $set: (given) => {
    const choices = listOf(given).map(compileTemplate);
    return (scope) => {
      for (const choice of choices) {
        const value = choice(scope);
        if (value !== undefined && value !== null) return value;
      }
      return undefined;
    };
  },

  /** A new value: a `uuid`, a `text` of so many letters and digits, or a number of so many `digits` as text. */
  $fresh: (given, { length }) => {
    const size = typeof length === "number" ? length : 16;
    if (given === "uuid") return ({ entropy }) => entropy.uuid();
    if (given === "text") return ({ entropy }) => entropy.text(size);
    if (given === "digits") return ({ entropy }) => entropy.digits(size);
    throw new Error(`$fresh makes uuid, text or digits, not ${JSON.stringify(given)}`);
  },

  /** The time of the request, or so many seconds later. */
  $now: (given) => {
    const seconds = typeof given === "number" ? given : 0;
    return ({ now }) => timestamp(now + seconds * 1000);
  },

  /** The resource of a kind with this key. With `at`, where the request gives the key, one that is unknown refuses it. */
  $find: (given, { key, at }) => {
    const collection = String(given);
    const keyed = compileTemplate(key);
    const place = at === undefined ? null : compileTemplate(at);
    return (scope) => {
      const value = keyed(scope);
      if (value === undefined || value === null) return undefined;
      const found = scope.collections.get(collection)?.find(value);
      if (found === undefined && place !== null) throw new UnknownReference(String(place(scope)), value);
      return found;
    };
  },

  /** A list made from each item of another; `$item` and `$index` say which. Items that come to nothing are left out. */
  $each: (given, { as }) => {
    const of = compileTemplate(given);
    const make = compileTemplate(as);
    return (scope) => {
      const items = of(scope);
      if (!Array.isArray(items)) return undefined;
      const { item, index } = scope;
      const made: unknown[] = [];
      for (const [position, each] of items.entries()) {
        scope.item = each;
        scope.index = position;
        const value = make(scope);
        if (value !== undefined) made.push(value);
      }
      scope.item = item;
      scope.index = index;
      return made;
    };
  },

  /** An object made from each item of a list; items without a name are left out, of those with one name the first counts. */
  $members: (given, { name, value }) => {
    const of = compileTemplate(given);
    const named = compileTemplate(name);
    const valued = compileTemplate(value);
    return (scope) => {
      const { item } = scope;
      const members = new Map<string, unknown>();
      for (const each of listOf(of(scope))) {
        scope.item = each;
        const key = named(scope);
        if (typeof key === "string" && key !== "" && !members.has(key)) members.set(key, valued(scope));
      }
      scope.item = item;
      return Object.fromEntries(members);
    };
  },

  /** The members of several objects; later ones replace earlier ones. */
  $merge: (given) => {
    const parts = listOf(given).map(compileTemplate);
    return (scope) => {
      let made: Record<string, unknown> = {};
      for (const [index, part] of parts.entries()) {
        const value = part(scope);
        if (isObject(value)) made = index === 0 ? { ...value } : Object.assign(made, value);
      }
      return made;
    };
  },

  /** The items of several lists. */
  $concat: (given) => {
    const parts = listOf(given).map(compileTemplate);
    return (scope) => parts.flatMap((part) => listOf(part(scope)));
  },

  /** A list without repetitions. */
  $distinct: (given) => {
    const of = compileTemplate(given);
    return (scope) => {
      const items = of(scope);
      if (!Array.isArray(items)) return undefined;
      if (items.every((item) => typeof item === "string")) return [...new Set(items)];
      return items.filter((item, index) => items.findIndex((other) => equal(other, item)) === index);
    };
  },

  /** Another value for some values; the others stay. */
  $map: (given, { to }) => {
    const of = compileTemplate(given);
    const table = isObject(to) ? to : {};
    return (scope) => {
      const value = of(scope);
      return typeof value === "string" && Object.hasOwn(table, value) ? table[value] : value;
    };
  },
};

const compileText = (text: string): Evaluate => {
  if (text.startsWith("$")) return compileExpression(text);
  const parts = text.split(/(\{\$[^}]+\})/);
  if (parts.length === 1) return constant(text);
  const made = parts.map((part) => (part.startsWith("{$") ? compileExpression(part.slice(1, -1)) : constant(part)));
  return (scope) => {
    let whole = "";
    for (const part of made) {
      const value = part(scope);
      if (value === undefined || value === null) return undefined;
      whole += String(value);
    }
    return whole;
  };
};

/** Whether a template is a value that needs no working out. */
const isPlain = (template: Template): boolean =>
  typeof template === "string" ? !template.includes("$") : template === null || typeof template !== "object";

/** Compiles a template once, to be filled in often. Throws an Error that says what in it is not understood. */
export const compileTemplate = (template: Template): Evaluate => {
  if (typeof template === "string") return compileText(template);
  if (Array.isArray(template)) {
    if (template.every(isPlain)) return () => [...(template as readonly unknown[])];
    const items = template.map(compileTemplate);
    return (scope) => items.map((item) => item(scope)).filter((value) => value !== undefined);
  }
  if (!isObject(template)) return constant(template);
  const [first] = Object.keys(template);
  if (first?.startsWith("$") === true) {
    const operator = Object.hasOwn(OPERATORS, first) ? OPERATORS[first] : undefined;
    if (operator === undefined) throw new Error(`"${first}" is not an operator that a provider file knows`);
    return operator(template[first], template);
  }
  const members = Object.entries(template).map(([name, value]) => [name, compileTemplate(value)] as const);
  return (scope) => {
    const made: Record<string, unknown> = {};
    for (const [name, make] of members) {
      const value = make(scope);
      if (value !== undefined) made[name] = value;
    }
    return made;
  };
};

/** Compiles a condition; none holds always. */
export const compileCondition = (condition: Condition | undefined): Evaluate => {
  const tests: Evaluate[] = [];
  if (condition?.present !== undefined) {
    const value = compileTemplate(condition.present);
    tests.push((scope) => value(scope) !== undefined);
  }
  if (condition?.absent !== undefined) {
    const value = compileTemplate(condition.absent);
    tests.push((scope) => value(scope) === undefined);
  }
  if (condition?.equals !== undefined) {
    const [left, right] = condition.equals.map(compileTemplate) as [Evaluate, Evaluate];
    tests.push((scope) => equal(left(scope), right(scope)));
  }
  return (scope) => tests.every((test) => test(scope) === true);
};
