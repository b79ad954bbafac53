import { type Fact, fits, type Literal, misfits } from "./goal.ts";
import { hasEqual } from "./interpret.ts";
import { NONE, type Outcome, open } from "./outcome.ts";
import type { Search } from "./solver.ts";
import { sameValue } from "./value.ts";

type Of<Kind extends Fact["kind"]> = Extract<Fact, { readonly kind: Kind }>;

/** The longest array that is built. */
const LONGEST = 2000;
const INFINITY = Number.POSITIVE_INFINITY;

interface Wish {
  readonly min: number;
  readonly max: number;
  readonly layouts: readonly Of<"layout">[];
  readonly somewhere: readonly Of<"item">[];
  readonly contains: readonly Of<"contains">[];
  readonly unique: boolean;
  readonly twins: boolean;
  readonly unevaluated: readonly Of<"unevaluatedItems">[];
  readonly unevaluatedItem: readonly Of<"unevaluatedItem">[];
}

const wishOf = (facts: readonly Fact[]): Wish => {
  const of = <Kind extends Fact["kind"]>(kind: Kind): Of<Kind>[] =>
    facts.filter((fact): fact is Of<Kind> => fact.kind === kind);
  const unique = of("unique");
  return {
    min: Math.ceil(of("size").reduce((most, { min }) => Math.max(most, min), 0)),
    max: Math.floor(of("size").reduce((least, { max }) => Math.min(least, max), INFINITY)),
    layouts: of("layout"),
    somewhere: of("item"),
    contains: of("contains"),
    unique: unique.some(({ holds }) => holds),
    twins: unique.some(({ holds }) => !holds),
    unevaluated: of("unevaluatedItems"),
    unevaluatedItem: of("unevaluatedItem"),
  };
};

const coveredBy = (scope: number, wish: Wish, index: number, seen: ReadonlySet<number> = new Set()): boolean =>
  wish.layouts.some(
    ({ prefix, items, scopes }) => scopes.includes(scope) && (index < prefix.length || items !== null),
  ) ||
  wish.unevaluated.some((inner) => inner.scope !== scope && !seen.has(inner.scope) && inner.scopes.includes(scope));

/** Finds an array as the facts want it, the shortest that will do; or proves that there is none. */
export const findArray = (facts: readonly Fact[], excluded: readonly unknown[], search: Search): Outcome => {
  const wish = wishOf(facts);
  if (wish.min > wish.max || (wish.unique && wish.twins)) return NONE;
  const arrays = excluded.filter(Array.isArray);
  const demands =
    wish.somewhere.length +
    wish.unevaluatedItem.length +
    wish.contains.reduce((sum, { min }) => sum + Math.min(min, LONGEST), 0) +
    (wish.twins ? 2 : 0) +
    arrays.length;
  const prefixes = Math.max(0, ...wish.layouts.map(({ prefix }) => prefix.length));
  const froms = Math.max(0, ...wish.somewhere.map(({ from }) => from));
  // Beyond this length all further positions are alike and nothing asks for them.
  const enough = Math.max(wish.min, prefixes, froms) + demands + 1;
  const longest = Math.min(wish.max, enough);
  if (wish.min > LONGEST) return open("the array would be too long to build");
  let doubt: Outcome | null = null;
  for (let length = wish.min; length <= longest; length++) {
    search.budget.spend(1 + length);
    if (length > LONGEST) return open("the array would be too long to build");
    const outcome = ofLength(length, wish, arrays, search);
    if (outcome.kind === "found") return outcome;
    if (outcome.kind === "open") doubt ??= outcome;
  }
  return doubt ?? NONE;
};

const universal = (index: number, wish: Wish): Literal[] => {
  const literals: Literal[] = [];
  for (const { prefix, items, promised } of wish.layouts) {
    const id = index < prefix.length ? prefix[index] : items;
    if (id !== null && id !== undefined) literals.push(fits(id, promised));
  }
  for (const { scope, literal } of wish.unevaluated) if (!coveredBy(scope, wish, index)) literals.push(literal);
  return literals;
};

/** A demand that some position must meet, and the positions that can. */
interface Demand {
  readonly literal: Literal;
  readonly may: (index: number) => boolean;
}

const ofLength = (length: number, wish: Wish, excluded: readonly unknown[][], search: Search): Outcome => {
  const demands: Demand[] = [];
  for (const { from, to, literal } of wish.somewhere)
    demands.push({ literal, may: (index) => index >= from && index <= to });
  for (const { scope, literal } of wish.unevaluatedItem)
    demands.push({ literal, may: (index) => !coveredBy(scope, wish, index) });
  const limited: { literal: Literal; max: number; group: number }[] = [];
  const groups = new Map<Demand, number>();
  for (const [group, { node, min, max }] of wish.contains.entries()) {
    if (min > length || min > max) return NONE;
    for (let count = 0; count < min; count++) {
      const demand = { literal: fits(node), may: () => true };
      groups.set(demand, group);
      demands.push(demand);
    }
    if (max !== INFINITY) limited.push({ literal: misfits(node), max, group });
  }
  if (demands.length > 0 && length === 0) return NONE;
  const base = Array.from({ length }, (_, index) => universal(index, wish));
  // Each position is asked for by itself first: where one cannot be filled, no longer array can either.
  let doubt: Outcome | null = null;
  for (const [index, literals] of base.entries()) {
    if (index > 0 && index < length && literals.length === 0) continue;
    const outcome = search.satisfy(literals);
    if (outcome.kind === "none") return NONE;
    if (outcome.kind === "open") doubt ??= outcome;
  }
  const place = (at: number, chosen: readonly (readonly Demand[])[]): Outcome => {
    search.budget.spend(1 + (length >> 3));
    const demand = demands[at];
    if (demand === undefined) return fill(chosen);
    let open: Outcome | null = null;
    const group = groups.get(demand);
    const previous = group === undefined ? undefined : demands[at - 1];
    const after =
      previous !== undefined && groups.get(previous) === group
        ? chosen.findIndex((here) => here.includes(previous)) + 1
        : 0;
    for (let index = after; index < length; index++) {
      if (!demand.may(index)) continue;
      const here = chosen[index] ?? [];
      const literals = [...(base[index] ?? []), ...here.map(({ literal }) => literal), demand.literal];
      const possible = search.satisfy(literals);
      if (possible.kind === "none") continue;
      if (possible.kind === "open") open ??= possible;
      const next = chosen.with(index, [...here, demand]);
      const outcome = place(at + 1, next);
      if (outcome.kind === "found") return outcome;
      if (outcome.kind === "open") open ??= outcome;
    }
    return open ?? NONE;
  };
  const fill = (chosen: readonly (readonly Demand[])[]): Outcome => {
    const literals = chosen.map((here, index) => [...(base[index] ?? []), ...here.map(({ literal }) => literal)]);
    let spread = false;
    for (const { literal, max, group } of limited) {
      const taken = chosen.map((here) => here.some((demand) => groups.get(demand) === group));
      let free = max - taken.filter(Boolean).length;
      if (free < 0) return NONE;
      for (const [index, is] of taken.entries()) {
        if (is) continue;
        if (free > 0) {
          // Which positions may fit as well is not tried in every way.
          free--;
          spread = true;
        } else literals[index]?.push(literal);
      }
    }
    const outcome = values(literals, wish, excluded, search);
    return spread && outcome.kind === "none" && base.some((one) => goalDiffers(one, base[0] ?? []))
      ? open("not every arrangement of the items was tried")
      : outcome;
  };
  const outcome = place(
    0,
    Array.from({ length }, () => []),
  );
  return outcome.kind === "none" && doubt !== null ? doubt : outcome;
};

const goalDiffers = (a: readonly Literal[], b: readonly Literal[]): boolean =>
  a.length !== b.length || a.some((one, index) => one.id !== b[index]?.id);

const values = (
  wanted: readonly (readonly Literal[])[],
  wish: Wish,
  excluded: readonly unknown[][],
  search: Search,
): Outcome => {
  const items: unknown[] = [];
  let doubt: Outcome | null = null;
  const alike = wanted.every((literals) => !goalDiffers(literals, wanted[0] ?? []));
  for (const literals of wanted) {
    if (wish.unique) search.budget.spend(items.length);
    const not = wish.unique && items.length > 0 ? [misfits(search.graph.only([...items]))] : [];
    const outcome = search.satisfy([...literals, ...not]);
    if (outcome.kind === "none")
      return not.length > 0 && !alike ? open("not every set of distinct items was tried") : NONE;
    if (outcome.kind === "open") {
      doubt ??= outcome;
      return doubt;
    }
    items.push(outcome.value);
  }
  if (wish.twins && !hasEqual(items)) return twins(wanted, items, search);
  if (!excluded.some((other) => sameValue(other, items))) return { kind: "found", value: items };
  for (const [index, literals] of wanted.entries()) {
    const outcome = search.satisfy([...literals, misfits(search.graph.only([items[index]]))]);
    if (outcome.kind !== "found") continue;
    const other = items.with(index, outcome.value);
    if ((!wish.unique || !hasEqual(other)) && !excluded.some((one) => sameValue(one, other)))
      return { kind: "found", value: other };
  }
  return items.length === 0 ? NONE : open("every array tried is one of the excluded ones");
};

/** Two positions with one value. */
const twins = (wanted: readonly (readonly Literal[])[], items: readonly unknown[], search: Search): Outcome => {
  let doubt: Outcome | null = null;
  for (let first = 0; first < items.length; first++)
    for (let second = first + 1; second < items.length; second++) {
      const outcome = search.satisfy([...(wanted[first] ?? []), ...(wanted[second] ?? [])]);
      if (outcome.kind === "open") doubt ??= outcome;
      if (outcome.kind === "found")
        return { kind: "found", value: items.with(first, outcome.value).with(second, outcome.value) };
    }
  return doubt ?? NONE;
};
