import type { Pointer } from "../../src/model/pointer.ts";
import type { Problem } from "./problem.ts";
import { clausesFile } from "./provider-files.ts";

/** Something that a clause has to bind. */
export interface Obligation {
  /** How bindings name it: see the keys below, and `Bound`. */
  readonly key: string;
  /** Keys that bind it as well, because they bind the group it belongs to. */
  readonly orBy: readonly string[];
  /** Whether binding one of its keywords (`keyword`) or anything below it (`anything`) binds it too. */
  readonly orBelow: "nothing" | "keyword" | "anything";
  readonly file: string;
  readonly at: Pointer;
  /** What it is, to follow "No clause binds". */
  readonly what: string;
  /** The binding that would do. */
  readonly binding: string;
}

/** The key of a part of an operation. */
export const elementKey = (operation: string, ...parts: readonly string[]): string => [operation, ...parts].join(" ");

/** The key of a server. */
export const serverKey = (url: string): string => `server ${url}`;

/** The key of a parameter, by place and name: header names are compared without case. */
export const parameterKey = (operation: string, parameter: string): string =>
  elementKey(operation, "parameter", parameter.startsWith("header.") ? parameter.toLowerCase() : parameter);

/** The key that a clause with readings binds by itself: the elements that name it in `x-reading-of`. */
export const readingKey = (clause: string): string => `reading ${clause}`;

/** The problems of obligations that nothing binds. */
export const unbound = function* (
  obligations: Iterable<Obligation>,
  bound: ReadonlySet<string>,
  provider: string,
): Generator<Problem> {
  const holders = { nothing: new Set<string>(), keyword: new Set<string>(), anything: new Set<string>() };
  for (const key of bound) {
    holders.keyword.add(key.slice(0, Math.max(0, key.lastIndexOf("/"))));
    for (let slash = key.lastIndexOf("/"); slash > 0; slash = key.lastIndexOf("/", slash - 1)) {
      holders.anything.add(key.slice(0, slash));
    }
  }
  for (const { key, orBy, orBelow, file, at, what, binding } of obligations) {
    if (bound.has(key) || orBy.some((other) => bound.has(other)) || holders[orBelow].has(key)) continue;
    const remedy = `Let a clause of ${clausesFile(provider)} bind ${binding}.`;
    yield { file, at, message: `No clause binds ${what}`, remedy };
  }
};
