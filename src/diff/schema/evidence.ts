import type { Budget } from "./budget.ts";
import type { SchemaChange, Step } from "./change.ts";
import type { Containment, Verdict } from "./containment.ts";
import { effortOf } from "./effort.ts";
import { fits, misfits } from "./goal.ts";
import type { SchemaGraph } from "./graph.ts";
import { ARRAY, type NodeId, OBJECT } from "./node.ts";
import { smaller } from "./shrink.ts";
import { TextPattern } from "./text-pattern.ts";
import { depthOf } from "./value.ts";

/** The most schemas that a validator may ask about an instance. */
const MOST_EFFORT = 100_000;
/** The deepest instance that is shown. */
const DEEPEST = 500;
const INFINITY = Number.POSITIVE_INFINITY;

/** Whether each side's own validator takes an instance; null where a side has none. */
export interface Confirmation {
  promise(instance: unknown): boolean | null;
  accept(instance: unknown): boolean | null;
}

/** The question of a pair of schemas: whether what one party may send is what the other takes. */
export interface Question {
  readonly graph: SchemaGraph;
  readonly containment: Containment;
  readonly promise: NodeId;
  readonly accept: NodeId;
  readonly confirmation: Confirmation;
}

/** The values of the whole whose part at the end of the path is as wanted. */
export const atPath = (graph: SchemaGraph, path: readonly Step[], wanted: NodeId): NodeId =>
  path.reduceRight<NodeId>((inner, step) => {
    switch (step.by) {
      case "member":
        return graph.made({ types: OBJECT, required: [step.name], members: membersOf([[step.name, inner]]) });
      case "item":
        return graph.made({ types: ARRAY, contains: { node: inner, min: 1, max: INFINITY } });
      case "position": {
        const prefix = Array.from({ length: step.index }, () => graph.anything);
        return graph.made({ types: ARRAY, minItems: step.index + 1, prefix: [...prefix, inner] });
      }
      case "pattern": {
        const pattern = {
          source: step.source,
          regex: new TextPattern(step.source, graph.spend),
          node: graph.made({ not: inner }),
        };
        return graph.made({ types: OBJECT, not: graph.made({ members: { ...membersOf([]), patterns: [pattern] } }) });
      }
      default: {
        const declared = step.declared.map((name) => [name, graph.anything] as const);
        const patterns = step.patterns.map((source) => ({
          source,
          regex: new TextPattern(source, graph.spend),
          node: graph.anything,
        }));
        const members = { ...membersOf(declared), patterns, additional: graph.made({ not: inner }) };
        return graph.made({ types: OBJECT, not: graph.made({ members }) });
      }
    }
  }, wanted);

const membersOf = (props: readonly (readonly [string, NodeId])[]) => ({
  props: new Map(props),
  patterns: [],
  additional: null,
  ignored: new Set<string>(),
});

/** Whether the pair breaks at all, with the smallest instance found. */
export const breaks = (question: Question, budget: Budget): Verdict => {
  const { containment, promise, accept } = question;
  return confirmed(question, containment.decide(promise, accept, budget), budget);
};

/** Whether one change breaks: whether an instance that shows it is refused as a whole. */
export const breaksAt = (question: Question, change: SchemaChange, budget: Budget): Verdict => {
  const { graph, containment, promise, accept } = question;
  const shown = fits(atPath(graph, change.path, change.shown));
  const sent = fits(promise, containment.tolerant);
  // What shows the change is nearly always refused; whether it can be otherwise is asked only where it is not.
  const first = containment.solver.answer([sent, shown], budget);
  if (first.kind === "none") return { kind: "compatible" };
  const direct = first.kind === "found" && containment.shows(graph.made({ not: accept }), first.value, budget);
  const outcome = direct ? first : containment.solver.answer([sent, misfits(accept), shown], budget);
  if (outcome.kind === "none") return { kind: "compatible" };
  if (outcome.kind === "open") return { kind: "unproven", reason: outcome.reason };
  return confirmed(question, { kind: "breaking", instance: outcome.value }, budget, shown.id);
};

/** A witness counts only where the validators of both sides agree that it is one. */
const confirmed = (question: Question, verdict: Verdict, budget: Budget, shown: NodeId | null = null): Verdict => {
  if (verdict.kind !== "breaking") return verdict;
  const { confirmation, containment, graph, promise, accept } = question;
  if (depthOf(verdict.instance) > DEEPEST) return { kind: "unproven", reason: "the instance is nested too deeply" };
  const effort = effortOf(graph, promise, verdict.instance, budget) + effortOf(graph, accept, verdict.instance, budget);
  if (effort > MOST_EFFORT) return { kind: "unproven", reason: "a validator would take too long over the instance" };
  const proves = (instance: unknown): boolean => {
    budget.spend(effort >> 3);
    return confirmation.promise(instance) === true && confirmation.accept(instance) === false;
  };
  if (!proves(verdict.instance))
    return { kind: "unproven", reason: "the validators of the two sides do not confirm the instance that was built" };
  const shows = (instance: unknown): boolean => containment.shows(shown, instance, budget) && proves(instance);
  return { kind: "breaking", instance: smaller(verdict.instance, shows, budget) };
};
