import { Budget, BudgetSpent } from "./budget.ts";
import { isObject, sizeOf } from "./value.ts";

/** How many smaller instances are tried, and how many steps making them may take. */
const MOST_TRIED = 200;
const STEPS = 4000;

/** Simpler forms of a value, the simplest first. */
function* simpler(value: unknown): Iterable<unknown> {
  if (Array.isArray(value)) {
    for (const index of value.keys()) yield value.toSpliced(index, 1);
    for (const [index, item] of value.entries()) for (const less of simpler(item)) yield value.with(index, less);
  } else if (isObject(value)) {
    const members = Object.entries(value);
    for (const [index] of members.entries()) yield Object.fromEntries(members.toSpliced(index, 1));
    for (const [index, [name, part]] of members.entries())
      for (const less of simpler(part)) yield Object.fromEntries(members.with(index, [name, less]));
  }
}

/**
 * The smallest instance, by members and items left out one by one, that still shows what it should; the smallest so far
 * when the budget is spent.
 */
export const smaller = (instance: unknown, shows: (instance: unknown) => boolean, budget: Budget): unknown => {
  let smallest = instance;
  let left = MOST_TRIED;
  const own = new Budget(STEPS, budget);
  try {
    for (let again = true; again; ) {
      again = false;
      for (const candidate of simpler(smallest)) {
        if (left-- <= 0) return smallest;
        own.spend(sizeOf(candidate));
        if (!shows(candidate)) continue;
        smallest = candidate;
        again = true;
        break;
      }
    }
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
  }
  return smallest;
};
