import type { Listener, Passage } from "./passage.ts";

interface Waiting {
  readonly passage: Passage;
  finish(objection: string | null): void;
}

/**
 * Brings exchanges to their end together: those that became complete in one turn of the event loop are recorded with
 * one write, then let go, then judged. Under load that saves system calls and keeps the same code at work.
 */
export class Finishing {
  readonly #listener: Listener;
  #waiting: Waiting[] = [];
  #unsettled: (readonly Passage[])[] = [];

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  /** Calls `finish` once the exchange has been recorded. */
  add(passage: Passage, finish: (objection: string | null) => void): void {
    if (this.#waiting.push({ passage, finish }) === 1) setImmediate(() => this.#flush());
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    try {
      const passages = waiting.map(({ passage }) => passage);
      const objections = this.#listener.complete(passages);
      for (const [index, { finish }] of waiting.entries()) finish(objections[index] ?? null);
      // What was sent leaves before anything is judged.
      if (this.#unsettled.push(passages) === 1) setImmediate(() => this.#settle());
    } catch (error) {
      this.#listener.defect(error);
    }
  }

  #settle(): void {
    const unsettled = this.#unsettled;
    this.#unsettled = [];
    try {
      for (const passages of unsettled) this.#listener.settled(passages);
    } catch (error) {
      this.#listener.defect(error);
    }
  }

  /** Has everything recorded and judged that is complete by now. */
  drain(): void {
    if (this.#waiting.length > 0) this.#flush();
    this.#settle();
  }
}
