import { spell } from "./evaluation.ts";
import { type Attempt, adopt, attempt, type Keyword } from "./keyword.ts";

const KIND = new Set(["type", "const", "enum", "false"]);

/** How far an instance is from a branch: a wrong kind of value is furthest, then more and shallower violations. */
const distance = (tried: Attempt, at: string): [number, number, number] => {
  const { violations } = tried.run;
  const wrongKind = violations.some((violation) => violation.at === at && KIND.has(violation.keyword)) ? 1 : 0;
  const discriminated = violations.filter(
    (violation) => (violation.keyword === "const" || violation.keyword === "enum") && violation.at !== at,
  ).length;
  return [wrongKind, discriminated, violations.length];
};

const nearer = (a: readonly number[], b: readonly number[]): boolean => {
  for (const [index, value] of a.entries()) if (value !== b[index]) return value < b[index]!;
  return false;
};

/**
 * `anyOf` and `oneOf`. When no branch fits, the one that was evidently meant speaks for itself: a nullable string that
 * is malformed is reported as malformed, not as "neither null nor a string". When none was, the closest is explained.
 */
export const branches: Keyword = ({ schema, keyword, location, sub }) => {
  const nodes = (schema[keyword] as unknown[]).map((_, index) => sub(keyword, index));
  return (value, path, run, notes) => {
    run.seen?.add(location);
    const tries = nodes.map((node) => attempt(node, value, path, run));
    const fitting = tries.filter((tried) => tried.fits);
    for (const tried of fitting) adopt(tried, run, notes);
    if (keyword === "oneOf" && fitting.length > 1) {
      const fits = tries.flatMap((tried, index) => (tried.fits ? [index] : []));
      return run.report("oneOf", location, path, value, schema.oneOf, { fits });
    }
    if (fitting.length > 0) return true;
    const at = spell(path);
    const distances = tries.map((tried) => distance(tried, at));
    let best = 0;
    for (const [index, one] of distances.entries()) if (nearer(one, distances[best]!)) best = index;
    const closest = tries[best];
    if (closest === undefined) return run.report(keyword, location, path, value, schema[keyword]);
    const sameKind = distances.filter(([wrongKind]) => wrongKind === 0).length;
    if (sameKind === 1) {
      adopt(closest, run, notes, true);
      return false;
    }
    if (sameKind > 0) adopt(closest, run, notes);
    const about = { branch: best, of: nodes.length, violations: closest.run.violations };
    return run.report(keyword, location, path, value, schema[keyword], { closest: about });
  };
};
