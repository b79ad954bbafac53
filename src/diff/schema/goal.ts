import type { Members, NodeId } from "./node.ts";

/**
 * A demand on one value: that it fits a schema, or that it does not.
 * `promised`: it is what a party promised to send, so its undeclared members are not there.
 * `core`: the schema without its own `unevaluated…` keywords.
 * `scopes`: the `unevaluated…` keywords that count what this schema evaluates.
 */
export interface Literal {
  readonly id: NodeId;
  readonly holds: boolean;
  readonly promised: boolean;
  readonly core: boolean;
  readonly scopes: readonly number[];
}

/** The value fits. */
export const fits = (id: NodeId, promised = false, scopes: readonly number[] = []): Literal => ({
  id,
  holds: true,
  promised,
  core: false,
  scopes,
});

/** The value does not fit. */
export const misfits = (id: NodeId): Literal => ({ id, holds: false, promised: false, core: false, scopes: [] });

/** The text by which equal literals are known. */
export const literalKey = ({ id, holds, promised, core, scopes }: Literal): string =>
  `${holds ? (promised ? "p" : "+") : "-"}${core ? "c" : ""}${id}${scopes.length > 0 ? `@${scopes.join(".")}` : ""}`;

/** The text by which equal goals are known. */
export const goalKey = (literals: readonly Literal[]): string => {
  const keys = literals.map(literalKey);
  return keys.length < 2 ? (keys[0] ?? "") : [...new Set(keys)].sort().join(" ");
};

/** What an `unevaluated…` keyword demands of what its scope leaves over, and the scopes around it. */
export interface Unevaluated {
  readonly scope: number;
  readonly literal: Literal;
  readonly scopes: readonly number[];
}

/** A condition on the value beyond its schemas, for one JSON type. */
export type Fact =
  | { readonly kind: "values"; readonly values: readonly unknown[] }
  | { readonly kind: "number"; readonly limit: "min" | "max"; readonly value: number; readonly exclusive: boolean }
  | { readonly kind: "multiple"; readonly of: number; readonly holds: boolean }
  | { readonly kind: "length"; readonly min: number; readonly max: number }
  | { readonly kind: "pattern"; readonly source: string; readonly holds: boolean }
  | { readonly kind: "format"; readonly name: string; readonly holds: boolean }
  | { readonly kind: "size"; readonly min: number; readonly max: number }
  | { readonly kind: "unique"; readonly holds: boolean }
  | {
      readonly kind: "layout";
      readonly prefix: readonly NodeId[];
      readonly items: NodeId | null;
      readonly promised: boolean;
      readonly scopes: readonly number[];
    }
  | { readonly kind: "item"; readonly from: number; readonly to: number; readonly literal: Literal }
  | { readonly kind: "contains"; readonly node: NodeId; readonly min: number; readonly max: number }
  | { readonly kind: "has"; readonly name: string; readonly holds: boolean }
  | {
      readonly kind: "members";
      readonly members: Members;
      readonly promised: boolean;
      readonly scopes: readonly number[];
    }
  | { readonly kind: "member"; readonly where: MemberClass; readonly literal: Literal }
  | { readonly kind: "names"; readonly literal: Literal }
  | ({ readonly kind: "unevaluatedItems" } & Unevaluated)
  | ({ readonly kind: "unevaluatedMembers" } & Unevaluated)
  | { readonly kind: "unevaluatedItem"; readonly scope: number; readonly literal: Literal }
  | { readonly kind: "unevaluatedMember"; readonly scope: number; readonly literal: Literal }
  | { readonly kind: "doubt"; readonly reason: string };

/** Which member is meant: one by name, one that matches a pattern, one that a schema's `additionalProperties` covers. */
export type MemberClass =
  | { readonly by: "name"; readonly name: string }
  | { readonly by: "pattern"; readonly source: string }
  | { readonly by: "rest"; readonly members: Members }
  | { readonly by: "badName"; readonly names: NodeId };

/** One way to go on: more literals and more facts. `about`: the branches of `anyOf` or `oneOf` it says how to fail. */
export interface Alternative {
  readonly literals: readonly Literal[];
  readonly facts: readonly Fact[];
  readonly about?: readonly NodeId[];
}

/** One of these must be so. `refused` is the schema that the value must not fit, where the choice is how it fails. */
export interface Choice {
  readonly ways: readonly Alternative[];
  readonly refused: NodeId | null;
}

/** A choice between ways that are all about fitting. */
export const choiceOf = (...ways: Alternative[]): Choice => ({ ways, refused: null });
