import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { isObject } from "../bookkeeping/keywords.ts";

/** The mutants that no test can catch, by id, with the reason why. Throws if the list does not have that form. */
export const readSurvivors = (path: string): ReadonlyMap<string, string> => {
  const content: unknown = existsSync(path) ? parse(readFileSync(path, "utf8")) : null;
  const survivors = new Map<string, string>();
  if (content === null) return survivors;
  if (!Array.isArray(content)) throw new Error(`${path} is not a list of { mutant, reason }.`);
  for (const entry of content) {
    const { mutant, reason } = isObject(entry) ? entry : {};
    if (typeof mutant !== "string" || typeof reason !== "string" || reason.trim() === "") {
      throw new Error(`${path}: ${JSON.stringify(entry)} is not { mutant, reason }.`);
    }
    if (survivors.has(mutant)) throw new Error(`${path} lists ${mutant} twice.`);
    survivors.set(mutant, reason);
  }
  return survivors;
};

/** What keeps a mutation run from passing, sentence by sentence. `least` is a share between 0 and 1. */
export const mutationFaults = (
  mutants: number,
  survivors: readonly string[],
  listed: ReadonlyMap<string, string>,
  least: number,
): string[] => {
  const faults = survivors
    .filter((id) => !listed.has(id))
    .map(
      (id) =>
        `No test notices when ${id} is gone. Add an instance that only it refuses (or, for one of several values, that needs it).`,
    );
  for (const id of listed.keys()) {
    if (!survivors.includes(id))
      faults.push(`scripts/mutation-survivors.yaml lists ${id}, which does not survive. Remove the entry.`);
  }
  const caught = mutants - survivors.length;
  if (mutants === 0) faults.push("There is no schema to mutate.");
  else if (caught / mutants < least)
    faults.push(`Only ${caught} of ${mutants} mutants are caught; ${least * 100} % must be.`);
  return faults;
};
