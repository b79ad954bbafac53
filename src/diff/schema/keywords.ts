import type { Direction } from "../../model/finding.ts";
import type { SchemaGraph } from "./graph.ts";
import { ANY, type Bound, type Members, maskOf, type Node, type NodeId, NUMBER } from "./node.ts";
import type { Located, SchemaSource } from "./source.ts";
import { patternOf } from "./text-pattern.ts";
import { isObject, type JsonObject } from "./value.ts";

/** What a schema is compiled with: the graph its parts go into, and the way to them. */
export interface Compilation {
  readonly graph: SchemaGraph;
  readonly source: SchemaSource;
  readonly child: (...segments: (string | number)[]) => NodeId;
}

type Keywords = { -readonly [Key in keyof Node]?: Node[Key] };

const count = (value: unknown, otherwise: number): number =>
  typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : otherwise;

const names = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((name): name is string => typeof name === "string") : [];

/**
 * The integers of a format that names a width, the widest to the nearest JSON number, as OpenAPI's
 * format registry has them.
 */
export const INTEGER_FORMATS: Readonly<Record<string, readonly [number, number]>> = {
  int8: [-128, 127],
  int16: [-32768, 32767],
  int32: [-2147483648, 2147483647],
  int64: [-(2 ** 63), 2 ** 63],
  uint8: [0, 255],
  uint16: [0, 65535],
  uint32: [0, 4294967295],
  uint64: [0, 2 ** 64],
};

const limits = (inclusive: unknown, exclusive: unknown, pick: (a: number, b: number) => number): Bound | null => {
  const open = typeof exclusive === "number" ? exclusive : exclusive === true ? inclusive : undefined;
  const closed = typeof inclusive === "number" ? inclusive : undefined;
  if (typeof open === "number" && (closed === undefined || open === closed || pick(open, closed) === open))
    return { value: open, exclusive: true };
  return closed === undefined ? null : { value: closed, exclusive: false };
};

const tighter = (a: Bound | null, b: Bound, pick: (x: number, y: number) => number): Bound =>
  a === null || (a.value !== b.value && pick(a.value, b.value) === b.value) ? b : a;

/** Whether a member exists only in the other direction: `readOnly` in a request, `writeOnly` in a response. */
export const isOneWay = (located: Located, source: SchemaSource, direction: Direction | null): boolean => {
  if (direction === null) return false;
  const mark = direction === "request" ? "readOnly" : "writeOnly";
  let current: Located | null = located;
  for (let hops = 0; current !== null && hops < 16; hops++) {
    const schema: unknown = current.schema;
    if (!isObject(schema)) return false;
    if (schema[mark] === true) return true;
    if (Array.isArray(schema.allOf) && schema.allOf.some((part) => isObject(part) && part[mark] === true)) return true;
    current = typeof schema.$ref === "string" ? source.follow(schema.$ref, current.location) : null;
  }
  return false;
};

const membersOf = (located: Located, schema: JsonObject, compilation: Compilation): Members | string | null => {
  const { properties, patternProperties, additionalProperties } = schema;
  if (!isObject(properties) && !isObject(patternProperties) && additionalProperties === undefined) return null;
  const { graph, source, child } = compilation;
  const props = new Map<string, NodeId>();
  const ignored = new Set<string>();
  if (isObject(properties))
    for (const name of Object.keys(properties)) {
      const value = properties[name];
      const part = { schema: isObject(value) ? value : true, location: located.location };
      if (isOneWay(part, source, graph.direction)) {
        ignored.add(name);
        props.set(name, graph.anything);
      } else props.set(name, child("properties", name));
    }
  const patterns = [];
  if (isObject(patternProperties))
    for (const pattern of Object.keys(patternProperties)) {
      const regex = patternOf(pattern, graph.spend);
      if (regex === null) return `the member pattern "${pattern}" is not a regular expression`;
      patterns.push({ source: pattern, regex, node: child("patternProperties", pattern) });
    }
  const additional = additionalProperties === undefined ? null : child("additionalProperties");
  return { props, patterns, additional, ignored };
};

/** The normal form of one schema's keywords. Draft 4 to 2020-12 and OpenAPI 3.0 forms of a keyword mean the same. */
export const keywordsOf = (located: Located, compilation: Compilation): Keywords => {
  const schema = located.schema;
  if (typeof schema === "boolean") return schema ? {} : { types: 0 };
  const { graph, source, child } = compilation;
  const out: Keywords = {};
  const all: NodeId[] = [];
  const opaque = (reason: string): void => {
    out.opaque ??= reason;
  };

  if (schema.type !== undefined) {
    const types = Array.isArray(schema.type) ? schema.type : [schema.type];
    out.types = types.reduce<number>((mask, name) => mask | maskOf(name), 0);
    out.integer = types.includes("integer") && !types.includes("number");
    if (schema.nullable === true) out.types |= 1;
  }
  if ("const" in schema) out.values = [schema.const];
  if (Array.isArray(schema.enum)) {
    const constant = out.values;
    if (constant === undefined || constant === null) out.values = schema.enum;
    else all.push(graph.made({ values: schema.enum }, located.location));
  }

  out.minimum = limits(schema.minimum, schema.exclusiveMinimum, Math.max);
  out.maximum = limits(schema.maximum, schema.exclusiveMaximum, Math.min);
  if (typeof schema.multipleOf === "number" && schema.multipleOf > 0) out.multipleOf = schema.multipleOf;
  out.minLength = count(schema.minLength, 0);
  out.maxLength = count(schema.maxLength, Number.POSITIVE_INFINITY);
  if (typeof schema.pattern === "string") out.pattern = schema.pattern;
  if (typeof schema.format === "string") {
    const range = INTEGER_FORMATS[schema.format];
    if (range === undefined) out.format = schema.format;
    else if (((out.types ?? ANY) & NUMBER) !== 0 && out.integer) {
      out.minimum = tighter(out.minimum, { value: range[0], exclusive: false }, Math.max);
      out.maximum = tighter(out.maximum, { value: range[1], exclusive: false }, Math.min);
    }
  }

  const prefix = Array.isArray(schema.prefixItems) ? "prefixItems" : Array.isArray(schema.items) ? "items" : null;
  if (prefix !== null) out.prefix = (schema[prefix] as unknown[]).map((_, index) => child(prefix, index));
  const rest = Array.isArray(schema.items) ? "additionalItems" : "items";
  if (schema[rest] !== undefined) out.items = child(rest);
  if (schema.contains !== undefined)
    out.contains = {
      node: child("contains"),
      min: count(schema.minContains, 1),
      max: count(schema.maxContains, Number.POSITIVE_INFINITY),
    };
  out.minItems = count(schema.minItems, 0);
  out.maxItems = count(schema.maxItems, Number.POSITIVE_INFINITY);
  out.unique = schema.uniqueItems === true;
  if (schema.unevaluatedItems !== undefined) out.unevaluatedItems = child("unevaluatedItems");

  const members = membersOf(located, schema, compilation);
  if (typeof members === "string") opaque(members);
  else out.members = members;
  const ignored = out.members?.ignored;
  out.required = [...new Set(names(schema.required))].filter((name) => !ignored?.has(name));
  out.minProperties = count(schema.minProperties, 0);
  out.maxProperties = count(schema.maxProperties, Number.POSITIVE_INFINITY);
  if (schema.propertyNames !== undefined) out.names = child("propertyNames");
  const dependentRequired: [string, string[]][] = [];
  const dependentSchemas: [string, NodeId][] = [];
  if (isObject(schema.dependentRequired))
    for (const [name, needed] of Object.entries(schema.dependentRequired))
      dependentRequired.push([name, names(needed)]);
  if (isObject(schema.dependentSchemas))
    for (const name of Object.keys(schema.dependentSchemas))
      dependentSchemas.push([name, child("dependentSchemas", name)]);
  if (isObject(schema.dependencies))
    for (const [name, needed] of Object.entries(schema.dependencies))
      if (Array.isArray(needed)) dependentRequired.push([name, names(needed)]);
      else dependentSchemas.push([name, child("dependencies", name)]);
  out.dependentRequired = dependentRequired;
  out.dependentSchemas = dependentSchemas;
  if (schema.unevaluatedProperties !== undefined) out.unevaluatedProperties = child("unevaluatedProperties");

  if (typeof schema.$ref === "string") {
    const target = source.follow(schema.$ref, located.location);
    if (target === null) opaque(`the reference "${schema.$ref}" leads nowhere`);
    else all.push(graph.idOf(source, target));
  }
  if (schema.$dynamicRef !== undefined || schema.$recursiveRef !== undefined) opaque("it uses a dynamic reference");
  if (Array.isArray(schema.allOf)) schema.allOf.forEach((_, index) => void all.push(child("allOf", index)));
  out.all = all;
  if (Array.isArray(schema.anyOf)) out.any = schema.anyOf.map((_, index) => child("anyOf", index));
  if (Array.isArray(schema.oneOf)) out.one = schema.oneOf.map((_, index) => child("oneOf", index));
  if (schema.not !== undefined) out.not = child("not");
  if (schema.if !== undefined && (schema.then !== undefined || schema.else !== undefined))
    out.condition = {
      if: child("if"),
      then: schema.then === undefined ? graph.anything : child("then"),
      else: schema.else === undefined ? graph.anything : child("else"),
    };
  return out;
};
