import type { Budget } from "./budget.ts";
import { FORMAT_ENVELOPES, FORMAT_SAMPLES, formatImplies } from "./formats.ts";
import type { FormatCheck } from "./interpret.ts";
import { LAST, type Language, languageOf } from "./language.ts";
import { NONE, type Outcome, open } from "./outcome.ts";
import { patternOf, type TextPattern } from "./text-pattern.ts";
import { Undecided } from "./undecided.ts";
import { lengthOf } from "./value.ts";

/** What a text is asked to be. */
export interface TextWish {
  readonly min: number;
  readonly max: number;
  readonly patterns: ReadonlyMap<string, boolean>;
  readonly formats: ReadonlyMap<string, boolean>;
  readonly excluded: ReadonlySet<string>;
}

/** The longest text that is built. */
const LONGEST = 70_000;
/** The longest text that is searched for state by state. */
const LONGEST_WALK = 3000;
const PLAIN = ["", "a", "A", "0", "x", "-", "aa", "abc", "Aa0-", "?", "a b", "1", "10", "é"];
const PREFERRED = [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/@ "].map((character) =>
  character.charCodeAt(0),
);

/** Finds texts for wishes, with automata where patterns make them necessary. */
export class TextFinder {
  readonly #format: FormatCheck;
  readonly #spend: (steps: number) => void;
  readonly #languages = new Map<string, Language | null>();
  readonly #patterns = new Map<string, TextPattern | null>();

  /** `spend` is told of the steps that automata take. */
  constructor(format: FormatCheck, spend: (steps: number) => void) {
    this.#format = format;
    this.#spend = spend;
  }

  /** A short text as wished; or the proof that there is none. */
  find(wish: TextWish, budget: Budget): Outcome {
    if (wish.min > wish.max) return NONE;
    if (wish.min > LONGEST) return open("the text would be too long to build");
    budget.spend((wish.min >> 6) * (1 + wish.patterns.size) + (wish.excluded.size >> 2));
    const checked = [...wish.formats].filter(([name]) => this.#format(name) !== null);
    // A format nobody checks refuses nothing: every text has it.
    if ([...wish.formats].some(([name, has]) => !has && this.#format(name) === null)) return NONE;
    for (const [name, has] of checked)
      for (const [other, too] of checked) if (has && !too && formatImplies(name, other)) return NONE;
    const fits = (text: string): boolean => this.#fits(wish, text);
    for (const text of PLAIN) if (fits(text)) return { kind: "found", value: text };
    if (wish.patterns.size === 0 && checked.length === 0) return plainText(wish);
    for (const text of this.#samples(wish, checked)) {
      budget.spend();
      if (fits(text)) return { kind: "found", value: text };
    }
    return this.#walk(wish, checked, fits, budget);
  }

  #fits(wish: TextWish, text: string): boolean {
    const length = lengthOf(text);
    if (length < wish.min || length > wish.max || wish.excluded.has(text)) return false;
    for (const [source, matches] of wish.patterns) {
      let pattern = this.#patterns.get(source);
      if (pattern === undefined) {
        pattern = patternOf(source, this.#spend);
        this.#patterns.set(source, pattern);
      }
      if (pattern === null) throw new Undecided(`the pattern "${source}" is not a regular expression`);
      if (pattern.test(text) !== matches) return false;
    }
    for (const [name, has] of wish.formats) {
      const check = this.#format(name);
      if (check !== null && check(text) !== has) return false;
    }
    return true;
  }

  *#samples(wish: TextWish, checked: readonly (readonly [string, boolean])[]): Iterable<string> {
    if (checked.every(([, has]) => !has)) yield "a".repeat(Math.min(wish.min, LONGEST));
    for (const [name, has] of checked) if (has) yield* FORMAT_SAMPLES[name] ?? [];
    for (const samples of Object.values(FORMAT_SAMPLES)) yield* samples;
  }

  #language(source: string): Language | null {
    let language = this.#languages.get(source);
    if (language === undefined) {
      language = languageOf(source, this.#spend);
      this.#languages.set(source, language);
    }
    return language;
  }

  /** Walks all automata at once, breadth first, to the shortest text; without one, there is none. */
  #walk(
    wish: TextWish,
    checked: readonly (readonly [string, boolean])[],
    fits: (text: string) => boolean,
    budget: Budget,
  ): Outcome {
    const wanted: [Language, boolean][] = [];
    let exact = checked.length === 0;
    const add = (source: string, matches: boolean): boolean => {
      budget.spend(20);
      const language = this.#language(source);
      if (language !== null) wanted.push([language, matches]);
      return language !== null;
    };
    for (const [source, matches] of wish.patterns) if (!add(source, matches)) exact = false;
    for (const [name, has] of checked) {
      const envelope = has ? FORMAT_ENVELOPES[name] : undefined;
      if (envelope !== undefined) add(envelope, true);
    }
    if (wanted.length === 0) return open("no text was found that settles it");
    const result = walk(wanted, wish, fits, budget);
    if (result.kind === "found" || result.kind === "none") return result;
    if (exact) return open("the patterns are too large to compare");
    const formats = checked.map(([name]) => name);
    return open(
      formats.length > 0
        ? `no text was found that settles the format ${formats.join(", ")}`
        : "a pattern is not a regular language (it looks back or ahead)",
    );
  }
}

const plainText = (wish: TextWish): Outcome => {
  if (wish.max === 0) return NONE;
  const length = Math.max(1, wish.min);
  for (let index = 0; index <= wish.excluded.size + 1; index++) {
    const text = length === 1 ? String.fromCodePoint(0x61 + index) : String(index).padStart(length, "a");
    if (lengthOf(text) <= wish.max && !wish.excluded.has(text)) return { kind: "found", value: text };
  }
  return open("no text was found");
};

interface Step {
  readonly states: readonly (readonly unknown[])[];
  readonly text: string;
  readonly length: number;
}

const walk = (
  wanted: readonly (readonly [Language, boolean])[],
  wish: TextWish,
  fits: (text: string) => boolean,
  budget: Budget,
): Outcome => {
  const keys = new Map<unknown, number>();
  const keyOf = (step: Step): string => {
    const parts = step.states.map((states) =>
      states.map((state) => {
        let key = keys.get(state);
        if (key === undefined) {
          key = keys.size;
          keys.set(state, key);
        }
        return key;
      }),
    );
    const length = Math.min(step.length, wish.max === Number.POSITIVE_INFINITY ? wish.min : wish.max + 1);
    return `${parts.join(";")}|${length}`;
  };
  const first: Step = { states: wanted.map(([language]) => language.start), text: "", length: 0 };
  // A state may be visited once more for each excluded text, since only the text tells those apart.
  const mostVisits = 1 + wish.excluded.size;
  const visits = new Map<string, number>([[keyOf(first), 1]]);
  let level: Step[] = [first];
  let missed = false;
  while (level.length > 0) {
    const next: Step[] = [];
    for (const step of level) {
      budget.spend();
      const accepted =
        step.length >= wish.min &&
        step.length <= wish.max &&
        wanted.every(([language, matches], index) => language.accepts((step.states[index] ?? []) as never) === matches);
      if (accepted && !wish.excluded.has(step.text)) {
        if (fits(step.text)) return { kind: "found", value: step.text };
        missed = true;
      }
      if (step.length >= wish.max) continue;
      if (step.length > LONGEST_WALK) return open("the text would be too long to search for");
      if (wanted.some(([, matches], index) => matches && (step.states[index] ?? []).every((state) => state === null)))
        continue;
      for (const codePoint of alphabet(wanted, step, mostVisits, budget)) {
        budget.spend();
        const states = wanted.map(([language], index) => language.next((step.states[index] ?? []) as never, codePoint));
        const following = { states, text: step.text + String.fromCodePoint(codePoint), length: step.length + 1 };
        const key = keyOf(following);
        const visited = visits.get(key) ?? 0;
        if (visited >= mostVisits) continue;
        visits.set(key, visited + 1);
        next.push(following);
      }
    }
    level = next;
  }
  return missed ? open("the patterns allow texts that no check accepts") : NONE;
};

/** Code points for each class that the next states tell apart, `each` of a class, plain letters first. */
const alphabet = (
  wanted: readonly (readonly [Language, boolean])[],
  step: Step,
  each: number,
  budget: Budget,
): number[] => {
  const cuts = new Set<number>([0, 0x21, 0x7f, 0xd800, 0xe000]);
  for (const [index, [language]] of wanted.entries())
    for (const cut of language.cuts((step.states[index] ?? []) as never)) cuts.add(cut);
  budget.spend(cuts.size);
  const sorted = [...cuts].sort((a, b) => a - b);
  const chosen: number[] = [];
  for (const [index, from] of sorted.entries()) {
    const to = (sorted[index + 1] ?? LAST + 1) - 1;
    if (from > LAST || (from >= 0xd800 && to <= 0xdfff)) continue;
    const liked = PREFERRED.filter((codePoint) => codePoint >= from && codePoint <= to).slice(0, each);
    chosen.push(...liked);
    for (let codePoint = from, left = each - liked.length; left > 0 && codePoint <= to; codePoint++)
      if (!PREFERRED.includes(codePoint)) {
        chosen.push(codePoint);
        left--;
      }
  }
  return chosen.sort((a, b) => rank(a) - rank(b));
};

const rank = (codePoint: number): number => {
  const index = PREFERRED.indexOf(codePoint);
  return index < 0 ? codePoint + 1000 : index;
};
