import type { Direction } from "../../model/finding.ts";
import type { SchemaGraph } from "./graph.ts";
import { isOneWay } from "./keywords.ts";
import type { Node, NodeId } from "./node.ts";
import { type Located, type SchemaSource, stepInto } from "./source.ts";
import { isObject } from "./value.ts";

const NONE: ReadonlySet<string> = new Set();

/** The names of both. */
export const union = (a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> =>
  b.size === 0 ? a : a.size === 0 ? b : new Set([...a, ...b]);

/**
 * Members that do not travel in the direction of a comparison (`readOnly` in a request) are not required in it either,
 * whichever part of a schema requires them (OpenAPI 3.0, Schema Object: `readOnly`). Parts of `allOf` do not know of
 * each other; a part that requires or declares what another keeps from travelling is replaced by one that does not.
 */
export class OneWayMembers {
  readonly #graph: SchemaGraph;
  readonly #hidden = new Map<NodeId, ReadonlySet<string>>();
  readonly #replacing = new Set<string>();

  constructor(graph: SchemaGraph) {
    this.#graph = graph;
  }

  /** The node with its parts knowing of each other; the same node where they need not. */
  settled(node: Node): Node {
    if (node.all.length === 0) return node;
    const hidden = this.#hiddenBy(node);
    return hidden.size === 0 ? node : this.#without(node, hidden);
  }

  #hiddenBy(node: Node): ReadonlySet<string> {
    const known = this.#hidden.get(node.id);
    if (known !== undefined) return known;
    // What a schema that contains itself adds to itself is nothing new.
    this.#hidden.set(node.id, NONE);
    const own = node.members?.ignored ?? NONE;
    const hidden = node.all.reduce((names, id) => union(names, this.#hiddenBy(this.#graph.node(id))), own);
    this.#hidden.set(node.id, hidden);
    return hidden;
  }

  #speaksOf(node: Node, names: ReadonlySet<string>, seen = new Set<NodeId>()): boolean {
    if (seen.has(node.id)) return false;
    seen.add(node.id);
    const { members } = node;
    if (node.required.some((name) => names.has(name))) return true;
    if (members !== null && [...names].some((name) => members.props.has(name) && !members.ignored.has(name)))
      return true;
    return inPlace(node).some((id) => this.#speaksOf(this.#graph.node(id), names, seen));
  }

  #replaced(id: NodeId, names: ReadonlySet<string>): NodeId {
    const key = `without ${JSON.stringify([...names].sort())}`;
    const guard = `${id} ${key}`;
    if (this.#replacing.has(guard) || !this.#speaksOf(this.#graph.node(id), names)) return id;
    this.#replacing.add(guard);
    try {
      return this.#graph.part(id, key, () => this.#without(this.#graph.node(id), names));
    } finally {
      this.#replacing.delete(guard);
    }
  }

  #without(node: Node, names: ReadonlySet<string>): Node {
    const replaced = (id: NodeId): NodeId => this.#replaced(id, names);
    const { members, condition } = node;
    const props = new Map(members?.props);
    for (const name of names) if (props.has(name)) props.set(name, this.#graph.anything);
    return {
      ...node,
      required: node.required.filter((name) => !names.has(name)),
      members: members && { ...members, props, ignored: union(members.ignored, names) },
      all: node.all.map(replaced),
      any: node.any?.map(replaced) ?? null,
      one: node.one?.map(replaced) ?? null,
      condition: condition && { if: condition.if, then: replaced(condition.then), else: replaced(condition.else) },
      dependentSchemas: node.dependentSchemas.map(([name, id]) => [name, replaced(id)]),
    };
  }
}

const inPlace = ({ all, any, one, condition, dependentSchemas }: Node): NodeId[] => [
  ...all,
  ...(any ?? []),
  ...(one ?? []),
  ...(condition === null ? [] : [condition.then, condition.else]),
  ...dependentSchemas.map(([, id]) => id),
];

/** The members that do not travel by what schemas and the parts of their `allOf` say, as the documents have them. */
export class HiddenMembers {
  readonly #source: SchemaSource;
  readonly #direction: Direction | null;
  readonly #known = new WeakMap<object, ReadonlySet<string>>();

  constructor(source: SchemaSource, direction: Direction | null) {
    this.#source = source;
    this.#direction = direction;
  }

  /** The names of those members of a schema, and of all schemas that apply to the same value whatever it is. */
  of({ schema, location }: Located): ReadonlySet<string> {
    if (this.#direction === null || typeof schema === "boolean") return NONE;
    const known = this.#known.get(schema);
    if (known !== undefined) return known;
    // What a schema that contains itself adds to itself is nothing new.
    this.#known.set(schema, NONE);
    const names = new Set<string>();
    if (isObject(schema.properties))
      for (const [name, value] of Object.entries(schema.properties))
        if (isObject(value) && isOneWay({ schema: value, location }, this.#source, this.#direction)) names.add(name);
    const parts: Located[] = [];
    if (Array.isArray(schema.allOf))
      for (const [index, part] of schema.allOf.entries())
        if (isObject(part)) parts.push({ schema: part, location: stepInto(location, "allOf", index) });
    const target = typeof schema.$ref === "string" ? this.#source.follow(schema.$ref, location) : null;
    if (target !== null) parts.push(target);
    const hidden = parts.reduce<ReadonlySet<string>>((all, part) => union(all, this.of(part)), names);
    this.#known.set(schema, hidden);
    return hidden;
  }
}
