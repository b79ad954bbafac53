import type { Clause } from "../model/clause.ts";
import type { Observation } from "./finding.ts";
import { sameValue } from "./schema/value.ts";

/** The clauses of one side, and the name of the file they are in. */
export interface ClauseFile {
  readonly source: string;
  readonly clauses: readonly Clause[];
}

/** What changed between two versions of a contract's clauses: which came, went or say something else, and where they stand. */
export const clauseObservations = (base: ClauseFile, revision: ClauseFile): Observation[] => {
  const out: Observation[] = [];
  const byId = new Map(revision.clauses.map((clause, index) => [clause.id, { clause, index }]));
  const common = { operation: null, direction: null, status: null, witness: null };
  for (const [index, clause] of base.clauses.entries()) {
    const other = byId.get(clause.id);
    byId.delete(clause.id);
    const places = {
      base: `${base.source}#/clauses/${index}`,
      revision: other === undefined ? `${revision.source}#/clauses` : `${revision.source}#/clauses/${other.index}`,
      at: `/clauses/${clause.id}`,
    };
    if (other === undefined)
      out.push({
        ...common,
        ...places,
        rule: "clause-removed",
        message: `The clause ${clause.id} is gone: ${clause.says}`,
      });
    else {
      if (clause.standing !== other.clause.standing)
        out.push({
          ...common,
          ...places,
          rule: "clause-standing-moved",
          message: `The clause ${clause.id} was ${clause.standing} and is now ${other.clause.standing}: ${other.clause.says}`,
        });
      const changed = MEANING.filter((key) => !sameValue(clause[key] ?? null, other.clause[key] ?? null));
      if (changed.length > 0)
        out.push({
          ...common,
          ...places,
          rule: "clause-changed",
          message: `The clause ${clause.id} changed in ${changed.join(", ")}: ${other.clause.says}`,
        });
    }
  }
  for (const { clause, index } of byId.values())
    out.push({
      ...common,
      at: `/clauses/${clause.id}`,
      base: `${base.source}#/clauses`,
      revision: `${revision.source}#/clauses/${index}`,
      rule: "clause-added",
      message: `The clause ${clause.id} is new (${clause.standing}): ${clause.says}`,
    });
  return out;
};

const MEANING = ["says", "section", "page", "row", "member", "readings", "binds"] as const;
