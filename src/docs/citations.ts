import type { Clause, ClauseRegister, Page } from "../model/clause.ts";
import { type Pointer, parentOf } from "../model/pointer.ts";

interface Spot {
  readonly clause: Clause;
  readonly section: string;
  readonly row: string | undefined;
  readonly member: Pointer | undefined;
}

/** The clauses of one page, by the place on it that they were written from. */
export class Citations {
  readonly #spots: readonly Spot[];
  readonly #byId: ReadonlyMap<string, Clause>;

  constructor(register: ClauseRegister, page: Page) {
    this.#byId = new Map(register.clauses.map((clause) => [clause.id, clause]));
    this.#spots = register.clauses.flatMap((clause) =>
      [clause, ...(clause.also ?? [])]
        .filter((place) => (place.page ?? clause.page) === page.id)
        .map(({ section, row, member }) => ({ clause, section, row, member })),
    );
  }

  /** The clauses with these ids. */
  named(ids: readonly string[]): readonly Clause[] {
    return ids.flatMap((id) => this.#byId.get(id) ?? []);
  }

  row(section: string, row: string): readonly Clause[] {
    return this.#where((spot) => spot.section === section && spot.row === row);
  }

  /** The clauses about a member, else those about what it holds, else about what holds it. */
  member(section: string, member: Pointer): readonly Clause[] {
    const own = (at: Pointer) => this.#where((spot) => spot.section === section && spot.member === at);
    const within = this.#where((spot) => spot.section === section && (spot.member ?? "").startsWith(`${member}/`));
    let at = member;
    let found = own(at);
    if (found.length === 0) found = within;
    while (found.length === 0 && at !== "") {
      at = parentOf(at);
      found = own(at);
    }
    return found.length > 0 ? found : this.about(section);
  }

  /** The clauses about a section as a whole. */
  about(section: string): readonly Clause[] {
    return this.#where((spot) => spot.section === section && spot.row === undefined && spot.member === undefined);
  }

  /** Every clause that a section is behind. */
  of(section: string): readonly Clause[] {
    return this.#where((spot) => spot.section === section);
  }

  #where(holds: (spot: Spot) => boolean): readonly Clause[] {
    return [...new Set(this.#spots.filter(holds).map(({ clause }) => clause))];
  }
}
