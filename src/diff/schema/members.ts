import { type Fact, fits, type Literal, type MemberClass } from "./goal.ts";
import type { Members } from "./node.ts";
import { NONE, type Outcome, open } from "./outcome.ts";
import type { Search } from "./solver.ts";
import { sameValue } from "./value.ts";

type Of<Kind extends Fact["kind"]> = Extract<Fact, { readonly kind: Kind }>;
type Chosen = ReadonlyMap<string, readonly Literal[]>;

const INFINITY = Number.POSITIVE_INFINITY;
/** The most member patterns whose combinations are told apart. */
const MOST_PATTERNS = 5;
/** The most members that are built. */
const MOST_MEMBERS = 500;

/** Finds an object as the facts want it, with as few members as will do; or proves that there is none. */
export const findObject = (facts: readonly Fact[], excluded: readonly unknown[], search: Search): Outcome =>
  new ObjectSearch(facts, excluded, search).find();

/** A demand that some member must meet. */
interface Demand {
  readonly literal: Literal;
  readonly where: MemberClass | { readonly by: "unevaluated"; readonly scope: number };
}

class ObjectSearch {
  readonly #search: Search;
  readonly #layouts: readonly Of<"members">[];
  readonly #unevaluated: readonly Of<"unevaluatedMembers">[];
  readonly #names: readonly Literal[];
  readonly #needed = new Set<string>();
  readonly #absent = new Set<string>();
  readonly #known = new Set<string>();
  readonly #ignored = new Set<string>();
  readonly #patterns: readonly string[];
  readonly #demands: readonly Demand[];
  readonly #excluded: readonly unknown[];
  readonly #freeForm: boolean;
  readonly #promised: readonly Of<"members">[];
  #min = 0;
  #max = INFINITY;
  #doubt: Outcome | null = null;

  constructor(facts: readonly Fact[], excluded: readonly unknown[], search: Search) {
    const of = <Kind extends Fact["kind"]>(kind: Kind): Of<Kind>[] =>
      facts.filter((fact): fact is Of<Kind> => fact.kind === kind);
    this.#search = search;
    this.#excluded = excluded;
    this.#layouts = of("members").filter(
      ({ members, promised }) =>
        promised || members.props.size + members.patterns.length > 0 || members.additional !== null,
    );
    this.#unevaluated = of("unevaluatedMembers");
    this.#names = of("names").map(({ literal }) => literal);
    for (const { name, holds } of of("has")) (holds ? this.#needed : this.#absent).add(name);
    for (const { min, max } of of("size")) {
      this.#min = Math.max(this.#min, Math.ceil(min));
      this.#max = Math.min(this.#max, Math.floor(max));
    }
    this.#demands = [
      ...of("member"),
      ...of("unevaluatedMember").map(({ scope, literal }) => ({
        literal,
        where: { by: "unevaluated", scope } as const,
      })),
    ];
    const patterns = new Set<string>();
    for (const { members } of this.#layouts) {
      for (const name of members.props.keys()) this.#known.add(name);
      for (const name of members.ignored) this.#ignored.add(name);
      for (const { source } of members.patterns) patterns.add(source);
    }
    for (const { where } of this.#demands) {
      if (where.by === "name") this.#known.add(where.name);
      if (where.by === "pattern") patterns.add(where.source);
      if (where.by !== "rest") continue;
      for (const name of where.members.props.keys()) this.#known.add(name);
      for (const { source } of where.members.patterns) patterns.add(source);
    }
    for (const name of [...this.#needed, ...this.#absent]) this.#known.add(name);
    this.#patterns = [...patterns];
    this.#promised = this.#layouts.filter(({ promised }) => promised);
    this.#freeForm = this.#promised.every(
      ({ members }) => members.props.size === 0 && members.patterns.length === 0 && members.additional === null,
    );
  }

  find(): Outcome {
    this.#search.budget.spend((this.#known.size >> 3) + this.#layouts.length);
    for (const name of this.#needed) if (this.#absent.has(name)) return NONE;
    if (this.#min > this.#max || this.#needed.size > this.#max) return NONE;
    const needed = new Map([...this.#needed].map((name) => [name, [] as Literal[]]));
    // A member that cannot be there with what is settled cannot be there with more.
    for (const name of needed.keys()) if (this.#member(name, []).kind === "none") return NONE;
    const outcome = this.#place(0, needed);
    return outcome.kind === "none" && this.#doubt !== null ? this.#doubt : outcome;
  }

  #note(outcome: Outcome): void {
    if (outcome.kind === "open") this.#doubt ??= outcome;
  }

  /** Whether the other party may send a member of this name at all. */
  #mayTravel(name: string): boolean {
    if (this.#ignored.has(name)) return false;
    if (this.#promised.length === 0 || this.#freeForm || this.#needed.has(name)) return true;
    return (
      this.#promised.some(({ members }) => covers(members, name)) ||
      this.#unevaluated.some(({ literal }) => literal.promised)
    );
  }

  #nameFits(name: string): boolean {
    return this.#names.every(
      ({ id, holds }) => this.#search.interpreter.accepts(id, name, this.#search.budget) === holds,
    );
  }

  #evaluated(scope: number, name: string): boolean {
    return (
      this.#layouts.some(({ members, scopes }) => scopes.includes(scope) && covers(members, name)) ||
      this.#unevaluated.some((inner) => inner.scope !== scope && inner.scopes.includes(scope))
    );
  }

  /** What the value of a member must be. */
  #literals(name: string): Literal[] {
    const literals: Literal[] = [];
    for (const { members, promised } of this.#layouts) {
      const own = members.props.get(name);
      if (own !== undefined) literals.push(fits(own, promised));
      let matched = own !== undefined;
      for (const { regex, node } of members.patterns)
        if (regex.test(name)) {
          matched = true;
          literals.push(fits(node, promised));
        }
      if (!matched && members.additional !== null) literals.push(fits(members.additional, promised));
    }
    for (const { scope, literal } of this.#unevaluated) if (!this.#evaluated(scope, name)) literals.push(literal);
    return literals;
  }

  /** A value for a member, with more demands on it. */
  #member(name: string, more: readonly Literal[]): Outcome {
    if (this.#absent.has(name) || !this.#mayTravel(name) || !this.#nameFits(name)) return NONE;
    return this.#search.satisfy([...this.#literals(name), ...more]);
  }

  #meant({ where }: Demand, name: string): boolean {
    switch (where.by) {
      case "name":
        return where.name === name;
      case "pattern":
        return this.#search.interpreter.matches(where.source, name);
      case "rest":
        return !declares(where.members, name);
      case "badName":
        return !this.#search.interpreter.accepts(where.names, name, this.#search.budget);
      default:
        return !this.#evaluated(where.scope, name);
    }
  }

  /** Gives each demand a member, in every way that may matter. */
  #place(at: number, chosen: Chosen): Outcome {
    this.#search.budget.spend();
    const demand = this.#demands[at];
    if (demand === undefined) return this.#complete(chosen);
    for (const name of this.#candidates(demand, chosen)) {
      const literals = [...(chosen.get(name) ?? []), demand.literal];
      const possible = this.#member(name, literals);
      this.#note(possible);
      if (possible.kind === "none") continue;
      const outcome = this.#place(at + 1, new Map([...chosen, [name, literals]]));
      if (outcome.kind === "found") return outcome;
      this.#note(outcome);
    }
    return NONE;
  }

  #candidates(demand: Demand, chosen: Chosen): string[] {
    if (demand.where.by === "name") return [demand.where.name];
    this.#search.budget.spend(this.#known.size >> 2);
    const names = new Set([...chosen.keys(), ...this.#known]);
    const found = [...names].filter((name) => this.#meant(demand, name));
    return [...found, ...this.#fresh(chosen.keys(), demand)];
  }

  /** New names, one of each class that the patterns tell apart, that a demand can mean. */
  #fresh(taken: Iterable<string>, demand: Demand | null): string[] {
    if (this.#promised.length > 0 && !this.#freeForm && !this.#mayInvent()) return [];
    this.#search.budget.spend((this.#known.size + this.#ignored.size) >> 3);
    const excluded = new Set([...this.#known, ...taken, ...this.#ignored]);
    const found: string[] = [];
    const keep = (name: string): void => {
      if (this.#mayTravel(name) && (demand === null || this.#meant(demand, name))) found.push(name);
    };
    const names = demand?.where.by === "badName" ? [{ ...fits(demand.where.names), holds: false }] : [];
    const shaped = this.#names.length > 0 || names.length > 0;
    if (this.#patterns.length === 0 && !shaped) {
      for (let index = 1; ; index++) {
        const name = index === 1 ? "extra" : `extra${index}`;
        if (excluded.has(name)) continue;
        keep(name);
        return found;
      }
    }
    if (this.#patterns.length > MOST_PATTERNS) {
      this.#doubt ??= open("too many member patterns combine");
      return found;
    }
    this.#search.budget.spend(excluded.size);
    const used = this.#search.graph.only([...excluded].sort());
    for (let set = 0; set < 2 ** this.#patterns.length; set++) {
      const shape = this.#patterns.map((source, index) => {
        return { ...fits(this.#search.graph.texts(source)), holds: (set & (1 << index)) !== 0 };
      });
      const outcome = this.#search.satisfy([
        fits(this.#search.graph.texts()),
        ...this.#names,
        ...names,
        ...shape,
        { ...fits(used), holds: false },
      ]);
      this.#note(outcome);
      if (outcome.kind === "found" && typeof outcome.value === "string") keep(outcome.value);
    }
    return found;
  }

  #mayInvent(): boolean {
    return (
      this.#promised.some(({ members }) => members.patterns.length > 0 || members.additional !== null) ||
      this.#unevaluated.some(({ literal }) => literal.promised)
    );
  }

  /** Adds members until there are enough, and gives each its value. */
  #complete(chosen: Chosen): Outcome {
    if (chosen.size > this.#max) return NONE;
    const values = new Map<string, unknown>();
    for (const [name, more] of chosen) {
      const outcome = this.#member(name, more);
      if (outcome.kind !== "found") {
        this.#note(outcome);
        return outcome;
      }
      values.set(name, outcome.value);
    }
    if (this.#min > MOST_MEMBERS) return open("the object would have too many members to build");
    if (values.size < this.#min) this.#addKnown(values);
    while (values.size < this.#min) {
      this.#search.budget.spend();
      const name = this.#fresh(values.keys(), null).find((one) => this.#add(one, values));
      if (name === undefined) return NONE;
    }
    const value = Object.fromEntries(values);
    if (!this.#excluded.some((other) => sameValue(other, value))) return { kind: "found", value };
    return this.#different(chosen, values);
  }

  #addKnown(values: Map<string, unknown>): void {
    for (const name of this.#known) {
      if (values.size >= this.#min) return;
      if (!values.has(name)) this.#add(name, values);
    }
  }

  #add(name: string, values: Map<string, unknown>): boolean {
    const outcome = this.#member(name, []);
    this.#note(outcome);
    if (outcome.kind !== "found") return false;
    values.set(name, outcome.value);
    return true;
  }

  /** An object that is none of the excluded ones: another value of a member, or a member more. */
  #different(chosen: Chosen, values: ReadonlyMap<string, unknown>): Outcome {
    const tried: ReadonlyMap<string, unknown>[] = [];
    for (const [name, value] of values) {
      const not = { ...fits(this.#search.graph.only([value])), holds: false };
      const outcome = this.#member(name, [...(chosen.get(name) ?? []), not]);
      if (outcome.kind === "found") tried.push(new Map([...values, [name, outcome.value]]));
    }
    if (values.size < this.#max)
      for (const name of [...this.#known, ...this.#fresh(values.keys(), null)]) {
        if (values.has(name)) continue;
        const outcome = this.#member(name, []);
        if (outcome.kind === "found") tried.push(new Map([...values, [name, outcome.value]]));
      }
    for (const members of tried) {
      const value = Object.fromEntries(members);
      if (!this.#excluded.some((other) => sameValue(other, value))) return { kind: "found", value };
    }
    return open("every object tried is one of the excluded ones");
  }
}

const declares = (members: Members, name: string): boolean =>
  members.props.has(name) || members.patterns.some(({ regex }) => regex.test(name));

const covers = (members: Members, name: string): boolean => members.additional !== null || declares(members, name);
