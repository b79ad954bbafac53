/**
 * Compares adversaries and prints a line of JSON for each comparison: what it is called, the steps it took, what was
 * found. Run in a process of its own, so that memory can be limited and a comparison without end be ended:
 * `node test/diff/compare-adversaries.ts fixed`, or `random RUNS`.
 */
import fc from "fast-check";
import { diff } from "../../src/diff/diff.ts";
import { standardTools } from "../../src/diff/tools.ts";
import { ADVERSARIES } from "./adversaries.ts";
import type { Json } from "./documents.ts";

/** One comparison, as it is printed. */
export interface Compared {
  readonly name: string;
  readonly steps: number;
  /** The severities found, each once. */
  readonly found: readonly string[];
}

const compare = (name: string, base: unknown, revision: unknown): Compared => {
  let steps = 0;
  const tools = {
    ...standardTools(),
    spent: (count: number) => {
      steps = count;
    },
  };
  const { findings } = diff(
    { root: "a", documents: new Map([["a", base]]) },
    { root: "a", documents: new Map([["a", revision]]) },
    tools,
  );
  return { name, steps, found: [...new Set(findings.map(({ severity }) => severity))].sort() };
};

const print = (compared: Compared): void => void process.stdout.write(`${JSON.stringify(compared)}\n`);

const fixed = (): void => {
  for (const [name, make] of Object.entries(ADVERSARIES)) {
    const [base, revision] = make();
    print(compare(name, base, revision));
    print(compare(`${name}, the other way`, revision, base));
  }
};

/** Six schemas of most applicators that refer to each other anywhere. */
const random = (numRuns: number): void => {
  const count = 6;
  const reference = fc.nat(count - 1).map((index): Json => ({ $ref: `#/$defs/s${index}` }));
  const leaf = fc.constantFrom<Json>({ type: "string" }, { type: "integer" }, { enum: ["a", 1, null] }, {});
  const part = fc.oneof(reference, leaf);
  const several = fc.array(part, { minLength: 1, maxLength: 4 });
  const members = fc.dictionary(fc.constantFrom("a", "b", "c", "d"), part, { noNullPrototype: true });
  const one = fc.oneof(
    members.map((properties): Json => ({ type: "object", properties })),
    fc.tuple(members, several).map(([properties, anyOf]): Json => ({ properties, anyOf })),
    fc.tuple(members, several).map(([properties, oneOf]): Json => ({ properties, oneOf, required: ["a"] })),
    several.map((oneOf): Json => ({ oneOf })),
    several.map((allOf): Json => ({ allOf })),
    part.map((not): Json => ({ not })),
    part.map((items): Json => ({ type: "array", items, minItems: 1 })),
    fc.tuple(part, part).map(([items, contains]): Json => ({ type: "array", items, contains, uniqueItems: true })),
    fc.tuple(part, part, part).map(([condition, yes, no]): Json => ({ if: condition, then: yes, else: no })),
    fc
      .tuple(several, members)
      .map(([allOf, properties]): Json => ({ allOf, properties, unevaluatedProperties: false })),
    fc.tuple(members, members).map(
      ([dependentSchemas, patternProperties]): Json => ({
        dependentSchemas,
        patternProperties,
        additionalProperties: { $ref: "#/$defs/s0" },
      }),
    ),
  );
  const definitions = fc.array(one, { minLength: count, maxLength: count });
  const whole = (list: readonly Json[]): Json => ({
    $ref: "#/$defs/s0",
    $defs: Object.fromEntries(list.map((schema, index) => [`s${index}`, schema])),
  });
  fc.assert(
    fc.property(definitions, definitions, (a, b) => print(compare("at random", whole(a), whole(b)))),
    { numRuns, seed: 9 },
  );
};

const [kind, runs] = process.argv.slice(2);
if (kind === "fixed") fixed();
if (kind === "random") random(Number(runs));
