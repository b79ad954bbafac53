import type { Page, Section } from "../model/clause.ts";
import { isMediaType } from "./cells.ts";
import { normalised } from "./wording.ts";

/** What is known of a page before it is read: what its clauses were written from, and how to find that in it. */
export interface Outline {
  readonly page: Page;
  /** Headings on the page that no section is named for. */
  readonly headings: readonly string[];
  /** The documented body that a section's sample shows, by section: `createTenant/response/400`. */
  readonly samples: Readonly<Record<string, string>>;
}

/**
 * How a section prints its rows: as a table or definition list; as identifiers by themselves; as descriptions whose
 * names were lost; as media types whose statuses were lost; or it has none.
 */
export type Shape = "table" | "names" | "descriptions" | "media" | "none";

/** How a section prints its rows. */
export const shapeOf = ({ rows }: Section): Shape => {
  if (rows.length === 0) return "none";
  if (rows.every(({ printed, required, type }) => printed === "" && required === undefined && type === undefined))
    return "descriptions";
  if (rows.every(({ printed, required, type }) => printed === "" && required === undefined && isMediaType(type ?? "")))
    return "media";
  return rows.every(({ printed, required, type }) => (printed ?? required ?? type) === undefined) ? "names" : "table";
};

const key = (line: string): string =>
  normalised(line)
    .replace(/^(?:get|put|post|patch|delete|head|options) (?=\S)/, "")
    .replace(/(?<=\S) (?:get|put|post|patch|delete|head|options)$/, "");

/** The headings of a page, and which section begins at each. */
export class Headings {
  readonly #sections: ReadonlyMap<string, string>;
  readonly #known: ReadonlySet<string>;

  constructor({ page, headings }: Outline) {
    this.#sections = new Map(page.sections.map(({ name }) => [key(name), name]));
    this.#known = new Set([page.title, ...headings].map(key).concat([...this.#sections.keys()]));
  }

  /** Whether a line is one of the page's headings. */
  has(line: string): boolean {
    return line.length < 200 && line.trim() !== "" && this.#known.has(key(line));
  }

  /** The section that begins with this heading, or null. */
  sectionAt(line: string): string | null {
    return line.length < 200 ? (this.#sections.get(key(line)) ?? null) : null;
  }
}
