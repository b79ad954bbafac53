import { type Pointer, pointerOf, valueAt } from "../../src/model/pointer.ts";
import type { ClauseEntry, ClauseFile, ReadingEntry } from "./clause-file.ts";
import type { Problem } from "./problem.ts";
import { clausesFile, type ProviderFiles } from "./provider-files.ts";
import { parseLocation, schemaAt } from "./schema-navigation.ts";
import { vocabularyFaults } from "./schema-vocabulary.ts";
import type { Judge, Validators } from "./validators.ts";

/** Values of every kind, to tell readings apart by. */
const PROBES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  1,
  -1,
  1.5,
  "",
  " ",
  "a",
  "A b",
  "0",
  "true",
  "x".repeat(300),
  "00000000-0000-0000-0000-000000000000",
  "2020-01-01T00:00:00Z",
  "2020-01-01T00:00:00.123+02:00",
  "+14162221122",
  "someone@example.com",
  "https://example.com/",
  "Europe/Berlin",
  [],
  [null],
  ["a"],
  ["a", "a"],
  {},
];

const spell = (value: unknown): string => {
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
};

/** Every value that occurs in a provider's tests, at any depth, with the probes: what readings are compared on. */
const witnessesOf = (files: ProviderFiles, register: ClauseFile): readonly unknown[] => {
  const found = new Map<string, unknown>();
  const collect = (value: unknown): void => {
    const text = JSON.stringify(value);
    if (found.has(text)) return;
    found.set(text, value);
    if (value !== null && typeof value === "object") for (const part of Object.values(value)) collect(part);
  };
  for (const probe of PROBES) collect(probe);
  for (const groups of files.tests.values()) {
    for (const group of Array.isArray(groups) ? groups : []) {
      for (const test of Array.isArray(group?.tests) ? group.tests : [])
        if (test?.data !== undefined) collect(test.data);
    }
  }
  for (const clause of register.clauses) {
    for (const { example } of clause.readings ?? []) if (example !== undefined) collect(example);
  }
  return [...found.values()];
};

/** Readings that do not compete: examples that the wrong ones accept, `narrower` ones that are not. */
export function* readingProblems(
  files: ProviderFiles,
  register: ClauseFile,
  validators: Validators,
): Generator<Problem> {
  const file = clausesFile(files.provider);
  const witnesses = witnessesOf(files, register);
  for (const [index, clause] of register.clauses.entries()) {
    const { subject } = clause;
    if (subject === undefined) continue;
    const location = parseLocation(subject);
    if (schemaAt(files.schemas, location) === undefined) {
      const at = pointerOf(["clauses", index, "subject"]);
      const message = `Its subject ${subject} does not exist.`;
      yield { file, at, clause: clause.id, message, remedy: "Correct the pointer." };
      continue;
    }
    const chosen = validators.at(`${location.file}#${location.at}`);
    const readings = clause.readings ?? [];
    const judges = readings.map((reading) => judgeOf(files.provider, reading, validators));
    const rival = judges[readings.findIndex((reading) => reading.chosen === true)];
    for (const [number, reading] of readings.entries()) {
      const at = pointerOf(["clauses", index, "readings", number]);
      const base = { file, at, clause: clause.id };
      const judge = judges[number];
      const faults = [...vocabularyFaults(reading.schema)];
      for (const fault of faults) yield { ...base, ...fault, at: `${at}/schema${fault.at}` };
      if (faults.length > 0) continue;
      if (judge === undefined)
        yield { ...base, message: `The reading "${reading.from}" does not compile.`, remedy: "Correct its schema." };
      else if (rival !== undefined) {
        for (const [message, remedy] of faultsOf(reading, clause, { judge, chosen, rival }, witnesses)) {
          yield { ...base, message, remedy };
        }
      }
    }
  }
}

/** The judge of a reading, or `undefined` if its schema does not compile. */
const judgeOf = (provider: string, reading: ReadingEntry, validators: Validators): Judge | undefined => {
  try {
    return validators.of(reading.schema, `${provider}/readings`);
  } catch {
    return undefined;
  }
};

/** The judges of a reading, of the schema at the subject, and of the chosen reading by itself. */
interface Rivals {
  readonly judge: Judge;
  readonly chosen: Judge;
  readonly rival: Judge;
}

function* faultsOf(
  reading: ReadingEntry,
  clause: ClauseEntry,
  { judge, chosen, rival }: Rivals,
  witnesses: readonly unknown[],
): Generator<readonly [message: string, remedy: string]> {
  const name = `The reading "${reading.from}"`;
  const accepts = (one: Judge, value: unknown) => one(value).length === 0;
  const hasExample = Object.hasOwn(reading, "example");
  if (hasExample && !accepts(judge, reading.example)) {
    const failure = judge(reading.example)[0];
    yield [`${name} refuses its own example: ${failure?.message}.`, "Correct the example, or the reading's schema."];
  }
  if (reading.chosen === true) {
    if (hasExample && !accepts(chosen, reading.example)) {
      yield [`${name} is chosen, and the schema at ${clause.subject} refuses its example.`, "Let the schema state it."];
    }
    const looser = witnesses.find((value) => accepts(chosen, value) && !accepts(judge, value));
    if (looser !== undefined) {
      const message = `${name} is chosen, and ${clause.subject} does not state it: it accepts ${spell(looser)}.`;
      yield [message, "Let the schema say what the chosen reading says, or widen the reading."];
    }
    return;
  }
  if (hasExample && accepts(chosen, reading.example)) {
    const remedy = "Give an example that only the reading accepts, or say `narrower: true` if there is none.";
    yield [`The example of the reading "${reading.from}" also fits the chosen one at ${clause.subject}.`, remedy];
  }
  if (reading.narrower !== true) return;
  const wider = witnesses.find((value) => accepts(judge, value) && !accepts(rival, value));
  if (wider !== undefined) {
    const remedy = "Give a value that only it accepts as the `example`, in place of `narrower`.";
    yield [`${name} is not narrower: it accepts ${spell(wider)}, which the chosen reading refuses.`, remedy];
  } else if (!witnesses.some((value) => accepts(chosen, value) && !accepts(judge, value))) {
    const remedy = "Remove it, or add a valid instance to the tests that it refuses.";
    yield [`${name} is not narrower: it refuses nothing known that ${clause.subject} accepts.`, remedy];
  }
}

/** Tests graded `warning` whose value fits no reading that was not chosen. */
export function* gradeProblems(files: ProviderFiles, register: ClauseFile, validators: Validators): Generator<Problem> {
  const rejected: Judge[] = [];
  for (const clause of register.clauses) {
    if (clause.subject === undefined) continue;
    for (const reading of clause.readings ?? []) {
      if (reading.chosen === true) continue;
      const judge = judgeOf(files.provider, reading, validators);
      if (judge !== undefined) rejected.push(judge);
    }
  }
  for (const [name, groups] of files.tests) {
    for (const [index, group] of (Array.isArray(groups) ? groups : []).entries()) {
      for (const [number, test] of (Array.isArray(group?.tests) ? group.tests : []).entries()) {
        if (test?.grade !== "warning") continue;
        const places = ancestry(String(test.at));
        const fits = places.some((at) => {
          const value = valueAt(test.data, at);
          return value !== undefined && rejected.some((judge) => judge(value).length === 0);
        });
        if (fits) continue;
        const at = pointerOf([index, "tests", number, "grade"]);
        const message = `"${test.description}" is graded as a warning, and its value fits no reading that was not chosen.`;
        yield { file: `schemas/${name}`, at, message, remedy: "Remove the grade, or add the reading." };
      }
    }
  }
}

const ancestry = (at: Pointer): Pointer[] => {
  const places = [at];
  for (let end = at.lastIndexOf("/"); end >= 0; end = at.lastIndexOf("/", end - 1)) {
    places.push(at.slice(0, end));
    if (end === 0) break;
  }
  return places;
};
