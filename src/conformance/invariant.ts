import type { Invariant } from "../model/clause.ts";
import type { ExchangeRequest, ExchangeResponse } from "../model/exchange.ts";
import { headerOf } from "../model/exchange.ts";
import { type Pointer, pointerOf, segmentsOf, valueAt } from "../model/pointer.ts";
import { canonical, equal } from "./equality.ts";

/** What runtime expressions speak about (OpenAPI 3.1, 4.8.20.4). Bodies are undefined where they are not JSON. */
export interface ExpressionContext {
  readonly request: ExchangeRequest;
  readonly response: ExchangeResponse;
  readonly path: Readonly<Record<string, string>>;
  readonly query: string;
  readonly requestBody: unknown;
  readonly responseBody: unknown;
}

/** One side of a relation: what was written, the value it has, and where that stands in the exchange. */
export interface Operand {
  readonly expression: string;
  readonly value: unknown;
  readonly at: Pointer;
}

const BODY = /^\$(request|response)\.body(?:#(.*))?$/;
const OTHER = /^\$(request|response)\.(path|query|header)\.(.+)$/;

/** The value of a runtime expression without `*`; undefined where there is none. */
export const resolveExpression = (expression: string, context: ExpressionContext): { value: unknown; at: Pointer } => {
  const body = BODY.exec(expression);
  if (body !== null) {
    const root = body[1] === "request" ? context.requestBody : context.responseBody;
    return { value: valueAt(root, body[2] ?? ""), at: `/${body[1]}/body${body[2] ?? ""}` };
  }
  if (expression === "$statusCode") return { value: context.response.status, at: "/response/status" };
  const [, side, kind, name] = OTHER.exec(expression) ?? [];
  const at = pointerOf([side ?? "", kind === "header" ? "headers" : (kind ?? ""), name ?? ""]);
  if (kind === "path") return { value: context.path[name!], at };
  if (kind === "query") return { value: new URLSearchParams(context.query).get(name!) ?? undefined, at };
  if (kind === "header")
    return { value: headerOf(context[side as "request" | "response"].headers, name!.toLowerCase()), at };
  return { value: undefined, at };
};

/** The ways the `*` segments of an expression can be filled: one list of segments a way. */
const fillings = (expression: string, context: ExpressionContext): string[][] => {
  const body = BODY.exec(expression);
  if (body === null || !body[2]?.includes("/*")) return [[]];
  let ways: { value: unknown; filled: string[] }[] = [
    { value: body[1] === "request" ? context.requestBody : context.responseBody, filled: [] },
  ];
  for (const segment of segmentsOf(body[2]))
    ways = ways.flatMap(({ value, filled }) => {
      if (segment !== "*") return [{ value: valueAt(value, pointerOf([segment])), filled }];
      if (value === null || typeof value !== "object") return [];
      return Object.entries(value).map(([key, item]) => ({ value: item as unknown, filled: [...filled, key] }));
    });
  return ways.map(({ filled }) => filled);
};

const fill = (expression: string, filling: readonly string[]): string => {
  let index = 0;
  return expression.replaceAll(/\/\*(?=\/|$|\})/g, (star) => {
    const segment = filling[index++];
    return segment === undefined ? star : pointerOf([segment]);
  });
};

const operandOf = (expression: string, context: ExpressionContext): Operand => {
  if (!expression.includes("{$")) return { expression, ...resolveExpression(expression, context) };
  let known = true;
  const text = expression.replaceAll(/\{(\$[^}]+)\}/g, (_, inner: string) => {
    const { value } = resolveExpression(inner, context);
    if (value === undefined || value === null) known = false;
    return String(value);
  });
  return { expression, value: known ? text : undefined, at: "" };
};

const instant = (value: unknown): number => Date.parse(String(value));

const RELATIONS: Readonly<
  Record<Exclude<Invariant["relation"], "contains">, (left: unknown, right: unknown) => boolean>
> = {
  equals: equal,
  "ends-with": (left, right) => typeof left !== "string" || left.endsWith(String(right)),
  "starts-with": (left, right) => typeof left !== "string" || left.startsWith(String(right)),
  "not-before": (left, right) => !(instant(left) < instant(right)),
  "one-of": (left, right) => !Array.isArray(right) || right.some((item) => equal(item, left)),
};

/** Whether the invariant's condition holds, so that it has something to say about this exchange. */
export const applies = ({ when }: Invariant, context: ExpressionContext): boolean => {
  if (when?.absent !== undefined && resolveExpression(when.absent, context).value !== undefined) return false;
  if (when?.present !== undefined && resolveExpression(when.present, context).value === undefined) return false;
  return when?.equals === undefined || equal(resolveExpression(when.equals[0], context).value, when.equals[1]);
};

/** Tells whether lists hold values; each list is read once, however many values it is asked about. */
const holder = (): ((list: unknown, value: unknown) => boolean) => {
  const known = new Map<unknown, ReadonlySet<string>>();
  return (list, value) => {
    if (!Array.isArray(list)) return true;
    const items = known.get(list) ?? new Set(list.map(canonical));
    known.set(list, items);
    return items.has(canonical(value));
  };
};

/** Whether a relation holds; null for values that are nested too deeply to be compared. */
const tried = (relation: () => boolean): boolean | null => {
  try {
    return relation();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
};

/**
 * Every pair of values the invariant relates, and whether the relation holds; absent and null values relate to nothing.
 * A `*` on the left ranges over the values there, and stands for the same one on the right; on the right alone it ranges
 * over the values there.
 */
export function* pairs(
  invariant: Invariant,
  context: ExpressionContext,
): Generator<{ left: Operand; right: Operand; holds: boolean }> {
  const contains = holder();
  const { relation } = invariant;
  const ranging = invariant.left.includes("/*") ? invariant.left : (invariant.right ?? "");
  for (const filling of fillings(ranging, context)) {
    const left = operandOf(fill(invariant.left, filling), context);
    const right: Operand =
      invariant.right === undefined
        ? { expression: "", value: invariant.value, at: "" }
        : operandOf(fill(invariant.right, filling), context);
    if (left.value === undefined || left.value === null || right.value === undefined) continue;
    if (right.value === null && invariant.right !== undefined) continue;
    const holds = tried(() =>
      relation === "contains" ? contains(left.value, right.value) : RELATIONS[relation](left.value, right.value),
    );
    if (holds !== null) yield { left, right, holds };
  }
}
