import type { Located, SchemaSource } from "../schema/source.ts";
import { splitLocation, stepInto } from "../schema/source.ts";
import { isObject, type JsonObject } from "../schema/value.ts";
import { list, object, text } from "./part.ts";
import { memberOf, target } from "./schema-places.ts";

/** Which member tells the alternatives of a value apart, and what its values stand for (OpenAPI 3.1, Discriminator Object). */
export interface Discriminator {
  readonly member: string;
  readonly variants: ReadonlyMap<string, Variant>;
  /** What a value stands for that is none of the variants (OpenAPI 3.2); null where that is not said. */
  readonly otherwise: Located | null;
  readonly location: string;
  /** The Discriminator Object itself, by which it is known. */
  readonly raw: object;
}

/** What one value of the member stands for. */
export interface Variant {
  readonly schema: Located;
  /** Whether the schema itself allows this value of the member and a few others at most. */
  readonly fixed: boolean;
}

/** The deepest nesting of `allOf` in which a discriminator is looked for. */
const DEPTH = 8;

/** Finds discriminators in the documents of one side. */
export class Discriminators {
  readonly #source: SchemaSource;
  /** By schema, the names of the components that are made from it by `allOf`; by document. */
  readonly #heirs = new Map<string, Map<object, [string, Located][]>>();

  constructor(source: SchemaSource) {
    this.#source = source;
  }

  /** The discriminator of the values that a schema describes; through references, `allOf`, and nullable forms. */
  of(located: Located, depth = 0): Discriminator | null {
    const resolved = target(this.#source, located);
    const { schema, location } = resolved;
    if (!isObject(schema) || depth > DEPTH) return null;
    const own = isObject(schema.discriminator) ? schema.discriminator : null;
    if (own !== null && typeof own.propertyName === "string")
      return this.#read(own, own.propertyName, schema, resolved);
    const parts = list(schema.allOf).map((part, index): [unknown, string] => [
      part,
      stepInto(location, "allOf", index),
    ]);
    if (typeof schema.$ref === "string") {
      const next = this.#source.follow(schema.$ref, location);
      if (next !== null) parts.push([next.schema, next.location]);
    }
    for (const keyword of ["anyOf", "oneOf"]) {
      const branches = list(schema[keyword]).map((part, index): [unknown, string] => [
        part,
        stepInto(location, keyword, index),
      ]);
      const real = branches.filter(([part]) => !(isObject(part) && part.type === "null"));
      if (real.length === 1) parts.push(...real);
    }
    for (const [part, at] of parts) {
      const found = isObject(part) ? this.of({ schema: part, location: at }, depth + 1) : null;
      if (found !== null) return found;
    }
    return null;
  }

  #read(own: JsonObject, member: string, schema: JsonObject, resolved: Located): Discriminator {
    const { location } = resolved;
    const variants = new Map<string, Variant>();
    const mapped = new Set<unknown>();
    const add = (value: string, variant: Located): void => {
      const values = this.#valuesOf(variant, member);
      variants.set(value, { schema: variant, fixed: values?.includes(value) ?? false });
    };
    for (const [value, reference] of Object.entries(object(own.mapping))) {
      const found = this.#named(text(reference, ""), location);
      if (found === null) continue;
      mapped.add(found.schema);
      add(value, found);
    }
    const branches = [...list(schema.oneOf), ...list(schema.anyOf)]
      .map((branch) => text(object(branch).$ref, ""))
      .filter((reference) => reference !== "");
    const named: [string, Located | null][] =
      branches.length > 0
        ? branches.map((reference) => [nameIn(reference), this.#source.follow(reference, location)])
        : this.#heirsOf(resolved);
    for (const [name, variant] of named) {
      if (variant === null || mapped.has(variant.schema)) continue;
      // Where a schema says itself how it is tagged, its name is not the tag.
      for (const value of this.#valuesOf(variant, member) ?? [name]) add(value, variant);
    }
    const otherwise = typeof own.defaultMapping === "string" ? this.#named(own.defaultMapping, location) : null;
    return { member, variants, otherwise, location: stepInto(location, "discriminator"), raw: own };
  }

  /** What a mapping leads to: a reference, or the name of a component. */
  #named(reference: string, from: string): Located | null {
    return this.#source.follow(reference, from) ?? this.#source.follow(`#/components/schemas/${reference}`, from);
  }

  /** The values that a schema allows a member to have, where it names them. */
  #valuesOf(located: Located, member: string): string[] | null {
    const found = memberOf(this.#source, located, member);
    const schema: unknown = found === null ? null : target(this.#source, found).schema;
    if (!isObject(schema)) return null;
    const values = "const" in schema ? [schema.const] : Array.isArray(schema.enum) ? schema.enum : null;
    return values?.filter((value): value is string => typeof value === "string") ?? null;
  }

  #heirsOf({ schema, location }: Located): [string, Located][] {
    const { source } = splitLocation(location);
    let heirs = this.#heirs.get(source);
    if (heirs === undefined) {
      heirs = new Map();
      this.#heirs.set(source, heirs);
      const root = `${source}#/components/schemas`;
      for (const [name, component] of Object.entries(object(this.#source.at(root)?.schema))) {
        const at = stepInto(root, name);
        for (const part of list(object(component).allOf)) {
          const parent = this.#source.follow(text(object(part).$ref, ""), at)?.schema;
          if (!isObject(parent) || !isObject(component)) continue;
          const known = heirs.get(parent) ?? [];
          known.push([name, { schema: component, location: at }]);
          heirs.set(parent, known);
        }
      }
    }
    return typeof schema === "object" ? (heirs.get(schema) ?? []) : [];
  }
}

const nameIn = (reference: string): string => reference.split("/").at(-1) ?? reference;
