import type { Clause } from "../model/clause.ts";
import { differences } from "./alignment.ts";
import type { Citations } from "./citations.ts";
import type { Drift } from "./drift.ts";
import type { PageText } from "./extract.ts";
import type { TextRecord } from "./record.ts";
import { DOCS_RULES } from "./rules.ts";

/** A stretch of the page that says something else than was recorded: what is gone and what came. */
export interface TextChange {
  readonly gone: readonly TextRecord[];
  readonly come: readonly PageText[];
}

/** The stretches in which a page's texts differ from those recorded; what only moved does not. */
export const textChanges = (known: readonly TextRecord[], found: readonly PageText[]): TextChange[] => {
  const says = (text: { readonly says: string }): string => text.says;
  const all = differences(known, found, says, says);
  const left = new Map<string, number>();
  for (const { come } of all) for (const text of come) left.set(text.says, (left.get(text.says) ?? 0) + 1);
  const moved = new Map<string, number>();
  const settles = (counts: Map<string, number>, key: string): boolean => {
    const count = counts.get(key) ?? 0;
    counts.set(key, count - 1);
    return count > 0;
  };
  const gone = all.map((change) =>
    change.gone.filter((text) => {
      if (!settles(left, text.says)) return true;
      moved.set(text.says, (moved.get(text.says) ?? 0) + 1);
      return false;
    }),
  );
  return all
    .map((change, index) => ({
      gone: gone[index] ?? [],
      come: change.come.filter((text) => !settles(moved, text.says)),
    }))
    .filter((change) => change.gone.length + change.come.length > 0);
};

const cut = (text: string): string => {
  const flat = text.replaceAll(/\s+/g, " ").trim();
  return flat.length <= 100 ? `"${flat}"` : `"${flat.slice(0, 99)}…"`;
};
const sentences = (count: number): string => (count === 1 ? "a sentence" : `${count} sentences`);

/** How what a page says departs from what was recorded. */
export function* textDrift(
  known: readonly TextRecord[],
  found: readonly PageText[],
  citations: Citations,
  lineOf: (section: string) => number | null,
): Generator<Drift> {
  const statusesBefore = new Set(known.flatMap(({ statuses }) => statuses ?? []));
  const statusesNow = new Set(found.flatMap(({ statuses }) => statuses));
  for (const { gone, come } of textChanges(known, found)) {
    const section = (come[0] ?? gone[0])?.section ?? "";
    const behind = [...new Set(gone.flatMap((text) => clausesOf(text, citations)))];
    const about = citations.about(section);
    const around = about.length > 0 ? about : citations.of(section);
    const clauses = behind.length > 0 ? behind : around;
    const from = behind.length > 0 ? "" : "; no clause was written from it alone";
    const newStatuses = come.flatMap(({ statuses }) => statuses).filter((status) => !statusesBefore.has(status));
    const lostStatuses = gone.flatMap(({ statuses }) => statuses ?? []).filter((status) => !statusesNow.has(status));
    const at = (come[0] ?? gone[0])?.says ?? "";
    const line = come[0]?.line ?? lineOf(section);
    const common = { section, at, clauses, direct: behind.length > 0, line };
    const now = come.map(({ text }) => text).join(" ");
    if (newStatuses.length + lostStatuses.length > 0) {
      const said = [
        ...(newStatuses.length > 0 ? [`speaks of the status ${newStatuses.join(" and ")}, as it did not`] : []),
        ...(lostStatuses.length > 0 ? [`no longer speaks of the status ${lostStatuses.join(" and ")}`] : []),
      ].join(", and ");
      const quote = come.length === 0 ? "" : `: ${cut(now)}`;
      yield { rule: DOCS_RULES.statusMentions, message: `"${section}" ${said}${quote}`, ...common };
    } else if (come.length === 0)
      yield {
        rule: DOCS_RULES.sentenceGone,
        message: `${sentences(gone.length)} of "${section}" ${gone.length === 1 ? "is" : "are"} gone${from}`,
        ...common,
      };
    else if (gone.length === 0)
      yield { rule: DOCS_RULES.textUncovered, message: `"${section}" says something new: ${cut(now)}`, ...common };
    else
      yield {
        rule: DOCS_RULES.sentenceChanged,
        message: `${sentences(gone.length)} of "${section}" ${gone.length === 1 ? "was" : "were"} replaced by ${cut(now)}${from}`,
        ...common,
      };
  }
}

/** The clauses written from a text: those it names, else those about its section as a whole. */
const clausesOf = (text: TextRecord, citations: Citations): readonly Clause[] =>
  text.clauses === undefined ? citations.about(text.section) : citations.named(text.clauses);
