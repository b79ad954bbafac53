/** Thrown when a question has used up its steps; the question is then answered "unproven". */
export class BudgetSpent extends Error {
  constructor() {
    super("the work budget is spent");
    this.name = "BudgetSpent";
  }
}

/**
 * A number of steps that work may take. Steps are counted, never timed, so that the same input gives the same answer
 * on every machine. A budget may draw on a larger one, whose steps it uses up as well.
 */
export class Budget {
  readonly #parent: Budget | null;
  #left: number;

  constructor(steps: number, parent: Budget | null = null) {
    this.#left = steps;
    this.#parent = parent;
  }

  /** The steps that are left. */
  get left(): number {
    return this.#parent === null ? this.#left : Math.min(this.#left, this.#parent.left);
  }

  /** Uses up steps; throws `BudgetSpent` when there are none left. */
  spend(steps = 1): void {
    this.#left -= steps;
    this.#parent?.spend(steps);
    if (this.#left < 0) throw new BudgetSpent();
  }
}
