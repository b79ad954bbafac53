import type { Budget } from "./budget.ts";
import { aligned, type Decimal, decimalOf, leastCommonMultiple, numberOf } from "./decimal.ts";
import type { Bound } from "./node.ts";
import type { Outcome } from "./outcome.ts";

/** What a number is asked to be. */
export interface NumberWish {
  readonly min: Bound | null;
  readonly max: Bound | null;
  /** It must be a multiple of all of these (an integer is a multiple of 1). */
  readonly multiples: readonly number[];
  /** It must be a multiple of none of these. */
  readonly strangers: readonly number[];
  readonly excluded: ReadonlySet<number>;
}

const MOST_TRIED = 2000;

const floorDivide = (a: bigint, b: bigint): bigint => (a % b !== 0n && a < 0n !== b < 0n ? a / b - 1n : a / b);

const below = (a: Decimal, b: Decimal): boolean => {
  const [x, y] = aligned(a, b);
  return x < y;
};

/** Finds a number as wished, the one nearest to zero of those tried; or proves that there is none. */
export const findNumber = (wish: NumberWish, budget: Budget): Outcome => {
  const { min, max } = wish;
  if (min !== null && max !== null) {
    if (max.value < min.value) return { kind: "none" };
    if (max.value === min.value && (min.exclusive || max.exclusive)) return { kind: "none" };
  }
  const fits = (value: number): boolean =>
    Number.isFinite(value) &&
    !wish.excluded.has(value) &&
    (min === null || (min.exclusive ? value > min.value : value >= min.value)) &&
    (max === null || (max.exclusive ? value < max.value : value <= max.value)) &&
    !wish.strangers.some((one) => dividesExactly(decimalOf(value), decimalOf(one)));
  return wish.multiples.length > 0 ? onLattice(wish, fits, budget) : onLine(wish, fits, budget);
};

const dividesExactly = (value: Decimal, of: Decimal): boolean => {
  const [a, b] = aligned(value, of);
  return a % b === 0n;
};

const onLattice = (wish: NumberWish, fits: (value: number) => boolean, budget: Budget): Outcome => {
  const grid = wish.multiples.map(decimalOf).reduce(leastCommonMultiple);
  if (wish.strangers.some((one) => dividesExactly(grid, decimalOf(one)))) return { kind: "none" };
  const indexAt = (bound: Bound, up: boolean): bigint => {
    const [limit, step] = aligned(decimalOf(bound.value), grid);
    const floor = floorDivide(limit, step);
    const exact = floor * step === limit;
    if (up) return exact && !bound.exclusive ? floor : floor + 1n;
    return exact && bound.exclusive ? floor - 1n : floor;
  };
  const low = wish.min === null ? null : indexAt(wish.min, true);
  const high = wish.max === null ? null : indexAt(wish.max, false);
  if (low !== null && high !== null && low > high) return { kind: "none" };
  // The grid repeats its relation to the strangers after so many points; excluded values come on top.
  const period = wish.strangers.map(decimalOf).reduce((cycle, one) => leastCommonMultiple(cycle, one), grid);
  const [cycle, step] = aligned(period, grid);
  const enough = Number(cycle / step) + wish.excluded.size + 1;
  const origin = low !== null && low > 0n ? low : high !== null && high < 0n ? high : 0n;
  let lossy = false;
  for (let tried = 0; tried < Math.min(2 * enough + 2, MOST_TRIED); tried++) {
    budget.spend();
    const offset = BigInt((tried + 1) >> 1) * (tried % 2 === 0 ? -1n : 1n);
    const index = origin + offset;
    if ((low !== null && index < low) || (high !== null && index > high)) continue;
    const exact = { digits: index * grid.digits, scale: grid.scale };
    const value = numberOf(exact);
    if (!Number.isFinite(value) || below(decimalOf(value), exact) || below(exact, decimalOf(value))) lossy = true;
    else if (fits(value)) return { kind: "found", value };
  }
  if (2 * enough + 2 <= MOST_TRIED && !lossy) return { kind: "none" };
  return { kind: "open", reason: "too many numbers would have to be tried" };
};

const onLine = (wish: NumberWish, fits: (value: number) => boolean, budget: Budget): Outcome => {
  const low = wish.min?.value ?? (wish.max === null ? -1000 : wish.max.value - 1000);
  const high = wish.max?.value ?? (wish.min === null ? 1000 : wish.min.value + 1000);
  const candidates = [
    0,
    1,
    -1,
    0.5,
    low,
    high,
    Math.ceil(low),
    Math.floor(high),
    Math.floor(low) + 1,
    Math.ceil(high) - 1,
  ];
  candidates.push(low + 0.5, high - 0.5, low + (high - low) / 2);
  for (let part = 3; part < 60 + wish.excluded.size; part++) candidates.push(low + (high - low) / part, 1 / part, part);
  for (const value of candidates) {
    budget.spend();
    if (fits(value)) return { kind: "found", value: value === 0 ? 0 : value };
  }
  if (low === high) return { kind: "none" };
  return { kind: "open", reason: "no number was found in a range that is not empty" };
};
