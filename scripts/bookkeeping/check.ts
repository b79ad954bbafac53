import { resolveBindings } from "./bindings.ts";
import { clauseFormProblems, clauseNameProblems, isClauseFile, publishedProblems } from "./clause-form.ts";
import { obligationsOfDocument } from "./document-obligations.ts";
import { unbound } from "./obligation.ts";
import { elementsOf } from "./openapi-elements.ts";
import { pageProblems } from "./pages.ts";
import type { Problem } from "./problem.ts";
import type { ProviderFiles } from "./provider-files.ts";
import { gradeProblems, readingProblems } from "./readings.ts";
import { documentProblems } from "./samples.ts";
import { compileProblems, schemaProblems } from "./schema-form.ts";
import { obligationsOfSchemas } from "./schema-obligations.ts";
import { compileValidators } from "./validators.ts";

/** What the check of one provider came to. */
export interface Bookkeeping {
  readonly problems: readonly Problem[];
  readonly clauses: number;
  readonly readings: number;
  /** How many constraints, members and document parts clauses bind. */
  readonly bound: number;
}

/**
 * Checks that a provider's clauses, schemas, tests and OpenAPI document agree, both ways. `rules` are the ids of the rule
 * catalogue, or null if rules are not to be checked. Later checks are left out where what they rest on is broken.
 */
export const checkProvider = (files: ProviderFiles, rules: ReadonlySet<string> | null): Bookkeeping => {
  const { provider, clauses } = files;
  const elements = elementsOf(files.openapi);
  const formed = [...schemaProblems(files)];
  const compiled = formed.length > 0 ? [] : [...compileProblems(files)];
  const problems: Problem[] = [...formed, ...compiled];
  const validators = compiled.length > 0 ? null : compileValidators(files.schemas);
  const guarded = (check: () => Iterable<Problem>): void => {
    try {
      problems.push(...check());
    } catch (error) {
      // A schema whose form is at fault may not compile; its form has been reported, and comes first.
      if (formed.length === 0) throw error;
    }
  };
  if (validators !== null && files.openapi !== undefined) guarded(() => documentProblems(files, elements, validators));
  const nothing = { problems, clauses: 0, readings: 0, bound: 0 };
  if (clauses === undefined) return nothing;
  problems.push(...clauseFormProblems(provider, clauses));
  if (!isClauseFile(clauses)) return nothing;
  problems.push(
    ...clauseNameProblems(provider, clauses, elements),
    ...publishedProblems(provider, clauses, files.published),
    ...pageProblems(provider, clauses),
  );
  const { keys, problems: unresolved } = resolveBindings(clauses, files, elements, rules);
  const obligations = [...obligationsOfSchemas(files.schemas), ...obligationsOfDocument(provider, elements)];
  problems.push(...unresolved, ...unbound(obligations, keys, provider));
  if (validators !== null) {
    guarded(() => readingProblems(files, clauses, validators));
    guarded(() => gradeProblems(files, clauses, validators));
  }
  const readings = clauses.clauses.reduce((sum, clause) => sum + (clause.readings?.length ?? 0), 0);
  return { problems, clauses: clauses.clauses.length, readings, bound: obligations.length };
};
