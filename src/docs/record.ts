import type { Page } from "../model/clause.ts";
import type { Outline } from "./outline.ts";

/** A sentence, heading or command that was on the page when its clauses were written. */
export interface TextRecord {
  readonly section: string;
  /** Its fingerprint. */
  readonly says: string;
  /** The HTTP statuses it speaks of. */
  readonly statuses?: readonly string[];
  /** The clauses written from it, by id; empty where none was. Without it, those about the section as a whole. */
  readonly clauses?: readonly string[];
}

/** What a page said when its clauses were written, as fingerprints. Rows and members stand with the clauses. */
export interface PageRecord {
  readonly id: string;
  readonly headings: readonly string[];
  /** The documented body that a section's sample shows: `createTenant/response/400`. */
  readonly samples: Readonly<Record<string, string>>;
  readonly texts: readonly TextRecord[];
  /** The fingerprints of each row's description, by section and by the row's name in the clauses file. */
  readonly rows: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** The pages of one provider, as `specs/<provider>.pages.yaml` holds them. */
export interface PagesFile {
  readonly provider: string;
  readonly pages: readonly PageRecord[];
}

/** A page that nothing is recorded of. */
export const emptyRecord = (id: string): PageRecord => ({ id, headings: [], samples: {}, texts: [], rows: {} });

/** What is known of a page before it is read. */
export const outlineOf = (page: Page, { headings, samples }: PageRecord): Outline => ({ page, headings, samples });

const quoted = (text: string): string => JSON.stringify(text);
const list = (texts: readonly string[]): string => `[${texts.map(quoted).join(", ")}]`;
const name = (text: string): string =>
  /^[A-Za-z][\w ]*$/.test(text) && !/^(?:yes|no|true|false|null|on|off|y|n)$/i.test(text) ? text : quoted(text);

const textLine = ({ section, says, statuses = [], clauses }: TextRecord): string =>
  [
    `      - { section: ${name(section)}, says: ${quoted(says)}`,
    ...(statuses.length > 0 ? [`, statuses: ${list(statuses)}`] : []),
    ...(clauses === undefined ? [] : [`, clauses: [${clauses.join(", ")}]`]),
    " }",
  ].join("");

const pageLines = ({ id, headings, samples, texts, rows }: PageRecord): string[] => [
  `  - id: ${id}`,
  `    headings: ${list(headings)}`,
  ...(Object.keys(samples).length === 0 ? ["    samples: {}"] : ["    samples:"]),
  ...Object.entries(samples).map(([section, body]) => `      ${name(section)}: ${body}`),
  ...(texts.length === 0 ? ["    texts: []"] : ["    texts:"]),
  ...texts.map(textLine),
  ...(Object.keys(rows).length === 0 ? ["    rows: {}"] : ["    rows:"]),
  ...Object.entries(rows).flatMap(([section, says]) => [
    `      ${name(section)}:`,
    ...Object.entries(says).map(([row, sentences]) => `        ${name(row)}: ${list(sentences)}`),
  ]),
];

/** The text of a provider's pages file. Same records, same bytes. */
export const pagesYaml = ({ provider, pages }: PagesFile): string =>
  [
    "# What the pages said when the clauses were written, as fingerprints; `docs PROVIDER PAGE --accept` rewrites texts and",
    "# rows. By hand: headings without a section, the body that each sample shows, and the clauses behind a text.",
    `provider: ${provider}`,
    "pages:",
    ...pages.flatMap(pageLines),
    "",
  ].join("\n");
