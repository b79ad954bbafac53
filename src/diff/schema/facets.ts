import type { ChangeKind } from "./change.ts";
import type { SchemaGraph } from "./graph.ts";
import { ANY, ARRAY, type Bound, type NodeId, NULL, NUMBER, OBJECT, STRING, typeNames } from "./node.ts";
import type { View } from "./view.ts";

/** One aspect of a schema that can be narrowed or widened by itself. */
export interface Facet {
  readonly kind: ChangeKind;
  /** The JSON types it is about; it is compared where both sides allow one of them. */
  readonly types: number;
  /** What the view says about it, as text that is equal where it says the same. */
  key(view: View): string;
  /** A schema that says this and nothing else; `other` is what it is compared with. */
  node(graph: SchemaGraph, view: View, other: View): NodeId;
  /** What the view says about it, in words. */
  words(view: View, graph: SchemaGraph): string;
}

const INFINITY = Number.POSITIVE_INFINITY;

const between = (min: number, max: number, unit: string): string => {
  if (min <= 0 && max === INFINITY) return `any number of ${unit}s`;
  if (max === INFINITY) return `${min} ${unit}s or more`;
  return min <= 0 ? `at most ${max} ${unit}s` : min === max ? `exactly ${min} ${unit}s` : `${min} to ${max} ${unit}s`;
};

const boundWords = (bound: Bound | null, inclusive: string, exclusive: string): string =>
  bound === null ? "" : `${bound.exclusive ? exclusive : inclusive} ${bound.value}`;

const quoted = (texts: readonly string[]): string => (texts.length === 0 ? "none" : texts.join(" and "));

const all = (graph: SchemaGraph, parts: NodeId[]): NodeId => graph.made({ all: parts });

/** The type without `null`, which has a rule of its own. */
const typeFacet: Facet = {
  kind: "type",
  types: ANY,
  key: ({ types, integer }) => `${types | NULL} ${(types & NUMBER) !== 0 && integer}`,
  node: (graph, { types, integer }) => graph.made({ types: types | NULL, integer }),
  words({ types, integer }) {
    if ((types | NULL) === ANY) return integer ? "any type, numbers being integers" : "any type";
    const names = typeNames(types & ~NULL).map((name) => (name === "number" && integer ? "integer" : name));
    return names.length === 0 ? "no type" : names.join(" or ");
  },
};

const rangeFacet: Facet = {
  kind: "range",
  types: NUMBER,
  key: ({ minimum, maximum }) => JSON.stringify([minimum, maximum]),
  node: (graph, { minimum, maximum, integer }, other) =>
    graph.made({ integer: integer || other.integer, minimum, maximum }),
  words: ({ minimum, maximum }) =>
    [boundWords(minimum, "at least", "more than"), boundWords(maximum, "at most", "less than")]
      .filter((words) => words !== "")
      .join(" and ") || "any number",
};

const multipleFacet: Facet = {
  kind: "multiple",
  types: NUMBER,
  key: ({ multiples }) => [...multiples].sort().join(" "),
  node: (graph, { multiples, integer }, other) =>
    all(graph, [
      graph.made({ integer: integer || other.integer }),
      ...multiples.map((multipleOf) => graph.made({ multipleOf })),
    ]),
  words: ({ multiples }) => (multiples.length === 0 ? "any number" : `multiples of ${multiples.join(" and of ")}`),
};

const lengthFacet: Facet = {
  kind: "length",
  types: STRING,
  key: ({ minLength, maxLength }) => `${minLength} ${maxLength}`,
  node: (graph, { minLength, maxLength }) => graph.made({ minLength, maxLength }),
  words: ({ minLength, maxLength }) => between(minLength, maxLength, "character"),
};

const patternFacet: Facet = {
  kind: "pattern",
  types: STRING,
  key: ({ patterns }) => [...patterns].sort().join("\n"),
  node: (graph, { patterns, minLength, maxLength }, other) =>
    all(graph, [
      graph.made({ minLength: Math.max(minLength, other.minLength), maxLength: Math.min(maxLength, other.maxLength) }),
      ...patterns.map((pattern) => graph.made({ pattern })),
    ]),
  words: ({ patterns }) => quoted(patterns),
};

const formatFacet: Facet = {
  kind: "format",
  types: STRING,
  key: ({ formats }) => [...formats].sort().join("\n"),
  node: (graph, { formats }) =>
    all(
      graph,
      formats.map((format) => graph.made({ format })),
    ),
  words: ({ formats }) => quoted(formats),
};

const itemsCountFacet: Facet = {
  kind: "items-count",
  types: ARRAY,
  key: ({ minItems, maxItems }) => `${minItems} ${maxItems}`,
  node: (graph, { minItems, maxItems }) => graph.made({ minItems, maxItems }),
  words: ({ minItems, maxItems }) => between(minItems, maxItems, "item"),
};

const uniqueFacet: Facet = {
  kind: "unique",
  types: ARRAY,
  key: ({ unique }) => String(unique),
  node: (graph, { unique }) => graph.made({ unique }),
  words: ({ unique }) => (unique ? "no two items equal" : "equal items allowed"),
};

const containsFacet: Facet = {
  kind: "contains",
  types: ARRAY,
  key: ({ contains }) =>
    contains
      .map(({ node, min, max }) => `${node} ${min} ${max}`)
      .sort()
      .join(";"),
  node: (graph, { contains }) =>
    all(
      graph,
      contains.map((one) => graph.made({ contains: one })),
    ),
  words: ({ contains }) =>
    contains.length === 0
      ? "any items"
      : `${contains.map(({ min, max }) => between(min, max, "item")).join(" and ")} of a kind`,
};

const membersCountFacet: Facet = {
  kind: "members-count",
  types: OBJECT,
  key: ({ minProperties, maxProperties }) => `${minProperties} ${maxProperties}`,
  node: (graph, { minProperties, maxProperties }) => graph.made({ minProperties, maxProperties }),
  words: ({ minProperties, maxProperties }) => between(minProperties, maxProperties, "member"),
};

const memberNamesFacet: Facet = {
  kind: "member-names",
  types: OBJECT,
  key: ({ names }) => [...names].sort().join(" "),
  node: (graph, { names }) =>
    all(
      graph,
      names.map((one) => graph.made({ names: one })),
    ),
  words: ({ names }) => (names.length === 0 ? "any names" : "names that fit a schema"),
};

/** Every facet, in the order in which changes are told. */
export const FACETS: readonly Facet[] = [
  typeFacet,
  rangeFacet,
  multipleFacet,
  lengthFacet,
  patternFacet,
  formatFacet,
  itemsCountFacet,
  uniqueFacet,
  containsFacet,
  membersCountFacet,
  memberNamesFacet,
];
