import type { Direction } from "../../model/finding.ts";
import { below } from "../../model/pointer.ts";
import type { Located, SchemaSource } from "../schema/source.ts";
import { type Discriminator, Discriminators } from "./discriminators.ts";
import { shown } from "./words.ts";

/** A change of what a schema only says beside its constraints. */
export interface AnnotationChange {
  readonly rule: string;
  readonly message: string;
  /** The place in the value, as a pointer. */
  readonly at: string;
  readonly before: string;
  readonly after: string;
  /** For a change that breaks: the part of a value at that place that shows it. */
  readonly shows?: unknown;
}

/** Two schemas that the same value of a discriminating member stands for; whether they were compared is not known. */
export interface SameVariant {
  readonly at: string;
  readonly member: string;
  readonly value: string;
  readonly base: Located;
  readonly revision: Located;
}

/** Whether a pair is met for the first time. */
export const isFirst = (met: Map<object, Set<object>>, before: object, after: object): boolean => {
  const seen = met.get(before) ?? new Set();
  if (seen.has(after)) return false;
  met.set(before, seen.add(after));
  return true;
};

const NO_DISCRIMINATOR = {};

/** Compares what tells the alternatives of values apart, each pair of Discriminator Objects once. */
export class DiscriminatorComparison {
  readonly #direction: Direction;
  readonly #base: Discriminators;
  readonly #revision: Discriminators;
  readonly #met = new Map<object, Set<object>>();

  constructor(sources: { readonly base: SchemaSource; readonly revision: SchemaSource }, direction: Direction) {
    this.#direction = direction;
    this.#base = new Discriminators(sources.base);
    this.#revision = new Discriminators(sources.revision);
  }

  /** The changes at one place of a value, and what each tag stands for on both sides. */
  *compare(base: Located, revision: Located, at: string): Generator<AnnotationChange | SameVariant> {
    const [before, after] = [this.#base.of(base), this.#revision.of(revision)];
    if (before === null && after === null) return;
    if (!isFirst(this.#met, before?.raw ?? NO_DISCRIMINATOR, after?.raw ?? NO_DISCRIMINATOR)) return;
    const place = { at, before: before?.location ?? base.location, after: after?.location ?? revision.location };
    const where = at === "" ? "" : `${at}: `;
    if (before !== null && after !== null && before.member === after.member)
      yield* this.#variants(before, after, place, where);
    else yield this.#member(before, after, place, where);
  }

  #rule(what: string): string {
    return `${this.#direction}-discriminator-${what}`;
  }

  #member(
    before: Discriminator | null,
    after: Discriminator | null,
    place: Pick<AnnotationChange, "at" | "before" | "after">,
    where: string,
  ): AnnotationChange {
    const tail = "the alternatives apart";
    if (after === null)
      return { ...place, rule: this.#rule("removed"), message: `${where}no member tells ${tail} any more.` };
    if (before === null)
      return { ...place, rule: this.#rule("added"), message: `${where}${after.member} tells ${tail} now.` };
    const { member, variants } = this.#direction === "request" ? before : after;
    const [tag = ""] = variants.keys();
    return {
      ...place,
      rule: this.#rule("property-changed"),
      message: `${where}${before.member} told ${tail} and now ${after.member} does.`,
      shows: { [member]: tag },
    };
  }

  *#variants(
    before: Discriminator,
    after: Discriminator,
    place: Pick<AnnotationChange, "at" | "before" | "after">,
    where: string,
  ): Generator<AnnotationChange | SameVariant> {
    const reads = this.#direction === "request";
    const { member } = before;
    const told = (value: string, what: "added" | "removed"): AnnotationChange => ({
      ...place,
      at: below(place.at, member),
      rule: this.#rule(`value-${what}`),
      message: `${where}${member} can ${what === "added" ? "be" : "no longer be"} ${shown(value)} to tell the alternatives apart.`,
      ...(reads === (what === "removed") ? { shows: value } : {}),
    });
    // A value that the schemas themselves allow is told where they are compared.
    for (const [value, { schema, fixed }] of before.variants) {
      const same = after.variants.get(value)?.schema ?? after.otherwise;
      if (same !== null) yield { at: place.at, member, value, base: schema, revision: same };
      else if (!fixed) yield told(value, "removed");
    }
    for (const [value, { fixed }] of after.variants)
      if (!before.variants.has(value) && before.otherwise === null && !fixed) yield told(value, "added");
  }
}
