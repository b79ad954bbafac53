import type { SchemaViolation, UndeclaredMember } from "../conformance/evaluation.ts";
import { segmentsOf } from "../model/pointer.ts";

/** One thing that is wrong with a request, as refusals can speak of it: `$item#/member` and so on. */
export interface Objection {
  /** Where in the request: `body`, `path`, `query` or `header`. */
  readonly location: "body" | "path" | "query" | "header";
  /** The member of the body, or the parameter; empty for the body as a whole. */
  readonly member: string;
  /** The way to the value, dotted: `LocationUserGroups.0.UserGroupName`. */
  readonly path: string;
  /** What it breaks: a keyword of its schema, or `unique`, `exists`, `declared`, `json`, `media-type`, `size`, `cursor`. */
  readonly keyword: string;
  /** What the keyword says, as text. */
  readonly expected: string;
  /** What was sent, as text; left out where nothing was, and for secrets. */
  readonly text?: string;
  /** The same in words, once they have been chosen. */
  message?: unknown;
}

const LONGEST = 1000;

/** A value as a refusal repeats it; undefined for one that is missing or cannot be shown. */
const textOf = (value: unknown): string | undefined => {
  if (value === undefined) return undefined;
  if (typeof value === "string") return value.slice(0, LONGEST);
  try {
    return JSON.stringify(value).slice(0, LONGEST);
  } catch {
    // Nested too deeply for the stack: there is no text to repeat.
    return undefined;
  }
};

/** An objection to the value at a pointer of the body, or to a parameter. */
export const objectionTo = (
  location: Objection["location"],
  pointer: string,
  keyword: string,
  value?: unknown,
  expected: unknown = "",
): Objection => {
  const segments = segmentsOf(pointer);
  const text = textOf(value);
  return {
    location,
    member: segments[0] ?? "",
    path: segments.join("."),
    keyword,
    expected: Array.isArray(expected) ? expected.map(String).join(", ") : String(expected),
    ...(text === undefined ? {} : { text }),
  };
};

/** What a schema objects to in a body: to each value, the first thing that is wrong with it. */
export const objectionsTo = (violations: readonly SchemaViolation[]): Objection[] => {
  const first = new Map<string, SchemaViolation>();
  for (const violation of violations) if (!first.has(violation.at)) first.set(violation.at, violation);
  return [...first.values()].map(({ at, keyword, value, expected, secret }) => {
    const missing = keyword === "required" || keyword === "depth";
    const shown = typeof expected === "object" && !Array.isArray(expected) ? "" : expected;
    return objectionTo("body", at, keyword, missing || secret ? undefined : value, shown);
  });
};

/** Objections to members that no schema declares. */
export const objectionsToUndeclared = (members: readonly UndeclaredMember[]): Objection[] =>
  members.map(({ at, value }) => objectionTo("body", at, "declared", value));
