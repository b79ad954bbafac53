/** A header field's value without its secrets, and the secrets that were in it. */
export interface InspectedValue {
  readonly text: string;
  readonly secrets: readonly string[];
}

const MOST_NAMES = 500;
const MOST_VALUES = 50;
const LONGEST = 1000;

/** Remembers what was found in header fields: most come again and again with the same value. */
export class HeaderMemory {
  readonly #inspect: (name: string, value: string) => InspectedValue;
  readonly #values = new Map<string, Map<string, InspectedValue>>();

  constructor(inspect: (name: string, value: string) => InspectedValue) {
    this.#inspect = inspect;
  }

  of(name: string, value: string): InspectedValue {
    if (value.length > LONGEST) return this.#inspect(name, value);
    let values = this.#values.get(name);
    if (values === undefined) {
      if (this.#values.size >= MOST_NAMES) this.#values.clear();
      values = new Map();
      this.#values.set(name, values);
    }
    let known = values.get(value);
    if (known === undefined) {
      if (values.size >= MOST_VALUES) values.clear();
      known = this.#inspect(name, value);
      values.set(value, known);
    }
    return known;
  }
}
