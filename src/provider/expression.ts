import { headerOf } from "../model/exchange.ts";
import { segmentsOf, valueAt } from "../model/pointer.ts";
import type { Scope } from "./scope.ts";

/** Works out a value; undefined where there is none. */
export type Evaluate = (scope: Scope) => unknown;

const FORM = /^\$([a-z]+)(?:\.([^#]+))?(?:#((?:\/.*)?))?$/i;

const ROOTS: Readonly<Record<string, (scope: Scope, name: string) => unknown>> = {
  let: (scope, name) => scope.let[name],
  stored: (scope) => scope.stored,
  view: (scope) => (scope.stored === undefined ? undefined : scope.view(scope.stored)),
  item: (scope) => scope.item,
  index: (scope) => scope.index,
  objections: (scope) => scope.objections,
  page: (scope, name) => scope.page[name as "items" | "next"],
  session: (scope) => scope.session,
};

const at = (pointer: string): ((value: unknown) => unknown) => {
  if (pointer === "") return (value) => value;
  const segments = segmentsOf(pointer);
  if (segments.length > 1) return (value) => valueAt(value, pointer);
  const name = segments[0]!;
  return (value) =>
    value !== null && typeof value === "object" && Object.hasOwn(value, name)
      ? (value as Record<string, unknown>)[name]
      : undefined;
};

/**
 * Compiles an expression: OpenAPI's runtime expressions about the request, and `$let.NAME`, `$stored`, `$view`, `$item`,
 * `$index`, `$page.items`, `$page.next`, `$objections` and `$session`, each with an optional `#/pointer`.
 * Throws an Error for anything else.
 */
export const compileExpression = (expression: string): Evaluate => {
  const [, root, name = "", pointer = ""] = FORM.exec(expression) ?? [];
  if (root === "request") return compileRequest(name, pointer, expression);
  const source = root !== undefined && Object.hasOwn(ROOTS, root) ? ROOTS[root] : undefined;
  if (source === undefined) throw unknownExpression(expression);
  const part = at(pointer);
  return (scope) => part(source(scope, name));
};

const unknownExpression = (expression: string): Error =>
  new Error(`"${expression}" is not an expression that a provider file knows`);

/** Runtime expressions about the request (OpenAPI 3.1, 4.8.20.4). */
const compileRequest = (source: string, pointer: string, expression: string): Evaluate => {
  if (source === "body") {
    const part = at(pointer);
    return (scope) => part(scope.requestBody);
  }
  const dot = source.indexOf(".");
  const name = source.slice(dot + 1);
  switch (source.slice(0, dot)) {
    case "path":
      return ({ path }) => (Object.hasOwn(path, name) ? path[name] : undefined);
    case "query":
      return ({ query }) => query.find(([key]) => key === name)?.[1];
    case "header": {
      const field = name.toLowerCase();
      return ({ request }) => headerOf(request.headers, field);
    }
    default:
      throw unknownExpression(expression);
  }
};
