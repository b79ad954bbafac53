import type { SchemaGraph } from "./graph.ts";
import { type Bound, type Contains, type MemberPattern, type Node, type NodeId, NULL } from "./node.ts";

/** What a schema says at one place, with `$ref`, `allOf` and nullable forms merged: the form in which changes are named. */
export interface View {
  readonly ids: readonly NodeId[];
  readonly types: number;
  readonly integer: boolean;
  readonly values: readonly unknown[] | null;
  readonly minimum: Bound | null;
  readonly maximum: Bound | null;
  readonly multiples: readonly number[];
  readonly minLength: number;
  readonly maxLength: number;
  readonly patterns: readonly string[];
  readonly formats: readonly string[];
  readonly prefix: readonly (readonly NodeId[])[];
  readonly items: readonly NodeId[];
  readonly contains: readonly Contains[];
  readonly minItems: number;
  readonly maxItems: number;
  readonly unique: boolean;
  readonly props: ReadonlyMap<string, readonly NodeId[]>;
  readonly ignored: ReadonlySet<string>;
  readonly memberPatterns: readonly MemberPattern[];
  /** The schemas of members not declared; none where nothing is said about them. */
  readonly additional: readonly NodeId[];
  readonly required: ReadonlySet<string>;
  readonly names: readonly NodeId[];
  readonly minProperties: number;
  readonly maxProperties: number;
  /** What cannot be merged: alternatives, conditions, negations, dependencies, unevaluated members. */
  readonly rest: readonly NodeId[];
}

type Open = { -readonly [Key in keyof View]: View[Key] };

/** The branches of a schema that offers alternatives and does nothing else; null for any other. */
export const branchesOf = (node: Node): readonly NodeId[] | null => node.any ?? node.one;

const tighter = (a: Bound | null, b: Bound | null, sign: 1 | -1): Bound | null => {
  if (a === null || b === null) return a ?? b;
  if (a.value === b.value) return a.exclusive ? a : b;
  return (a.value - b.value) * sign > 0 ? a : b;
};

/** Reads the schemas that all apply to one value as one. */
export const viewOf = (graph: SchemaGraph, ids: readonly NodeId[]): View => {
  const props = new Map<string, NodeId[]>();
  const view: Open = { ...BLANK, ids, props };
  const ignored = new Set<string>();
  const required = new Set<string>();
  const layouts: { prefix: readonly NodeId[]; items: NodeId | null }[] = [];
  const seen = new Set<NodeId>();
  let admitsNull = false;
  const read = (id: NodeId, depth: number): void => {
    if (seen.has(id) || depth > 60) return;
    seen.add(id);
    const node = graph.node(id);
    view.types &= node.types;
    view.integer ||= node.integer;
    if (node.values !== null) view.values = node.values;
    view.minimum = tighter(view.minimum, node.minimum, 1);
    view.maximum = tighter(view.maximum, node.maximum, -1);
    if (node.multipleOf !== null) view.multiples = including(view.multiples, node.multipleOf);
    view.minLength = Math.max(view.minLength, node.minLength);
    view.maxLength = Math.min(view.maxLength, node.maxLength);
    if (node.pattern !== null) view.patterns = including(view.patterns, node.pattern);
    if (node.format !== null) view.formats = including(view.formats, node.format);
    if (node.prefix.length > 0 || node.items !== null) layouts.push(node);
    if (node.contains !== null) view.contains = [...view.contains, node.contains];
    view.minItems = Math.max(view.minItems, node.minItems);
    view.maxItems = Math.min(view.maxItems, node.maxItems);
    view.unique ||= node.unique;
    for (const name of node.required) required.add(name);
    view.minProperties = Math.max(view.minProperties, node.minProperties);
    view.maxProperties = Math.min(view.maxProperties, node.maxProperties);
    if (node.names !== null) view.names = including(view.names, node.names);
    if (node.members !== null) {
      for (const [name, child] of node.members.props) props.set(name, including(props.get(name) ?? [], child));
      for (const name of node.members.ignored) ignored.add(name);
      view.memberPatterns = [...view.memberPatterns, ...node.members.patterns];
      if (node.members.additional !== null) view.additional = including(view.additional, node.members.additional);
    }
    for (const child of node.all) read(child, depth + 1);
    const branches = branchesOf(node);
    const bare =
      node.not === null &&
      node.condition === null &&
      node.dependentSchemas.length + node.dependentRequired.length === 0 &&
      node.unevaluatedItems === null &&
      node.unevaluatedProperties === null &&
      node.opaque === null;
    const nullable =
      bare && branches !== null && ids.length === 1 && node.all.length === 0 ? beside(graph, node, branches) : null;
    if (nullable !== null) {
      admitsNull = nullable.admitsNull;
      read(nullable.other, depth + 1);
    } else if (!bare || branches !== null) view.rest = including(view.rest, remainder(graph, node));
  };
  for (const id of ids) read(id, 0);
  if (admitsNull) {
    view.types |= NULL;
    if (view.values !== null && !view.values.includes(null)) view.values = [...view.values, null];
  }
  const length = Math.max(0, ...layouts.map(({ prefix }) => prefix.length));
  const at = (index: number): NodeId[] =>
    layouts.map(({ prefix, items }) => (index < prefix.length ? prefix[index] : items)).filter(isId);
  view.prefix = Array.from({ length }, (_, index) => at(index));
  view.items = layouts.map(({ items }) => items).filter(isId);
  return { ...view, ignored, required };
};

const including = <T>(list: readonly T[], one: T): T[] => (list.includes(one) ? [...list] : [...list, one]);

const isId = (id: NodeId | null | undefined): id is NodeId => id !== null && id !== undefined;

/** A nullable form: two branches one of which is null alone, or a single branch. */
const beside = (
  graph: SchemaGraph,
  node: Node,
  branches: readonly NodeId[],
): { readonly other: NodeId; readonly admitsNull: boolean } | null => {
  if (node.any !== null && node.one !== null) return null;
  const [only] = branches;
  if (branches.length === 1 && only !== undefined) return { other: only, admitsNull: false };
  if (branches.length !== 2 || node.values !== null || (node.types & NULL) === 0) return null;
  const isNull = (id: NodeId): boolean => graph.node(id).types === NULL || isNullValue(graph.node(id));
  const other = branches.find((id) => !isNull(id));
  if (other === undefined || !branches.some(isNull)) return null;
  const inner = graph.node(other);
  const plain = inner.all.length === 0 && inner.any === null && inner.one === null && inner.not === null;
  // A branch that takes null itself would make `oneOf` refuse it; a branch with parts of its own is read as it is.
  return plain && (inner.types & NULL) === 0 ? { other, admitsNull: true } : null;
};

const isNullValue = ({ values }: Node): boolean => values !== null && values.length === 1 && values[0] === null;

/** The part of a schema that a view does not merge. */
const remainder = (graph: SchemaGraph, node: Node): NodeId =>
  graph.part(node.id, "rest", () => ({
    any: node.any,
    one: node.one,
    not: node.not,
    condition: node.condition,
    dependentSchemas: node.dependentSchemas,
    dependentRequired: node.dependentRequired,
    ...(node.unevaluatedItems !== null || node.unevaluatedProperties !== null ? node : {}),
    opaque: node.opaque,
  }));

const BLANK: View = {
  ids: [],
  types: 63,
  integer: false,
  values: null,
  minimum: null,
  maximum: null,
  multiples: [],
  minLength: 0,
  maxLength: Number.POSITIVE_INFINITY,
  patterns: [],
  formats: [],
  prefix: [],
  items: [],
  contains: [],
  minItems: 0,
  maxItems: Number.POSITIVE_INFINITY,
  unique: false,
  props: new Map(),
  ignored: new Set(),
  memberPatterns: [],
  additional: [],
  required: new Set(),
  names: [],
  minProperties: 0,
  maxProperties: Number.POSITIVE_INFINITY,
  rest: [],
};
