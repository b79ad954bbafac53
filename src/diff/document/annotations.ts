import type { Direction } from "../../model/finding.ts";
import { below } from "../../model/pointer.ts";
import type { Likeness } from "../schema/likeness.ts";
import type { Located, SchemaSource } from "../schema/source.ts";
import { stepInto } from "../schema/source.ts";
import { isObject, type JsonObject, sameValue } from "../schema/value.ts";
import { type AnnotationChange, DiscriminatorComparison, isFirst, type SameVariant } from "./compare-discriminators.ts";
import { shown } from "./words.ts";

/** The most places that are looked at in one direction. */
const MOST = 100_000;

type Sources = { readonly base: SchemaSource; readonly revision: SchemaSource };

/**
 * Finds the changes of `default`, `deprecated`, `discriminator` and `x-extensible-enum` between schemas, place by place: through
 * references, members, items and the parts of `allOf`; each pair of schemas once.
 */
export class AnnotationComparison {
  readonly #sources: Sources;
  readonly #direction: Direction;
  readonly #likeness: Likeness;
  /** The pairs of schemas met as all that is said of a value, and as one of several parts. */
  readonly #met = { whole: new Map<object, Set<object>>(), part: new Map<object, Set<object>>() };
  readonly #told = new Map<object, Set<object>>();
  readonly #discriminators: DiscriminatorComparison;
  #left = MOST;
  #ended = false;

  constructor(sources: Sources, direction: Direction, likeness: Likeness) {
    this.#sources = sources;
    this.#direction = direction;
    this.#likeness = likeness;
    this.#discriminators = new DiscriminatorComparison(sources, direction);
  }

  /** The changes that no earlier pair of schemas has shown, and the variants of values that are told apart by a tag. */
  *compare(base: Located, revision: Located): Generator<AnnotationChange | SameVariant> {
    const pending: Place[] = [];
    this.#meet({ base, revision, at: "", whole: true }, pending);
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      yield* this.#step(next, pending);
      if (this.#left > 0 || this.#ended) continue;
      this.#ended = true;
      yield {
        rule: `${this.#direction}-change-unproven`,
        message: "not all defaults, deprecations and discriminators were compared: the work budget is spent.",
        at: next.at,
        before: next.base.location,
        after: next.revision.location,
      };
    }
  }

  /** Notes a pair of schemas that is to be looked at, unless it has been or the two are the same. */
  #meet(place: Place, pending: Place[]): void {
    if (this.#left-- <= 0) return;
    const base = resolved(this.#sources.base, place.base);
    const revision = resolved(this.#sources.revision, place.revision);
    if (!isObject(base.schema) || !isObject(revision.schema)) return;
    if (this.#likeness.of(revision.schema) === base.schema) return;
    if (isFirst(this.#met[place.whole ? "whole" : "part"], base.schema, revision.schema))
      pending.push({ ...place, base, revision });
  }

  *#step({ base, revision, at, whole }: Place, pending: Place[]): Generator<AnnotationChange | SameVariant> {
    const [before, after] = [base.schema, revision.schema];
    if (!isObject(before) || !isObject(after)) return;
    if (whole)
      for (const change of this.#discriminators.compare(base, revision, at)) {
        if (!("rule" in change)) this.#meet({ ...change, whole: true }, pending);
        yield change;
      }
    const { spelled, touched } = this.#likeness;
    // What is written as before says nothing new by itself; only what it refers to may.
    const unedited = spelled(after) === before;
    if (!unedited && isFirst(this.#told, before, after))
      yield* ofOne(before, after, { at, before: base.location, after: revision.location }, this.#direction);
    const go = (left: unknown, right: unknown, segments: (string | number)[], below: string, all: boolean): void => {
      if (!isObject(left) || !isObject(right) || (unedited && !touched(right))) return;
      const there = (side: Located, schema: JsonObject): Located => ({
        schema,
        location: stepInto(side.location, ...segments),
      });
      this.#meet({ base: there(base, left), revision: there(revision, right), at: below, whole: all }, pending);
    };
    for (const key of ["properties", "patternProperties"]) {
      const [left, right] = [before[key], after[key]];
      if (!isObject(left) || !isObject(right)) continue;
      for (const [name, value] of Object.entries(left))
        if (Object.hasOwn(right, name))
          go(value, right[name], [key, name], below(at, key === "properties" ? name : "*"), true);
    }
    for (const key of ["items", "additionalProperties"]) go(before[key], after[key], [key], below(at, "*"), true);
    for (const key of ["allOf", "anyOf", "oneOf"]) {
      const [left, right] = [before[key], after[key]];
      if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) continue;
      for (const [index, value] of left.entries()) go(value, right[index], [key, index], at, false);
    }
  }
}

/** Two schemas at one place of a value. `whole`: they are all that is said of it, not one of several parts. */
interface Place {
  readonly base: Located;
  readonly revision: Located;
  readonly at: string;
  readonly whole: boolean;
}

const resolved = (source: SchemaSource, located: Located): Located => {
  let current = located;
  for (let hops = 0; hops < 20; hops++) {
    const schema: unknown = current.schema;
    if (
      !isObject(schema) ||
      typeof schema.$ref !== "string" ||
      schema.default !== undefined ||
      schema.deprecated !== undefined ||
      schema.discriminator !== undefined
    )
      return current;
    const next = source.follow(schema.$ref, current.location);
    if (next === null) return current;
    current = next;
  }
  return current;
};

function* ofOne(
  before: JsonObject,
  after: JsonObject,
  place: Pick<AnnotationChange, "at" | "before" | "after">,
  direction: Direction,
): Generator<AnnotationChange> {
  const where = place.at === "" ? "" : `${place.at}: `;
  const [was, is] = [before.default, after.default];
  if (!(was === undefined && is === undefined) && !(was !== undefined && is !== undefined && sameValue(was, is)))
    yield {
      ...place,
      rule: "default-changed",
      message: `${where}the default was ${shown(was)} and is now ${shown(is)}.`,
    };
  if ((before.deprecated === true) !== (after.deprecated === true)) {
    const gone = after.deprecated === true;
    yield {
      ...place,
      rule: gone ? "member-deprecated" : "member-reactivated",
      message: `${where}it is ${gone ? "deprecated" : "no longer deprecated"}.`,
    };
  }
  const values = (schema: JsonObject): readonly unknown[] =>
    Array.isArray(schema["x-extensible-enum"]) ? schema["x-extensible-enum"] : [];
  const left = new Set(values(after).map(shown));
  const removed = values(before).filter((value) => !left.has(shown(value)));
  if (direction === "request" && removed.length > 0 && values(after).length > 0)
    yield {
      ...place,
      rule: "request-extensible-values-removed",
      message: `${where}${removed.map(shown).join(", ")} ${removed.length === 1 ? "is" : "are"} no longer among the values of x-extensible-enum.`,
    };
}
