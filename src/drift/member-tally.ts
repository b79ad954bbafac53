import { FORMATS } from "../conformance/formats/index.ts";
import { below, type Pointer } from "../model/pointer.ts";
import { shortestValue } from "../readers/duplicates.ts";
import { FirstKeys } from "./merging.ts";
import type { MemberObservation, Types } from "./portion.ts";
import { MOST } from "./portion-merge.ts";
import type { Shape } from "./shape.ts";
import { Extent, type Resolve, type Spot } from "./spot.ts";

const SUGGESTED_FORMATS = ["date-time", "uuid", "date", "email", "uri"] as const;
const LONGEST_NAME = 200;
const LONGEST_VALUE = 100;

const matching = (text: string, formats: readonly string[]): readonly string[] => {
  const fitting = formats.filter((format) => FORMATS[format]?.(text) === true);
  return fitting.length === formats.length ? formats : fitting;
};

/** Counts what one member of a kind of body was, and below it what its members were. */
export class MemberTally {
  readonly #shape: Shape | null;
  readonly #declared: boolean;
  readonly #listing: boolean;
  /** Whether members are documented, or documented as data; those of a free-form object are not looked into. */
  readonly #looking: boolean;
  #texts = 0;
  #emptyTexts = 0;
  #integers = 0;
  #numbers = 0;
  #booleans = 0;
  #nulls = 0;
  #objects = 0;
  #emptyObjects = 0;
  #arrays = 0;
  #emptyArrays = 0;
  readonly #met = new Extent();
  readonly #members = new Map<string, MemberTally>();
  /** Documented members in the order in which an object had them last: others are likely to have the same. */
  readonly #names: string[] = [];
  readonly #tallies: MemberTally[] = [];
  #undeclared: FirstKeys<MemberTally> | null = null;
  #rest: MemberTally | null = null;
  #items: MemberTally | null = null;
  #values: FirstKeys<Extent> | null = null;
  #formats: readonly string[] | null = null;

  /** `shape` is null below what is documented: there, types are counted and nothing is looked into. */
  constructor(shape: Shape | null, declared: boolean) {
    this.#shape = shape;
    this.#declared = declared;
    this.#looking = shape !== null && (shape.owner !== null || shape.open);
    this.#listing = shape?.lists === true && !shape.secret;
  }

  /** Counts one value, and answers with what `shortestValue` says of it. */
  observe(value: unknown, spot: Spot): number {
    this.#met.meet(spot);
    if (this.#listing && (value === null || typeof value !== "object")) this.#value(value, spot);
    if (typeof value === "string") {
      if (value === "") this.#emptyTexts++;
      else this.#texts++;
      if (!this.#declared) this.#formats = matching(value, this.#formats ?? SUGGESTED_FORMATS);
      return value.length + 2;
    }
    if (typeof value === "object" && value !== null)
      return Array.isArray(value) ? this.#array(value, spot) : this.#object(value as Record<string, unknown>, spot);
    if (typeof value === "number") {
      if (Number.isInteger(value)) this.#integers++;
      else this.#numbers++;
    } else if (typeof value === "boolean") this.#booleans++;
    else this.#nulls++;
    return shortestValue(value);
  }

  #value(value: unknown, spot: Spot): void {
    const text = JSON.stringify(value) ?? "";
    if (text.length > LONGEST_VALUE) return;
    this.#values ??= new FirstKeys(MOST.values);
    this.#values.get(text, () => new Extent())?.meet(spot);
  }

  #array(items: readonly unknown[], spot: Spot): number {
    this.#arrays++;
    if (items.length === 0) this.#emptyArrays++;
    if (this.#shape === null || items.length === 0) return shortestValue(items);
    this.#items ??= new MemberTally(this.#shape.items, true);
    let length = 1;
    for (let i = 0; i < items.length; i++) length += 1 + this.#items.observe(items[i], spot);
    return length;
  }

  #object(object: Readonly<Record<string, unknown>>, spot: Spot): number {
    this.#objects++;
    let index = 0;
    let length = 1;
    // Bodies come from JSON.parse, whose objects have own members only.
    for (const name in object) {
      if (!this.#looking) return shortestValue(object);
      const tally = this.#names[index] === name ? this.#tallies[index] : this.#found(name, index);
      const value = object[name];
      length += name.length + 4 + (tally === undefined ? shortestValue(value) : tally.observe(value, spot));
      index++;
    }
    if (index > 0) return length;
    this.#emptyObjects++;
    return 2;
  }

  /** The tally of a member; that of a documented one is expected at this index the next time. */
  #found(name: string, index: number): MemberTally | undefined {
    const tally = this.#members.get(name) ?? this.#member(name);
    if (tally === undefined) return undefined;
    if (tally.#declared && index <= this.#names.length && index < MOST.members) {
      this.#names[index] = name;
      this.#tallies[index] = tally;
    }
    return tally;
  }

  #member(name: string): MemberTally | undefined {
    const shape = this.#shape;
    if (shape === null) return undefined;
    if (shape.names.has(name)) {
      const tally = new MemberTally(shape.member(name), true);
      this.#members.set(name, tally);
      return tally;
    }
    if (shape.open) {
      this.#rest ??= new MemberTally(shape.rest, true);
      return this.#rest;
    }
    const short = name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME)}…`;
    this.#undeclared ??= new FirstKeys(MOST.members);
    return this.#undeclared.get(below("", short), () => new MemberTally(null, false));
  }

  /** What was counted, for this member and all below it, in the order of their pointers among siblings. */
  *told(pointer: Pointer, resolve: Resolve): Generator<MemberObservation> {
    if (this.#met.count === 0) return;
    const undeclared = this.#undeclared?.settled() ?? [];
    const values = this.#values?.settled();
    const empty = this.#emptyTexts + this.#emptyObjects + this.#emptyArrays;
    const all =
      this.#texts + this.#emptyTexts + this.#integers + this.#numbers + this.#booleans + this.#objects + this.#arrays;
    const more = this.#undeclared?.more === true || this.#values?.more === true;
    const { first, last } = this.#met.told(resolve);
    yield {
      pointer,
      declared: this.#declared,
      value: all - empty,
      null: this.#nulls,
      empty,
      absent: 0,
      types: this.#types(),
      first,
      last,
      ...(values === undefined
        ? {}
        : {
            values: values.map(([value, met]) => ({ value, ...met.told(resolve) })),
          }),
      ...(this.#formats === null ? {} : { formats: [...this.#formats] }),
      ...(more ? { more } : {}),
    };
    for (const [name, member] of this.#members) yield* member.told(below(pointer, name), resolve);
    for (const [step, member] of undeclared) yield* member.told(pointer + step, resolve);
    if (this.#rest !== null) yield* this.#rest.told(`${pointer}/*`, resolve);
    if (this.#items !== null) yield* this.#items.told(`${pointer}/*`, resolve);
  }

  #types(): Types {
    const counts = {
      array: this.#arrays,
      boolean: this.#booleans,
      integer: this.#integers,
      null: this.#nulls,
      number: this.#numbers,
      object: this.#objects,
      string: this.#texts + this.#emptyTexts,
    };
    return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  }
}
