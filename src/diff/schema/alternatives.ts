import type { Comparison, Pair } from "./compare.ts";
import type { Verdict } from "./containment.ts";
import type { NodeId } from "./node.ts";
import { branchesOf } from "./view.ts";

/** The steps one question about alternatives may take. */
const STEPS = 20_000;

/** Containment both ways. */
export interface BothWays {
  readonly narrowed: Verdict;
  readonly widened: Verdict;
}

/** Whether two places with something that cannot be merged are contained in each other; null where that is the same. */
export const bothWays = (comparison: Comparison, { base, revision }: Pair): BothWays | null => {
  if ([...base.rest].sort().join() === [...revision.rest].sort().join()) return null;
  const { graph, strict } = comparison;
  const b = graph.together(base.ids);
  const r = graph.together(revision.ids);
  return {
    narrowed: strict.decide(b, r, comparison.smaller(STEPS)),
    widened: strict.decide(r, b, comparison.smaller(STEPS)),
  };
};

/**
 * Compares what cannot be merged: `anyOf`, `oneOf`, `not`, conditions, dependencies. Where branches can be paired, the changes are told inside them; what is left is told as a whole.
 */
export const compareAlternatives = (comparison: Comparison, pair: Pair, { narrowed, widened }: BothWays): void => {
  const { graph } = comparison;
  const { base, revision, path } = pair;
  const b = graph.together(base.ids);
  const r = graph.together(revision.ids);
  const pairs = branchPairs(comparison, base.rest, revision.rest);
  for (const [before, after] of pairs) comparison.compare([before], [after], path);
  const told = {
    kind: "alternatives",
    before: wordsOf(comparison, base.rest),
    after: wordsOf(comparison, revision.rest),
  } as const;
  // A change told of a branch or of the object around may already say it; the verdict tells whether something is left.
  comparison.later((changes) => {
    for (const [verdict, moved, shown] of [
      [narrowed, "narrowed", () => comparison.lost(pair, r)],
      [widened, "widened", () => comparison.gained(pair, b)],
    ] as const) {
      const said = changes.some((change) => change.moved === moved || change.moved === "unclear");
      if (verdict.kind === "breaking" && !said) comparison.tell(pair, { ...told, moved, shown: shown() });
      if (verdict.kind === "unproven" && changes.length === 0)
        comparison.tell(pair, { ...told, moved: "unclear", shown: shown(), reason: verdict.reason });
    }
  });
};

const wordsOf = (comparison: Comparison, rest: readonly NodeId[]): string => {
  const words = rest.map((id) => {
    const node = comparison.graph.node(id);
    if (node.any !== null) return `any of ${node.any.length}`;
    if (node.one !== null) return `one of ${node.one.length}`;
    if (node.condition !== null) return "a condition";
    return node.not === null ? "dependencies" : "a negation";
  });
  return words.length === 0 ? "none" : words.join(" and ");
};

/** Branches of both sides that evidently are the same alternative: by tag, by name, and if as many are left, by place. */
const branchPairs = (
  comparison: Comparison,
  base: readonly NodeId[],
  revision: readonly NodeId[],
): (readonly [NodeId, NodeId])[] => {
  const branches = (ids: readonly NodeId[]): readonly NodeId[] => {
    const [only] = ids;
    return ids.length === 1 && only !== undefined ? (branchesOf(comparison.graph.node(only)) ?? []) : [];
  };
  let left = [...branches(base)];
  let right = [...branches(revision)];
  const pairs: (readonly [NodeId, NodeId])[] = [];
  const match = (keyOf: (id: NodeId) => string | null): void => {
    const free = new Map<string | null, NodeId[]>();
    for (const id of right) {
      const key = keyOf(id);
      const same = free.get(key);
      if (same === undefined) free.set(key, [id]);
      else same.push(id);
    }
    const taken = new Set<NodeId>();
    for (const id of left) {
      const key = keyOf(id);
      const other = key === null ? undefined : free.get(key)?.shift();
      if (other === undefined) continue;
      pairs.push([id, other]);
      taken.add(id);
    }
    left = left.filter((id) => !taken.has(id));
    const rest = new Set([...free.values()].flat());
    right = right.filter((id) => rest.has(id));
  };
  match((id) => String(id));
  match((id) => tagOf(comparison, id));
  match((id) => comparison.graph.node(id).location.match(/\/(?:schemas|\$defs|definitions)\/([^/]+)$/)?.[1] ?? null);
  if (left.length === right.length)
    for (const [index, id] of left.entries()) {
      const other = right[index];
      if (other !== undefined) pairs.push([id, other]);
    }
  return pairs.filter(([before, after]) => before !== after);
};

/** The members with one fixed value by which a branch is known. */
const tagOf = (comparison: Comparison, id: NodeId): string | null => {
  const tags: string[] = [];
  const read = (one: NodeId, depth: number): void => {
    const node = comparison.graph.node(one);
    for (const [name, child] of node.members?.props ?? []) {
      const { values } = comparison.graph.node(child);
      if (values?.length === 1) tags.push(`${name}=${JSON.stringify(values[0])}`);
    }
    if (depth < 5) for (const child of node.all) read(child, depth + 1);
  };
  read(id, 0);
  return tags.length === 0 ? null : tags.sort().join(" ");
};
