import type { Pointer } from "../model/pointer.ts";
import type { Block } from "./blocks.ts";
import { Headings, type Outline, type Shape, shapeOf } from "./outline.ts";
import { repairJson } from "./repair.ts";
import { type PageRow, rowOfItem, rowOfTerm, rowOfText, rowsOfTable } from "./rows.ts";
import { commandAndBody, pointersOf, startsJson } from "./samples.ts";
import { readText } from "./text.ts";
import { sentencesOf, statusesIn, wordingOf } from "./wording.ts";

/** One sentence, heading or command of a page. */
export interface PageText {
  readonly section: string;
  readonly text: string;
  /** The fingerprint of what it says. */
  readonly says: string;
  readonly statuses: readonly string[];
  readonly line: number;
}

/** A sample as the page shows it, read by its shape. */
export interface PageSample {
  /** The section it belongs to; null where no section has a sample left to be. */
  readonly section: string | null;
  readonly value: unknown;
  readonly pointers: ReadonlySet<Pointer>;
  readonly line: number;
}

/** What a page says, whatever its notation and layout. */
export interface PageFacts {
  readonly texts: readonly PageText[];
  /** By section; a section that is not there has none. */
  readonly rows: ReadonlyMap<string, readonly PageRow[]>;
  readonly samples: readonly PageSample[];
  /** The line at which each section that was found begins. */
  readonly lines: ReadonlyMap<string, number>;
}

/** Text that a converter glued to a path before it: `/v1/berthsReserves…`. */
const GLUED = /^(\/[a-z0-9_/-]*(?:\{\w+\}[a-z0-9_/-]*)*)(?=[A-Z][a-z])/;

class Extraction {
  readonly texts: (Omit<PageText, "section"> & { section: string; sample: number | null })[] = [];
  readonly rows = new Map<string, PageRow[]>();
  readonly samples: { value: unknown; pointers: ReadonlySet<Pointer>; line: number; at: string }[] = [];
  readonly lines = new Map<string, number>();
  readonly #outline: Outline;
  readonly #headings: Headings;
  readonly #shapes: ReadonlyMap<string, Shape>;
  readonly #marked: ReadonlySet<string>;
  #section: string;

  constructor(outline: Outline, headings: Headings) {
    this.#outline = outline;
    this.#headings = headings;
    const { sections } = outline.page;
    this.#shapes = new Map(sections.map((section) => [section.name, shapeOf(section)]));
    this.#marked = new Set(
      sections.filter(({ rows }) => rows.some(({ required }) => required !== undefined)).map(({ name }) => name),
    );
    this.#section = sections[0]?.name ?? "";
    this.lines.set(this.#section, 1);
  }

  block(block: Block): void {
    if (block.kind === "code") this.#code(block.text, block.line);
    else if (block.kind === "table") this.#table(block);
    else if (block.kind === "term") this.#term(block);
    else if (block.kind !== "heading" && (/^(?:\$ )?curl\s/.test(block.text) || startsJson(block.text)))
      this.#code(block.text, block.line);
    else this.#text(block.text, block.line, block.kind);
  }

  #text(text: string, line: number, kind: "heading" | "text" | "item"): void {
    const glued = GLUED.exec(text)?.[1];
    if (glued !== undefined) {
      this.#sentences(glued, line);
      this.#text(text.slice(glued.length), line, kind);
      return;
    }
    if (this.#headings.has(text)) {
      const section = this.#headings.sectionAt(text);
      if (section !== null && !this.lines.has(section)) this.#begin(section, line);
      this.#sentences(text, line);
      return;
    }
    const shape = this.#shapes.get(this.#section) ?? "none";
    const found =
      kind === "heading"
        ? null
        : shape === "table"
          ? rowOfItem(text, line, this.#marked.has(this.#section))
          : rowOfText(text, line, shape);
    if (found === null) this.#sentences(text, line);
    else this.#add(this.#section, [found]);
  }

  #begin(section: string, line: number): void {
    this.#section = section;
    this.lines.set(section, line);
  }

  #add(section: string, rows: readonly PageRow[]): void {
    const known = this.rows.get(section);
    if (known === undefined) this.rows.set(section, [...rows]);
    else known.push(...rows);
  }

  #sentences(text: string, line: number): void {
    for (const sentence of sentencesOf(text)) this.#unit(sentence, line, null);
  }

  #unit(text: string, line: number, sample: number | null): void {
    const says = wordingOf(text);
    if (says !== "") this.texts.push({ section: this.#section, text, says, statuses: statusesIn(text), line, sample });
  }

  #table(block: Extract<Block, { kind: "table" }>): void {
    const shape = this.#shapes.get(this.#section) ?? "none";
    const rows = rowsOfTable(block, shape);
    this.#add(shape === "none" ? this.#likeliest(rows) : this.#section, rows);
  }

  /** The section without rows as yet that has most names in common with these; the present one if none has any. */
  #likeliest(rows: readonly PageRow[]): string {
    let [best, most] = [this.#section, 0];
    for (const { name, rows: known } of this.#outline.page.sections) {
      if (this.rows.has(name)) continue;
      const shared = known.filter((row) =>
        rows.some(({ printed }) => printed !== "" && printed === (row.printed ?? row.name)),
      ).length;
      if (shared > most) [best, most] = [name, shared];
    }
    return best;
  }

  #term({ term, text, line }: Extract<Block, { kind: "term" }>): void {
    const shape = this.#shapes.get(this.#section) ?? "none";
    if (shape === "none") {
      this.#sentences(`${term}: ${text}`, line);
      return;
    }
    const bare = shape === "descriptions" && term === "" ? rowOfText(text, line, shape) : null;
    this.#add(this.#section, [bare ?? rowOfTerm(term, text, line, this.#marked.has(this.#section))]);
  }

  #code(text: string, line: number): void {
    const { command, body } = commandAndBody(text);
    const isSample = body !== null && (startsJson(body) || /^"[^"\n]*"$/.test(body));
    const read = isSample ? repairJson(body) : null;
    if (read === null) {
      if (command === "") this.#sentences(text, line);
      else this.#unit(command, line, null);
      return;
    }
    if (command !== "") this.#unit(command, line, this.samples.length);
    this.samples.push({ value: read.value, pointers: pointersOf(read.value), line, at: this.#section });
  }

  facts(): PageFacts {
    const sections = alignSamples(this.samples, this.#outline);
    return {
      texts: this.texts.map(({ sample, ...text }) => ({
        ...text,
        section: (sample === null ? null : sections[sample]) ?? text.section,
      })),
      rows: this.rows,
      samples: this.samples.map(({ value, pointers, line }, index) => ({
        section: sections[index] ?? null,
        value,
        pointers,
        line,
      })),
      lines: this.lines,
    };
  }
}

/** Which section each sample belongs to: both in their order, so that they have most members in common. */
const alignSamples = (
  samples: readonly { value: unknown; pointers: ReadonlySet<Pointer>; at: string }[],
  { page, samples: bodies }: Outline,
): (string | null)[] => {
  const sections = page.sections.filter(({ name, members }) => members.length > 0 || Object.hasOwn(bodies, name));
  const order = page.sections.map(({ name }) => name);
  const likeness = (i: number, j: number): number => {
    const [sample, section] = [samples[i], sections[j]];
    if (sample === undefined || section === undefined) return 0;
    const scalar = sample.value === null || typeof sample.value !== "object";
    const near =
      sample.at === section.name ? 0.5 : order.indexOf(sample.at) === order.indexOf(section.name) - 1 ? 0.2 : 0;
    if (section.members.length === 0 || scalar) return scalar && section.members.length === 0 ? 1 + near : 0;
    const shared = section.members.filter((member) => sample.pointers.has(member)).length;
    return shared / Math.max(section.members.length, 1) + (shared > 0 ? near : near / 10);
  };
  const best: number[][] = Array.from({ length: samples.length + 1 }, () =>
    new Array<number>(sections.length + 1).fill(0),
  );
  for (let i = samples.length - 1; i >= 0; i--)
    for (let j = sections.length - 1; j >= 0; j--)
      best[i]![j] = Math.max(best[i + 1]![j]!, best[i]![j + 1]!, likeness(i, j) + best[i + 1]![j + 1]!);
  const found: (string | null)[] = samples.map(() => null);
  for (let i = 0, j = 0; i < samples.length && j < sections.length; ) {
    if (best[i]![j] === best[i + 1]![j]) i++;
    else if (best[i]![j] === best[i]![j + 1]) j++;
    else found[i++] = sections[j++]!.name;
  }
  return found;
};

/** What a page says, read with what is known of it. Time and memory linear in its size. */
export const extract = async (source: string, outline: Outline): Promise<PageFacts> => {
  const headings = new Headings(outline);
  const extraction = new Extraction(outline, headings);
  for (const block of await blocksOf(source, (line) => headings.has(line))) extraction.block(block);
  return extraction.facts();
};

/** The blocks of a page; the parser of HTML is loaded for HTML only. */
const blocksOf = async (source: string, isHeading: (line: string) => boolean): Promise<Block[]> => {
  if (!looksLikeHtml(source)) return readText(source, isHeading);
  const { readHtml } = await import("./html.ts");
  return readHtml(source);
};

/** Whether a text is HTML: it starts so, or has several of the elements that pages are made of. */
const looksLikeHtml = (text: string): boolean =>
  /^\s*(?:<!doctype|<html|<\?xml)/i.test(text.slice(0, 1000)) ||
  (text.slice(0, 200_000).match(/<\/(?:p|div|table|td|h[1-6]|dl|dd|li|pre|section|main|article)>/gi) ?? []).length >= 3;
