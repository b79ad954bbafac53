import type { Page } from "../model/clause.ts";
import type { PageFacts } from "./extract.ts";
import type { PageRecord, TextRecord } from "./record.ts";
import { pairRows } from "./row-drift.ts";
import { DOCS_RULES } from "./rules.ts";
import { textChanges } from "./text-drift.ts";

/**
 * The record of a page as it is now. What was written by hand stays; a text that takes the place of others keeps their
 * clauses. Rows that the clauses file does not list are left out: they need a clause first.
 */
export const accepted = (page: Page, facts: PageFacts, record: PageRecord): PageRecord => {
  const inherited = new Map<string, readonly string[]>();
  const inherit = (key: string, clauses: readonly string[]): void => {
    if (!inherited.has(key)) inherited.set(key, clauses);
  };
  for (const { section, clauses, says } of record.texts) {
    if (clauses === undefined) continue;
    inherit(`${section} ${says}`, clauses);
    inherit(says, clauses);
  }
  for (const { gone, come } of textChanges(record.texts, facts.texts)) {
    if (gone.length === 0 || gone.some(({ clauses }) => clauses === undefined)) continue;
    const clauses = [...new Set(gone.flatMap((text) => text.clauses ?? []))];
    for (const { says } of come) inherit(says, clauses);
  }
  const texts = facts.texts.map(({ section, says, statuses }): TextRecord => {
    const clauses = inherited.get(`${section} ${says}`) ?? inherited.get(says);
    return {
      section,
      says,
      ...(statuses.length > 0 ? { statuses } : {}),
      ...(clauses === undefined ? {} : { clauses }),
    };
  });
  const rows: Record<string, Record<string, readonly string[]>> = {};
  for (const section of page.sections) {
    if (section.rows.length === 0) continue;
    const { pairs } = pairRows(section.rows, facts.rows.get(section.name) ?? [], record.rows[section.name] ?? {});
    const says = new Map(pairs.map(([row, { says: words }]) => [row.name, words]));
    const own: Record<string, readonly string[]> = {};
    for (const { name } of section.rows) own[name] = says.get(name) ?? [];
    rows[section.name] = own;
  }
  return { ...record, texts, rows };
};

/** Whether accepting a page settles findings of a rule: what is recorded as fingerprints, not what the clauses file lists. */
export const settledBy = (rule: string): boolean =>
  [
    DOCS_RULES.descriptionChanged,
    DOCS_RULES.sentenceChanged,
    DOCS_RULES.sentenceGone,
    DOCS_RULES.textUncovered,
    DOCS_RULES.statusMentions,
  ].some(({ id }) => id === rule);
