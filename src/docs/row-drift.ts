import type { Row, Section } from "../model/clause.ts";
import { differences } from "./alignment.ts";
import { markOf, typeKey } from "./cells.ts";
import type { Citations } from "./citations.ts";
import type { Drift } from "./drift.ts";
import { shapeOf } from "./outline.ts";
import type { PageRow } from "./rows.ts";
import { DOCS_RULES, type DocsRule } from "./rules.ts";

/** Rows of the clauses file and of the page that are the same row, and what is left of both. */
export interface Pairing {
  readonly pairs: readonly (readonly [Row, PageRow])[];
  readonly gone: readonly Row[];
  readonly come: readonly PageRow[];
}

type Says = Readonly<Record<string, readonly string[]>>;

const printedOf = ({ name, printed }: Row): string => printed ?? name;
const said = (says: Says, { name }: Row): readonly string[] => (Object.hasOwn(says, name) ? (says[name] ?? []) : []);
const sameWords = (a: readonly string[], b: readonly string[]): boolean => a.length > 0 && a.join() === b.join();

const keyOf = (type: string | null | undefined, says: readonly string[]): string =>
  `${typeKey(type ?? "")} ${says.join(" ")}`;

/**
 * Pairs rows: those with a name by their name, those without by what they say and their order; then what is left by the
 * same words under another name.
 */
export const pairRows = (known: readonly Row[], found: readonly PageRow[], says: Says): Pairing => {
  const pairs: (readonly [Row, PageRow])[] = [];
  const come = new Set(found);
  const gone = new Set(known);
  const pair = (row: Row, other: PageRow): void => {
    pairs.push([row, other]);
    gone.delete(row);
    come.delete(other);
  };
  for (const row of known) {
    if (printedOf(row) === "") continue;
    const same = [...come].find(({ printed }) => printed === printedOf(row));
    if (same !== undefined) pair(row, same);
  }
  const nameless = [...gone].filter((row) => printedOf(row) === "");
  const unnamed = [...come].filter(({ printed }) => printed === "");
  const keys = (row: Row) => keyOf(row.type, said(says, row));
  const stretches = differences(nameless, unnamed, keys, (row) => keyOf(row.type, row.says));
  const different = new Set<unknown>(stretches.flatMap((stretch) => [...stretch.gone, ...stretch.come]));
  const alike = unnamed.filter((row) => !different.has(row));
  for (const [index, row] of nameless.filter((one) => !different.has(one)).entries()) {
    const other = alike[index];
    if (other !== undefined) pair(row, other);
  }
  for (const stretch of stretches) {
    const left = new Set(stretch.come);
    for (const row of stretch.gone) {
      const words = new Set(said(says, row));
      const other =
        [...left].find((one) => one.says.some((sentence) => words.has(sentence))) ??
        (stretch.gone.length === stretch.come.length ? [...left][0] : undefined);
      if (other === undefined) continue;
      left.delete(other);
      pair(row, other);
    }
  }
  for (const row of gone) {
    const other = [...come].find(
      (one) => sameWords(said(says, row), one.says) && typeKey(one.type ?? "") === typeKey(row.type ?? ""),
    );
    if (other !== undefined) pair(row, other);
  }
  return { pairs, gone: [...gone], come: [...come] };
};

const mark = (required: string | null | undefined): string => (required == null ? "" : markOf(required));
const shown = (text: string | null | undefined): string => (text == null || text === "" ? "nothing" : `"${text}"`);
const called = (row: Row): string =>
  printedOf(row) === "" ? `the nameless row of "${row.name}"` : `the row "${row.name}"`;

/** How a section's rows depart from those that the clauses list. `says`: the fingerprints of their descriptions. */
export function* rowDrift(
  section: Section,
  found: readonly PageRow[] | undefined,
  says: Says,
  citations: Citations,
  line: number | null,
): Generator<Drift> {
  const { name } = section;
  if (section.rows.length > 1 && (found ?? []).length === 0) {
    const message = `"${name}" has none of its ${section.rows.length} rows any more`;
    yield {
      rule: DOCS_RULES.sectionGone,
      section: name,
      at: "",
      message,
      clauses: citations.of(name),
      direct: true,
      line,
    };
    return;
  }
  const { pairs, gone, come } = pairRows(section.rows, found ?? [], says);
  const at = (rule: DocsRule, row: Row, message: string, where: number | null): Drift => {
    const own = citations.row(name, row.name);
    return {
      rule,
      section: name,
      at: row.name,
      message,
      clauses: own.length > 0 ? own : citations.about(name),
      direct: own.length > 0,
      line: where,
    };
  };
  for (const row of gone) yield at(DOCS_RULES.rowRemoved, row, `${called(row)} is no longer in "${name}"`, line);
  for (const [row, page] of pairs) {
    const where = page.line;
    if (page.printed !== printedOf(row))
      yield at(
        DOCS_RULES.rowRenamed,
        row,
        `${called(row)} in "${name}" has the name ${shown(page.printed)} now`,
        where,
      );
    if (typeKey(page.type ?? "") !== typeKey(row.type ?? ""))
      yield at(
        DOCS_RULES.rowRetyped,
        row,
        `${called(row)} in "${name}" had the type ${shown(row.type)} and has ${shown(page.type)} now`,
        where,
      );
    if (mark(page.required) !== mark(row.required))
      yield at(
        DOCS_RULES.requirednessChanged,
        row,
        `${called(row)} in "${name}" was marked ${shown(row.required)} as required and is marked ${shown(page.required)} now`,
        where,
      );
    const before = said(says, row);
    if (before.join() !== page.says.join())
      yield at(DOCS_RULES.descriptionChanged, row, `${called(row)} in "${name}" ${changeOf(before, page.says)}`, where);
  }
  for (const row of come) {
    const index = (found ?? []).indexOf(row);
    const before = pairs.filter(([, page]) => (found ?? []).indexOf(page) < index).at(-1)?.[0];
    const after = pairs.find(([, page]) => (found ?? []).indexOf(page) > index)?.[0];
    const neighbour = before ?? after;
    const near = neighbour === undefined ? [] : citations.row(name, neighbour.name);
    const label = row.printed === "" ? "a nameless row" : `a row "${row.printed}"`;
    const kind = row.type === null ? "" : ` of the type "${row.type}"`;
    const message = `"${name}" has ${label}${kind} that it did not have${before === undefined ? "" : `, after "${before.name}"`}`;
    const around = [...new Set([...citations.about(name), ...near])];
    const clauses = around.length > 0 ? around : citations.of(name);
    const shape = shapeOf(section);
    yield {
      rule: DOCS_RULES.rowAdded,
      section: name,
      at: row.printed === "" ? `${shape} ${index + 1}` : row.printed,
      message,
      clauses,
      direct: false,
      line: row.line,
    };
  }
}

/** In words, how one description became another. */
const changeOf = (before: readonly string[], now: readonly string[]): string => {
  if (now.length === 0) return "is no longer described";
  if (before.length === 0) return "is described now, as it was not before";
  const gone = before.filter((sentence) => !now.includes(sentence)).length;
  const come = now.filter((sentence) => !before.includes(sentence)).length;
  const sentences = (count: number): string => `${count} sentence${count === 1 ? "" : "s"}`;
  if (gone === 0 && come === 0) return "says the same sentences in another order";
  if (gone === 0) return `says ${sentences(come)} more than before`;
  if (come === 0) return `no longer says ${sentences(gone)} of ${before.length}`;
  return `says ${sentences(gone)} of ${before.length} in other words`;
};
