import { Buffer, constants } from "node:buffer";
import { closeSync, fstatSync, openSync } from "node:fs";
import { InputError, inputErrorOf } from "./input-error.ts";
import { type NdjsonLine, type NdjsonOptions, ndjsonLines, readSome } from "./ndjson.ts";
import { decodeUtf8, firstInvalidUtf8 } from "./utf8.ts";

/** The notations a payload file can be in; in NDJSON each line is a payload. */
export type InputFormat = "json" | "yaml" | "ndjson";

/** What a file holds, byte order mark removed. Offsets are in octets. */
export type InputContent =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "empty" }
  | { readonly kind: "binary"; readonly offset: number; readonly message: string; readonly remedy: string };

/** An open input: read it whole or, if it is NDJSON, line by line, once; then close it. */
export interface Input {
  /** As the user named it; `-` for standard input. */
  readonly source: string;
  readonly format: InputFormat;
  /** Everything it holds. Throws `InputError` where that is more than a text can be. */
  read(): InputContent;
  /** Its lines, in bounded memory. Throws `InputError` where it cannot be read on. */
  lines(options?: Pick<NdjsonOptions, "longest">): Iterable<NdjsonLine>;
  close(): void;
}

const HEAD = 64 * 1024;
const STANDARD_INPUT = 0;
const LARGEST = constants.MAX_STRING_LENGTH;

const BY_EXTENSION: Readonly<Record<string, InputFormat>> = {
  json: "json",
  yaml: "yaml",
  yml: "yaml",
  ndjson: "ndjson",
  jsonl: "ndjson",
};

/** The format that a file's name stands for; null where it says nothing. */
export const formatOfName = (name: string): InputFormat | null => {
  const extension = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(BY_EXTENSION, extension) ? (BY_EXTENSION[extension] ?? null) : null;
};

const isContainer = (line: string): boolean => {
  try {
    const value = JSON.parse(line) as unknown;
    return typeof value === "object" && value !== null;
  } catch {
    return false;
  }
};

/**
 * The format that the first octets look like, whatever the name: two lines that each hold an object or array are
 * NDJSON, since no JSON or YAML text starts so. A brace, bracket or quote otherwise starts JSON; all else is YAML.
 * `cut` says that more octets follow.
 */
export const formatOfContent = (head: Uint8Array, cut = false): InputFormat => {
  const text = Buffer.from(head.buffer, head.byteOffset, head.length)
    .toString("utf8")
    .replace(/^\ufeff/, "");
  const start = text.trimStart().charAt(0);
  if (start !== "{" && start !== "[") return start === '"' ? "json" : "yaml";
  const lines = text.split("\n");
  const last = lines.length - 1;
  const [first, second] = lines.flatMap((line, index) => (line.trim() === "" ? [] : [{ line, index }]));
  if (first === undefined || second === undefined || !isContainer(first.line)) return "json";
  const secondIsOne = cut && second.index === last ? /^\s*[{[]/.test(second.line) : isContainer(second.line);
  return secondIsOne ? "ndjson" : "json";
};

const SAVE_AS_UTF8 = "Save it as UTF-8.";

/** Which UTF-16 a byte order mark announces, if it does. */
const utf16Of = (bytes: Uint8Array): string | null =>
  bytes[0] === 0xff && bytes[1] === 0xfe ? "UTF-16 LE" : bytes[0] === 0xfe && bytes[1] === 0xff ? "UTF-16 BE" : null;

/** The text that these octets are, or why they are none. */
export const contentOf = (octets: Uint8Array): InputContent => {
  const bytes = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
  if (bytes.length === 0) return { kind: "empty" };
  const utf16 = utf16Of(bytes);
  if (utf16 !== null) return { kind: "binary", offset: 0, message: `it is ${utf16}, not UTF-8`, remedy: SAVE_AS_UTF8 };
  const nul = bytes.indexOf(0);
  if (nul !== -1)
    return { kind: "binary", offset: nul, message: `it is binary: octet ${nul} is 0`, remedy: "Name a text file." };
  const text = decodeUtf8(bytes);
  if (text !== null) return { kind: "text", text: text.startsWith("\ufeff") ? text.slice(1) : text };
  const offset = firstInvalidUtf8(bytes);
  const message = `octet ${offset} (0x${bytes.toString("hex", offset, offset + 1)}) is not UTF-8`;
  return { kind: "binary", offset, message, remedy: SAVE_AS_UTF8 };
};

const readAll = (source: string, descriptor: number, head: Uint8Array, size: number): Buffer => {
  const tooLarge = () =>
    new InputError(
      source,
      `it is larger than the ${LARGEST} octets that can be read as one`,
      "Split it, or give NDJSON.",
    );
  if (size > LARGEST) throw tooLarge();
  let buffer = Buffer.allocUnsafe(Math.max(size + 1, head.length * 2, HEAD));
  buffer.set(head);
  let filled = head.length;
  for (;;) {
    if (filled > LARGEST) throw tooLarge();
    if (filled === buffer.length) {
      const next = Buffer.allocUnsafe(filled * 2);
      next.set(buffer);
      buffer = next;
    }
    const count = readSome(descriptor, buffer, filled, buffer.length);
    if (count === 0) return buffer.subarray(0, filled);
    filled += count;
  }
};

/** What comes first: as much as shows the format, so that a pipe that is still written to is not waited for. */
const headOf = (descriptor: number): Buffer => {
  const head = Buffer.allocUnsafe(HEAD);
  let filled = 0;
  while (filled < HEAD) {
    const count = readSome(descriptor, head, filled, HEAD);
    filled += count;
    const feed = head.subarray(0, filled).indexOf(10);
    if (count === 0 || (feed !== -1 && head.subarray(feed + 1, filled).includes(10))) break;
  }
  return head.subarray(0, filled);
};

class OpenInput implements Input {
  readonly source: string;
  readonly format: InputFormat;
  readonly #descriptor: number;
  readonly #size: number;
  readonly #head: Buffer;

  constructor(source: string, format: InputFormat | null) {
    this.source = source;
    this.#descriptor = source === "-" ? STANDARD_INPUT : openSync(source, "r");
    try {
      const stat = fstatSync(this.#descriptor);
      if (stat.isDirectory()) throw new InputError(source, "it is a folder", "Name a file in it.");
      this.#size = stat.isFile() ? stat.size : 0;
      this.#head = headOf(this.#descriptor);
    } catch (error) {
      this.close();
      throw error;
    }
    this.format = format ?? this.#recognised();
  }

  #recognised(): InputFormat {
    const named = formatOfName(this.source);
    if (named !== null && named !== "json") return named;
    const seen = formatOfContent(this.#head, this.#head.length === HEAD || this.#head.length < this.#size);
    return named === "json" && seen !== "ndjson" ? "json" : seen;
  }

  read(): InputContent {
    try {
      return contentOf(readAll(this.source, this.#descriptor, this.#head, this.#size));
    } catch (error) {
      throw inputErrorOf(this.source, error);
    }
  }

  lines(options: Pick<NdjsonOptions, "longest"> = {}): Iterable<NdjsonLine> {
    const utf16 = utf16Of(this.#head);
    if (utf16 !== null) throw new InputError(this.source, `it is ${utf16}, not UTF-8`, SAVE_AS_UTF8);
    return ndjsonLines(this.#descriptor, { ...options, head: this.#head, source: this.source });
  }

  close(): void {
    if (this.#descriptor !== STANDARD_INPUT) closeSync(this.#descriptor);
  }
}

/**
 * Opens an input file, or standard input for `-`, and recognises its format by name and content; `format` overrules
 * both. Throws `InputError` where it cannot be opened or is a folder.
 */
export const openInput = (source: string, format: InputFormat | null = null): Input => {
  try {
    return new OpenInput(source, format);
  } catch (error) {
    throw inputErrorOf(source, error);
  }
};
