/** How many beginnings are noted before those of forgotten texts are cleared away. */
const MOST = 1000;

const SIZE = 1 << 16;

/** How long the beginnings are. */
const LENGTH = 4;

/** The last four UTF-16 units, one more taken in; older ones are shifted out. */
const next = (hash: number, code: number): number => ((hash << 4) ^ code) & (SIZE - 1);

/**
 * The beginnings of texts that are sought, four units long, so that one look at each unit of a text tells that none of
 * them is in it. In doubt they may be.
 */
export class Beginnings {
  readonly #noted = new Uint8Array(SIZE);
  #count = 0;
  #shortest = Number.POSITIVE_INFINITY;

  /** Forgets all texts. */
  clear(): void {
    if (this.#shortest === Number.POSITIVE_INFINITY) return;
    this.#noted.fill(0);
    this.#count = 0;
    this.#shortest = Number.POSITIVE_INFINITY;
  }

  /** Notes a text; `all` are those that are sought now, and are noted anew when too many have been forgotten. */
  add(text: string, all: () => Iterable<string>): void {
    this.#count++;
    if (this.#count > MOST) {
      this.clear();
      for (const one of all()) this.note(one);
    }
    this.note(text);
  }

  /** Notes a text that is sought until all are forgotten. */
  note(text: string): void {
    this.#shortest = Math.min(this.#shortest, text.length);
    let hash = 0;
    for (let i = 0; i < LENGTH; i++) hash = next(hash, text.charCodeAt(i));
    this.#noted[hash] = 1;
  }

  /** Whether any of the texts may stand in this one. */
  mayBeIn(text: string): boolean {
    return this.nextIn(text, 0) !== -1;
  }

  /** The next index from which on one of the texts may stand in this one; -1 where there is none. */
  nextIn(text: string, from: number): number {
    if (text.length - from < this.#shortest) return -1;
    const noted = this.#noted;
    let hash = 0;
    for (let i = from; i < text.length; i++) {
      hash = next(hash, text.charCodeAt(i));
      if (noted[hash] === 1 && i >= from + LENGTH - 1) return i - LENGTH + 1;
    }
    return -1;
  }
}
