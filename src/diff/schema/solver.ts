import { type Budget, BudgetSpent } from "./budget.ts";
import { Expander, waysToFailAny, waysToFailOne } from "./expand.ts";
import { type Alternative, type Choice, type Fact, fits, goalKey, type Literal, literalKey } from "./goal.ts";
import type { SchemaGraph } from "./graph.ts";
import { type FormatCheck, Interpreter } from "./interpret.ts";
import { findArray } from "./items.ts";
import { findObject } from "./members.ts";
import { BOOLEAN, type Node, type NodeId, NULL, NUMBER, OBJECT, STRING, TYPES, typeOf } from "./node.ts";
import { findNumber } from "./numbers.ts";
import { NONE, type Outcome, open } from "./outcome.ts";
import { TextFinder } from "./strings.ts";
import { Undecided } from "./undecided.ts";
import { sameValue, sizeOf } from "./value.ts";

/** The deepest nesting of values that is built. */
const DEPTH = 120;
/** The most characters of questions whose answers are kept. */
const MOST_KEPT = 10_000_000;
/** The most parts that a value may have, counted as often as they come up in it. */
const LARGEST = 10_000;

/** What a search has collected about one value of one JSON type. */
interface Branch {
  readonly seen: ReadonlyMap<string, Literal>;
  readonly facts: readonly Fact[];
  readonly choices: readonly Choice[];
}

/** What finding a value of one type needs from the search. */
export interface Search {
  readonly graph: SchemaGraph;
  readonly interpreter: Interpreter;
  readonly texts: TextFinder;
  readonly budget: Budget;
  /** A value that meets all literals. */
  satisfy(literals: readonly Literal[]): Outcome;
}

/**
 * Decides whether there is a value that meets all demands of a goal, and builds one. The search is a tableau: literals
 * are taken apart for one JSON type after the other, choices are tried in turn, and what remains is settled per type.
 * Values are finite, so a goal that comes up again inside itself adds nothing.
 */
export class Solver implements Search {
  readonly graph: SchemaGraph;
  readonly interpreter: Interpreter;
  readonly texts: TextFinder;
  readonly #expander: Expander;
  readonly #answers = new Map<string, Outcome>();
  readonly #open = new Map<string, number>();
  readonly #provisional = new Map<string, number>();
  readonly #trail: string[] = [];
  /** How many parts the values have that were built. */
  readonly #sizes = new WeakMap<object, number>();
  #kept = 0;
  #lowest = Number.POSITIVE_INFINITY;
  #budget: Budget | null = null;

  constructor(graph: SchemaGraph, format: FormatCheck) {
    this.graph = graph;
    this.interpreter = new Interpreter(graph, format);
    this.texts = new TextFinder(format, graph.spend);
    this.#expander = new Expander(graph);
  }

  get budget(): Budget {
    if (this.#budget === null) throw new Error("no question is being answered");
    return this.#budget;
  }

  /** Answers one question within a budget; a budget that is spent, or a schema not understood, leaves it open. */
  answer(literals: readonly Literal[], budget: Budget): Outcome {
    this.#budget = budget;
    this.#open.clear();
    this.#provisional.clear();
    this.#trail.length = 0;
    this.#lowest = Number.POSITIVE_INFINITY;
    try {
      return this.satisfy(literals);
    } catch (error) {
      if (error instanceof BudgetSpent) return open("the work budget is spent");
      if (error instanceof Undecided) return open(error.message);
      throw error;
    } finally {
      this.#budget = null;
    }
  }

  satisfy(literals: readonly Literal[]): Outcome {
    this.budget.spend(1 + (literals.length >> 1));
    const key = goalKey(literals);
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const above = this.#open.get(key) ?? this.#provisional.get(key);
    if (above !== undefined) {
      this.#lowest = Math.min(this.#lowest, above);
      return NONE;
    }
    const depth = this.#open.size;
    if (depth > DEPTH) return open("the schemas are nested too deeply");
    this.#open.set(key, depth);
    const outer = this.#lowest;
    this.#lowest = Number.POSITIVE_INFINITY;
    const from = this.#trail.length;
    const outcome = this.#solve(literals);
    this.#open.delete(key);
    const restsOnOuter = this.#lowest < depth;
    this.#close(key, outcome, restsOnOuter ? this.#lowest : null, from);
    this.#lowest = restsOnOuter ? Math.min(outer, this.#lowest) : outer;
    return outcome;
  }

  /**
   * Keeps an answer. "None" that rests on a goal still open holds as long as that goal may be none: until it is found
   * to be otherwise, when all that was concluded inside it is forgotten, or until it is settled, when it all is.
   */
  #close(key: string, outcome: Outcome, restsOn: number | null, from: number): void {
    if (outcome.kind === "none" && restsOn !== null) {
      this.#provisional.set(key, restsOn);
      this.#trail.push(key);
      return;
    }
    for (const inner of this.#trail.splice(from)) {
      this.#provisional.delete(inner);
      if (outcome.kind === "none") this.#keep(inner, NONE);
    }
    if (outcome.kind === "found" || restsOn === null) this.#keep(key, outcome);
  }

  #keep(key: string, outcome: Outcome): void {
    this.#kept += key.length;
    if (this.#kept < MOST_KEPT) this.#answers.set(key, outcome);
  }

  #solve(literals: readonly Literal[]): Outcome {
    if (contradicts(literals)) return NONE;
    let doubt: Outcome | null = null;
    for (const type of TYPES) {
      const outcome = this.#search(literals, type, { seen: new Map(), facts: [], choices: [] }, literals);
      if (outcome.kind === "found") return outcome;
      if (outcome.kind === "open") doubt ??= outcome;
    }
    return doubt ?? NONE;
  }

  #search(goal: readonly Literal[], type: number, start: Branch, added: readonly Literal[]): Outcome {
    this.budget.spend((start.seen.size + start.facts.length + start.choices.length) >> 2);
    const seen = new Map(start.seen);
    const facts = [...start.facts];
    let choices = [...start.choices];
    const agenda = [...added];
    for (let next = agenda.pop(); next !== undefined; next = agenda.pop()) {
      const key = literalKey(next);
      if (seen.has(key)) continue;
      this.budget.spend();
      seen.set(key, next);
      if (clashes(next, seen)) return NONE;
      const { values } = this.graph.node(next.id);
      if (next.holds && values !== null) return this.#among(goal, values, type);
      const expansion = this.#expander.expand(next, type);
      if (!expansion.possible) return NONE;
      this.budget.spend(expansion.choices.reduce((sum, { ways }) => sum + ways.length, expansion.literals.length) >> 2);
      agenda.push(...expansion.literals);
      facts.push(...expansion.facts);
      for (const choice of expansion.choices) {
        const [first, second] = choice.ways;
        if (first === undefined) return NONE;
        if (second !== undefined) choices.push(choice);
        else {
          agenda.push(...first.literals);
          facts.push(...first.facts);
        }
      }
    }
    const settled = { seen, facts, choices: [] };
    const narrowed = this.#narrow(goal, type, settled, choices);
    if (narrowed === null) return NONE;
    choices = narrowed;
    if (choices.length === 0) return this.#settle(goal, type, settled);
    choices.sort((a, b) => Number(a.refused === null) - Number(b.refused === null) || b.ways.length - a.ways.length);
    const choice = choices.pop();
    let doubt: Outcome | null = null;
    for (const alternative of choice?.ways ?? []) {
      const outcome = this.#take(goal, type, { seen, facts, choices }, alternative);
      if (outcome.kind === "found") return outcome;
      if (outcome.kind === "open") doubt ??= outcome;
    }
    return doubt ?? NONE;
  }

  #take(goal: readonly Literal[], type: number, branch: Branch, { literals, facts }: Alternative): Outcome {
    this.budget.spend();
    return this.#search(goal, type, { ...branch, facts: [...branch.facts, ...facts] }, literals);
  }

  /**
   * Drops choices that are settled already and ways that are impossible with what is settled alone. Null where a
   * choice has no way left. How schemas are refused is looked at last, when all is known that the value fits.
   */
  #narrow(goal: readonly Literal[], type: number, settled: Branch, choices: readonly Choice[]): Choice[] | null {
    const unsettled = choices.filter(
      ({ ways }) =>
        !ways.some((way) => way.facts.length === 0 && way.literals.every((one) => settled.seen.has(literalKey(one)))),
    );
    const positive = unsettled.filter(({ refused }) => refused === null);
    const refusals = unsettled.filter(({ refused }) => refused !== null);
    if (positive.length === 0) return this.#narrowRefusals(goal, type, settled, refusals);
    if (positive.length === 1) return unsettled;
    const narrowed: Choice[] = [];
    for (const choice of positive) {
      const left = this.#possible(goal, type, settled, choice);
      if (left.ways.length === 0) return null;
      narrowed.push(left);
    }
    return [...narrowed, ...refusals];
  }

  #possible(goal: readonly Literal[], type: number, settled: Branch, choice: Choice): Choice {
    return { ...choice, ways: choice.ways.filter((way) => this.#take(goal, type, settled, way).kind !== "none") };
  }

  #narrowRefusals(
    goal: readonly Literal[],
    type: number,
    settled: Branch,
    refusals: readonly Choice[],
  ): Choice[] | null {
    const narrowed: Choice[] = [];
    for (const refusal of refusals) {
      const node = this.graph.node(refusal.refused ?? this.graph.nothing);
      if (refusals.length > 1 && this.#cannotFit(settled, node.id)) continue;
      const choice = this.#withLiveBranches(settled, node, refusal);
      if (choice === null) continue;
      const left = refusals.length > 1 ? this.#possible(goal, type, settled, choice) : choice;
      if (left.ways.length === 0) return null;
      narrowed.push(left);
    }
    return narrowed;
  }

  /** Whether what the value is known to fit already rules a schema out. */
  #cannotFit(settled: Branch, id: NodeId): boolean {
    // Only what is said by the schemas' own keywords: the rest of what they say is what is being narrowed.
    const known = [...settled.seen.values()]
      .filter(({ holds }) => holds)
      .map((one) => fits(this.graph.bare(one.id), one.promised))
      .filter((one) => one.id !== this.graph.anything);
    const before = this.#lowest;
    this.#lowest = Number.POSITIVE_INFINITY;
    const outcome = this.satisfy([...known, fits(id)]);
    // An answer that rests on a goal still open must not be used the other way round.
    const firm = this.#lowest === Number.POSITIVE_INFINITY;
    this.#lowest = Math.min(before, this.#lowest);
    return firm && outcome.kind === "none";
  }

  /** The ways to fail at branches, of those branches only that the value may fit; null where it fits none of them. */
  #withLiveBranches(settled: Branch, node: Node, refusal: Choice): Choice | null {
    if (node.any === null && node.one === null) return refusal;
    let ways = [...refusal.ways];
    for (const [branches, waysToFail] of [
      [node.any, waysToFailAny],
      [node.one, waysToFailOne],
    ] as const) {
      if (branches === null || branches.length < 2) continue;
      const live = branches.filter((id) => !this.#cannotFit(settled, id));
      if (live.length === 0) return null;
      if (live.length < branches.length)
        ways = [...ways.filter(({ about }) => about !== branches), ...waysToFail(live, branches)];
    }
    return { ...refusal, ways };
  }

  /** One of some values that meets the whole goal. */
  #among(goal: readonly Literal[], values: readonly unknown[], type: number): Outcome {
    let doubt: Outcome | null = null;
    for (const value of values) {
      if (typeOf(value) !== type) continue;
      try {
        if (goal.every(({ id, holds }) => this.interpreter.accepts(id, value, this.budget) === holds))
          return { kind: "found", value };
      } catch (error) {
        if (!(error instanceof Undecided)) throw error;
        doubt = open(error.message);
      }
    }
    return doubt ?? NONE;
  }

  #settle(goal: readonly Literal[], type: number, { facts }: Branch): Outcome {
    this.budget.spend();
    const outcome = this.#sized(this.#settleType(type, facts));
    const doubt = facts.find((fact) => fact.kind === "doubt");
    if (doubt === undefined || outcome.kind === "open") return outcome;
    if (outcome.kind === "found" && this.#meets(goal, outcome.value)) return outcome;
    return open(doubt.reason);
  }

  /** The outcome, unless its value is too large to be looked at: parts that are the same object count each time. */
  #sized(outcome: Outcome): Outcome {
    if (outcome.kind !== "found" || typeof outcome.value !== "object" || outcome.value === null) return outcome;
    let size = 1;
    for (const part of Object.values(outcome.value))
      size += typeof part === "object" && part !== null ? (this.#sizes.get(part) ?? sizeOf(part, LARGEST)) : 1;
    this.#sizes.set(outcome.value, size);
    return size > LARGEST ? open("the value would be too large to build") : outcome;
  }

  #meets(goal: readonly Literal[], value: unknown): boolean {
    try {
      return goal.every(({ id, holds }) => this.interpreter.accepts(id, value, this.budget) === holds);
    } catch (error) {
      if (error instanceof Undecided) return false;
      throw error;
    }
  }

  #settleType(type: number, facts: readonly Fact[]): Outcome {
    const excluded: unknown[] = [];
    for (const fact of facts) if (fact.kind === "values") excluded.push(...fact.values);
    if (type === NULL || type === BOOLEAN) {
      const values = type === NULL ? [null] : [true, false];
      const left = values.find((value) => !excluded.some((other) => sameValue(other, value)));
      return left === undefined ? NONE : { kind: "found", value: left };
    }
    if (type === NUMBER) return this.#number(facts, excluded);
    if (type === STRING) return this.#text(facts, excluded);
    return type === OBJECT ? findObject(facts, excluded, this) : findArray(facts, excluded, this);
  }

  #number(facts: readonly Fact[], excluded: readonly unknown[]): Outcome {
    let min = null;
    let max = null;
    const multiples: number[] = [];
    const strangers: number[] = [];
    for (const fact of facts) {
      if (fact.kind === "multiple") (fact.holds ? multiples : strangers).push(fact.of);
      if (fact.kind !== "number") continue;
      const { value, exclusive } = fact;
      if (fact.limit === "min") {
        if (min === null || value > min.value || (value === min.value && exclusive)) min = { value, exclusive };
      } else if (max === null || value < max.value || (value === max.value && exclusive)) max = { value, exclusive };
    }
    const numbers = new Set(excluded.filter((value) => typeof value === "number"));
    return findNumber({ min, max, multiples, strangers, excluded: numbers }, this.budget);
  }

  #text(facts: readonly Fact[], excluded: readonly unknown[]): Outcome {
    const wish = {
      min: 0,
      max: Number.POSITIVE_INFINITY,
      patterns: new Map<string, boolean>(),
      formats: new Map<string, boolean>(),
      excluded: new Set(excluded.filter((value) => typeof value === "string")),
    };
    for (const fact of facts)
      if (fact.kind === "length") {
        wish.min = Math.max(wish.min, fact.min);
        wish.max = Math.min(wish.max, fact.max);
      } else if (fact.kind === "pattern") {
        if (wish.patterns.get(fact.source) === !fact.holds) return NONE;
        wish.patterns.set(fact.source, fact.holds);
      } else if (fact.kind === "format") {
        if (wish.formats.get(fact.name) === !fact.holds) return NONE;
        wish.formats.set(fact.name, fact.holds);
      }
    return this.texts.find(wish, this.budget);
  }
}

const opposite = (literal: Literal, seen: ReadonlyMap<string, Literal>): boolean => {
  const id = literal.id;
  return literal.holds ? seen.has(`-${id}`) : seen.has(`+${id}`) || seen.has(`p${id}`);
};

const clashes = (literal: Literal, seen: ReadonlyMap<string, Literal>): boolean =>
  literal.core ? false : opposite(literal, seen);

const contradicts = (literals: readonly Literal[]): boolean =>
  literals.some((one) => !one.holds && literals.some((other) => other.holds && !other.core && other.id === one.id));
