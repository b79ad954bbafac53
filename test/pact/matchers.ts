import { MatchersV3, type Rules } from "@pact-foundation/pact";
import { SchemaSet } from "../../src/conformance/schema-set.ts";
import type { Documents, Schema, SchemaLocation } from "../../src/model/contract.ts";

const { boolean, integer, like, number, regex } = MatchersV3;

type Keywords = { readonly [keyword: string]: unknown };

/** A part of a schema with all that references and `allOf` add to it. */
interface Part {
  readonly keywords: Keywords;
  readonly properties: ReadonlyMap<string, Part>;
  readonly required: ReadonlySet<string>;
}

/** Formats as patterns: at most what the format's own check accepts, so that nothing is promised that it does not say. */
const FORMATS: { readonly [format: string]: string } = {
  uuid: "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$",
  "date-time": "^\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?([Zz]|[+-]\\d{2}:\\d{2})$",
  e164: "^\\+[1-9]\\d{1,14}$",
};

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&");

/** Derives Pact matchers from a contract's schemas. */
export class Matchers {
  readonly #schemas: SchemaSet;

  constructor(documents: Documents) {
    this.#schemas = new SchemaSet(documents);
  }

  #part(location: SchemaLocation, own?: Schema): Part {
    const placed = this.#schemas.at(location);
    const schema = own ?? placed.schema;
    const keywords: Keywords = typeof schema === "boolean" ? {} : schema;
    const parts: Part[] = [];
    if (typeof keywords.$ref === "string") parts.push(this.#part(this.#schemas.follow(keywords.$ref, placed).location));
    for (const index of (Array.isArray(keywords.allOf) ? keywords.allOf : []).keys())
      parts.push(this.#part(`${location}/allOf/${index}`));
    const names = Object.keys((keywords.properties ?? {}) as Keywords);
    const properties = new Map(parts.flatMap((part) => [...part.properties]));
    for (const name of names)
      properties.set(name, this.#part(`${location}/properties/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`));
    const items = keywords.items === undefined ? {} : { items: this.#part(`${location}/items`) };
    return {
      keywords: { ...Object.assign({}, ...parts.map((part) => part.keywords)), ...keywords, ...items },
      properties,
      required: new Set([...parts.flatMap((part) => [...part.required]), ...((keywords.required ?? []) as string[])]),
    };
  }

  /**
   * What an answer promises: of an object its required members, of a list each item, of a text its form. Members that
   * may be absent are left out, since a pact has no words for "may be"; those that may be null may be so here as well.
   */
  promised(location: SchemaLocation, example: unknown): unknown {
    return this.#matcher(this.#part(location), example, true);
  }

  /** What a request may say: each member of the example in any form that the contract allows. */
  sent(location: SchemaLocation, example: unknown): unknown {
    return this.#matcher(this.#part(location), example, false);
  }

  /** What a text that is no JSON promises: its pattern, in the form of Pact's matching rules; null where there is none. */
  text(location: SchemaLocation, example: string): Rules | null {
    const { pattern } = this.#part(location).keywords;
    return typeof pattern === "string" ? { body: [{ path: "$", rules: [regex(whole(pattern), example)] }] } : null;
  }

  #matcher(part: Part, example: unknown, promising: boolean): unknown {
    const { keywords } = part;
    const kinds = kindsOf(keywords);
    if (promising && kinds.length > 1) return undecided(keywords, kinds, example);
    if (Array.isArray(example)) {
      const items = keywords.items as Part | undefined;
      if (items === undefined || example.length === 0) return like(example as string[]);
      // No length is promised, as `eachLike` would: a list may be empty unless the contract says otherwise.
      return { "pact:matcher:type": "type", value: [this.#matcher(items, example[0], promising)] };
    }
    if (example !== null && typeof example === "object") {
      const members = Object.entries(example).filter(([name]) => !promising || part.required.has(name));
      const matched = members.map(([name, value]): [string, unknown] => {
        const member = part.properties.get(name);
        return [name, member === undefined ? value : this.#matcher(member, value, promising)];
      });
      return like(Object.fromEntries(matched) as { [name: string]: string });
    }
    return scalar(keywords, example);
  }
}

const kindsOf = ({ type, enum: values }: Keywords): readonly unknown[] => {
  if (Array.isArray(type)) return type;
  return Array.isArray(values) ? [...new Set(values.map((value) => (value === null ? "null" : typeof value)))] : [type];
};

/** A pattern that is to be found somewhere in a text, as one that is the whole text: Pact knows no other. */
const whole = (pattern: string): string => {
  const start = pattern.startsWith("^") ? "" : "^[\\s\\S]*";
  return `${start}${pattern}${pattern.endsWith("$") ? "" : "[\\s\\S]*$"}`;
};

/** The form of a text as a pattern, or null. */
const formOf = ({ enum: values, format, pattern }: Keywords): string | null => {
  if (Array.isArray(values)) {
    const texts = values.filter((value): value is string => typeof value === "string");
    return `^(${texts.map(escaped).join("|")})$`;
  }
  const form = FORMATS[String(format)] ?? pattern;
  return typeof form === "string" ? whole(form) : null;
};

/**
 * A value of one of several kinds. Pact compares the JSON text of whatever is not an object or an array, so that a
 * pattern with `null` in it has words for "may be null".
 */
const undecided = (keywords: Keywords, kinds: readonly unknown[], example: unknown): unknown => {
  const nullable = kinds.length === 2 && kinds.includes("null") && kinds.includes("string");
  const form = nullable ? formOf(keywords) : null;
  const pattern = form === null ? "^[\\s\\S]*$" : `^(null|${form.slice(1, -1)})$`;
  const value = example !== null && typeof example === "object" ? "a text" : example;
  return { "pact:matcher:type": "regex", regex: pattern, value };
};

const scalar = (keywords: Keywords, example: unknown): unknown => {
  if (typeof example === "boolean") return boolean(example);
  if (typeof example === "number") return keywords.type === "integer" ? integer(example) : number(example);
  if (typeof example !== "string") return example;
  const form = formOf(keywords);
  return form === null ? like(example) : regex(form, example);
};
