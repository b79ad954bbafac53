import type { Budget } from "./budget.ts";
import type { SchemaGraph } from "./graph.ts";
import type { Node, NodeId } from "./node.ts";
import { isObject } from "./value.ts";

/**
 * How many schemas a validator that keeps no notes would ask about a value, were it to stop at nothing: parts that are
 * referred to twice count twice. Infinite for schemas that lead back to themselves. Each schema and part is looked at
 * once, so that this is known where finding out by trial would take for ever.
 */
export const effortOf = (graph: SchemaGraph, id: NodeId, value: unknown, budget: Budget): number => {
  const known = new Map<unknown, Map<NodeId, number>>();
  const effort = (one: NodeId, part: unknown): number => {
    // What is asked of a simple value depends on its schema alone.
    const key = typeof part === "object" ? part : undefined;
    const asked = known.get(key) ?? new Map<NodeId, number>();
    known.set(key, asked);
    const before = asked.get(one);
    if (before !== undefined) return before;
    budget.spend();
    asked.set(one, Number.POSITIVE_INFINITY);
    const node = graph.node(one);
    let sum = 1;
    for (const child of inPlace(node)) sum += effort(child, part);
    if (Array.isArray(part)) sum += below(node, part, itemSchemas);
    else if (isObject(part)) sum += below(node, part, memberSchemas);
    asked.set(one, sum);
    return sum;
  };
  const below = <Value extends object>(
    node: Node,
    part: Value,
    schemas: (node: Node, key: string) => Iterable<NodeId>,
  ): number => {
    let sum = 0;
    for (const [key, inner] of Object.entries(part))
      for (const child of schemas(node, key)) sum += effort(child, inner);
    return sum;
  };
  return effort(id, value);
};

function* inPlace({ all, any, one, not, condition, dependentSchemas }: Node): Generator<NodeId> {
  yield* all;
  yield* any ?? [];
  yield* one ?? [];
  if (not !== null) yield not;
  if (condition !== null) yield* [condition.if, condition.then, condition.else];
  for (const [, child] of dependentSchemas) yield child;
}

function* itemSchemas({ prefix, items, contains, unevaluatedItems }: Node, key: string): Generator<NodeId> {
  const own = prefix[Number(key)] ?? items;
  for (const child of [own, contains?.node, unevaluatedItems]) if (child !== null && child !== undefined) yield child;
}

function* memberSchemas({ members, names, unevaluatedProperties }: Node, key: string): Generator<NodeId> {
  const own = [members?.props.get(key), members?.additional, names, unevaluatedProperties];
  for (const child of own) if (child !== null && child !== undefined) yield child;
  for (const { node } of members?.patterns ?? []) yield node;
}
