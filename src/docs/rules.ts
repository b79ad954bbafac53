/** A rule about a vendor's page, in the words of the catalogue. Severities follow from the clauses concerned. */
export interface DocsRule {
  /** Kebab-case; never changes once published. */
  readonly id: string;
  readonly summary: string;
  readonly why: string;
  readonly fix: string;
}

const define = (id: string, summary: string, why: string, fix: string): DocsRule => ({ id, summary, why, fix });

/** The rules of `docs`, in the order in which they are documented. */
export const DOCS_RULES = {
  sectionGone: define(
    "docs-section-gone",
    "A table or sample that clauses were written from is no longer on the page.",
    "Nothing on the page stands behind its clauses any more.",
    "Find where the vendor moved it, and read the clauses of the section again.",
  ),
  rowAdded: define(
    "docs-row-added",
    "A table on the page has a row that it did not have.",
    "The contract does not know what the row documents.",
    "Add the row to the page's section in the clauses file, a clause to it, and what it says to the schema.",
  ),
  rowRemoved: define(
    "docs-row-removed",
    "A row that clauses were written from is no longer in its table.",
    "The contract promises something that the vendor no longer documents.",
    "Read the clauses of the row again: withdraw them, or name what still stands behind them.",
  ),
  rowRenamed: define(
    "docs-row-renamed",
    "A row of a table has another name and says the same as before.",
    "The contract knows the parameter by a name that the page no longer prints.",
    "Correct the row in the clauses file, and the member's name in the schema if the parameter was renamed.",
  ),
  rowRetyped: define(
    "docs-row-retyped",
    "A row of a table has another type than before.",
    "The schema may accept what the vendor refuses, or refuse what it sends.",
    "Read the clauses of the row again, and correct the type in the clauses file and in the schema.",
  ),
  requirednessChanged: define(
    "docs-requiredness-changed",
    "A row of a table is marked otherwise as required or optional.",
    "Requests that were complete may be refused, or more may be left out than the contract allows.",
    "Read the clauses of the row again, and correct the mark in the clauses file and `required` in the schema.",
  ),
  descriptionChanged: define(
    "docs-description-changed",
    "A row of a table is described in other words.",
    "What the clauses say was read from the earlier words.",
    "Read the clauses of the row again; if they still hold, accept the page with --accept.",
  ),
  memberAdded: define(
    "docs-sample-member-added",
    "A sample shows a member that it did not show.",
    "The contract may not declare it.",
    "Add the member to the page's section in the clauses file, a clause to it, and the member to the schema.",
  ),
  memberRemoved: define(
    "docs-sample-member-removed",
    "A sample no longer shows a member.",
    "The vendor may have dropped it from requests or responses.",
    "Read the clauses of the member again: withdraw them, or name what still stands behind them.",
  ),
  sampleDiffers: define(
    "docs-sample-not-conforming",
    "A value in a sample no longer conforms to the contract.",
    "The contract would call the vendor's own example wrong.",
    "Read the clauses again, and change the schema to what the page says now.",
  ),
  sentenceChanged: define(
    "docs-sentence-changed",
    "The page says something in other words than before.",
    "What the clauses say was read from the earlier words.",
    "Read the clauses again; if they still hold, accept the page with --accept.",
  ),
  sentenceGone: define(
    "docs-sentence-gone",
    "The page no longer says something that it said.",
    "Nothing may stand behind the clauses that were written from it.",
    "Read the clauses again: withdraw them, or name what still stands behind them; then accept the page with --accept.",
  ),
  textUncovered: define(
    "docs-text-uncovered",
    "The page says something new that no clause covers.",
    "It may promise or forbid what the contract does not know.",
    "Read it, write a clause if it can be checked, and accept the page with --accept.",
  ),
  statusMentions: define(
    "docs-status-mentions-changed",
    "The page speaks of other HTTP statuses than before.",
    "Statuses that are not in the contract are reported wherever they are met.",
    "Document the status in the OpenAPI document with a clause, or withdraw it; then accept the page with --accept.",
  ),
} as const;

/** Every rule of `docs` as a list. */
export const DOCS_CATALOGUE: readonly DocsRule[] = Object.values(DOCS_RULES);
