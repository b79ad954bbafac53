import type { MediaType, Operation, SchemaLocation } from "../model/contract.ts";
import type { Pointer } from "../model/pointer.ts";
import { show } from "../model/show.ts";
import { type Draft, Reference, withValueAt } from "./case.ts";
import type { Drafting } from "./drafting.ts";
import { type PlacedShape, partsOf } from "./instances.ts";
import { parametersAllowed } from "./parameter-cases.ts";
import { allows, listedValues, type Shape, saying } from "./shape.ts";
import { fitted } from "./texts.ts";

/** A request that the documentation allows. */
export interface Positive {
  readonly id: string;
  readonly title: string;
  readonly draft: Draft;
  readonly weight: number;
  /** The keywords that allow it in particular; empty where it is the operation as a whole. */
  readonly about: readonly SchemaLocation[];
}

/** The requests to try that an operation must accept, the plainest first. */
export function* positivesOf(operation: Operation, drafting: Drafting): Generator<Positive> {
  yield { id: "sample", title: "the documented sample", draft: drafting.sampleDraft(operation), weight: 0, about: [] };
  const media = drafting.mediaOf(operation);
  yield* otherExamples(operation, drafting, media);
  yield* otherEntries(operation, drafting);
  if (media?.schema != null) yield* new Bodies(operation, drafting, media.schema).all();
  yield* otherMedia(operation, drafting, media);
  yield* parametersAllowed(operation, drafting);
}

/** A body to try, before it is made ready to be sent. */
interface Body {
  readonly id: string;
  readonly title: string;
  readonly value: unknown;
  readonly weight: number;
  readonly about?: readonly SchemaLocation[];
  /** What must be sent as it is. */
  readonly changed?: readonly Pointer[];
}

const UNICODE = "Zoë Ünïcødé 漢字 ελληνικά 🏢";
const SPECIAL = "a 'b' \"c\" \\d /e <f> &g; {h} %20 `i` #j";

class Bodies {
  readonly #operation: Operation;
  readonly #drafting: Drafting;
  readonly #schema: SchemaLocation;
  readonly #sample: unknown;
  readonly #minimal: unknown;
  readonly #maximal: unknown;
  readonly #known: Set<string>;

  constructor(operation: Operation, drafting: Drafting, schema: SchemaLocation) {
    this.#operation = operation;
    this.#drafting = drafting;
    this.#schema = schema;
    this.#sample = drafting.sampleOf(operation);
    this.#minimal = drafting.instances.build(schema, this.#sample, "minimal");
    this.#maximal = drafting.instances.build(schema, this.#sample, "maximal") ?? this.#sample;
    this.#known = new Set([JSON.stringify(this.#sample)]);
  }

  *all(): Generator<Positive> {
    for (const { id, title, value, weight, about = [], changed } of this.#bodies()) {
      const text = JSON.stringify(value);
      if (value === undefined || this.#known.has(text) || !this.#fits(value)) continue;
      this.#known.add(text);
      const body = this.#drafting.prepare(this.#operation, value, changed ?? []);
      yield { id, title, weight, about, draft: this.#drafting.draft(this.#operation, body) };
    }
  }

  /** Whether a value conforms, and still does once it has travelled. */
  #fits(value: unknown): boolean {
    const read = this.#drafting.asRead(this.#operation, value);
    const { instances } = this.#drafting;
    return instances.conforms(this.#schema, value) && (read === value || instances.conforms(this.#schema, read));
  }

  *#bodies(): Generator<Body> {
    yield { id: "minimal", title: "required members only", value: this.#minimal, weight: 1 };
    yield { id: "maximal", title: "every documented member", value: this.#maximal, weight: 1 };
    yield* this.#alone();
    yield* this.#pairwise();
    for (const part of partsOf(this.#drafting.shapes, [this.#schema], this.#maximal)) {
      if (part.segments.length > 1) yield* this.#without(part);
      yield* this.#listed(part);
      yield* this.#nulls(part);
      yield* this.#bounds(part);
      yield* this.#lists(part);
    }
    yield this.#texts("unicode", "letters of many scripts", UNICODE);
    yield this.#texts("special-characters", "special characters", SPECIAL);
  }

  get #optional(): string[] {
    const { maximal, minimal } = { maximal: this.#maximal, minimal: this.#minimal };
    if (!isObject(maximal) || !isObject(minimal)) return [];
    return Object.keys(maximal).filter((name) => !Object.hasOwn(minimal, name));
  }

  *#alone(): Generator<Body> {
    for (const name of this.#optional) {
      const value = { ...(this.#minimal as object), [name]: (this.#maximal as Record<string, unknown>)[name] };
      yield {
        id: `only:/${name}`,
        title: `required members and ${name}`,
        value,
        weight: 2,
        about: this.#membersAt(name),
      };
    }
  }

  #membersAt(name: string): readonly SchemaLocation[] {
    return this.#drafting.shapes.of([this.#schema]).members.get(name) ?? [];
  }

  /**
   * Every two optional members together, alone and apart: one body for each binary digit of their positions and one
   * for its opposite tell any two apart; all and none are the maximal and the minimal body.
   */
  *#pairwise(): Generator<Body> {
    const names = this.#optional;
    for (let digit = 0; 2 ** digit < names.length; digit++)
      for (const wanted of [1, 0]) {
        const chosen = names.filter((_, index) => ((index >> digit) & 1) === wanted);
        const value: Record<string, unknown> = {};
        for (const [name, member] of Object.entries(this.#maximal as object))
          if (!names.includes(name) || chosen.includes(name)) value[name] = member;
        yield { id: `pair:${digit}:${wanted}`, title: `${chosen.join(", ")} together`, value, weight: 3 };
      }
  }

  *#without(part: PlacedShape): Generator<Body> {
    const value = withValueAt(this.#maximal, part.segments, undefined);
    yield {
      id: `without:${part.at}`,
      title: `every member but ${part.at}`,
      value,
      weight: 3,
      about: part.shape.locations,
    };
  }

  *#listed(part: PlacedShape): Generator<Body> {
    const values = listedValues(part.shape) ?? (typeof part.value === "boolean" ? [true, false] : null);
    if (values === null || part.segments.length === 0) return;
    const about = part.shape.keywords
      .filter(
        ({ keyword }) =>
          keyword === "enum" || keyword === "const" || (keyword === "type" && typeof part.value === "boolean"),
      )
      .map(({ location }) => location);
    for (const one of values) yield this.#with(part, one, `value:${part.at}:${String(one)}`, about, 2);
  }

  *#nulls(part: PlacedShape): Generator<Body> {
    if (part.segments.length === 0 || part.value === null || part.shape.types?.includes("null") !== true) return;
    const about = part.shape.keywords.filter(({ keyword }) => keyword === "type").map(({ location }) => location);
    yield this.#with(part, null, `null:${part.at}`, about, 2);
  }

  *#bounds(part: PlacedShape): Generator<Body> {
    const { shape, value } = part;
    for (const { keyword, value: said, location } of shape.keywords) {
      const limit = Number(said);
      const id = `bound:${part.at}:${keyword}`;
      if (typeof value === "string" && (keyword === "minLength" || keyword === "maxLength") && limit <= 100_000) {
        const text = this.#ofLength(part, limit);
        if (text !== undefined) yield this.#with(part, text, id, [location], 2);
      }
      if (typeof value === "number" && (keyword === "minimum" || keyword === "maximum"))
        yield this.#with(part, limit, id, [location], 2);
      if (
        Array.isArray(value) &&
        (keyword === "minItems" || keyword === "maxItems") &&
        limit <= 1000 &&
        value.length > 0
      ) {
        const list = Array.from({ length: limit }, (_, index): unknown => value[index % value.length]);
        yield this.#with(part, list, id, [location], 2);
      }
    }
    if (Array.isArray(value) && value.length > 0 && saying(shape, "minItems") === undefined)
      yield this.#with(part, [], `empty:${part.at}`, shape.locations, 3);
  }

  /** Lists of which each item should come back: one item twice, and two that differ in one text only. */
  *#lists(part: PlacedShape): Generator<Body> {
    const { value, shape, at } = part;
    const [first] = Array.isArray(value) ? (value as unknown[]) : [];
    if (first === undefined || saying(shape, "uniqueItems") === true || !this.#drafting.isEchoed(this.#operation, at))
      return;
    yield this.#with(part, [first, first], `twice:${at}`, shape.locations, 3);
    const other = altered(first);
    if (other !== undefined) yield this.#with(part, [first, other], `two:${at}`, shape.locations, 3);
  }

  /** A text of this length; a unique one where it has to be. */
  #ofLength(part: PlacedShape, length: number): string | undefined {
    const unique = this.#drafting.uniqueMembers(this.#operation).includes(part.at);
    if (!unique) return this.#drafting.instances.textOfLength(part.shape, length, String(part.value));
    const start = this.#drafting.unique(this.#operation, part.at);
    return start === undefined || start.length > length ? undefined : fitted(start, length, length);
  }

  #with(part: PlacedShape, value: unknown, id: string, about: readonly SchemaLocation[], weight: number): Body {
    const whole = withValueAt(this.#maximal, part.segments, value);
    return { id, title: `${part.at} is ${show(value)}`, value: whole, weight, about, changed: [part.at] };
  }

  /** Every text that is free in form, all at once. */
  #texts(id: string, title: string, text: string): Body {
    let value = this.#maximal;
    const changed: Pointer[] = [];
    const unique = this.#drafting.uniqueMembers(this.#operation);
    for (const { at, segments, shape, value: old } of partsOf(this.#drafting.shapes, [this.#schema], this.#maximal)) {
      if (typeof old !== "string" || !isFree(shape)) continue;
      const start = unique.includes(at) ? this.#drafting.unique(this.#operation, at) : null;
      if (start === undefined) continue;
      const next = withValueAt(value, segments, start === null ? text : `${start} ${text}`);
      if (!this.#drafting.instances.conforms(this.#schema, next)) continue;
      value = next;
      changed.push(at);
    }
    return { id, title, value: changed.length === 0 ? undefined : value, weight: 3, changed };
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** A copy that differs in its last text; undefined where there is none. */
const altered = (value: unknown): unknown => {
  if (typeof value === "string") return `${value} 2`;
  if (!isObject(value)) return undefined;
  const name = Object.keys(value).findLast((key) => typeof value[key] === "string");
  return name === undefined ? undefined : { ...value, [name]: `${String(value[name])} 2` };
};

const isFree = (shape: Shape): boolean =>
  allows(shape, "string") && saying(shape, "format") === undefined && listedValues(shape) === null;

/** Every other documented body that fits its schema. */
function* otherExamples(operation: Operation, drafting: Drafting, media: MediaType | null): Generator<Positive> {
  const known = new Set([JSON.stringify(drafting.sampleOf(operation))]);
  for (const [name, value] of Object.entries(media?.examples ?? {})) {
    const { schema = null } = media!;
    if (known.has(JSON.stringify(value)) || (schema !== null && !drafting.instances.conforms(schema, value))) continue;
    known.add(JSON.stringify(value));
    const draft = drafting.draft(operation, drafting.prepare(operation, value));
    yield { id: `example:${name}`, title: `the documented example "${name}"`, weight: 1, about: [], draft };
  }
}

/** The documented sample with the second entry of a list in place of the first, so that the choice is seen to matter. */
function* otherEntries(operation: Operation, drafting: Drafting): Generator<Positive> {
  const draft = drafting.sampleDraft(operation);
  if (draft.body.kind !== "json" || !isObject(draft.body.value)) return;
  for (const [name, value] of Object.entries(draft.body.value)) {
    const other = value instanceof Reference ? drafting.second(value) : null;
    if (other === null) continue;
    const body = { kind: "json" as const, value: { ...draft.body.value, [name]: other } };
    yield { id: `other:/${name}`, title: `another ${name}`, weight: 2, about: [], draft: { ...draft, body } };
  }
}

/** The documented sample as each other media type that is JSON. */
function* otherMedia(operation: Operation, drafting: Drafting, media: MediaType | null): Generator<Positive> {
  for (const other of operation.requestBody?.content ?? []) {
    if (media === null || other === media || !/json$/.test(other.name) || other.readingOf !== null) continue;
    const draft = drafting.sampleDraft(operation);
    const headers = { ...draft.headers, "content-type": other.name };
    yield {
      id: `media:${other.name}`,
      title: `sent as ${other.name}`,
      draft: { ...draft, headers },
      weight: 2,
      about: [`${drafting.contract.source}#${other.at}`],
    };
  }
}
