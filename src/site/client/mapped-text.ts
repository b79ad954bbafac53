/** A text that is written inside another one, in quotes or with escapes; each of its characters knows where it came from. */
export interface MappedText {
  readonly text: string;
  /** The offset in the outer text of each UTF-16 unit, and of the end. */
  readonly offsets: readonly number[];
}

/** A part of a text: UTF-16 units, the end exclusive. */
export interface Extent {
  readonly from: number;
  readonly to: number;
}

/** Where a part of the inner text stands in the outer one. */
export const outerExtent = ({ offsets }: MappedText, from: number, to: number): Extent => {
  const start = offsets[Math.min(from, offsets.length - 1)] ?? 0;
  const end = to > from ? (offsets[Math.min(to, offsets.length - 1)] ?? start) : start;
  return { from: start, to: Math.max(start, end) };
};

const ESCAPES: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** The text that a JSON string stands for; `start` is the offset of its opening quote, in well-formed JSON. */
export const readJsonString = (json: string, start: number): MappedText => {
  let text = "";
  const offsets: number[] = [];
  let at = start + 1;
  while (at < json.length && json[at] !== '"') {
    offsets.push(at);
    if (json[at] !== "\\") {
      text += json[at++];
      continue;
    }
    const kind = json[at + 1] ?? "";
    if (kind === "u") {
      text += String.fromCharCode(Number.parseInt(json.slice(at + 2, at + 6), 16));
      at += 6;
    } else {
      text += ESCAPES[kind] ?? kind;
      at += 2;
    }
  }
  offsets.push(at);
  return { text, offsets };
};

/** The value at an offset as far as it can be marked on its line: a string, a number, a word, or a bracket. */
export const tokenAt = (text: string, from: number): Extent => {
  const rest = text.slice(from, from + 400);
  const [token = ""] = /^(?:"(?:[^"\\\n]|\\.)*"?|[\w.+-]+|[^\s])/.exec(rest) ?? [];
  return { from, to: from + token.length };
};

/** The offsets at which lines begin. */
export const lineStarts = (text: string): number[] => {
  const starts = [0];
  for (let feed = text.indexOf("\n"); feed !== -1; feed = text.indexOf("\n", feed + 1)) starts.push(feed + 1);
  return starts;
};
