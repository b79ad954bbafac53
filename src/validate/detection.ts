import type { Evaluation } from "../conformance/evaluation.ts";
import type { Target } from "./target.ts";

/** What a payload looks like: the one body it fits, or several, or none. */
export type Detection =
  | { readonly kind: "one"; readonly target: Target; readonly why: string }
  | { readonly kind: "several" | "none"; readonly targets: readonly Target[] };

/** How many values a payload consists of, its root included; counted no further than there is reason to. */
const sizeOf = (instance: unknown): number => {
  let size = 0;
  const queue = [instance];
  while (queue.length > 0 && size < 10_000) {
    const value = queue.pop();
    size++;
    if (value !== null && typeof value === "object") queue.push(...Object.values(value).slice(0, 1000));
  }
  return size;
};

const LIKELY = 0.5;
const MARGIN = 0.1;

/**
 * Which documented body a payload is. One that fits without a remark is taken if it is the only one; failing that, the
 * one that recognises most of the payload, if it does so clearly better than all others.
 */
export const detect = async (instance: unknown, targets: readonly Target[]): Promise<Detection> => {
  const objects = instance !== null && typeof instance === "object" && Object.keys(instance).length > 0;
  if (!objects) return { kind: "none", targets };
  const fitting: Target[] = [];
  for (const target of targets) if (await fits(target, instance)) fitting.push(target);
  if (fitting.length > 0) return decided(fitting, "it fits");
  return closest(instance, targets);
};

/** Bodies that share one schema are one answer, whichever operation documents them. */
const decided = (targets: readonly Target[], why: string): Detection => {
  const [first] = targets;
  if (first === undefined || targets.some(({ schema }) => schema !== first.schema)) return { kind: "several", targets };
  const others = targets.length === 1 ? "" : `, as ${targets.length - 1} other operations have it`;
  return { kind: "one", target: first, why: `${why}${others}` };
};

const fits = async (target: Target, instance: unknown): Promise<boolean> => {
  if (target.gate !== null) return target.gate(instance);
  const { violations, undeclared } = await evaluation(target, instance);
  return violations.length + undeclared.length === 0;
};

const evaluation = async (target: Target, instance: unknown, seen: Set<string> | null = null): Promise<Evaluation> => {
  const { judge, context } = await target.judge();
  return judge.conformance.evaluate(target.schema, instance, context.direction, seen);
};

const closest = async (instance: unknown, targets: readonly Target[]): Promise<Detection> => {
  const size = sizeOf(instance);
  const scored = await Promise.all(
    targets.map(async (target) => {
      const { violations, undeclared } = await evaluation(target, instance);
      const otherKind = violations.some(({ at }) => at === "");
      return { target, score: otherKind ? 0 : 1 - (violations.length + 2 * undeclared.length) / size };
    }),
  );
  scored.sort((a, b) => b.score - a.score);
  const [best] = scored;
  if (best === undefined || best.score < LIKELY) return { kind: "none", targets };
  const near = scored.filter(({ score }) => best.score - score < MARGIN).map(({ target }) => target);
  return decided(near, "most of the payload is documented there");
};
