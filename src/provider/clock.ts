/** When every embedded provider's time begins. */
const START = Date.UTC(2024, 0, 1);

/** A clock that only writes move, one second each: the same calls see the same times. */
export class Clock {
  #now = START;

  /** What time the next write will have, in milliseconds since 1970. */
  get next(): number {
    return this.#now + 1000;
  }

  /** Moves on by one second. */
  tick(): void {
    this.#now += 1000;
  }

  get now(): number {
    return this.#now;
  }
}

/** A time as RFC 3339 has it, in UTC, to the whole second. */
export const timestamp = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
