import { type Alternative, type Choice, choiceOf, type Fact, fits, type Literal, misfits } from "./goal.ts";
import type { SchemaGraph } from "./graph.ts";
import { ARRAY, type Node, type NodeId, NUMBER, OBJECT, STRING } from "./node.ts";

/** What a literal means for values of one type: all of the facts and literals, and one alternative of each choice. */
export interface Expansion {
  readonly possible: boolean;
  readonly literals: readonly Literal[];
  readonly facts: readonly Fact[];
  readonly choices: readonly Choice[];
}

const IMPOSSIBLE: Expansion = { possible: false, literals: [], facts: [], choices: [] };
const INFINITY = Number.POSITIVE_INFINITY;
/** The most alternatives of `oneOf` of which every two are told apart. */
export const MOST_EXCLUSIVE = 400;
/** The most `unevaluated…` keywords that are counted inside each other. */
const MOST_SCOPES = 8;

const TOO_MANY = "there are too many alternatives to tell apart";

const fact = (...facts: Fact[]): Alternative => ({ literals: [], facts });
const literal = (...literals: Literal[]): Alternative => ({ literals, facts: [] });

const exactly = (scopes: readonly number[]): boolean => scopes.length > 0;

/** Takes literals apart. Scope numbers are handed out as `unevaluated…` keywords are met. */
export class Expander {
  readonly #graph: SchemaGraph;
  #scopes = 0;

  constructor(graph: SchemaGraph) {
    this.#graph = graph;
  }

  /** What the literal means for values of `type` (one bit). */
  expand(goal: Literal, type: number): Expansion {
    const node = this.#graph.node(goal.id);
    if ((node.types & type) === 0) return goal.holds ? IMPOSSIBLE : { ...IMPOSSIBLE, possible: true };
    return goal.holds ? this.#holds(node, goal, type) : this.#fails(node, type);
  }

  #holds(node: Node, goal: Literal, type: number): Expansion {
    const literals: Literal[] = [];
    const facts: Fact[] = [];
    const choices: Choice[] = [];
    const { promised } = goal;
    let scopes = goal.scopes;
    if (!goal.core) {
      const rest = type === OBJECT ? node.unevaluatedProperties : type === ARRAY ? node.unevaluatedItems : null;
      if (rest !== null && scopes.length >= MOST_SCOPES)
        facts.push({ kind: "doubt", reason: "unevaluated members are nested too deeply" });
      else if (rest !== null) {
        const scope = ++this.#scopes;
        const kind = type === OBJECT ? "unevaluatedMembers" : "unevaluatedItems";
        facts.push({ kind, scope, literal: fits(rest, promised), scopes });
        scopes = [...scopes, scope];
      }
    }
    const inside = (id: NodeId): Literal => fits(id, promised, scopes);
    if (node.opaque !== null) facts.push({ kind: "doubt", reason: node.opaque });
    if (type === NUMBER) numberFacts(node, facts);
    if (type === STRING) textFacts(node, facts);
    if (type === ARRAY) itemFacts(node, facts, promised, scopes);
    if (type === OBJECT) memberFacts(node, facts, choices, promised, scopes, inside);
    for (const id of node.all) literals.push(inside(id));
    if (node.any !== null) {
      choices.push(choiceOf(...node.any.map((id) => literal(inside(id)))));
      if (exactly(scopes)) for (const id of node.any) choices.push(choiceOf(literal(inside(id)), literal(misfits(id))));
    }
    if (node.one !== null) {
      const branches = node.one;
      const many = branches.length > MOST_EXCLUSIVE;
      if (many) facts.push({ kind: "doubt", reason: TOO_MANY });
      const others = (index: number): Literal[] =>
        many ? [] : branches.filter((_, other) => other !== index).map(misfits);
      choices.push(choiceOf(...branches.map((id, index) => literal(inside(id), ...others(index)))));
    }
    if (node.not !== null) literals.push(misfits(node.not));
    if (node.condition !== null) {
      const { if: condition, then: yes, else: no } = node.condition;
      choices.push(choiceOf(literal(inside(condition), inside(yes)), literal(misfits(condition), inside(no))));
    }
    return { possible: true, literals, facts, choices };
  }

  #fails(node: Node, type: number): Expansion {
    const ways: Alternative[] = [];
    if (node.opaque !== null) ways.push(fact({ kind: "doubt", reason: node.opaque }));
    if (node.values !== null) ways.push(fact({ kind: "values", values: node.values }));
    if (type === NUMBER) numberFailures(node, ways);
    if (type === STRING) textFailures(node, ways);
    if (type === ARRAY) itemFailures(node, ways);
    if (type === OBJECT) memberFailures(node, ways);
    for (const id of node.all) ways.push(literal(misfits(id)));
    if (node.any !== null) ways.push(...waysToFailAny(node.any));
    if (node.one !== null) ways.push(...waysToFailOne(node.one));
    if (node.not !== null) ways.push(literal(fits(node.not)));
    if (node.condition !== null) {
      const { if: condition, then: yes, else: no } = node.condition;
      if (yes !== this.#graph.anything) ways.push(literal(fits(condition), misfits(yes)));
      if (no !== this.#graph.anything) ways.push(literal(misfits(condition), misfits(no)));
    }
    const rest = type === OBJECT ? node.unevaluatedProperties : type === ARRAY ? node.unevaluatedItems : null;
    if (rest !== null) {
      const scope = ++this.#scopes;
      const kind = type === OBJECT ? "unevaluatedMember" : "unevaluatedItem";
      ways.push({
        literals: [{ id: node.id, holds: true, promised: false, core: true, scopes: [scope] }],
        facts: [{ kind, scope, literal: misfits(rest) }],
      });
    }
    return { possible: true, literals: [], facts: [], choices: [{ ways, refused: node.id }] };
  }
}

/** The ways to fail `anyOf`: to fit none of the branches, of those given. */
export const waysToFailAny = (branches: readonly NodeId[], of = branches): Alternative[] => [
  { literals: branches.map(misfits), facts: [], about: of },
];

/** The ways to fail `oneOf`: to fit none of the branches or two of them. */
export const waysToFailOne = (branches: readonly NodeId[], of = branches): Alternative[] => [
  ...waysToFailAny(branches, of),
  ...(branches.length > MOST_EXCLUSIVE
    ? [{ ...fact({ kind: "doubt", reason: TOO_MANY }), about: of }]
    : branches.flatMap((id, index) =>
        branches.slice(index + 1).map((other) => ({ literals: [fits(id), fits(other)], facts: [], about: of })),
      )),
];

const numberFacts = (node: Node, facts: Fact[]): void => {
  if (node.integer) facts.push({ kind: "multiple", of: 1, holds: true });
  if (node.multipleOf !== null) facts.push({ kind: "multiple", of: node.multipleOf, holds: true });
  if (node.minimum !== null) facts.push({ kind: "number", limit: "min", ...node.minimum });
  if (node.maximum !== null) facts.push({ kind: "number", limit: "max", ...node.maximum });
};

const numberFailures = (node: Node, ways: Alternative[]): void => {
  if (node.integer) ways.push(fact({ kind: "multiple", of: 1, holds: false }));
  if (node.multipleOf !== null) ways.push(fact({ kind: "multiple", of: node.multipleOf, holds: false }));
  const { minimum, maximum } = node;
  if (minimum !== null)
    ways.push(fact({ kind: "number", limit: "max", value: minimum.value, exclusive: !minimum.exclusive }));
  if (maximum !== null)
    ways.push(fact({ kind: "number", limit: "min", value: maximum.value, exclusive: !maximum.exclusive }));
};

const textFacts = (node: Node, facts: Fact[]): void => {
  if (node.minLength > 0 || node.maxLength !== INFINITY)
    facts.push({ kind: "length", min: node.minLength, max: node.maxLength });
  if (node.pattern !== null) facts.push({ kind: "pattern", source: node.pattern, holds: true });
  if (node.format !== null) facts.push({ kind: "format", name: node.format, holds: true });
};

const textFailures = (node: Node, ways: Alternative[]): void => {
  if (node.minLength > 0) ways.push(fact({ kind: "length", min: 0, max: Math.ceil(node.minLength) - 1 }));
  if (node.maxLength !== INFINITY)
    ways.push(fact({ kind: "length", min: Math.floor(node.maxLength) + 1, max: INFINITY }));
  if (node.pattern !== null) ways.push(fact({ kind: "pattern", source: node.pattern, holds: false }));
  if (node.format !== null) ways.push(fact({ kind: "format", name: node.format, holds: false }));
};

const itemFacts = (node: Node, facts: Fact[], promised: boolean, scopes: readonly number[]): void => {
  if (node.minItems > 0 || node.maxItems !== INFINITY)
    facts.push({ kind: "size", min: node.minItems, max: node.maxItems });
  if (node.unique) facts.push({ kind: "unique", holds: true });
  if (node.prefix.length > 0 || node.items !== null)
    facts.push({ kind: "layout", prefix: node.prefix, items: node.items, promised, scopes });
  if (node.contains !== null) {
    facts.push({ kind: "contains", ...node.contains });
    if (exactly(scopes)) facts.push({ kind: "doubt", reason: "contains decides which items are unevaluated" });
  }
};

const itemFailures = (node: Node, ways: Alternative[]): void => {
  if (node.minItems > 0) ways.push(fact({ kind: "size", min: 0, max: Math.ceil(node.minItems) - 1 }));
  if (node.maxItems !== INFINITY) ways.push(fact({ kind: "size", min: Math.floor(node.maxItems) + 1, max: INFINITY }));
  if (node.unique) ways.push(fact({ kind: "unique", holds: false }));
  for (const [index, id] of node.prefix.entries())
    ways.push(fact({ kind: "item", from: index, to: index, literal: misfits(id) }));
  if (node.items !== null)
    ways.push(fact({ kind: "item", from: node.prefix.length, to: INFINITY, literal: misfits(node.items) }));
  if (node.contains !== null) {
    const { node: id, min, max } = node.contains;
    if (min > 0) ways.push(fact({ kind: "contains", node: id, min: 0, max: min - 1 }));
    if (max !== INFINITY) ways.push(fact({ kind: "contains", node: id, min: max + 1, max: INFINITY }));
  }
};

const has = (name: string, holds = true): Fact => ({ kind: "has", name, holds });

const memberFacts = (
  node: Node,
  facts: Fact[],
  choices: Choice[],
  promised: boolean,
  scopes: readonly number[],
  inside: (id: NodeId) => Literal,
): void => {
  for (const name of node.required) facts.push(has(name));
  if (node.minProperties > 0 || node.maxProperties !== INFINITY)
    facts.push({ kind: "size", min: node.minProperties, max: node.maxProperties });
  if (node.members !== null) facts.push({ kind: "members", members: node.members, promised, scopes });
  else if (promised) facts.push({ kind: "members", members: NO_MEMBERS, promised, scopes });
  if (node.names !== null) facts.push({ kind: "names", literal: fits(node.names) });
  for (const [name, needed] of node.dependentRequired)
    choices.push(choiceOf(fact(has(name, false)), fact(has(name), ...needed.map((other) => has(other)))));
  for (const [name, id] of node.dependentSchemas)
    choices.push(choiceOf(fact(has(name, false)), { literals: [inside(id)], facts: [has(name)] }));
};

const NO_MEMBERS = { props: new Map(), patterns: [], additional: null, ignored: new Set<string>() };

const memberFailures = (node: Node, ways: Alternative[]): void => {
  for (const name of node.required) ways.push(fact(has(name, false)));
  if (node.minProperties > 0) ways.push(fact({ kind: "size", min: 0, max: Math.ceil(node.minProperties) - 1 }));
  if (node.maxProperties !== INFINITY)
    ways.push(fact({ kind: "size", min: Math.floor(node.maxProperties) + 1, max: INFINITY }));
  const { members } = node;
  if (members !== null) {
    for (const [name, id] of members.props)
      if (!members.ignored.has(name))
        ways.push(fact({ kind: "member", where: { by: "name", name }, literal: misfits(id) }));
    for (const { source, node: id } of members.patterns)
      ways.push(fact({ kind: "member", where: { by: "pattern", source }, literal: misfits(id) }));
    if (members.additional !== null)
      ways.push(fact({ kind: "member", where: { by: "rest", members }, literal: misfits(members.additional) }));
  }
  if (node.names !== null)
    ways.push(fact({ kind: "member", where: { by: "badName", names: node.names }, literal: ALWAYS }));
  for (const [name, needed] of node.dependentRequired)
    for (const other of needed) ways.push(fact(has(name), has(other, false)));
  for (const [name, id] of node.dependentSchemas) ways.push({ literals: [misfits(id)], facts: [has(name)] });
};

/** The member's value may be anything. Node 0 of every graph is the schema that every value fits. */
const ALWAYS: Literal = fits(0);
