import type { Conformance } from "../conformance/conformance.ts";
import type { SchemaViolation } from "../conformance/evaluation.ts";
import type { SchemaLocation } from "../model/contract.ts";
import { below, type Pointer } from "../model/pointer.ts";
import { show } from "../model/show.ts";
import { withValueAt } from "./case.ts";
import { type PlacedShape, partsOf } from "./instances.ts";
import { type PlacedKeyword, type Shapes, saying, typeName } from "./shape.ts";
import { fitted, textsBreakingFormat, textsBreakingPattern } from "./texts.ts";

/** A value that breaks one keyword on purpose. */
export interface Broken {
  /** `missing:/name`, `type:/name:number`: unique for one schema. */
  readonly id: string;
  readonly title: string;
  readonly at: Pointer;
  /** The keyword it breaks, where it stands. */
  readonly target: SchemaLocation;
  readonly keyword: string;
  readonly value: unknown;
}

const WRONG: Readonly<Record<string, unknown>> = {
  string: "text",
  integer: 7,
  number: 7.5,
  boolean: true,
  null: null,
  array: [],
  object: {},
};

/** The keywords that can be broken where the instance has null. */
const OF_NULL = new Set(["enum", "const", "format"]);

const NUMBERS = new Set(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]);

/** Values just outside what one keyword allows; some may fit nevertheless, and are sorted out by showing them. */
const candidates = ({ keyword, value: said }: PlacedKeyword, part: PlacedShape): unknown[] => {
  const { value, shape } = part;
  const text = typeof value === "string" ? value : "sample";
  const limit = Number(said);
  const step = saying(shape, "multipleOf") === undefined ? 1 : Number(saying(shape, "multipleOf"));
  if (keyword === "enum" || keyword === "const")
    return typeof value === "string" || value === null
      ? ["not-documented", `${text} `, text.toLowerCase(), text.toUpperCase()]
      : ["not-documented", limit + 1, null, {}];
  if (keyword === "format") return [...textsBreakingFormat(String(said))];
  if (keyword === "pattern") return textsBreakingPattern(text);
  if (keyword === "minLength") return limit > 0 ? [fitted(text, limit - 1, limit - 1)] : [];
  if (keyword === "maxLength")
    return limit < 1_000_000 ? [fitted(text, limit + 1, limit + 1), fitted("a", limit + 1, limit + 1)] : [];
  if (keyword === "minimum") return [limit - step, limit - 1];
  if (keyword === "maximum") return [limit + step, limit + 1];
  if (keyword === "exclusiveMinimum" || keyword === "exclusiveMaximum") return [limit];
  if (keyword === "multipleOf") return [limit / 2, limit * 1.5, limit + 0.5];
  return Array.isArray(value) ? listsBreaking(keyword, limit, value as unknown[]) : [];
};

const listsBreaking = (keyword: string, limit: number, value: readonly unknown[]): unknown[] => {
  if (keyword === "minItems") return limit > 0 ? [value.slice(0, limit - 1)] : [];
  if (keyword === "uniqueItems") return value.length > 0 ? [[value[0], value[0]]] : [];
  if (keyword === "maxItems" && limit < 10_000 && value.length > 0)
    return [Array.from({ length: limit + 1 }, (_, index) => value[index % value.length])];
  return [];
};

/** Every way to break one keyword of a schema, starting from an instance that conforms. */
export class Violator {
  readonly #conformance: Conformance;
  readonly #shapes: Shapes;

  constructor(conformance: Conformance, shapes: Shapes) {
    this.#conformance = conformance;
    this.#shapes = shapes;
  }

  /** The broken values, outermost first; each really breaks its keyword and nothing else at that place. */
  *of(schema: SchemaLocation, instance: unknown): Generator<Broken> {
    for (const part of partsOf(this.#shapes, [schema], instance)) {
      yield* this.#missing(schema, instance, part);
      for (const keyword of part.shape.keywords) {
        if (keyword.keyword === "type") yield* this.#types(schema, instance, part, keyword);
        else yield* this.#others(schema, instance, part, keyword);
      }
    }
  }

  *#missing(schema: SchemaLocation, instance: unknown, part: PlacedShape): Generator<Broken> {
    for (const { value: name, location } of part.shape.required) {
      const at = below(part.at, name as string);
      const value = withValueAt(instance, [...part.segments, name as string], undefined);
      if (!this.breaks(schema, value, location)) continue;
      yield { id: `missing:${at}`, title: `without ${at}`, at, target: location, keyword: "required", value };
    }
  }

  *#types(schema: SchemaLocation, instance: unknown, part: PlacedShape, keyword: PlacedKeyword): Generator<Broken> {
    for (const [name, wrong] of Object.entries(WRONG)) {
      if (typeName(part.value) === name) continue;
      const value = withValueAt(instance, part.segments, wrong);
      if (!this.breaks(schema, value, keyword.location)) continue;
      const { at } = part;
      const id = `type:${at}:${name}`;
      yield {
        id,
        title: `${at || "the body"} is ${show(wrong)}`,
        at,
        target: keyword.location,
        keyword: "type",
        value,
      };
    }
  }

  *#others(schema: SchemaLocation, instance: unknown, part: PlacedShape, keyword: PlacedKeyword): Generator<Broken> {
    if (part.value === null && !OF_NULL.has(keyword.keyword)) return;
    if (NUMBERS.has(keyword.keyword) && typeof part.value !== "number") return;
    let count = 0;
    for (const wrong of candidates(keyword, part)) {
      const value = withValueAt(instance, part.segments, wrong);
      if (!this.breaks(schema, value, keyword.location)) continue;
      const { at } = part;
      const id = `${keyword.keyword}:${at}${count === 0 ? "" : `:${count + 1}`}`;
      yield { id, title: `${at} is ${show(wrong)}`, at, target: keyword.location, keyword: keyword.keyword, value };
      if (++count === 2) return;
    }
  }

  /** Whether a value breaks this keyword and no other one. */
  breaks(schema: SchemaLocation, value: unknown, target: SchemaLocation): boolean {
    const violations = this.#conformance.evaluate(schema, value, "request").violations.flatMap(causes);
    return violations.length > 0 && violations.every((violation) => violation.schema === target);
  }
}

/** What is behind a violation: for alternatives of which none fits, what the closest one finds. */
const causes = (violation: SchemaViolation): readonly SchemaViolation[] =>
  violation.closest === undefined ? [violation] : violation.closest.violations.flatMap(causes);
