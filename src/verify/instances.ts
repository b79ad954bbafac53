import type { Conformance } from "../conformance/conformance.ts";
import type { SchemaLocation } from "../model/contract.ts";
import type { Direction } from "../model/finding.ts";
import { below, type Pointer } from "../model/pointer.ts";
import { filled } from "./case.ts";
import { allows, listedValues, type Shape, type Shapes, saying, typeName } from "./shape.ts";
import { fitted, textsFor } from "./texts.ts";

/** How much of what may be left out is put in. */
export type Extent = "minimal" | "maximal";

const DEPTH = 8;

/** The most values that one instance is built of. */
const MOST_VALUES = 2000;

/** Builds values that conform to schemas: documented ones where there are any, else the plainest that fit. */
export class Instances {
  readonly #conformance: Conformance;
  readonly #shapes: Shapes;

  constructor(conformance: Conformance, shapes: Shapes) {
    this.#conformance = conformance;
    this.#shapes = shapes;
  }

  /** Whether a value conforms to a schema; references in it count as the documented values they stand for. */
  conforms(location: SchemaLocation, value: unknown, direction: Direction = "request"): boolean {
    const plain = filled(value, (reference) => reference.documented);
    return this.#conformance.evaluate(location, plain, direction).violations.length === 0;
  }

  /**
   * A value for a schema, its members taken from `sample` where it has them; undefined where none was found that
   * conforms. Members that do not travel in its direction are left out.
   */
  build(location: SchemaLocation, sample: unknown, extent: Extent, direction: Direction = "request"): unknown {
    const hidden = direction === "request" ? "readOnly" : "writeOnly";
    const hints: Hints = { texts: new Map(), around: [], left: MOST_VALUES, hidden };
    collect(sample, hints.texts);
    for (let branch = 0; branch < 8; branch++) {
      const shape = this.#shapes.of([location], branch);
      const value = this.#value(shape, sample, extent, hints, 0);
      if (value !== undefined && this.conforms(location, value, direction)) return value;
      if (branch + 1 >= shape.branches) break;
    }
    return undefined;
  }

  #value(shape: Shape, sample: unknown, extent: Extent, hints: Hints, depth: number, name = ""): unknown {
    const recursive =
      sample === undefined && hints.around.some(({ read }) => [...shape.read].some((location) => read.has(location)));
    if (depth > DEPTH || recursive || --hints.left < 0) return undefined;
    hints.around.push(shape);
    const composed = this.#composed(shape, sample, extent, hints, depth);
    hints.around.pop();
    if (composed !== undefined) return composed;
    // A documented null says less than a value; ids are left alone, because made-up ones name nothing.
    const better =
      sample === null && extent === "maximal" && saying(shape, "format") !== "uuid" && allows(shape, "string");
    if (sample !== undefined && !(better && listedValues(shape) === null)) return sample;
    return this.#fresh(shape, hints, name);
  }

  #composed(shape: Shape, sample: unknown, extent: Extent, hints: Hints, depth: number): unknown {
    const kind = sample === undefined ? null : typeName(sample);
    if (shape.members.size > 0 && (kind === null || kind === "object") && allows(shape, "object"))
      return this.#object(shape, (sample ?? {}) as Members, extent, hints, depth);
    if (
      (shape.items.length > 0 || shape.prefix.length > 0) &&
      (kind === null || kind === "array") &&
      allows(shape, "array")
    )
      return this.#array(shape, (sample ?? []) as readonly unknown[], extent, hints, depth);
    return undefined;
  }

  #object(shape: Shape, sample: Members, extent: Extent, hints: Hints, depth: number): unknown {
    const object: Record<string, unknown> = {};
    const needed = new Set(shape.required.map(({ value }) => value as string));
    for (const [name, locations] of shape.members) {
      const member = this.#shapes.of(locations);
      if (saying(member, hints.hidden) === true) continue;
      if (extent === "minimal" && !needed.has(name)) continue;
      const tag = shape.tag?.member === name ? shape.tag.value : undefined;
      const value = own(sample, name) === undefined ? tag : undefined;
      const made = value ?? this.#value(member, own(sample, name), extent, hints, depth + 1, name);
      if (made !== undefined) object[name] = made;
    }
    for (const name of needed)
      if (!Object.hasOwn(object, name) && !shape.members.has(name)) object[name] = own(sample, name) ?? "sample";
    return object;
  }

  #array(shape: Shape, sample: readonly unknown[], extent: Extent, hints: Hints, depth: number): unknown {
    const least = Number(saying(shape, "minItems") ?? 0);
    const wanted = Math.max(least, shape.prefix.length, extent === "maximal" ? Math.max(1, sample.length) : 0);
    const items: unknown[] = [];
    for (let index = 0; index < Math.min(wanted, 1000); index++) {
      const locations = shape.prefix[index] ?? shape.items;
      const value =
        locations.length === 0
          ? sample[index]
          : this.#value(this.#shapes.of(locations), sample[index], extent, hints, depth + 1);
      if (value === undefined) break;
      items.push(
        saying(shape, "uniqueItems") === true && typeof value === "string" && index > 0 && sample[index] === undefined
          ? `${value}${index}`
          : value,
      );
    }
    return items;
  }

  #fresh(shape: Shape, hints: Hints, name: string): unknown {
    const listed = listedValues(shape);
    if (listed !== null) return listed.find((value) => value !== null) ?? listed[0];
    for (const hint of [
      saying(shape, "example"),
      [saying(shape, "examples") ?? []].flat()[0],
      saying(shape, "default"),
    ])
      if (hint !== undefined && hint !== null && shape.locations.every((at) => this.conforms(at, hint))) return hint;
    if (allows(shape, "string")) {
      const kin = saying(shape, "format") === "uuid" ? relative(name, hints) : undefined;
      return kin ?? this.#text(shape);
    }
    if (allows(shape, "integer") || allows(shape, "number")) return numberFor(shape);
    if (allows(shape, "boolean")) return true;
    if (allows(shape, "object")) return {};
    if (allows(shape, "array")) return [];
    return null;
  }

  #text(shape: Shape): string | undefined {
    return textsFor(shape).find((text) => shape.locations.every((location) => this.conforms(location, text)));
  }

  /** A text of exactly this length that conforms, made from one that does; undefined where none was found. */
  textOfLength(shape: Shape, length: number, from: string): string | undefined {
    const made = [fitted(from, length, length), fitted("a", length, length), fitted("1", length, length)];
    return made.find((text) => shape.locations.every((location) => this.conforms(location, text)));
  }
}

type Members = { readonly [name: string]: unknown };

/** What is known while one value is built. */
interface Hints {
  /** The texts of the sample by the name of their member. */
  readonly texts: Map<string, unknown>;
  /** The schemas around the value that is being built, so that recursion comes to an end. */
  readonly around: Shape[];
  /** The mark of members that do not travel in this direction. */
  readonly hidden: "readOnly" | "writeOnly";
  /** How many more values may be made. */
  left: number;
}

const own = (object: Members, name: string): unknown => (Object.hasOwn(object, name) ? object[name] : undefined);

/** The texts of a sample by the name of their member. */
const collect = (sample: unknown, hints: Map<string, unknown>): void => {
  if (sample === null || typeof sample !== "object") return;
  for (const [name, value] of Object.entries(sample)) {
    if (typeof value === "string" && !hints.has(name)) hints.set(name, value);
    else collect(value, hints);
  }
};

const wordsOf = (name: string): string[] =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[\s_-]+/);

/** A documented id under a name that ends alike: `BackupDataCenterId` takes that of `PrimaryDataCenterId`. */
const relative = (name: string, hints: Hints): unknown => {
  const words = wordsOf(name);
  for (const [other, value] of hints.texts) {
    const others = wordsOf(other);
    let shared = 0;
    while (shared < words.length && words.at(-1 - shared) === others.at(-1 - shared)) shared++;
    if (shared >= 2 && shared >= words.length - 1) return value;
  }
  return undefined;
};

/** The plainest number within bounds. */
const numberFor = (shape: Shape): number => {
  const least = Number(saying(shape, "minimum") ?? Number.NEGATIVE_INFINITY);
  const above = Number(saying(shape, "exclusiveMinimum") ?? Number.NEGATIVE_INFINITY);
  const most = Number(saying(shape, "maximum") ?? Number.POSITIVE_INFINITY);
  const below = Number(saying(shape, "exclusiveMaximum") ?? Number.POSITIVE_INFINITY);
  const step = Number(saying(shape, "multipleOf") ?? 1);
  const floor = Math.max(
    least,
    above === Number.NEGATIVE_INFINITY ? above : above + (Number.isInteger(step) ? 1 : step),
  );
  const start = floor === Number.NEGATIVE_INFINITY ? Math.min(1, most, below - 1) : Math.max(floor, Math.min(1, most));
  return Math.ceil(start / step) * step;
};

/** A place in an instance that some schema speaks about. */
export interface PlacedShape {
  readonly at: Pointer;
  readonly segments: readonly string[];
  readonly value: unknown;
  readonly shape: Shape;
}

/** Every part of a value together with its shape, outermost first; items of an array beyond the first are left out. */
export function* partsOf(shapes: Shapes, locations: readonly SchemaLocation[], value: unknown): Generator<PlacedShape> {
  const queue: PlacedShape[] = [{ at: "", segments: [], value, shape: shapes.of(locations) }];
  for (let part = queue.shift(); part !== undefined; part = queue.shift()) {
    yield part;
    const { at, segments, shape } = part;
    if (segments.length > DEPTH || part.value === null || typeof part.value !== "object") continue;
    const step = (name: string, locationsBelow: readonly SchemaLocation[], inner: unknown): void => {
      queue.push({
        at: below(at, name),
        segments: [...segments, name],
        value: inner,
        shape: shapes.of(locationsBelow),
      });
    };
    if (Array.isArray(part.value)) {
      const [first] = part.value as unknown[];
      const inner = shape.prefix[0] ?? shape.items;
      if (first !== undefined && inner.length > 0) step("0", inner, first);
      continue;
    }
    for (const [name, inner] of Object.entries(part.value)) {
      const below = shape.members.get(name);
      if (below !== undefined) step(name, below, inner);
    }
  }
}
