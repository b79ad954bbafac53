import type { Document, LineCounter, Node, ParsedNode, YAMLMap } from "yaml";
import type { Malformation } from "../model/body.ts";
import { type Pointer, pointerOf, type Segment, segmentsOf } from "../model/pointer.ts";
import type { DuplicateMember } from "./duplicates.ts";
import type { Location, Span } from "./positions.ts";

/** A YAML document read as a JSON value. */
export interface YamlDocument {
  readonly value: unknown;
  /** Keys given a second time in their mapping; the later one counts, as in JSON. */
  readonly duplicates: readonly DuplicateMember[];
  /** Where the values at these pointers stand; what is not there is located at what would hold it. */
  positionsOf(pointers: Iterable<Pointer>): ReadonlyMap<Pointer, Location>;
}

/** What a text holds: one YAML document, or the place where it stops being one. */
export type YamlReading = YamlDocument | { readonly malformed: Malformation };

/** The longest text that is read, in UTF-16 units: the parser takes up to a kilobyte of memory for each. */
export const LONGEST_YAML = 2 * 1024 * 1024;

/** How many values aliases may stand for together; nested aliases multiply. */
const MOST_EXPANDED = 100_000;

type Yaml = typeof import("yaml");

/** A fault found while the document is turned into a value. */
class Fault extends Error {
  readonly offset: number;
  readonly likely: string | null;

  constructor(offset: number, message: string, likely: string | null) {
    super(message);
    this.offset = offset;
    this.likely = likely;
  }
}

const LIKELY: Readonly<Record<string, string>> = {
  BAD_INDENT: "Align it with the lines of the same level.",
  BAD_SCALAR_START: "Put the text in quotes.",
  BLOCK_AS_IMPLICIT_KEY: "Put a text that holds a colon in quotes, or align the line with its siblings.",
  MISSING_CHAR: "Add what is missing, or put the text in quotes.",
  MULTILINE_IMPLICIT_KEY: "Put a text that holds a colon in quotes, or align the line with its siblings.",
  MULTIPLE_DOCS: "Keep one document a file.",
  NON_STRING_KEY: "Write the key as a text.",
  RESOURCE_EXHAUSTION: "Give it as JSON.",
  TAB_AS_INDENT: "Indent with spaces.",
  TAG_RESOLVE_FAILED: "Remove the tag: JSON has none.",
};

const TOO_DEEP = "the document is nested too deeply";

const MESSAGES: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: "a second YAML document starts here",
  NON_STRING_KEY: "the key is not a text",
  RESOURCE_EXHAUSTION: TOO_DEEP,
};

const faultOf = (document: Document): Fault | null => {
  const error = document.errors[0] ?? document.warnings.find(({ code }) => code === "TAG_RESOLVE_FAILED");
  if (error === undefined) return null;
  const message = MESSAGES[error.code] ?? error.message.charAt(0).toLowerCase() + error.message.slice(1);
  return new Fault(error.pos[0], message, LIKELY[error.code] ?? null);
};

const offsetOf = (node: Node | null | undefined): number => node?.range?.[0] ?? 0;

/** Members and items by the segment that names them; of keys given twice the last. */
type Below = ReadonlyMap<string, { readonly key: Node | null; readonly value: Node | null }>;

class Reader implements YamlDocument {
  readonly value: unknown;
  readonly duplicates: DuplicateMember[] = [];
  readonly #yaml: Yaml;
  readonly #root: Node;
  readonly #lines: LineCounter;
  readonly #anchors = new Map<string, { node: Node; value: unknown; size: number } | null>();
  readonly #aliases = new Map<Node, Node>();
  readonly #below = new Map<Node, Below>();
  readonly #path: Segment[] = [];
  #size = 0;

  constructor(yaml: Yaml, root: Node, lines: LineCounter) {
    this.#yaml = yaml;
    this.#root = root;
    this.#lines = lines;
    this.value = this.#read(root);
  }

  #read(node: Node | null): unknown {
    const before = this.#size++;
    if (node === null) return null;
    if (this.#yaml.isAlias(node)) {
      const anchor = this.#anchors.get(node.source);
      if (anchor === null) throw new Fault(offsetOf(node), `*${node.source} stands inside what it stands for`, null);
      if (anchor === undefined) throw new Fault(offsetOf(node), `*${node.source} has no anchor before it`, null);
      this.#size += anchor.size;
      if (this.#size > MOST_EXPANDED && anchor.size > 1)
        throw new Fault(
          offsetOf(node),
          `aliases up to here stand for more than ${MOST_EXPANDED} values`,
          "Write the values out.",
        );
      this.#aliases.set(node, anchor.node);
      return anchor.value;
    }
    const { anchor } = node as { anchor?: string };
    if (anchor !== undefined) this.#anchors.set(anchor, null);
    const value = this.#content(node);
    if (anchor !== undefined) this.#anchors.set(anchor, { node, value, size: this.#size - before });
    return value;
  }

  #content(node: Node): unknown {
    if (this.#yaml.isMap(node)) return this.#mapping(node);
    if (this.#yaml.isSeq(node)) {
      const items = node.items.map((item, index) => {
        this.#path.push(index);
        const value = this.#read(item as Node | null);
        this.#path.pop();
        return value;
      });
      this.#below.set(
        node,
        new Map(node.items.map((item, index) => [String(index), { key: null, value: item as Node | null }])),
      );
      return items;
    }
    const { value } = node as { value?: unknown };
    if (typeof value === "number" && !Number.isFinite(value))
      throw new Fault(offsetOf(node), "JSON has no such number", "Write null, or leave the member out.");
    return value;
  }

  #mapping(node: YAMLMap): unknown {
    const value: Record<string, unknown> = {};
    const below = new Map<string, { key: Node | null; value: Node | null }>();
    for (const { key, value: content } of node.items as { key: Node; value: Node | null }[]) {
      const name = String((key as { value?: unknown }).value ?? "");
      this.#path.push(name);
      const first = below.get(name);
      if (first !== undefined)
        this.duplicates.push({
          pointer: pointerOf(this.#path),
          ...this.#place(offsetOf(key)),
          first: this.#place(offsetOf(first.key)),
        });
      below.set(name, { key, value: content });
      // A plain assignment to `__proto__` would set the prototype.
      Object.defineProperty(value, name, {
        value: this.#read(content),
        enumerable: true,
        configurable: true,
        writable: true,
      });
      this.#path.pop();
    }
    this.#below.set(node, below);
    return value;
  }

  #place(offset: number): { line: number; column: number } {
    const { line, col } = this.#lines.linePos(offset);
    return { line, column: col };
  }

  #span(node: Node): Span {
    const [start, end] = node.range ?? [0, 0];
    return { offset: start, length: end - start, ...this.#place(start) };
  }

  #locate(pointer: Pointer): Location {
    let node = this.#root;
    let key: Node | null = null;
    let exact = true;
    for (const segment of segmentsOf(pointer)) {
      const found = this.#below.get(this.#aliases.get(node) ?? node)?.get(segment);
      exact = found !== undefined;
      if (found === undefined) break;
      key = found.key;
      node = found.value ?? found.key ?? node;
    }
    return { ...this.#span(node), key: key === null ? null : this.#span(key), exact };
  }

  positionsOf(pointers: Iterable<Pointer>): ReadonlyMap<Pointer, Location> {
    return new Map([...pointers].map((pointer) => [pointer, this.#locate(pointer)]));
  }
}

const parsed = (yaml: Yaml, text: string, lines: LineCounter): YamlDocument => {
  const document = yaml.parseDocument<ParsedNode, false>(text, {
    version: "1.2",
    schema: "core",
    merge: false,
    stringKeys: true,
    // The parser compares each key with all before it; `duplicates` is found on the way instead.
    uniqueKeys: false,
    prettyErrors: false,
    resolveKnownTags: false,
    lineCounter: lines,
  });
  const fault = faultOf(document as unknown as Document);
  if (fault !== null) throw fault;
  if (document.contents === null) throw new Fault(0, "there is no value: the document is empty", null);
  return new Reader(yaml, document.contents, lines);
};

/**
 * Reads one YAML 1.2 document by its core schema as a JSON value: dates stay text, `yes` and `no` too. The parser is
 * loaded when first needed. Refused, with the place: several documents, tags, aliases that multiply, nesting that is
 * too deep, more than `LONGEST_YAML`.
 */
export const readYaml = async (text: string): Promise<YamlReading> => {
  const yaml = await import("yaml");
  const lines = new yaml.LineCounter();
  const malformed = (offset: number, message: string, likely: string | null): YamlReading => {
    const { line, col } = lines.lineStarts.length === 0 ? { line: 1, col: 1 } : lines.linePos(offset);
    return { malformed: { offset, line: Math.max(line, 1), column: Math.max(col, 1), message, likely } };
  };
  if (text.length > LONGEST_YAML)
    return malformed(
      0,
      `the text is longer than the ${LONGEST_YAML} characters that are read as YAML`,
      "Give it as JSON.",
    );
  try {
    return parsed(yaml, text, lines);
  } catch (error) {
    if (error instanceof Fault) return malformed(error.offset, error.message, error.likely);
    if (error instanceof RangeError) return malformed(0, TOO_DEEP, LIKELY.RESOURCE_EXHAUSTION ?? null);
    throw error;
  }
};
