import type { Schema } from "../../model/contract.ts";
import type { Direction } from "../../model/finding.ts";
import { isAnnotation } from "./graph.ts";
import { INTEGER_FORMATS, isOneWay } from "./keywords.ts";
import type { Located, SchemaSource } from "./source.ts";
import { stepInto } from "./source.ts";
import { isObject, type JsonObject } from "./value.ts";

/** Keywords whose values are instances or names, not schemas. */
const DATA = new Set(["const", "enum", "required", "dependentRequired", "type"]);
const MAPS = new Set(["properties", "patternProperties", "dependentSchemas", "dependencies"]);

/**
 * One self-contained JSON Schema 2020-12 that means what a schema of a document means in one direction: references
 * gathered under `$defs`, OpenAPI 3.0 forms written as 2020-12, widths of integers as limits. It is made from the
 * document's own text, not from the normal form, so that a validator judges independently of it. `names` are the
 * names of all members of the instances to be judged: what is said of other members is left out, for it judges nothing.
 */
export const bundleOf = (
  source: SchemaSource,
  root: Located,
  direction: Direction | null,
  names: ReadonlySet<string> | null = null,
): JsonObject => {
  const known = new Map<object, string>();
  const definitions: Record<string, unknown> = {};
  const pending: [string, Located][] = [];
  const nameOf = (located: Located): string => {
    const { schema } = located;
    if (typeof schema === "boolean") {
      const name = schema ? "anything" : "nothing";
      definitions[name] = schema;
      return name;
    }
    let name = known.get(schema);
    if (name === undefined) {
      name = `s${known.size}`;
      known.set(schema, name);
      pending.push([name, located]);
    }
    return name;
  };

  const refTo = (located: Located): JsonObject => ({ $ref: `#/$defs/${nameOf(located)}` });

  const copy = (located: Located): Schema => {
    const { schema, location } = located;
    if (typeof schema === "boolean") return schema;
    const out: Record<string, unknown> = {};
    const child = (value: unknown, ...segments: (string | number)[]): unknown =>
      typeof value === "boolean" || isObject(value)
        ? nested({ schema: value, location: stepInto(location, ...segments) })
        : true;
    const dropped = new Set<string>();
    if (isObject(schema.properties))
      for (const [name, value] of Object.entries(schema.properties))
        if (isObject(value) && isOneWay({ schema: value, location }, source, direction)) dropped.add(name);
    for (const [keyword, value] of Object.entries(schema)) {
      if (isAnnotation(keyword)) continue;
      if (keyword === "$ref" && typeof value === "string") {
        const target = source.follow(value, location);
        if (target === null) throw new Error(`the reference "${value}" leads nowhere`);
        out.$ref = refTo(target).$ref;
      } else if (keyword === "required" && Array.isArray(value)) {
        const left = [...new Set(value)].filter((name) => !dropped.has(String(name)));
        if (left.length > 0) out.required = left;
      } else if (DATA.has(keyword)) out[keyword] = value;
      else if (MAPS.has(keyword) && isObject(value))
        out[keyword] = Object.fromEntries(
          Object.entries(value)
            .filter(([name]) => names === null || keyword === "patternProperties" || names.has(name))
            .map(([name, part]) => [
              name,
              keyword === "properties" && dropped.has(name)
                ? true
                : Array.isArray(part)
                  ? part
                  : child(part, keyword, name),
            ]),
        );
      else if (keyword === "items" && Array.isArray(value)) {
        out.prefixItems = value.map((part, index) => child(part, keyword, index));
        if (schema.additionalItems !== undefined) out.items = child(schema.additionalItems, "additionalItems");
      } else if (keyword === "additionalItems") continue;
      else if (Array.isArray(value)) out[keyword] = value.map((part, index) => child(part, keyword, index));
      else if (isObject(value) || typeof value === "boolean")
        out[keyword] = SCALARS.has(keyword) ? value : child(value, keyword);
      else out[keyword] = value;
    }
    return modern(out, schema);
  };

  const nested = (located: Located): unknown => {
    const { schema } = located;
    if (typeof schema === "boolean") return schema;
    return known.has(schema) ? refTo(located) : copy(located);
  };

  const name = nameOf(root);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) definitions[next[0]] = copy(next[1]);
  return { $ref: `#/$defs/${name}`, $defs: definitions };
};

const SCALARS = new Set(["uniqueItems", "exclusiveMinimum", "exclusiveMaximum"]);

/** OpenAPI 3.0 and draft 4 forms as 2020-12 has them; formats that name a width as the limits they mean. */
const modern = (out: Record<string, unknown>, schema: JsonObject): Schema => {
  for (const [exclusive, inclusive] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ] as const) {
    if (typeof out[exclusive] !== "boolean") continue;
    const strict = out[exclusive] === true && typeof out[inclusive] === "number";
    if (strict) {
      out[exclusive] = out[inclusive];
      delete out[inclusive];
    } else delete out[exclusive];
  }
  if (schema.nullable === true && out.type !== undefined)
    out.type = [...new Set([...(Array.isArray(out.type) ? out.type : [out.type]), "null"])];
  const range = typeof out.format === "string" ? INTEGER_FORMATS[out.format] : undefined;
  if (range === undefined) return out;
  delete out.format;
  const types = Array.isArray(out.type) ? out.type : [out.type];
  if (!types.includes("integer") || types.includes("number")) return out;
  return { allOf: [out, { minimum: range[0], maximum: range[1] }] };
};

/** The names of all members of an instance, at whatever depth. */
export const namesIn = (instance: unknown): ReadonlySet<string> => {
  const names = new Set<string>();
  const pending: unknown[] = [instance];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (isObject(value)) for (const name of Object.keys(value)) names.add(name);
    if (typeof value === "object" && value !== null)
      for (const part of Object.values(value)) if (part !== null) pending.push(part);
  }
  return names;
};
