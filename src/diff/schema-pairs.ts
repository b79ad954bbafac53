import type { Direction } from "../model/finding.ts";
import { Budget, BudgetSpent } from "./schema/budget.ts";
import { bundleOf, namesIn } from "./schema/bundle.ts";
import type { SchemaChange } from "./schema/change.ts";
import { Comparison } from "./schema/compare.ts";
import { Containment, type Verdict } from "./schema/containment.ts";
import { breaks, breaksAt, type Confirmation, type Question } from "./schema/evidence.ts";
import { SchemaGraph } from "./schema/graph.ts";
import type { FormatCheck } from "./schema/interpret.ts";
import type { Located, SchemaSource } from "./schema/source.ts";

/** A validator of one schema; null where the schema cannot be compiled. */
export type CompileSchema = (schema: object) => ((instance: unknown) => boolean) | null;

/** The tools a comparison works with. */
export interface Tools {
  readonly compile: CompileSchema;
  readonly format: FormatCheck;
  /** The steps the whole comparison may take. */
  readonly steps: number;
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
/** Compares the schemas of two documents in one direction, each pair once. */
export class SchemaPairs {
  readonly #direction: Direction;
  readonly #base: SchemaSource;
  readonly #revision: SchemaSource;
  readonly #graph: SchemaGraph;
  readonly #strict: Containment;
  readonly #tolerant: Containment;
  readonly #compile: CompileSchema;
  readonly #budget: Budget;
  readonly #comparison: Comparison;
  readonly #breaking = new Set<SchemaChange>();
  readonly #results = new Map<string, PairResult>();

  constructor(
    direction: Direction,
    base: SchemaSource,
    revision: SchemaSource,
    twin: (schema: object) => object | null,
    tools: Tools,
    budget: Budget,
  ) {
    this.#direction = direction;
    this.#base = base;
    this.#revision = revision;
    this.#graph = new SchemaGraph(direction, twin);
    this.#strict = new Containment(this.#graph, tools.format, "strict");
    this.#tolerant = new Containment(this.#graph, tools.format, "tolerant");
    this.#compile = tools.compile;
    this.#budget = budget;
    this.#comparison = new Comparison(this.#graph, this.#strict, budget, (steps) => this.#smaller(steps));
  }

  /** The changes between two schemas, with their verdicts. */
  compare(base: Located, revision: Located): PairResult {
    const b = this.#graph.idOf(this.#base, base);
    const r = this.#graph.idOf(this.#revision, revision);
    if (b === r) return { changes: [], repeated: [], overall: null };
    const key = `${b} ${r}`;
    const known = this.#results.get(key);
    if (known !== undefined)
      return {
        overall: null,
        changes: [],
        repeated: [...known.changes.map(({ change }) => change), ...known.repeated],
      };
    const result = this.#judge(b, r, base, revision);
    this.#results.set(key, result);
    return result;
  }

  #smaller(steps: number): Budget {
    return new Budget(steps, this.#budget);
  }

  #judge(b: number, r: number, base: Located, revision: Located): PairResult {
    let found: { readonly own: readonly SchemaChange[]; readonly met: readonly SchemaChange[] };
    try {
      found = this.#comparison.all(b, r);
    } catch (error) {
      if (!(error instanceof BudgetSpent)) throw error;
      return { changes: [], repeated: [], overall: { kind: "unproven", reason: "the work budget is spent" } };
    }
    if (found.own.length + found.met.length === 0) return { changes: [], repeated: [], overall: null };
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
      if (error instanceof BudgetSpent) return { kind: "unproven", reason: "the work budget is spent" };
      if (error instanceof RangeError) return { kind: "unproven", reason: "the schemas are nested too deeply" };
      throw error;
    }
  }

  #confirmation(base: Located, revision: Located): Confirmation {
    const judge = (source: SchemaSource, located: Located) => {
      const compiled: { names: ReadonlySet<string>; validate: ((instance: unknown) => boolean) | null }[] = [];
      return (instance: unknown): boolean | null => {
        if (typeof located.schema === "boolean") return located.schema;
        const names = namesIn(instance);
        let entry = compiled.find((one) => [...names].every((name) => one.names.has(name)));
        if (entry === undefined) {
          entry = { names, validate: this.#validator(source, located, names) };
          compiled.push(entry);
        }
        return entry.validate?.(instance) ?? null;
      };
    };
    const [b, r] = [judge(this.#base, base), judge(this.#revision, revision)];
    return this.#direction === "request" ? { promise: b, accept: r } : { promise: r, accept: b };
  }

  #validator(
    source: SchemaSource,
    located: Located,
    names: ReadonlySet<string>,
  ): ((instance: unknown) => boolean) | null {
    try {
      return this.#compile(bundleOf(source, located, this.#direction, names));
    } catch {
      return null;
    }
  }
}
