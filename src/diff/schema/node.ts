import type { TextPattern } from "./text-pattern.ts";

/** A schema of the normal form, by its number in the graph. */
export type NodeId = number;

export const NULL = 1;
export const BOOLEAN = 2;
export const NUMBER = 4;
export const STRING = 8;
export const ARRAY = 16;
export const OBJECT = 32;
export const ANY = 63;

/** The JSON types as bits of a mask, mildest first: the order in which instances are looked for. */
export const TYPES = [NULL, BOOLEAN, STRING, NUMBER, ARRAY, OBJECT] as const;

const NAMES: readonly (readonly [string, number])[] = [
  ["null", NULL],
  ["boolean", BOOLEAN],
  ["number", NUMBER],
  ["string", STRING],
  ["array", ARRAY],
  ["object", OBJECT],
];

/** The JSON type of a value, as a bit. */
export const typeOf = (value: unknown): number => {
  if (value === null) return NULL;
  if (Array.isArray(value)) return ARRAY;
  if (typeof value === "boolean") return BOOLEAN;
  if (typeof value === "number") return NUMBER;
  return typeof value === "string" ? STRING : OBJECT;
};

/** The mask of a type's name; `integer` is a number here, with its own mark in the node. */
export const maskOf = (name: unknown): number =>
  name === "integer" ? NUMBER : (NAMES.find(([known]) => known === name)?.[1] ?? 0);

/** The names of the types in a mask. */
export const typeNames = (mask: number): string[] =>
  NAMES.filter(([, bit]) => (mask & bit) !== 0).map(([name]) => name);

/** A limit of a range of numbers. */
export interface Bound {
  readonly value: number;
  readonly exclusive: boolean;
}

/** A member pattern with its compiled form. */
export interface MemberPattern {
  readonly source: string;
  readonly regex: TextPattern;
  readonly node: NodeId;
}

/** What a schema says of the members of an object. */
export interface Members {
  readonly props: ReadonlyMap<string, NodeId>;
  readonly patterns: readonly MemberPattern[];
  /** The schema of all other members; null where nothing is said about them. */
  readonly additional: NodeId | null;
  /** Members that do not travel in this direction (`readOnly` in a request): never sent, and accepted unread. */
  readonly ignored: ReadonlySet<string>;
}

/** How many items must fit a schema. */
export interface Contains {
  readonly node: NodeId;
  readonly min: number;
  readonly max: number;
}

/**
 * A schema of the normal form: its keywords by the JSON type they constrain, its applicators as numbers of other
 * nodes. A pure `$ref` is its target; `const` is an `enum` of one value; boolean schemas are nodes without keywords.
 */
export interface Node {
  readonly id: NodeId;
  readonly location: string;
  readonly types: number;
  /** Numbers must be integers. */
  readonly integer: boolean;
  readonly values: readonly unknown[] | null;
  readonly minimum: Bound | null;
  readonly maximum: Bound | null;
  readonly multipleOf: number | null;
  readonly minLength: number;
  readonly maxLength: number;
  readonly pattern: string | null;
  readonly format: string | null;
  readonly prefix: readonly NodeId[];
  readonly items: NodeId | null;
  readonly contains: Contains | null;
  readonly minItems: number;
  readonly maxItems: number;
  readonly unique: boolean;
  readonly unevaluatedItems: NodeId | null;
  readonly members: Members | null;
  readonly names: NodeId | null;
  readonly required: readonly string[];
  readonly minProperties: number;
  readonly maxProperties: number;
  readonly dependentRequired: readonly (readonly [string, readonly string[]])[];
  readonly dependentSchemas: readonly (readonly [string, NodeId])[];
  readonly unevaluatedProperties: NodeId | null;
  readonly all: readonly NodeId[];
  readonly any: readonly NodeId[] | null;
  readonly one: readonly NodeId[] | null;
  readonly not: NodeId | null;
  readonly condition: { readonly if: NodeId; readonly then: NodeId; readonly else: NodeId } | null;
  /** Why nothing can be decided about this schema, where something in it is not understood. */
  readonly opaque: string | null;
}

/** A node that says nothing: every value fits. */
export const EMPTY_NODE: Omit<Node, "id" | "location"> = {
  types: ANY,
  integer: false,
  values: null,
  minimum: null,
  maximum: null,
  multipleOf: null,
  minLength: 0,
  maxLength: Number.POSITIVE_INFINITY,
  pattern: null,
  format: null,
  prefix: [],
  items: null,
  contains: null,
  minItems: 0,
  maxItems: Number.POSITIVE_INFINITY,
  unique: false,
  unevaluatedItems: null,
  members: null,
  names: null,
  required: [],
  minProperties: 0,
  maxProperties: Number.POSITIVE_INFINITY,
  dependentRequired: [],
  dependentSchemas: [],
  unevaluatedProperties: null,
  all: [],
  any: null,
  one: null,
  not: null,
  condition: null,
  opaque: null,
};
