import { pointerOf } from "../../src/model/pointer.ts";
import type { ClauseFile, PlaceEntry } from "./clause-file.ts";
import type { Problem } from "./problem.ts";
import { clausesFile } from "./provider-files.ts";

const keyOf = (page: string, section: string, kind: "row" | "member" | "section", name: string): string =>
  JSON.stringify([page, section, kind, name]);

const keyOfPlace = (page: string, place: PlaceEntry): string => {
  if (place.row !== undefined) return keyOf(page, place.section, "row", place.row);
  if (place.member !== undefined) return keyOf(page, place.section, "member", place.member);
  return keyOf(page, place.section, "section", "");
};

/** Rows, members and sections that no clause is about, and clauses about places that their pages do not list. */
export function* pageProblems(provider: string, register: ClauseFile): Generator<Problem> {
  const file = clausesFile(provider);
  const cited = new Set<string>();
  const citedSections = new Set<string>();
  const listed = new Set<string>();
  const pages = new Map(register.pages.map((page) => [page.id, page]));

  for (const [index, page] of register.pages.entries()) {
    const at = pointerOf(["pages", index]);
    if (pages.get(page.id) !== page) {
      yield { file, at, message: `Another page has the id "${page.id}".`, remedy: "Rename one of them." };
    }
    const names = new Set<string>();
    for (const [number, section] of (page.sections ?? []).entries()) {
      const here = pointerOf(["pages", index, "sections", number]);
      if (names.has(section.name)) {
        const remedy = "Make them one, or tell them apart in the name.";
        yield { file, at: here, message: `Another section of "${page.id}" has the name "${section.name}".`, remedy };
      }
      names.add(section.name);
      listed.add(keyOf(page.id, section.name, "section", ""));
      const seen = new Set<string>();
      for (const [position, row] of (section.rows ?? []).entries()) {
        const place = pointerOf(["pages", index, "sections", number, "rows", position]);
        if (seen.has(row.name))
          yield { file, at: place, message: `The row "${row.name}" is listed twice.`, remedy: "Remove one." };
        seen.add(row.name);
        listed.add(keyOf(page.id, section.name, "row", row.name));
      }
      for (const member of section.members ?? []) listed.add(keyOf(page.id, section.name, "member", member));
    }
  }

  for (const [index, clause] of register.clauses.entries()) {
    for (const [number, place] of [clause, ...(clause.also ?? [])].entries()) {
      const at = pointerOf(number === 0 ? ["clauses", index] : ["clauses", index, "also", number - 1]);
      const page = place.page ?? clause.page;
      const problem = (message: string, remedy: string): Problem => ({ file, at, clause: clause.id, message, remedy });
      const entry = pages.get(page);
      if (entry === undefined) {
        yield problem(
          `It cites the page "${page}", which is not listed under \`pages\`.`,
          "List the page, or correct the id.",
        );
        continue;
      }
      citedSections.add(keyOf(page, place.section, "section", ""));
      cited.add(keyOfPlace(page, place));
      if (entry.sections === undefined) continue;
      const where = `section "${place.section}" of the page "${page}"`;
      if (!listed.has(keyOf(page, place.section, "section", ""))) {
        yield problem(
          `It cites the ${where}, which is not listed.`,
          "List the section under the page, or correct the name.",
        );
      } else if (!listed.has(keyOfPlace(page, place))) {
        const what = place.row === undefined ? `member ${place.member}` : `row "${place.row}"`;
        yield problem(
          `It cites the ${what} in the ${where}, which does not list it.`,
          "List it there, or correct the name.",
        );
      }
    }
  }

  for (const [index, page] of register.pages.entries()) {
    for (const [number, section] of (page.sections ?? []).entries()) {
      const at = pointerOf(["pages", index, "sections", number]);
      const where = `section "${section.name}" of the page "${page.id}"`;
      const remedy = "Write one, or add the place to the `also` of one that says the same.";
      for (const [position, row] of (section.rows ?? []).entries()) {
        if (cited.has(keyOf(page.id, section.name, "row", row.name))) continue;
        const message = `No clause is about the row "${row.name}" in the ${where}.`;
        yield { file, at: pointerOf(["pages", index, "sections", number, "rows", position]), message, remedy };
      }
      for (const [position, member] of (section.members ?? []).entries()) {
        if (cited.has(keyOf(page.id, section.name, "member", member))) continue;
        const message = `No clause is about the member ${member} in the ${where}.`;
        yield { file, at: pointerOf(["pages", index, "sections", number, "members", position]), message, remedy };
      }
      if (!citedSections.has(keyOf(page.id, section.name, "section", ""))) {
        yield { file, at, message: `No clause is about anything in the ${where}.`, remedy };
      }
    }
  }
}
