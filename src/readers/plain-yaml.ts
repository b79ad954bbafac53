import {
  constructFromEvents,
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
} from "js-yaml";
import { type Pointer, segmentsOf } from "../model/pointer.ts";
import { placesOf } from "./positions.ts";

/** A YAML document read as a JSON value. */
export interface PlainYaml {
  readonly value: unknown;
  /** Line and column of the values at these pointers; what is not there stands where what would hold it does. */
  placesOf(pointers: Iterable<Pointer>): ReadonlyMap<Pointer, { readonly line: number; readonly column: number }>;
}

const DEEPEST = 200;
const MOST_ALIASES = 200;

/**
 * Reads a document in YAML 1.2 by its core schema with js-yaml, which is several times as fast as the parser that
 * explains what is wrong (`yaml.ts`). Null for what that one has to look at: malformed texts, several documents, tags,
 * directives, keys that are not scalars, many aliases, great depth.
 */
export const readPlainYaml = (written: string): PlainYaml | null => {
  // YAML reads either line end as a line feed, and neither moves a line or a column.
  const text = written.includes("\r") ? written.replaceAll("\r\n", "\n") : written;
  if (text.includes("\r") || text.startsWith("\uFEFF")) return null;
  try {
    const events = parseEvents(text, { maxDepth: DEEPEST });
    if (!isPlain(text, events)) return null;
    const [value] = constructFromEvents(events, { source: text, maxAliases: MOST_ALIASES });
    return { value, placesOf: (pointers) => new Places(text, events).of(pointers) };
  } catch {
    return null;
  }
};

/** Whether a key comes next in a collection that is being read, which it never does in a sequence. */
const [KEY, VALUE, ITEM] = [0, 1, 2] as const;

/**
 * Whether there is one document without directives and tags, each of its keys is a scalar that is there, and no alias
 * stands inside what it stands for.
 */
const isPlain = (text: string, events: readonly Event[]): boolean => {
  const first = events[0];
  if (first?.type !== EVENT_ID.DOCUMENT || first.directives.length > 0) return false;
  const open: number[] = [];
  const anchors: (string | null)[] = [];
  for (let index = 1; index < events.length; index++) {
    const event = events[index]!;
    if (event.type === EVENT_ID.POP) {
      open.pop();
      anchors.pop();
      continue;
    }
    if (event.type === EVENT_ID.DOCUMENT) return false;
    const anchor = event.anchorStart < 0 ? null : text.slice(event.anchorStart, event.anchorEnd);
    if (event.type === EVENT_ID.ALIAS ? anchors.includes(anchor) : event.tagStart >= 0) return false;
    const next = open.length - 1;
    if (open[next] === KEY) {
      if (event.type !== EVENT_ID.SCALAR || event.valueStart < 0) return false;
      open[next] = VALUE;
    } else if (open[next] === VALUE) open[next] = KEY;
    if (event.type !== EVENT_ID.MAPPING && event.type !== EVENT_ID.SEQUENCE) continue;
    open.push(event.type === EVENT_ID.MAPPING ? KEY : ITEM);
    anchors.push(anchor);
  }
  return events.length > 1;
};

/** What is asked for at a value and below it. */
interface Asked {
  readonly pointers: Pointer[];
  readonly below: Map<string, Asked>;
}

/** One search for the places of values in the events of a document. */
class Places {
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #anchors = new Map<string, number>();
  readonly #offsets = new Map<Pointer, number>();
  /** Where the last scalar ended: what is empty stands after it and the mark that announces it. */
  #last = 0;

  constructor(text: string, events: readonly Event[]) {
    this.#text = text;
    this.#events = events;
  }

  of(pointers: Iterable<Pointer>): ReadonlyMap<Pointer, { readonly line: number; readonly column: number }> {
    const root: Asked = { pointers: [], below: new Map() };
    for (const pointer of pointers) {
      let asked = root;
      for (const segment of segmentsOf(pointer)) {
        asked.pointers.push(pointer);
        const below: Asked = asked.below.get(segment) ?? { pointers: [], below: new Map() };
        asked.below.set(segment, below);
        asked = below;
      }
      asked.pointers.push(pointer);
    }
    this.#visit(1, root, "");
    const places = placesOf(this.#text, this.#offsets.values());
    return new Map(
      [...this.#offsets].map(([pointer, offset]) => [pointer, places.get(offset) ?? { line: 1, column: 1 }]),
    );
  }

  /** Goes through the value at an event, which `mark` announces, and gives the number of the event after it. */
  #visit(at: number, asked: Asked | undefined, mark: string): number {
    const event = this.#events[at]!;
    const offset = this.#offsetOf(event, mark);
    this.#last = "valueEnd" in event && event.valueEnd > offset ? event.valueEnd : offset;
    if (asked !== undefined) for (const pointer of asked.pointers) this.#offsets.set(pointer, offset);
    if ("anchorStart" in event && event.anchorStart >= 0) {
      const name = this.#text.slice(event.anchorStart, event.anchorEnd);
      if (event.type !== EVENT_ID.ALIAS) this.#anchors.set(name, at);
      else if (asked !== undefined) this.#visit(this.#anchors.get(name)!, { ...asked, pointers: [] }, mark);
    }
    if (event.type === EVENT_ID.SEQUENCE) return this.#items(at + 1, asked);
    return event.type === EVENT_ID.MAPPING ? this.#members(at + 1, asked) : at + 1;
  }

  #items(first: number, asked: Asked | undefined): number {
    let at = first;
    for (let index = 0; this.#events[at]!.type !== EVENT_ID.POP; index++)
      at = this.#visit(at, asked?.below.get(String(index)), "-");
    return at + 1;
  }

  #members(first: number, asked: Asked | undefined): number {
    let at = first;
    while (this.#events[at]!.type !== EVENT_ID.POP) {
      const key = this.#events[at] as ScalarEvent;
      const below = asked === undefined ? undefined : asked.below.get(getScalarValue(this.#text, key));
      this.#last = Math.max(this.#last, key.valueEnd);
      at = this.#visit(at + 1, below, ":");
    }
    return at + 1;
  }

  #offsetOf(event: Event, mark: string): number {
    if (event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING) return event.start;
    if (event.type === EVENT_ID.ALIAS) return event.anchorStart - 1;
    if (event.type !== EVENT_ID.SCALAR || event.valueStart < 0) return this.#text.indexOf(mark, this.#last) + 1;
    const { style, valueStart } = event;
    if (style === SCALAR_STYLE.PLAIN) return valueStart;
    if (style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED) return valueStart - 1;
    const header = this.#text.slice(this.#text.lastIndexOf("\n", valueStart - 2) + 1, valueStart - 1);
    return valueStart - 1 - header.length + header.search(/[|>][-+\d]*\s*(#.*)?$/);
  }
}
