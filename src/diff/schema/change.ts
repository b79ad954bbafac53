import type { NodeId } from "./node.ts";

/** What about a schema changed. The rules name each for requests and for responses. */
export type ChangeKind =
  | "type"
  | "null"
  | "enum"
  | "range"
  | "multiple"
  | "length"
  | "pattern"
  | "format"
  | "items-count"
  | "unique"
  | "contains"
  | "members-count"
  | "member-names"
  | "undeclared-members"
  | "member-patterns"
  | "alternatives"
  | "schema"
  | "required-member-added"
  | "optional-member-added"
  | "required-member-removed"
  | "optional-member-removed"
  | "member-required";

/**
 * Which way it went: `narrowed`, values that were allowed are no longer; `widened`, values are allowed that were not;
 * `unclear`, it is not decided which.
 */
export type Movement = "narrowed" | "widened" | "unclear";

/** One step from a value to a part of it. */
export type Step =
  | { readonly by: "member"; readonly name: string }
  | { readonly by: "item" }
  | { readonly by: "position"; readonly index: number }
  | { readonly by: "pattern"; readonly source: string }
  | { readonly by: "rest"; readonly declared: readonly string[]; readonly patterns: readonly string[] };

/** One change between two schemas, at one place of the value they describe. */
export interface SchemaChange {
  readonly kind: ChangeKind;
  readonly moved: Movement;
  readonly path: readonly Step[];
  /** The member it is about, where the change is about one member of the object at `path`. */
  readonly member: string | null;
  /** What was said before and what is said now, in words. */
  readonly before: string;
  readonly after: string;
  /** The values at `path` that show the change: allowed by the one side, not by the other. */
  readonly shown: NodeId;
  readonly base: readonly NodeId[];
  readonly revision: readonly NodeId[];
  /** Whether it can break anyone in the direction that is compared. */
  readonly canBreak: boolean;
  /** Further places in the same value where the same two schemas stand; the first few. */
  readonly alsoAt: (readonly Step[])[];
  /** Why it is not decided, where `moved` is `unclear`. */
  readonly reason: string | null;
}
