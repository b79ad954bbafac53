import type { Direction } from "../model/finding.ts";
import { Budget, BudgetSpent } from "./schema/budget.ts";
import type { SchemaChange } from "./schema/change.ts";
import { Comparison } from "./schema/compare.ts";
import { Containment, type Verdict } from "./schema/containment.ts";
import { breaks, breaksAt, type Confirmation, type Question } from "./schema/evidence.ts";
import { SchemaGraph } from "./schema/graph.ts";
import type { FormatCheck } from "./schema/interpret.ts";
import type { Resemblance } from "./schema/resemblance.ts";
import type { Located, SchemaSource } from "./schema/source.ts";
import { Undecided } from "./schema/undecided.ts";
import { type CompileSchema, Validators } from "./schema/validators.ts";

/** The tools a comparison works with. */
export interface Tools {
  readonly compile: CompileSchema;
  readonly format: FormatCheck;
  /** The steps the whole comparison may take. */
  readonly steps: number;
  /** Told at the end how many steps the comparison took. */
  readonly spent?: (steps: number) => void;
}

/** One change between two schemas and whether it breaks whoever relies on the baseline. */
export interface JudgedChange {
  readonly change: SchemaChange;
  /** Null for a change that cannot break in this direction. */
  readonly verdict: Verdict | null;
}

/** All that is known of one pair of schemas. */
export interface PairResult {
  /** The changes that were met here first. */
  readonly changes: readonly JudgedChange[];
  /** The changes in shared schemas that other pairs met before, as they were judged there. */
  readonly repeated: readonly SchemaChange[];
  /** Whether the pair breaks as a whole; null where nothing changed, or where another pair that shares the schemas told it. */
  readonly overall: Verdict | null;
}

/** The steps one question about a whole pair may take. */
const QUESTION_STEPS = 60_000;
const WHOLE_STEPS = 400_000;

const SAFE: Verdict = { kind: "compatible" };
const UNCHANGED: PairResult = { changes: [], repeated: [], overall: null };

/** Compares the schemas of two documents in one direction, each pair once. */
export class SchemaPairs {
  readonly #direction: Direction;
  readonly #base: SchemaSource;
  readonly #revision: SchemaSource;
  readonly #resemblance: Resemblance;
  readonly #graph: SchemaGraph;
  readonly #strict: Containment;
  readonly #tolerant: Containment;
  readonly #validators: Readonly<Record<"base" | "revision", Validators>>;
  readonly #budget: Budget;
  readonly #comparison: Comparison;
  readonly #breaking = new Set<SchemaChange>();
  readonly #results = new Map<string, PairResult>();

  constructor(
    direction: Direction,
    base: SchemaSource,
    revision: SchemaSource,
    resemblance: Resemblance,
    tools: Tools,
    budget: Budget,
  ) {
    this.#direction = direction;
    this.#base = base;
    this.#revision = revision;
    this.#resemblance = resemblance;
    this.#graph = new SchemaGraph(direction, resemblance, (steps) => budget.spend(steps));
    this.#strict = new Containment(this.#graph, tools.format, "strict");
    this.#tolerant = new Containment(this.#graph, tools.format, "tolerant");
    const validators = (source: SchemaSource) => new Validators(source, direction, tools.compile, budget);
    this.#validators = { base: validators(base), revision: validators(revision) };
    this.#budget = budget;
    this.#comparison = new Comparison(this.#graph, this.#strict, budget, (steps) => this.#smaller(steps));
  }

  /** The changes between two schemas, with their verdicts. */
  compare(base: Located, revision: Located): PairResult {
    const same = typeof revision.schema === "object" && this.#graph.likeness.of(revision.schema) === base.schema;
    if (same) return UNCHANGED;
    this.#resemblance.compare(base, revision);
    const b = this.#graph.idOf(this.#base, base);
    const r = this.#graph.idOf(this.#revision, revision);
    if (b === r) return UNCHANGED;
    const key = `${b} ${r}`;
    const told = this.#results.get(key);
    if (told !== undefined)
      return {
        overall: null,
        changes: [],
        repeated: [...told.changes.map(({ change }) => change), ...told.repeated],
      };
    const result = this.#judge(b, r, base, revision);
    this.#results.set(key, result);
    return result;
  }

  /** Whether two schemas are the same, or have been compared as part of others or by themselves. */
  hasMet(base: Located, revision: Located): boolean {
    const b = this.#graph.idOf(this.#base, base);
    const r = this.#graph.idOf(this.#revision, revision);
    return b === r || this.#comparison.hasMet(b, r);
  }

  #smaller(steps: number): Budget {
    return new Budget(steps, this.#budget);
  }

  #judge(b: number, r: number, base: Located, revision: Located): PairResult {
    let found: { readonly own: readonly SchemaChange[]; readonly met: readonly SchemaChange[] };
    try {
      found = this.#comparison.all(b, r);
    } catch (error) {
      return { changes: [], repeated: [], overall: unproven(error) };
    }
    if (found.own.length + found.met.length === 0) return UNCHANGED;
    const forth = this.#direction === "request";
    const question: Question = {
      graph: this.#graph,
      containment: this.#tolerant,
      promise: forth ? b : r,
      accept: forth ? r : b,
      confirmation: this.#confirmation(base, revision),
    };
    const { own, met } = found;
    const judged = own.map((change) => this.#verdict(question, change));
    const broken = (list: readonly JudgedChange[]) =>
      list.find(({ verdict }) => verdict?.kind === "breaking")?.verdict ?? null;
    const known = met.some((change) => this.#breaking.has(change));
    const proof = broken(judged);
    if (proof !== null || known) return { changes: judged, repeated: met, overall: proof };
    if (![...own, ...met].some((change) => change.canBreak)) return { changes: judged, repeated: met, overall: SAFE };
    const overall = this.#guarded(() => breaks(question, this.#smaller(WHOLE_STEPS)));
    if (overall.kind === "compatible")
      return {
        changes: own.map((change) => ({ change, verdict: change.canBreak ? overall : null })),
        repeated: met,
        overall,
      };
    // What was proven harmless elsewhere may be what breaks here.
    const worse = met
      .map((change) => this.#verdict(question, change))
      .filter(({ verdict }) => verdict?.kind === "breaking");
    const left = met.filter((change) => !worse.some((one) => one.change === change));
    return { changes: [...judged, ...worse], repeated: left, overall };
  }

  #verdict(question: Question, change: SchemaChange): JudgedChange {
    if (!change.canBreak) return { change, verdict: null };
    if (change.moved === "unclear") return { change, verdict: { kind: "unproven", reason: change.reason ?? "" } };
    const verdict = this.#guarded(() => breaksAt(question, change, this.#smaller(QUESTION_STEPS)));
    if (verdict.kind === "breaking") this.#breaking.add(change);
    return { change, verdict };
  }

  #guarded(decide: () => Verdict): Verdict {
    try {
      return decide();
    } catch (error) {
      return unproven(error);
    }
  }

  #confirmation(base: Located, revision: Located): Confirmation {
    const [b, r] = [this.#validators.base.judge(base), this.#validators.revision.judge(revision)];
    return this.#direction === "request" ? { promise: b, accept: r } : { promise: r, accept: b };
  }
}

/** What an error says that ends a question; any other is a defect and thrown again. */
const unproven = (error: unknown): Verdict => {
  if (error instanceof BudgetSpent || error instanceof Undecided) return { kind: "unproven", reason: error.message };
  if (error instanceof RangeError) return { kind: "unproven", reason: "the schemas are nested too deeply" };
  throw error;
};
