/**
 * Keeps what is to be sent in one turn of the event loop and sends it at its end, all together: whoever is woken by the
 * first of it takes processor time from the rest.
 */
export class Outbox {
  #waiting: (() => void)[] = [];

  /** Calls `send`, which throws nothing, at the end of this turn. */
  add(send: () => void): void {
    if (this.#waiting.push(send) === 1) setImmediate(() => this.#empty());
  }

  #empty(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const send of waiting) send();
  }
}
