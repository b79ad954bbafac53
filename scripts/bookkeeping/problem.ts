import type { Pointer } from "../../src/model/pointer.ts";

/** One entry that does not add up: where it stands, what is wrong and what to do about it. */
export interface Problem {
  /** The file, relative to the project: `specs/mattr.clauses.yaml`. */
  readonly file: string;
  /** Where in the file. */
  readonly at: Pointer;
  /** The clause concerned, if one is. */
  readonly clause?: string;
  readonly message: string;
  readonly remedy: string;
}

/** The problem in one line. `line` counts from 1; null where it is not known. */
export const formatProblem = (problem: Problem, line: number | null): string => {
  const place = line === null ? problem.file : `${problem.file}:${line}`;
  const clause = problem.clause === undefined ? "" : ` ${problem.clause}`;
  return `${place}${clause} at ${problem.at === "" ? "the root" : problem.at}: ${problem.message} ${problem.remedy}`;
};
