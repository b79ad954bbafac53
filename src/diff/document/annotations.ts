import type { Direction } from "../../model/finding.ts";
import { below } from "../../model/pointer.ts";
import type { Located, SchemaSource } from "../schema/source.ts";
import { stepInto } from "../schema/source.ts";
import { isObject, type JsonObject, sameValue } from "../schema/value.ts";

/** A change of what a schema only says beside its constraints. */
export interface AnnotationChange {
  readonly rule: string;
  readonly message: string;
  /** The place in the value, as a pointer. */
  readonly at: string;
  readonly before: string;
  readonly after: string;
}

/** The most places that are looked at from one pair of schemas. */
const MOST = 200_000;

type Sources = { readonly base: SchemaSource; readonly revision: SchemaSource };

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 80) ?? "none";

/**
 * Finds the changes of `default`, `deprecated` and `x-extensible-enum` between schemas, place by place: through
 * references, members, items and the parts of `allOf`; each pair of schemas once.
 */
export class AnnotationComparison {
  readonly #sources: Sources;
  readonly #direction: Direction;
  readonly #twin: (schema: object) => object | null;
  readonly #met = new Map<object, Set<object>>();

  /** `twin` names the schema of the baseline that one of the revision equals in all it refers to. */
  constructor(sources: Sources, direction: Direction, twin: (schema: object) => object | null) {
    this.#sources = sources;
    this.#direction = direction;
    this.#twin = twin;
  }

  /** The changes that no earlier pair of schemas has shown. */
  *compare(base: Located, revision: Located): Generator<AnnotationChange> {
    const pending: [Located, Located, string][] = [[base, revision, ""]];
    let left = MOST;
    for (let next = pending.pop(); next !== undefined && left-- > 0; next = pending.pop())
      yield* this.#step(next, pending);
  }

  *#step(next: [Located, Located, string], pending: [Located, Located, string][]): Generator<AnnotationChange> {
    const [b, r] = [resolved(this.#sources.base, next[0]), resolved(this.#sources.revision, next[1])];
    const at = next[2];
    const [before, after] = [b.schema, r.schema];
    if (!isObject(before) || !isObject(after) || this.#twin(after) === before) return;
    const seen = this.#met.get(before) ?? new Set();
    if (seen.has(after)) return;
    this.#met.set(before, seen.add(after));
    yield* ofOne(before, after, { at, before: b.location, after: r.location }, this.#direction);
    for (const key of ["properties", "patternProperties"]) {
      const [left, right] = [before[key], after[key]];
      if (!isObject(left) || !isObject(right)) continue;
      for (const [name, value] of Object.entries(left)) {
        const other = Object.hasOwn(right, name) ? right[name] : undefined;
        if (isObject(value) && isObject(other))
          pending.push([
            { schema: value, location: stepInto(b.location, key, name) },
            { schema: other, location: stepInto(r.location, key, name) },
            below(at, key === "properties" ? name : "*"),
          ]);
      }
    }
    for (const key of ["items", "additionalProperties"]) {
      const [left, right] = [before[key], after[key]];
      if (isObject(left) && isObject(right))
        pending.push([
          { schema: left, location: stepInto(b.location, key) },
          { schema: right, location: stepInto(r.location, key) },
          below(at, "*"),
        ]);
    }
    for (const key of ["allOf", "anyOf", "oneOf"]) {
      const [left, right] = [before[key], after[key]];
      if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) continue;
      for (const [index, value] of left.entries()) {
        const other: unknown = right[index];
        if (isObject(value) && isObject(other))
          pending.push([
            { schema: value, location: stepInto(b.location, key, index) },
            { schema: other, location: stepInto(r.location, key, index) },
            at,
          ]);
      }
    }
  }
}

const resolved = (source: SchemaSource, located: Located): Located => {
  let current = located;
  for (let hops = 0; hops < 20; hops++) {
    const schema: unknown = current.schema;
    if (
      !isObject(schema) ||
      typeof schema.$ref !== "string" ||
      schema.default !== undefined ||
      schema.deprecated !== undefined
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
  const removed = values(before).filter((value) => !values(after).some((other) => sameValue(other, value)));
  if (direction === "request" && removed.length > 0 && values(after).length > 0)
    yield {
      ...place,
      rule: "request-extensible-values-removed",
      message: `${where}${removed.map(shown).join(", ")} ${removed.length === 1 ? "is" : "are"} no longer among the values of x-extensible-enum.`,
    };
}
