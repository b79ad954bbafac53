import type { Direction } from "../../model/finding.ts";
import { bothWays, compareAlternatives } from "./alternatives.ts";
import type { Budget } from "./budget.ts";
import type { ChangeKind, Movement, SchemaChange, Step } from "./change.ts";
import type { Containment } from "./containment.ts";
import { FACETS } from "./facets.ts";
import { fits } from "./goal.ts";
import type { SchemaGraph } from "./graph.ts";
import { ANY, ARRAY, type NodeId, NULL, OBJECT } from "./node.ts";
import { compareMembers } from "./object-changes.ts";
import { Undecided } from "./undecided.ts";
import { partsOfUnedited } from "./unedited.ts";
import { type View, viewOf } from "./view.ts";

/** Each number once, in order. */
const sorted = (ids: readonly NodeId[]): readonly NodeId[] =>
  ids.length === 1 ? ids : [...new Set(ids)].sort((x, y) => x - y);

/** What a pair of schemas is counted for. */
const STEPS = 15;
/** How many further places of a change are told, and how many pairs below one are told of them. */
const MOST_OTHERS = 10;
const MOST_BELOW = 500;
/** The deepest place that is compared. */
const DEPTH = 300;
/** The steps one question about an aspect may take. */
const FACET_STEPS = 4000;

/** One pair of schemas at one place, while two schemas are compared. */
export interface Pair {
  readonly base: View;
  readonly revision: View;
  readonly path: readonly Step[];
}

/** Whether a path is another, or goes on from it. */
const isWithin = (path: readonly Step[], outer: readonly Step[]): boolean =>
  outer.length <= path.length && outer.every((step, index) => step === path[index] || sameStep(step, path[index]));

/** Whether a further path to a pair is worth telling: not one that leads through the pair, nor a roundabout one. */
const isNear = (path: readonly Step[], { path: first, others }: Met): boolean =>
  others.length < MOST_OTHERS && path.length <= first.length + 1 && !isWithin(path, first);

const sameStep = (a: Step, b: Step | undefined): boolean => {
  if (a.by === "member") return b?.by === "member" && a.name === b.name;
  if (a.by === "position") return b?.by === "position" && a.index === b.index;
  return a.by === b?.by && (a.by !== "pattern" || b.by !== "pattern" || a.source === b.source);
};

/** Tells all changes that were found below a pair of the further places at which the pair stands. */
const tellOthers = (root: Met): void => {
  const pairs = new Set([root]);
  for (const met of pairs) {
    const rest = met.path.slice(root.path.length);
    for (const { alsoAt } of met.changes)
      for (const other of root.others) if (alsoAt.length < MOST_OTHERS) alsoAt.push([...other, ...rest]);
    if (pairs.size < MOST_BELOW)
      for (const child of met.below) if (child.run === root.run && isWithin(child.path, root.path)) pairs.add(child);
  }
};

/** What is told of a change beside its place. */
export interface Told {
  readonly kind: ChangeKind;
  readonly moved: Movement;
  readonly before: string;
  readonly after: string;
  readonly shown: NodeId;
  readonly member?: string;
  readonly reason?: string;
  /** Where that does not follow from which way it moved. */
  readonly canBreak?: boolean;
}

/** A pair of schemas that has been met, where it was met first, and what was found at it. */
interface Met {
  readonly base: readonly NodeId[];
  readonly revision: readonly NodeId[];
  readonly path: readonly Step[];
  /** Further paths by which it was met in the same comparison. */
  readonly others: (readonly Step[])[];
  /** The comparison that met it first, by number. */
  readonly run: number;
  readonly changes: SchemaChange[];
  readonly below: Set<Met>;
  readonly above: Met[];
  /** All changes at it and below, once that is known. */
  gathered: readonly SchemaChange[] | null;
  /** Questions that can be answered once all below is compared. */
  readonly deferred: ((changes: readonly SchemaChange[]) => void)[];
}

/**
 * Finds the changes between schemas, place by place, each pair of schemas once. Which of them break anyone is decided
 * afterwards. Pairs are met breadth first, so that paths are short.
 */
export class Comparison {
  readonly graph: SchemaGraph;
  readonly direction: Direction;
  readonly strict: Containment;
  readonly budget: Budget;
  readonly #met = new Map<string, Met>();
  readonly #makeBudget: (steps: number) => Budget;
  #queue: Met[] = [];
  #run = 0;
  #current: Met | null = null;

  /** `strict` decides containment as JSON Schema does; `smaller` makes a budget that draws on `budget`. */
  constructor(graph: SchemaGraph, strict: Containment, budget: Budget, smaller: (steps: number) => Budget) {
    this.graph = graph;
    this.direction = graph.direction ?? "request";
    this.strict = strict;
    this.budget = budget;
    this.#makeBudget = smaller;
  }

  smaller(steps: number): Budget {
    return this.#makeBudget(steps);
  }

  /** All changes between two schemas; those met with earlier ones keep the paths they were met by. */
  all(
    base: NodeId,
    revision: NodeId,
  ): { readonly own: readonly SchemaChange[]; readonly met: readonly SchemaChange[] } {
    const fresh: Met[] = [];
    this.#current = null;
    this.#run++;
    const root = this.compare([base], [revision], []);
    if (root === null) return { own: [], met: [] };
    for (let index = 0; index < this.#queue.length; index++) {
      const met = this.#queue[index];
      if (met === undefined) break;
      this.#current = met;
      fresh.push(met);
      this.#lookAt(met);
    }
    this.#queue = [];
    for (const met of fresh)
      for (const question of met.deferred.splice(0)) {
        this.#current = met;
        question(this.#reachable(met).changes);
      }
    for (const met of fresh) if (met.others.length > 0) tellOthers(met);
    const own = new Set(fresh.flatMap(({ changes }) => changes));
    const all = this.#gathered(root);
    return { own: [...own], met: all.filter((change) => !own.has(change)) };
  }

  /** The changes of a pair and of all below it. What was gathered for pairs that are settled is used again. */
  #reachable(root: Met): { readonly pairs: ReadonlySet<Met>; readonly changes: readonly SchemaChange[] } {
    const pairs = new Set([root]);
    const changes = new Set<SchemaChange>();
    for (const met of pairs) {
      for (const change of met.gathered ?? met.changes) changes.add(change);
      if (met.gathered === null) for (const child of met.below) pairs.add(child);
    }
    return { pairs, changes: [...changes] };
  }

  /** The same, kept for the pair and for all that lead back to it: what one of them reaches, each of them reaches. */
  #gathered(root: Met): readonly SchemaChange[] {
    if (root.gathered !== null) return root.gathered;
    const { pairs, changes } = this.#reachable(root);
    const circle = new Set([root]);
    for (const met of circle) for (const parent of met.above) if (pairs.has(parent)) circle.add(parent);
    for (const met of circle) met.gathered = changes;
    return changes;
  }

  /** Notes that what applies to the values at a path is to be compared; null where it is the same. */
  compare(baseIds: readonly NodeId[], revisionIds: readonly NodeId[], path: readonly Step[]): Met | null {
    const base = sorted(baseIds);
    const revision = sorted(revisionIds);
    const [b, r] = [base.join(","), revision.join(",")];
    if (b === r) return null;
    this.budget.spend();
    const key = `${b}|${r}`;
    let met = this.#met.get(key);
    if (met === undefined) {
      this.budget.spend(STEPS);
      const places = { base, revision, path, others: [], run: this.#run };
      met = { ...places, changes: [], below: new Set(), above: [], gathered: null, deferred: [] };
      this.#met.set(key, met);
      this.#queue.push(met);
    } else if (met.run === this.#run && isNear(path, met)) met.others.push(path);
    const current = this.#current;
    if (current !== null && !current.below.has(met)) {
      current.below.add(met);
      met.above.push(current);
    }
    return met;
  }

  /** Whether two schemas have been compared at some place. */
  hasMet(base: NodeId, revision: NodeId): boolean {
    return this.#met.has(`${base}|${revision}`);
  }

  /** Asks a question once all that is below the present pair has been compared. */
  later(question: (changes: readonly SchemaChange[]) => void): void {
    this.#current?.deferred.push(question);
  }

  /** Looks at a pair; where something in it cannot be evaluated, that is what is told of it. */
  #lookAt(met: Met): void {
    try {
      this.#look(met);
    } catch (error) {
      if (!(error instanceof Undecided || error instanceof RangeError)) throw error;
      const reason = error instanceof Undecided ? error.message : "the schemas are nested too deeply";
      const { base, revision, path } = met;
      const none = { before: "", after: "", shown: this.graph.anything, member: null, alsoAt: [] };
      this.#current?.changes.push({
        ...none,
        kind: "schema",
        moved: "unclear",
        canBreak: true,
        reason,
        path,
        base,
        revision,
      });
    }
  }

  #look(met: Met): void {
    if (met.path.length <= DEPTH && this.#lookBelow(met)) return;
    const { path } = met;
    const pair: Pair = { base: viewOf(this.graph, met.base), revision: viewOf(this.graph, met.revision), path };
    this.budget.spend((pair.base.props.size + pair.revision.props.size) >> 2);
    if (path.length > DEPTH) {
      const reason = "the schemas are nested too deeply";
      this.tell(pair, { kind: "schema", moved: "unclear", before: "", after: "", shown: this.graph.anything, reason });
      return;
    }
    const { base, revision } = pair;
    const unlike = bothWays(this, pair);
    if (unlike?.narrowed.kind === "compatible" && unlike.widened.kind === "compatible") return;
    if (base.values !== null || revision.values !== null) {
      this.#compareValues(pair);
      return;
    }
    this.#compareNull(pair);
    for (const facet of FACETS) {
      const applies = facet.types === ANY || (base.types & revision.types & facet.types) !== 0;
      if (!applies || facet.key(base) === facet.key(revision)) continue;
      const [before, after] = [facet.node(this.graph, base, revision), facet.node(this.graph, revision, base)];
      const told = {
        kind: facet.kind,
        before: facet.words(base, this.graph),
        after: facet.words(revision, this.graph),
      };
      this.tellMovement(pair, told, before, after);
    }
    const shared = base.types & revision.types;
    if ((shared & OBJECT) !== 0) compareMembers(this, pair);
    if ((shared & ARRAY) !== 0) this.#compareItems(pair);
    if (unlike !== null) compareAlternatives(this, pair, unlike);
  }

  /** Goes on below a pair of schemas that are written alike; false where it is to be looked at in full. */
  #lookBelow({ base, revision, path }: Met): boolean {
    const [before, after] = [base[0], revision[0]];
    if (base.length !== 1 || revision.length !== 1 || before === undefined || after === undefined) return false;
    const parts = partsOfUnedited(this.graph, before, after);
    if (parts === null) return false;
    for (const part of parts) this.compare([part.base], [part.revision], [...path, part.step]);
    return true;
  }

  tell(pair: Pair, { member, reason, canBreak, ...told }: Told): void {
    this.#current?.changes.push({
      ...told,
      path: pair.path,
      member: member ?? null,
      reason: reason ?? null,
      alsoAt: [],
      canBreak:
        canBreak ??
        (told.moved === "unclear" || told.moved === (this.direction === "request" ? "narrowed" : "widened")),
      base: pair.base.ids,
      revision: pair.revision.ids,
    });
  }

  /** Tells which way one aspect went: `before` and `after` are schemas that say this aspect alone. */
  tellMovement(
    pair: Pair,
    told: { readonly kind: ChangeKind; readonly before: string; readonly after: string; readonly member?: string },
    before: NodeId,
    after: NodeId,
  ): void {
    const narrowed = this.strict.decide(before, after, this.smaller(FACET_STEPS));
    const widened = this.strict.decide(after, before, this.smaller(FACET_STEPS));
    const [lost, gained] = [this.lost(pair, after), this.gained(pair, before)];
    if (narrowed.kind === "breaking" && this.#happens(pair, lost))
      this.tell(pair, { ...told, moved: "narrowed", shown: lost });
    if (widened.kind === "breaking" && this.#happens(pair, gained))
      this.tell(pair, { ...told, moved: "widened", shown: gained });
    const doubt = narrowed.kind === "unproven" ? narrowed : widened.kind === "unproven" ? widened : null;
    if (doubt !== null)
      this.tell(pair, { ...told, moved: "unclear", shown: this.graph.anything, reason: doubt.reason });
  }

  /** Whether there are such values: what is not merged into a view may rule them out. */
  #happens({ base, revision }: Pair, shown: NodeId): boolean {
    if (base.rest.length + revision.rest.length === 0) return true;
    return this.strict.solver.answer([fits(shown)], this.smaller(FACET_STEPS)).kind !== "none";
  }

  /** The values the baseline allowed that `after` does not. */
  lost(pair: Pair, after: NodeId): NodeId {
    return this.graph.made({ all: pair.base.ids, not: after });
  }

  /** The values the revision allows that `before` did not. */
  gained(pair: Pair, before: NodeId): NodeId {
    return this.graph.made({ all: pair.revision.ids, not: before });
  }

  #compareNull(pair: Pair): void {
    const before = (pair.base.types & NULL) !== 0;
    const after = (pair.revision.types & NULL) !== 0;
    if (before === after) return;
    const words = (allowed: boolean): string => (allowed ? "allowed" : "refused");
    const notNull = this.graph.made({ types: ANY & ~NULL });
    if (!this.#happens(pair, before ? this.lost(pair, notNull) : this.gained(pair, notNull))) return;
    this.tell(pair, {
      kind: "null",
      moved: before ? "narrowed" : "widened",
      before: words(before),
      after: words(after),
      shown: before ? this.lost(pair, notNull) : this.gained(pair, notNull),
    });
  }

  /** Finite sets of values are compared value by value; against an open schema, by containment. */
  #compareValues(pair: Pair): void {
    const { base, revision } = pair;
    const [b, r] = [this.graph.together(base.ids), this.graph.together(revision.ids)];
    const kept = (values: readonly unknown[] | null, id: NodeId): unknown[] | null =>
      values?.filter((value) => this.#accepts(id, value)) ?? null;
    const before = kept(base.values, b);
    const after = kept(revision.values, r);
    const missing = (values: unknown[] | null, id: NodeId): unknown[] =>
      values?.filter((value) => !this.#accepts(id, value)) ?? [];
    const removed = missing(before, r);
    const added = missing(after, b);
    const words = (values: unknown[] | null): string =>
      values === null ? "other values" : values.map((value) => JSON.stringify(value)).join(", ");
    const told = (values: unknown[]): { kind: ChangeKind; before: string; after: string } => ({
      kind: values.length === 1 && values[0] === null ? "null" : "enum",
      before: words(before),
      after: words(after),
    });
    const only = (values: unknown[]): NodeId => this.graph.made({ values });
    if (removed.length > 0)
      this.tell(pair, {
        ...told(removed),
        moved: "narrowed",
        shown: this.graph.made({ all: [only(removed)], not: r }),
      });
    if (added.length > 0)
      this.tell(pair, { ...told(added), moved: "widened", shown: this.graph.made({ all: [only(added)], not: b }) });
    if (before !== null && after !== null) return;
    const [from, to] = before === null ? [b, r] : [r, b];
    const verdict = this.strict.decide(from, to, this.smaller(FACET_STEPS));
    if (verdict.kind === "compatible") return;
    const moved = verdict.kind === "unproven" ? "unclear" : before === null ? "narrowed" : "widened";
    const reason = verdict.kind === "unproven" ? { reason: verdict.reason } : {};
    this.tell(pair, { ...told([0, 0]), moved, shown: this.graph.made({ all: [from], not: to }), ...reason });
  }

  #accepts(id: NodeId, value: unknown): boolean {
    try {
      return this.strict.solver.interpreter.accepts(id, value, this.budget);
    } catch (error) {
      if (error instanceof Undecided) return true;
      throw error;
    }
  }

  #compareItems(pair: Pair): void {
    const { base, revision, path } = pair;
    const positions = Math.max(base.prefix.length, revision.prefix.length);
    for (let index = 0; index < positions; index++)
      this.compare(base.prefix[index] ?? base.items, revision.prefix[index] ?? revision.items, [
        ...path,
        { by: "position", index },
      ]);
    this.compare(base.items, revision.items, [...path, { by: "item" }]);
  }
}
