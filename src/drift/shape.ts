import type { PlacedSchema, SchemaSet } from "../conformance/schema-set.ts";
import type { Schema, SchemaLocation } from "../model/contract.ts";
import { pointerOf } from "../model/pointer.ts";

const SAME_PLACE_LISTS = ["allOf", "anyOf", "oneOf"] as const;
const SAME_PLACE = ["if", "then", "else"] as const;

const isSchema = (value: unknown): value is Schema =>
  typeof value === "boolean" || (value !== null && typeof value === "object" && !Array.isArray(value));

const namesIn = (value: unknown): string[] => (isSchema(value) ? Object.keys(value) : []);

/**
 * What a contract documents at one place of a body, all alternatives taken together: which members and items there are,
 * and whether values are listed. Parts are looked up when they are asked for; a schema inside itself ends there.
 */
export class Shape {
  readonly #schemas: SchemaSet;
  /** Every object schema that says something about this place. */
  readonly #here: readonly PlacedSchema[];
  readonly #around: ReadonlySet<SchemaLocation>;
  readonly #members = new Map<string, Shape | null>();
  #items: Shape | null | undefined;
  #rest: Shape | null | undefined;
  /** The names of the documented members. */
  readonly names: ReadonlySet<string>;
  /** The schema that lists the members; null where none does, so that any member will do. */
  readonly owner: SchemaLocation | null;
  /** Names that are not listed are data. */
  readonly open: boolean;
  /** The contract lists values: `enum` or `const`. */
  readonly lists: boolean;
  readonly secret: boolean;

  private constructor(
    schemas: SchemaSet,
    placed: readonly PlacedSchema[],
    around: ReadonlySet<SchemaLocation>,
    secret: boolean,
  ) {
    this.#schemas = schemas;
    this.#here = flattened(schemas, placed);
    this.#around = new Set([...around, ...this.#here.map(({ location }) => location)]);
    const keywords = this.#here.map(({ schema }) => schema as Readonly<Record<string, unknown>>);
    this.names = new Set(keywords.flatMap(({ properties }) => namesIn(properties)));
    this.owner = this.#here.find((_, index) => isSchema(keywords[index]?.properties))?.location ?? null;
    this.open = keywords.some(
      (schema) =>
        ["additionalProperties", "unevaluatedProperties"].some((name) => name in schema && schema[name] !== false) ||
        "patternProperties" in schema,
    );
    this.lists = keywords.some((schema) => "enum" in schema || "const" in schema);
    this.secret = secret || keywords.some((schema) => schema["x-secret"] === true);
  }

  /** The shape that the schema at a location gives to a body. */
  static of(schemas: SchemaSet, location: SchemaLocation): Shape {
    return new Shape(schemas, [schemas.at(location)], new Set(), false);
  }

  /** The shape of a documented member; null where it is not documented, or is the same schema again. */
  member(name: string): Shape | null {
    let shape = this.#members.get(name);
    if (shape === undefined) {
      shape = this.#below((schema) =>
        Object.hasOwn(schema, "properties") && namesIn(schema.properties).includes(name) ? ["properties", name] : null,
      );
      this.#members.set(name, shape);
    }
    return shape;
  }

  /** The shape of the members whose names are data. */
  get rest(): Shape | null {
    this.#rest ??= this.#below((schema) => (isSchema(schema.additionalProperties) ? ["additionalProperties"] : null));
    return this.#rest;
  }

  get items(): Shape | null {
    this.#items ??= this.#below((schema) => (isSchema(schema.items) ? ["items"] : null));
    return this.#items;
  }

  #below(stepOf: (schema: Readonly<Record<string, unknown>>) => readonly string[] | null): Shape | null {
    const placed = this.#here.flatMap(({ schema, location }) => {
      const step = stepOf(schema as Readonly<Record<string, unknown>>);
      return step === null ? [] : [this.#schemas.at(location + pointerOf(step))];
    });
    if (placed.length === 0) return null;
    const fresh = flattened(this.#schemas, placed).every(({ location }) => !this.#around.has(location));
    return fresh ? new Shape(this.#schemas, placed, this.#around, this.secret) : null;
  }
}

/** The object schemas at one place of the instance, references and combinations followed, each once. */
const flattened = (schemas: SchemaSet, placed: readonly PlacedSchema[]): PlacedSchema[] => {
  const found = new Map<SchemaLocation, PlacedSchema>();
  const queue = [...placed];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { schema, location } = next;
    if (typeof schema === "boolean" || found.has(location)) continue;
    found.set(location, next);
    const at = (...segments: (string | number)[]) => queue.push(schemas.at(location + pointerOf(segments)));
    if (typeof schema.$ref === "string") queue.push(schemas.follow(schema.$ref, next));
    for (const name of SAME_PLACE_LISTS)
      if (Array.isArray(schema[name])) for (const index of (schema[name] as unknown[]).keys()) at(name, index);
    for (const name of SAME_PLACE) if (isSchema(schema[name])) at(name);
    for (const name of namesIn(schema.dependentSchemas)) at("dependentSchemas", name);
  }
  return [...found.values()];
};
