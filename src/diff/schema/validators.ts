import type { Direction } from "../../model/finding.ts";
import { type Budget, BudgetSpent } from "./budget.ts";
import { bundleOf, namesIn } from "./bundle.ts";
import { HiddenMembers } from "./one-way.ts";
import type { Located, SchemaSource } from "./source.ts";
import { Undecided } from "./undecided.ts";
import { sizeOf } from "./value.ts";

/** A validator of one schema; null, or a throw, where it cannot be compiled. `spend` is told of the steps it takes. */
export type CompileSchema = (schema: object, spend: (steps: number) => void) => ((instance: unknown) => boolean) | null;

/** Judges an instance; null where it cannot be judged. */
export type Judge = (instance: unknown) => boolean | null;

/** How many validators are made for a few members each, and how large they may be, before one is made for all. */
const MOST_PARTIAL = 4;
const LARGE = 200;
/** The steps that making a validator takes, whatever its size, and for each schema in it. */
const STEPS = 1500;
const STEPS_A_SCHEMA = 100;
/** How many schemas a validator for all members may have. */
const MOST_SCHEMAS = 3000;

interface Validator {
  /** The members it knows; null for all. */
  readonly names: ReadonlySet<string> | null;
  /** How many schemas it has. */
  readonly size: number;
  readonly validate: ((instance: unknown) => boolean) | null;
}

/**
 * Makes validators for schemas of one document, from its own text. Most judge the members that an instance has, and
 * nothing else; where instances with many different members are judged, one is made for all.
 */
export class Validators {
  readonly #source: SchemaSource;
  readonly #hidden: HiddenMembers;
  readonly #compile: CompileSchema;
  readonly #budget: Budget;

  constructor(source: SchemaSource, direction: Direction, compile: CompileSchema, budget: Budget) {
    this.#source = source;
    this.#hidden = new HiddenMembers(source, direction);
    this.#compile = compile;
    this.#budget = budget;
  }

  /** What the document's own schema says of instances. Throws `BudgetSpent`, and `Undecided` for what takes too long. */
  judge(located: Located): Judge {
    const made: Validator[] = [];
    let whole: Validator | null | undefined;
    return (instance) => {
      if (typeof located.schema === "boolean") return located.schema;
      this.#budget.spend(sizeOf(instance) >> 1);
      const names = namesIn(instance);
      let validator = whole ?? made.find((one) => one.names !== null && isWithin(names, one.names));
      if (validator === undefined && whole === undefined && hasEnough(made)) {
        const all = this.#validator(located, null);
        whole = all?.validate == null ? null : all;
        validator = whole ?? undefined;
      }
      if (validator === undefined) {
        validator = this.#validator(located, names) ?? { names, size: 0, validate: null };
        made.push(validator);
      }
      this.#budget.spend(validator.size >> 2);
      return validator.validate === null ? null : judged(validator.validate, instance);
    };
  }

  /** A validator; null where it would be too large, with `validate` null where the schema cannot be compiled. */
  #validator(located: Located, names: ReadonlySet<string> | null): Validator | null {
    const spend = (steps: number): void => this.#budget.spend(steps);
    spend(STEPS);
    let schemas = 0;
    const counted = (): boolean => ++schemas <= MOST_SCHEMAS || names !== null;
    try {
      const bundle = bundleOf(this.#source, located, this.#hidden, names, counted);
      spend(schemas * STEPS_A_SCHEMA);
      return bundle === null ? null : { names, size: schemas, validate: this.#compile(bundle, spend) };
    } catch (error) {
      if (error instanceof BudgetSpent || error instanceof Undecided) throw error;
      return { names, size: 0, validate: null };
    }
  }
}

/** What a validator says; null where it fails by a fault of its own. */
const judged = (validate: (instance: unknown) => boolean, instance: unknown): boolean | null => {
  try {
    return validate(instance);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof ReferenceError)) throw error;
    return null;
  }
};

const hasEnough = (made: readonly Validator[]): boolean =>
  made.length >= MOST_PARTIAL || made.some(({ size }) => size > LARGE);

const isWithin = (names: ReadonlySet<string>, known: ReadonlySet<string>): boolean => {
  if (names.size > known.size) return false;
  for (const name of names) if (!known.has(name)) return false;
  return true;
};
