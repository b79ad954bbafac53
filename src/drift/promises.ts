import { applies, type ExpressionContext, pairs, resolveExpression } from "../conformance/invariant.ts";
import type { Invariant } from "../model/clause.ts";
import type { Contract, Operation } from "../model/contract.ts";

/** Answers whether a relation between values of an exchange certainly holds; in doubt, no. */
type Holds = (context: ExpressionContext) => boolean;

/** Reads one side: its value, or undefined where it says nothing. */
type Side = (context: ExpressionContext) => unknown;

const BODY = /^\$(request|response)\.body#((?:\/[^/*~]+)+)$/;

/** Names that objects and arrays have without being given them. */
const isInherited = (name: string): boolean => name in Array.prototype;

/** A quick reader of a simple expression; others are read as they are everywhere. */
const sideOf = (expression: string): Side => {
  const [, side, pointer] = BODY.exec(expression) ?? [];
  const names = pointer?.slice(1).split("/") ?? [];
  if (pointer === undefined || names.some(isInherited))
    return (context) => resolveExpression(expression, context).value;
  const root: Side = side === "request" ? ({ requestBody }) => requestBody : ({ responseBody }) => responseBody;
  return (context) => {
    let value = root(context);
    for (let i = 0; i < names.length; i++) {
      if (value === null || typeof value !== "object") return undefined;
      value = (value as Record<string, unknown>)[names[i] as string];
    }
    return value;
  };
};

/** The parts of a text with expressions in braces. */
const partsOf = (text: string): Side[] =>
  text.split(/\{(\$[^}]+)\}/).map((part, index) => (index % 2 === 1 ? sideOf(part) : () => part));

const templateOf = (text: string): Side => {
  const parts = partsOf(text);
  return (context) => {
    let whole = "";
    for (const part of parts) {
      const value = part(context);
      if (value === undefined || value === null) return undefined;
      whole += String(value);
    }
    return whole;
  };
};

/** Whether the parts one after the other spell a text, which need not be put together for that. */
const spell = (parts: readonly Side[], context: ExpressionContext, text: unknown): boolean => {
  if (typeof text !== "string") return false;
  let at = 0;
  for (const part of parts) {
    const value = part(context);
    if (typeof value !== "string" || !text.startsWith(value, at)) return false;
    at += value.length;
  }
  return at === text.length;
};

const QUICK: Readonly<Record<Invariant["relation"], (left: unknown, right: unknown) => boolean>> = {
  equals: (left, right) => left === right,
  contains: (left, right) => Array.isArray(left) && left.includes(right),
  "starts-with": (left, right) => typeof left === "string" && left.startsWith(String(right)),
  "ends-with": (left, right) => typeof left === "string" && left.endsWith(String(right)),
  "not-before": (left, right) => left === right,
  "one-of": (left, right) => Array.isArray(right) && right.includes(left),
};

const compiled = (invariant: Invariant): Holds => {
  const thorough: Holds = (context) => {
    if (!applies(invariant, context)) return true;
    for (const { holds } of pairs(invariant, context)) if (!holds) return false;
    return true;
  };
  const { left, right, relation, when } = invariant;
  if (/\/\*/.test(left) || (right !== undefined && /\/\*/.test(right))) return thorough;
  const [leftOf, rightOf] = [left, right].map((text): Side => {
    if (text === undefined) return () => invariant.value;
    return text.includes("{$") ? templateOf(text) : sideOf(text);
  }) as [Side, Side];
  const quick = QUICK[relation];
  const spelt = relation === "equals" && right?.includes("{$") === true ? partsOf(right) : null;
  const absent = when?.absent === undefined ? null : sideOf(when.absent);
  const present = when?.present === undefined ? null : sideOf(when.present);
  return (context) => {
    if (absent !== null && absent(context) !== undefined) return true;
    if (present !== null && present(context) === undefined) return true;
    const value = leftOf(context);
    if (value === undefined || value === null) return true;
    if (spelt !== null && spell(spelt, context, value)) return true;
    const other = rightOf(context);
    return other === undefined || quick(value, other) || thorough(context);
  };
};

/**
 * Whether all relations that clauses state about an operation's exchanges hold in one. It answers quickly and is never
 * wrong when it says yes; a no is for the judge to put into words.
 */
export const promisesOf = (contract: Contract, operation: Operation): Holds | null => {
  const all = contract.clauses.clauses.flatMap(({ binds }) =>
    binds.flatMap((binding) =>
      "invariant" in binding && [binding.invariant.operation].flat().includes(operation.id)
        ? [compiled(binding.invariant)]
        : [],
    ),
  );
  if (all.length === 0) return null;
  return (context) => {
    for (const holds of all) if (!holds(context)) return false;
    return true;
  };
};
