import { createRequire } from "node:module";
import type * as Refa from "refa";
import type { CharSet, Concatenation, DFA, Element, Expression, NoParent } from "refa";

/** The library of automata, read on first use: most comparisons never need it. */
let loaded: typeof Refa | null = null;
const refa = (): typeof Refa => {
  loaded ??= createRequire(import.meta.url)("refa") as typeof Refa;
  return loaded;
};

/** The last code point. */
export const LAST = 0x10ffff;
/** Stand for the start and the end of a text. Both are surrogates, which no well-formed text contains. */
const START = 0xd800;
const END = 0xdc00;
/** How many states a pattern may have. */
const MOST_STATES = 4000;
/** How many ranges of characters its transitions may have, all together. */
const MOST_RANGES = 200_000;
/** What a state is counted for, in steps. */
const STEPS_A_STATE = 40;
/** What an attempt is counted for that ends while the pattern is read, taken apart, or made deterministic. */
const STEPS_FOR_NONE = { reading: 500, parts: 10_000, states: 60_000 };

/** A state of a deterministic automaton; null is the state from which nothing is accepted any more. */
export type State = DFA.ReadonlyNode | null;

/** A pattern as an automaton over whole texts: which texts it matches somewhere, as `pattern` means it. */
export interface Language {
  readonly start: readonly State[];
  next(state: readonly State[], codePoint: number): readonly State[];
  accepts(state: readonly State[]): boolean;
  /** The code points at which the next state may change. */
  cuts(state: readonly State[]): Iterable<number>;
}

type LooseElement = NoParent<Element>;
type LooseConcatenation = NoParent<Concatenation>;

const charSets = (): { text: CharSet; all: CharSet; start: CharSet; end: CharSet } => {
  const none = refa().CharSet.empty(LAST);
  const text = none.union([
    { min: 0, max: 0xd7ff },
    { min: 0xe000, max: LAST },
  ]);
  const start = none.union([{ min: START, max: START }]);
  const end = none.union([{ min: END, max: END }]);
  return { text, all: text.union(start).union(end), start, end };
};

const edgeOf = (element: LooseElement): "behind" | "ahead" | null => {
  if (element.type !== "Assertion" || !element.negate || element.alternatives.length !== 1) return null;
  const elements = element.alternatives[0]?.elements ?? [];
  const only = elements[0];
  return elements.length === 1 && only?.type === "CharacterClass" && only.characters.isAll ? element.kind : null;
};

/** Makes `^` and `$` characters of their own, and keeps every other character out of surrogates. */
const withEdges = (alternatives: LooseConcatenation[], sets: ReturnType<typeof charSets>): void => {
  for (const alternative of alternatives)
    for (const [index, element] of alternative.elements.entries()) {
      const edge = edgeOf(element);
      if (edge !== null)
        alternative.elements[index] = { type: "CharacterClass", characters: edge === "behind" ? sets.start : sets.end };
      else if (element.type === "CharacterClass") element.characters = element.characters.intersect(sets.text);
      else if ("alternatives" in element) withEdges(element.alternatives, sets);
    }
};

/** Whether every `^` stands first and every `$` last, so that they can be characters. */
const edgesOutside = (alternatives: readonly LooseConcatenation[], first: boolean, last: boolean): boolean =>
  alternatives.every(({ elements }) =>
    elements.every((element, index) => {
      const edge = edgeOf(element);
      const isFirst = first && index === 0;
      const isLast = last && index === elements.length - 1;
      if (edge === "behind") return isFirst;
      if (edge === "ahead") return isLast;
      if (!("alternatives" in element)) return true;
      const once = element.type === "Alternation";
      return edgesOutside(element.alternatives, isFirst && once, isLast && once);
    }),
  );

/** What building automata took, in steps, and how far it went. */
interface Work {
  steps: number;
  stage: keyof typeof STEPS_FOR_NONE;
}

const automatonOf = (alternatives: LooseConcatenation[], work: Work): DFA => {
  const { transform, Transformers, NFA, DFA: Dfa } = refa();
  const sets = charSets();
  if (!edgesOutside(alternatives, true, true)) throw new Error("an anchor inside");
  withEdges(alternatives, sets);
  const anything = (): LooseElement => ({
    type: "Quantifier",
    min: 0,
    max: Number.POSITIVE_INFINITY,
    lazy: false,
    alternatives: [{ type: "Concatenation", elements: [{ type: "CharacterClass", characters: sets.all }] }],
  });
  const whole: NoParent<Expression> = {
    type: "Expression",
    alternatives: alternatives.map(({ elements }) => ({
      type: "Concatenation",
      elements: [anything(), ...elements, anything()],
    })),
  };
  const resolved = transform(Transformers.applyAssertions(), whole, { maxPasses: 50 });
  work.stage = "parts";
  const nfa = NFA.fromRegex(
    resolved,
    { maxCharacter: LAST },
    { assertions: "throw" },
    new NFA.LimitedNodeFactory(MOST_STATES),
  );
  for (const { out } of nfa.nodes()) for (const { ranges } of out.values()) work.steps += ranges.length;
  if (work.steps > MOST_RANGES) throw new Error("too many ranges of characters");
  work.stage = "states";
  const dfa = Dfa.fromFA(nfa, new Dfa.LimitedNodeFactory(MOST_STATES));
  for (const _ of dfa.nodes()) work.steps += STEPS_A_STATE;
  dfa.minimize();
  return dfa;
};

interface Part {
  readonly automaton: DFA;
  readonly matches: boolean;
}

/** A leading `(?=…)` or `(?!…)` after `^` is a condition on the whole text beside the rest. */
const partsOf = (source: string, work: Work): Part[] => {
  const { expression } = refa().JS.Parser.fromLiteral({ source, flags: "u" }).parse({ assertions: "parse" });
  const alternatives: LooseConcatenation[] = expression.alternatives;
  const only = alternatives.length === 1 ? alternatives[0] : undefined;
  const anchor = only?.elements[0];
  const parts: Part[] = [];
  if (only !== undefined && anchor !== undefined && edgeOf(anchor) === "behind")
    for (
      let next = only.elements[1];
      next?.type === "Assertion" && edgeOf(next) === null && next.kind === "ahead";
      next = only.elements[1]
    ) {
      only.elements.splice(1, 1);
      const looked: LooseConcatenation[] = next.alternatives.map(({ elements }) => ({
        type: "Concatenation",
        elements: [structuredAnchor(), ...elements],
      }));
      parts.push({ automaton: automatonOf(looked, work), matches: !next.negate });
    }
  parts.push({ automaton: automatonOf(alternatives, work), matches: true });
  return parts;
};

const structuredAnchor = (): LooseElement => ({
  type: "Assertion",
  kind: "behind",
  negate: true,
  alternatives: [
    { type: "Concatenation", elements: [{ type: "CharacterClass", characters: refa().CharSet.all(LAST) }] },
  ],
});

const step = (state: State, codePoint: number): State => state?.out.get(codePoint) ?? null;

const builtParts = (source: string, spend: (steps: number) => void): Part[] | null => {
  const work: Work = { steps: 0, stage: "reading" };
  let parts: Part[] | null = null;
  try {
    parts = partsOf(source, work);
  } catch {
    work.steps += STEPS_FOR_NONE[work.stage];
  }
  spend(work.steps);
  return parts;
};

/**
 * The automaton of a pattern; null where it is not regular (back references), too large, or not an expression. `spend`
 * is told of the steps it took.
 */
export const languageOf = (source: string, spend: (steps: number) => void): Language | null => {
  const parts = builtParts(source, spend);
  if (parts === null) return null;
  const cuts = (state: State): number[] => {
    const found: number[] = [];
    if (state !== null) for (const [range] of state.out) found.push(range.min, range.max + 1);
    return found;
  };
  return {
    start: parts.map(({ automaton }) => step(automaton.initial, START)),
    next: (state, codePoint) => state.map((one) => step(one, codePoint)),
    accepts: (state) =>
      parts.every(({ automaton, matches }, index) => {
        const end = step(state[index] ?? null, END);
        return (end !== null && automaton.finals.has(end as DFA.Node)) === matches;
      }),
    *cuts(state) {
      for (const one of state) yield* cuts(one);
    },
  };
};
