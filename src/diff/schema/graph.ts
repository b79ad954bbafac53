import type { Direction } from "../../model/finding.ts";
import { keywordsOf } from "./keywords.ts";
import { type Likeness, NO_LIKENESS } from "./likeness.ts";
import { EMPTY_NODE, type Node, type NodeId } from "./node.ts";
import { OneWayMembers } from "./one-way.ts";
import type { Located, SchemaSource } from "./source.ts";
import { stepInto } from "./source.ts";
import { canonicalText, isObject } from "./value.ts";

/** Keywords that constrain nothing. A schema with `$ref` and only these beside it is what it refers to. */
const ANNOTATIONS = new Set([
  ...["$schema", "$id", "$anchor", "$dynamicAnchor", "$comment", "$defs", "definitions", "title", "description"],
  ...["default", "example", "examples", "deprecated", "readOnly", "writeOnly", "discriminator", "xml", "externalDocs"],
  ...["contentEncoding", "contentMediaType", "contentSchema", "$vocabulary", "nullable"],
]);

/** Whether a keyword only describes. */
export const isAnnotation = (keyword: string): boolean => ANNOTATIONS.has(keyword) || keyword.startsWith("x-");

/** The longest text of a schema that is compared by its text. */
const SMALL = 400;

/**
 * All schemas of a comparison in normal form, compiled when they are first looked at. Both documents share one graph,
 * so that schemas known to be the same are one node. `direction` decides which members do not travel.
 */
export class SchemaGraph {
  readonly direction: Direction | null;
  readonly #nodes: (Node | null)[] = [];
  readonly #origins: (readonly [SchemaSource, Located] | null)[] = [];
  readonly #byObject = new Map<object, NodeId>();
  readonly #byText = new Map<string, NodeId>();
  readonly #parts = new Map<string, NodeId>();
  readonly #bare = new Map<NodeId, NodeId>();
  readonly #oneWay = new OneWayMembers(this);
  readonly likeness: Likeness;
  /** The schema every value fits. */
  readonly anything: NodeId;
  /** The schema no value fits. */
  readonly nothing: NodeId;

  /** Told of the steps that work on behalf of the whole comparison takes. */
  readonly spend: (steps: number) => void;

  /** `likeness` says what is known of the schemas of the revision beforehand. */
  constructor(
    direction: Direction | null = null,
    likeness: Likeness = NO_LIKENESS,
    spend: (steps: number) => void = () => undefined,
  ) {
    this.direction = direction;
    this.spend = spend;
    this.likeness = likeness;
    this.anything = this.made({});
    this.nothing = this.made({ types: 0 });
  }

  /** A node that stands in no document. */
  made(keywords: Partial<Omit<Node, "id" | "location">>, location = ""): NodeId {
    const id = this.#nodes.length;
    const node: Node = { ...EMPTY_NODE, ...keywords, id, location };
    this.#nodes.push(node);
    this.#origins.push(null);
    if (keywords.all !== undefined && this.direction !== null) this.#nodes[id] = this.#oneWay.settled(node);
    return id;
  }

  /** The number of a schema; a pure reference has its target's. */
  idOf(source: SchemaSource, located: Located): NodeId {
    let current = located;
    const seen = new Set<object>();
    for (;;) {
      const { schema, location } = current;
      if (typeof schema === "boolean") return schema ? this.anything : this.nothing;
      const known = this.#byObject.get(schema);
      if (known !== undefined) return known;
      const target = typeof schema.$ref === "string" && !seen.has(schema) && isPureReference(schema);
      seen.add(schema);
      if (!target) return this.#enter(source, current, schema);
      const next = source.follow(schema.$ref as string, location);
      if (next === null) return this.#enter(source, current, schema);
      current = next;
    }
  }

  #enter(source: SchemaSource, located: Located, schema: object): NodeId {
    const twin = this.likeness.of(schema);
    const same = twin === null ? undefined : this.#byObject.get(twin);
    if (same !== undefined) {
      this.#byObject.set(schema, same);
      return same;
    }
    const text = meaningText(schema);
    const equal = text === null ? undefined : this.#byText.get(text);
    if (equal !== undefined) {
      this.#byObject.set(schema, equal);
      return equal;
    }
    const id = this.#nodes.length;
    this.#nodes.push(null);
    this.#origins.push([source, located]);
    this.#byObject.set(schema, id);
    if (twin !== null) this.#byObject.set(twin, id);
    if (text !== null) this.#byText.set(text, id);
    return id;
  }

  /** The node of a number. */
  node(id: NodeId): Node {
    const known = this.#nodes[id];
    if (known) return known;
    const origin = this.#origins[id];
    if (!origin) throw new RangeError(`there is no schema ${id}`);
    const [source, located] = origin;
    const child = (...segments: (string | number)[]): NodeId => {
      let value: unknown = located.schema;
      for (const segment of segments) value = (value as Record<string, unknown>)[segment];
      const schema = typeof value === "boolean" || isObject(value) ? value : true;
      return this.idOf(source, { schema, location: stepInto(located.location, ...segments) });
    };
    const keywords = keywordsOf(located, { graph: this, source, child });
    const node: Node = { ...EMPTY_NODE, ...keywords, id, location: located.location };
    this.#nodes[id] = node;
    const settled = this.direction === null ? node : this.#oneWay.settled(node);
    this.#nodes[id] = settled;
    return settled;
  }

  /** The schema that only these values fit, made once. */
  only(values: readonly unknown[]): NodeId {
    return this.#shared(`values ${canonicalText(values)}`, { values });
  }

  /** The schema of texts, made once; with a pattern, of those that match it. */
  texts(pattern: string | null = null): NodeId {
    return this.#shared(`texts ${pattern}`, { types: 8, pattern });
  }

  #shared(name: string, keywords: Partial<Omit<Node, "id" | "location">>): NodeId {
    let id = this.#byText.get(name);
    if (id === undefined) {
      id = this.made(keywords);
      this.#byText.set(name, id);
    }
    return id;
  }

  /** A part of a schema under a name, made once. */
  part(id: NodeId, name: string, keywords: () => Partial<Omit<Node, "id" | "location">>): NodeId {
    const key = `${id} ${name}`;
    let part = this.#parts.get(key);
    if (part === undefined) {
      part = this.made(keywords(), this.node(id).location);
      this.#parts.set(key, part);
    }
    return part;
  }

  /** The schema that is all of these at once. */
  together(ids: readonly NodeId[]): NodeId {
    const [only] = ids;
    if (only === undefined) return this.anything;
    if (ids.length === 1) return only;
    const sorted = [...new Set(ids)].sort((a, b) => a - b);
    return sorted.length === 1 ? only : this.part(only, `all ${sorted.join(",")}`, () => ({ all: sorted }));
  }

  /** The schema's own keywords, without those that apply other schemas to the same value. */
  bare(id: NodeId): NodeId {
    const known = this.#bare.get(id);
    if (known !== undefined) return known;
    const node = this.node(id);
    const applies =
      node.all.length > 0 ||
      node.any !== null ||
      node.one !== null ||
      node.not !== null ||
      node.condition !== null ||
      node.dependentSchemas.length > 0 ||
      node.unevaluatedItems !== null ||
      node.unevaluatedProperties !== null;
    const none = { all: [], any: null, one: null, not: null, condition: null, dependentSchemas: [] };
    const rest = { unevaluatedItems: null, unevaluatedProperties: null };
    const bare = applies ? this.made({ ...node, ...none, ...rest }, node.location) : id;
    this.#bare.set(id, bare);
    return bare;
  }

  /** The schema as written, where the node stands in a document. */
  origin(id: NodeId): (Located & { readonly source: SchemaSource }) | null {
    const origin = this.#origins[id];
    return origin ? { ...origin[1], source: origin[0] } : null;
  }
}

const isPureReference = (schema: object): boolean =>
  Object.keys(schema).every((keyword) => keyword === "$ref" || isAnnotation(keyword));

/** What a small schema without references says, as text; null for any other. */
const meaningText = (schema: object): string | null => {
  let left = SMALL;
  const measure = (value: unknown): boolean => {
    left -= typeof value === "string" ? value.length + 2 : 4;
    if (left < 0) return false;
    if (Array.isArray(value)) return value.every(measure);
    if (!isObject(value)) return true;
    for (const key in value) {
      if (key === "$ref" || key === "$dynamicRef" || key === "readOnly" || key === "writeOnly") return false;
      left -= key.length;
      if (!measure(value[key])) return false;
    }
    return true;
  };
  if (!measure(schema)) return null;
  const stated = Object.entries(schema).filter(([keyword]) => !isAnnotation(keyword));
  return canonicalText(Object.fromEntries(stated));
};
