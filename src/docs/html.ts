import { Parser } from "htmlparser2";
import { InputError } from "../readers/input-error.ts";
import type { Block, TableRow } from "./blocks.ts";

/** How deep elements may stand in one another: finding the one that a tag closes takes as long. */
const DEEPEST = 512;

/** Elements whose content is not part of the page's text. */
const SKIPPED = new Set(
  "head script style template noscript svg math nav button select option textarea iframe object canvas dialog".split(
    " ",
  ),
);
/** Elements that stand in a line; all others begin and end a paragraph. */
const INLINE = new Set(
  "a abbr acronym b bdi bdo big br cite code data del dfn em font i img input ins kbd label mark q s samp small span strike strong sub sup time tt u var wbr".split(
    " ",
  ),
);
const HEADINGS = new Set("h1 h2 h3 h4 h5 h6".split(" "));

type Kind = "heading" | "text" | "item";

/** Builds blocks from the events of a parser; nothing is kept of the tree, so that no nesting is too deep. */
class Reader {
  readonly blocks: Block[] = [];
  readonly #lineOf: (offset: number) => number;
  /** The elements that are open from one on whose content is not read. */
  readonly #hidden: string[] = [];
  #text = "";
  #blank = true;
  #kind: Kind = "text";
  #line = 1;
  #pre = 0;
  #preText = "";
  #header: string[] = [];
  #rows: TableRow[] = [];
  #cells: { text: string; heading: boolean }[] | null = null;
  #cell: string | null = null;
  #cellHeading = false;
  #tables = 0;
  /** Tables within the present cell: their text is the cell's. */
  #nested = 0;
  #tableLine = 1;
  #rowLine = 1;
  #term: { text: string; line: number } | null = null;
  #inTerm = false;
  #definition: string | null = null;

  constructor(lineOf: (offset: number) => number) {
    this.#lineOf = lineOf;
  }

  open(name: string, attributes: Readonly<Record<string, string>>, offset: number): void {
    const skipped = SKIPPED.has(name) || attributes.hidden !== undefined || attributes["aria-hidden"] === "true";
    if (skipped || this.#hidden.length > 0) this.#hidden.push(name);
    else if (name === "br") this.#break();
    else if (name === "img") this.text(` ${attributes.alt ?? ""} `, offset);
    else if (!INLINE.has(name)) this.#begin(name, offset);
  }

  #begin(name: string, offset: number): void {
    this.#flush();
    if (HEADINGS.has(name)) this.#kind = "heading";
    else if (name === "li") this.#kind = "item";
    else if (name === "p" || name === "div") this.#kind = this.#kind === "item" ? "item" : "text";
    else this.#kind = "text";
    if (name === "pre") this.#pre++;
    else if (name === "table" && this.#cell !== null) this.#nested++;
    else if (this.#nested > 0) return;
    else if (name === "table") {
      if (this.#tables++ === 0) [this.#header, this.#rows, this.#tableLine] = [[], [], this.#lineOf(offset)];
    } else if (name === "tr" && this.#tables > 0) {
      this.#endRow();
      [this.#cells, this.#rowLine] = [[], this.#lineOf(offset)];
    } else if ((name === "td" || name === "th") && this.#tables > 0) {
      this.#endCell();
      this.#cells ??= [];
      [this.#cell, this.#cellHeading] = ["", name === "th"];
    } else if (name === "dt") {
      this.#endTerm();
      [this.#term, this.#inTerm] = [{ text: "", line: this.#lineOf(offset) }, true];
    } else if (name === "dd") [this.#inTerm, this.#definition] = [false, this.#definition ?? ""];
  }

  close(name: string): void {
    if (this.#hidden.length > 0) {
      const opened = this.#hidden.lastIndexOf(name);
      if (opened >= 0) this.#hidden.length = opened;
      return;
    }
    if (INLINE.has(name)) return;
    this.#flush();
    this.#kind = "text";
    if (name === "pre" && this.#pre > 0) {
      if (--this.#pre === 0) this.#endPre();
    } else if (this.#nested > 0) {
      if (name === "table") this.#nested--;
    } else if (name === "td" || name === "th") this.#endCell();
    else if (name === "tr") this.#endRow();
    else if (name === "table" && this.#tables > 0) this.#endTable();
    else if (name === "dl") this.#endTerm();
    else if (name === "dt") this.#inTerm = false;
  }

  text(text: string, offset: number): void {
    if (this.#hidden.length > 0) return;
    if (this.#cell !== null) this.#cell += text;
    else if (this.#pre > 0) {
      if (this.#preText === "") this.#line = this.#lineOf(offset);
      this.#preText += text;
    } else if (this.#term !== null && this.#inTerm) this.#term.text += text;
    else if (this.#definition !== null) this.#definition += text;
    else if (this.#tables === 0 || text.trim() !== "") {
      if (this.#blank && text.trim() !== "") {
        this.#line = this.#lineOf(offset + text.length - text.trimStart().length);
        this.#blank = false;
      }
      this.#text += text;
    }
  }

  end(): Block[] {
    this.#flush();
    this.#endPre();
    if (this.#tables > 0) this.#endTable();
    this.#endTerm();
    return this.blocks;
  }

  #break(): void {
    if (this.#pre > 0 && this.#cell === null) this.#preText += "\n";
    else this.text(" ", 0);
  }

  #flush(): void {
    if (this.#cell !== null) this.#cell += " ";
    else if (this.#pre > 0) return;
    else if (this.#term !== null && this.#inTerm) this.#term.text += " ";
    else if (this.#definition !== null) this.#definition += " ";
    else {
      const text = flat(this.#text);
      if (text !== "") this.blocks.push({ kind: this.#kind, text, line: this.#line });
      this.#text = "";
      this.#blank = true;
    }
  }

  #endPre(): void {
    if (this.#preText.trim() !== "") this.blocks.push({ kind: "code", text: this.#preText, line: this.#line });
    this.#preText = "";
  }

  #endCell(): void {
    if (this.#cell !== null) this.#cells?.push({ text: flat(this.#cell), heading: this.#cellHeading });
    this.#cell = null;
  }

  #endRow(): void {
    this.#endCell();
    const cells = this.#cells;
    this.#cells = null;
    if (cells === null || cells.length === 0) return;
    const heads = cells.every(({ heading }) => heading) && this.#header.length === 0 && this.#rows.length === 0;
    if (heads) this.#header = cells.map(({ text }) => text);
    else if (cells.some(({ text }) => text !== ""))
      this.#rows.push({ cells: cells.map(({ text }) => text), line: this.#rowLine });
  }

  #endTable(): void {
    this.#endRow();
    this.#tables = 0;
    this.blocks.push({ kind: "table", header: this.#header, rows: this.#rows, line: this.#tableLine });
    this.#rows = [];
  }

  #endTerm(): void {
    if (this.#term !== null)
      this.blocks.push({
        ...{ kind: "term", term: flat(this.#term.text), line: this.#term.line },
        text: flat(this.#definition ?? ""),
      });
    [this.#term, this.#definition, this.#inTerm] = [null, null, false];
  }
}

const flat = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

/** The part of a page that is about its subject: the first `main`, else the first `article`, else all of it. */
const subjectOf = (html: string): [start: number, end: number] => {
  for (const name of ["main", "article"]) {
    const start = html.search(new RegExp(`<${name}[\\s>]`, "i"));
    if (start < 0) continue;
    const close = html.toLowerCase().lastIndexOf(`</${name}`);
    return [start, close > start ? close : html.length];
  }
  return [0, html.length];
};

/**
 * Reads a page saved as HTML: headings, paragraphs, lists, tables, definition lists and preformatted text. Throws
 * `InputError` without a source where it is nested too deeply.
 */
export const readHtml = (html: string): Block[] => {
  const [start, end] = subjectOf(html);
  let line = 1;
  let counted = 0;
  const lineOf = (offset: number): number => {
    const target = Math.min(start + offset, html.length);
    if (target < counted) return line;
    for (let at = html.indexOf("\n", counted); at >= 0 && at < target; at = html.indexOf("\n", at + 1)) line++;
    counted = target;
    return line;
  };
  const reader = new Reader(lineOf);
  let depth = 0;
  const parser = new Parser({
    onopentag: (name, attributes) => {
      if (++depth > DEEPEST)
        throw new InputError(
          "",
          `its elements are nested more than ${DEEPEST} deep`,
          "Save the part that is about the operation.",
        );
      reader.open(name, attributes, parser.startIndex);
    },
    ontext: (text) => reader.text(text, parser.startIndex),
    onclosetag: (name) => {
      depth--;
      reader.close(name);
    },
  });
  parser.write(html.slice(start, end));
  parser.end();
  return reader.end();
};
