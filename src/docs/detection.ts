import type { Page } from "../model/clause.ts";
import { parentOf } from "../model/pointer.ts";
import { extract, type PageFacts } from "./extract.ts";
import { outlineOf, type PageRecord } from "./record.ts";

/** A known page, what is recorded of it, and what a given text says when it is read as that page. */
export interface Candidate {
  readonly page: Page;
  readonly record: PageRecord;
  readonly facts: PageFacts;
  /** How much of what is known of the page was found, from 0 to 1. */
  readonly likeness: number;
}

const likenessOf = (facts: PageFacts, page: Page, record: PageRecord): number => {
  let [known, found] = [0, 0];
  const count = (held: boolean): void => {
    known++;
    if (held) found++;
  };
  for (const { name, rows, members } of page.sections) {
    const printed = new Set((facts.rows.get(name) ?? []).map((row) => row.printed));
    for (const row of rows) if ((row.printed ?? row.name) !== "") count(printed.has(row.printed ?? row.name));
    const shown = facts.samples.find(({ section }) => section === name)?.pointers;
    for (const member of members) count(shown?.has(member) === true || shown?.has(parentOf(member)) === true);
  }
  const said = new Set(facts.texts.map(({ says }) => says));
  for (const { says } of record.texts) count(said.has(says));
  return known === 0 ? 0 : found / known;
};

/** Reads a text as each of the known pages; the likeliest comes first. */
export const candidates = async (
  source: string,
  known: readonly { page: Page; record: PageRecord }[],
): Promise<Candidate[]> => {
  const found: Candidate[] = [];
  for (const { page, record } of known) {
    const facts = await extract(source, outlineOf(page, record));
    found.push({ page, record, facts, likeness: likenessOf(facts, page, record) });
  }
  return found.sort((a, b) => b.likeness - a.likeness);
};
