import { below, type Pointer, pointerOf, valueAt } from "../../src/model/pointer.ts";
import { isObject } from "./keywords.ts";
import type { Problem } from "./problem.ts";
import type { Schemas } from "./schema-navigation.ts";
import type { Failure, Judge } from "./validators.ts";

/** One instance of a `<name>.tests.json`, with what must come of it. */
export interface SchemaTest {
  readonly description: string;
  readonly data: unknown;
  readonly valid: boolean;
  /** For an invalid instance: the keyword that must refuse it, and where. */
  readonly keyword?: string;
  readonly at?: Pointer;
  readonly grade?: "warning";
}

/** A group of tests of one schema. */
export interface SchemaTestGroup {
  readonly description: string;
  /** Holds a `$ref` to the schema beside the file. */
  readonly schema: { readonly $ref: string };
  readonly tests: readonly SchemaTest[];
}

/** The tests of a schema, by the schema's name: `mattr/tenant.schema.json` → `mattr/tenant.tests.json`. */
export const testsNameOf = (file: string): string => file.replace(/\.schema\.json$/, ".tests.json");

/** The location of the schema that a group tests; `file` is the name of its tests. */
export const testedSchema = (file: string, group: SchemaTestGroup): string =>
  `${file.slice(0, file.indexOf("/") + 1)}${group.schema.$ref.includes("#") ? group.schema.$ref : `${group.schema.$ref}#`}`;

/** What came of a test that did not come out as declared, in words; null if it did. */
export const outcome = (test: SchemaTest, judge: Judge): string | null => {
  const failures = judge(test.data).filter((failure) => failure.keyword !== "if" || test.keyword === "if");
  if (test.valid) return failures.length === 0 ? null : `It should conform, but ${spell(failures)}.`;
  if (failures.length === 0) return "It should not conform, but it does.";
  const expected = failures.some((failure) => failure.keyword === test.keyword && failure.at === test.at);
  if (!expected) return `It should fail by \`${test.keyword}\` at "${test.at}", but ${spell(failures)}.`;
  // Branches of a combinator report whatever keeps each from matching; only without one does "exactly one" mean something.
  if (failures.some((failure) => BRANCHING.has(failure.keyword))) return null;
  const distinct = new Set(failures.map((failure) => JSON.stringify([failure.keyword, failure.at])));
  return distinct.size === 1 ? null : `It should break exactly one constraint, but ${spell(failures)}.`;
};

const BRANCHING = new Set(["anyOf", "oneOf", "not", "contains", "propertyNames"]);

const spell = (failures: readonly Failure[]): string =>
  [...new Set(failures.map((failure) => `\`${failure.keyword}\` fails at "${failure.at}"`))].join(" and ");

const TEST_MEMBERS = new Set(["description", "data", "valid", "keyword", "at", "grade", "comment"]);

/** Whether parsed tests have the documented form, with what they lack. */
export function* testFormProblems(name: string, content: unknown, schemas: Schemas): Generator<Problem> {
  const file = `schemas/${name}`;
  const remedy = "See docs/contract-format.md.";
  if (!Array.isArray(content) || content.length === 0) {
    yield { file, at: "", message: "It is not a list of test groups.", remedy };
    return;
  }
  const own = name.slice(name.indexOf("/") + 1).replace(/\.tests\.json$/, ".schema.json");
  for (const [index, group] of content.entries()) {
    const at = pointerOf([index]);
    const ref = isObject(group) && isObject(group.schema) ? group.schema.$ref : undefined;
    const target = typeof ref === "string" ? ref.split("#") : [];
    if (!isObject(group) || typeof group.description !== "string" || !Array.isArray(group.tests)) {
      yield { file, at, message: "A group has a `description`, a `schema` and `tests`.", remedy };
      continue;
    }
    if (target[0] !== own) {
      yield {
        file,
        at: below(at, "schema"),
        message: `The group tests ${ref}.`,
        remedy: `Write { "$ref": "${own}" }.`,
      };
    } else if (valueAt(schemas.get(name.replace(/\.tests\.json$/, ".schema.json")), target[1] ?? "") === undefined) {
      yield {
        file,
        at: below(at, "schema"),
        message: `The group tests ${ref}, where there is nothing.`,
        remedy: "Correct it.",
      };
    }
    const descriptions = new Set<unknown>();
    for (const [number, test] of group.tests.entries()) {
      const place = pointerOf([index, "tests", number]);
      for (const fault of testFaults(test)) yield { file, at: place, message: fault, remedy };
      if (!isObject(test)) continue;
      if (descriptions.has(test.description)) {
        yield {
          file,
          at: place,
          message: `Another test is described as "${test.description}".`,
          remedy: "Tell them apart.",
        };
      }
      descriptions.add(test.description);
    }
  }
}

function* testFaults(test: unknown): Generator<string> {
  if (!isObject(test)) {
    yield "A test is an object.";
    return;
  }
  for (const name of Object.keys(test)) if (!TEST_MEMBERS.has(name)) yield `A test has no member "${name}".`;
  if (typeof test.description !== "string") yield "The test has no `description`.";
  if (!Object.hasOwn(test, "data")) yield "The test has no `data`.";
  if (typeof test.valid !== "boolean") yield "The test does not say whether it is `valid`.";
  const places = typeof test.keyword === "string" && typeof test.at === "string";
  if (test.valid === false && !places) yield "An invalid instance says by which `keyword` and where (`at`) it fails.";
  if (test.valid === true && ("keyword" in test || "at" in test || "grade" in test)) {
    yield "A valid instance has no `keyword`, `at` or `grade`.";
  }
  if ("grade" in test && test.grade !== "warning") yield 'The only `grade` is "warning".';
}
