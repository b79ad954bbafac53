import { Beginnings } from "./beginnings.ts";

/** The shortest text that can be sought, in UTF-16 units. */
export const SHORTEST = 6;

const startOf = (text: string, index: number): string => text.slice(index, index + SHORTEST);

/** Texts, each with the name that is to stand in its place: found in a time that does not grow with their number. */
export class SoughtTexts {
  readonly #names = new Map<string, string>();
  /** How long the texts with a start are, longest first. */
  readonly #lengths = new Map<string, number[]>();
  readonly #beginnings = new Beginnings();
  #sorted: readonly string[] | null = null;

  /**
   * Seeks a text, of at least {@link SHORTEST} units, from now on. False where it is sought already: the name that came
   * first stays.
   */
  add(text: string, name: string): boolean {
    if (this.#names.has(text)) return false;
    this.#names.set(text, name);
    this.#sorted = null;
    this.#beginnings.note(text);
    const start = startOf(text, 0);
    const lengths = this.#lengths.get(start);
    if (lengths === undefined) this.#lengths.set(start, [text.length]);
    else if (!lengths.includes(text.length))
      this.#lengths.set(
        start,
        [...lengths, text.length].sort((a, b) => b - a),
      );
    return true;
  }

  clear(): void {
    if (this.#names.size === 0) return;
    this.#names.clear();
    this.#lengths.clear();
    this.#beginnings.clear();
    this.#sorted = null;
  }

  /** A text with names in place of what is sought; `read` is what it is read as, unit by unit. */
  replacedIn(text: string, read: string = text): string {
    let clean = "";
    let done = 0;
    for (let at = this.#beginnings.nextIn(read, 0); at !== -1; at = this.#beginnings.nextIn(read, at)) {
      const found = this.#at(read, at);
      if (found === null) at++;
      else {
        clean += text.slice(done, at) + this.#names.get(found)!;
        done = at += found.length;
      }
    }
    return done === 0 ? text : clean + text.slice(done);
  }

  #at(text: string, index: number): string | null {
    for (const length of this.#lengths.get(startOf(text, index)) ?? []) {
      const found = text.slice(index, index + length);
      if (this.#names.has(found)) return found;
    }
    return null;
  }

  /**
   * What is sought and is cut off in a text before `end`: where the part of it begins, not before `from`, and its name;
   * null where there is none.
   */
  cutAt(text: string, from: number, end: number): { readonly start: number; readonly name: string } | null {
    for (let start = from; start <= end - SHORTEST; start++) {
      if (!this.#lengths.has(startOf(text, start))) continue;
      const part = text.slice(start, end);
      const found = this.#firstFrom(part);
      if (found?.startsWith(part)) return { start, name: this.#names.get(found)! };
    }
    return null;
  }

  /** The first of the texts, as they are ordered, that is not before this one. */
  #firstFrom(text: string): string | undefined {
    this.#sorted ??= [...this.#names.keys()].sort();
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sorted[middle]! < text) low = middle + 1;
      else high = middle;
    }
    return this.#sorted[low];
  }
}
