import { type Language, languageOf } from "./language.ts";
import { Undecided } from "./undecided.ts";

/** The most ways of matching that are tried one by one. */
const MOST_WAYS = 100_000;

/** How a pattern can be matched in more ways than one: what makes matching by trial take long. */
interface Shape {
  /** Quantifiers that leave a choice. */
  readonly choices: number;
  readonly alternatives: number;
  /** Whether a group repeats, so that choices multiply with the length of the text. */
  readonly repeats: boolean;
}

const shapeOf = (source: string): Shape => {
  let [choices, alternatives, repeats] = [0, 0, false];
  const simple = source.replaceAll(/\\(?:[pPux]\{[^}]*\}|.)/gsu, "a").replaceAll(/\[[^\]]*\]/g, "a");
  for (const [token, group] of simple.matchAll(/(\)?)(?:[*+]|\{\d+(?:,\d*)?\}|(?<!\()\?)\??|\|/g)) {
    if (token === "|") alternatives++;
    else if (group === ")" && !token.startsWith(")?")) repeats = true;
    else if (!/^\{\d+\}/.test(token)) choices++;
  }
  return { choices, alternatives, repeats };
};

/** At most how many ways there are to match a text of a length. */
const waysFor = ({ choices, alternatives, repeats }: Shape, length: number): number => {
  if (repeats) return (2 + choices + alternatives) ** (length + 1);
  let ways = (length + 1) * (1 + alternatives);
  for (let one = 1; one <= choices && ways <= MOST_WAYS; one++) ways *= (length + one) / one;
  return ways;
};

/**
 * A pattern of JSON Schema (an expression that matches anywhere in a text) that is safe to try: where matching by trial
 * could take long, an automaton decides. Throws a `SyntaxError` for what is no regular expression.
 */
export class TextPattern {
  readonly source: string;
  readonly #regex: RegExp;
  readonly #shape: Shape;
  readonly #spend: (steps: number) => void;
  #language: Language | null | undefined;

  /** `spend` is told of the steps that an automaton takes, where one is made. */
  constructor(source: string, spend: (steps: number) => void) {
    this.source = source;
    this.#spend = spend;
    this.#regex = new RegExp(source, "u");
    this.#shape = shapeOf(source);
  }

  /** Whether a text matches. Throws `Undecided` where that would take long and no automaton can be made. */
  test(text: string): boolean {
    if (waysFor(this.#shape, text.length) <= MOST_WAYS) return this.#regex.test(text);
    if (this.#language === undefined) this.#language = languageOf(this.source, this.#spend);
    if (this.#language === null || !text.isWellFormed())
      throw new Undecided(`the pattern "${this.source}" may take too long to try`);
    let state = this.#language.start;
    for (const character of text) state = this.#language.next(state, character.codePointAt(0) ?? 0);
    return this.#language.accepts(state);
  }

  toString(): string {
    return String(this.#regex);
  }
}

/** A pattern, or null where the source is no regular expression. */
export const patternOf = (source: string, spend: (steps: number) => void): TextPattern | null => {
  try {
    return new TextPattern(source, spend);
  } catch {
    return null;
  }
};
