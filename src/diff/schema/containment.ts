import { type Budget, BudgetSpent } from "./budget.ts";
import { fits, misfits } from "./goal.ts";
import type { SchemaGraph } from "./graph.ts";
import type { FormatCheck } from "./interpret.ts";
import type { NodeId } from "./node.ts";
import { Solver } from "./solver.ts";
import { Undecided } from "./undecided.ts";

/** Whether all that one schema allows is allowed by another: yes (proven), no (with an instance), or not decided. */
export type Verdict =
  | { readonly kind: "compatible" }
  | { readonly kind: "breaking"; readonly instance: unknown }
  | { readonly kind: "unproven"; readonly reason: string };

/** How members that a schema is silent about are read: `strict` as JSON Schema does, `tolerant` as nobody's promise. */
export type MemberReading = "tolerant" | "strict";

/** Decides containment between schemas of one graph. Answers are kept from one question to the next. */
export class Containment {
  readonly solver: Solver;
  /** Whether undeclared members of what is sent are taken as not there. */
  readonly tolerant: boolean;

  constructor(graph: SchemaGraph, format: FormatCheck, reading: MemberReading = "tolerant") {
    this.solver = new Solver(graph, format);
    this.tolerant = reading === "tolerant";
  }

  /** Whether everything `promise` allows is allowed by `accept` too. */
  decide(promise: NodeId, accept: NodeId, budget: Budget): Verdict {
    if (promise === accept) return { kind: "compatible" };
    const outcome = this.solver.answer([fits(promise, this.tolerant), misfits(accept)], budget);
    if (outcome.kind === "none") return { kind: "compatible" };
    if (outcome.kind === "open") return { kind: "unproven", reason: outcome.reason };
    const { interpreter } = this.solver;
    try {
      if (interpreter.accepts(promise, outcome.value, budget) && !interpreter.accepts(accept, outcome.value, budget))
        return { kind: "breaking", instance: outcome.value };
    } catch (error) {
      if (!(error instanceof Undecided || error instanceof BudgetSpent)) throw error;
      return { kind: "unproven", reason: error.message };
    }
    return { kind: "unproven", reason: "an instance was built that the schemas judge differently" };
  }

  /** Whether an instance fits a schema that says what is to be shown; null asks for nothing. */
  shows(shown: NodeId | null, instance: unknown, budget: Budget): boolean {
    if (shown === null) return true;
    try {
      return this.solver.interpreter.accepts(shown, instance, budget);
    } catch (error) {
      if (error instanceof Undecided || error instanceof BudgetSpent) return false;
      throw error;
    }
  }
}
