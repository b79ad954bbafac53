import { Buffer } from "node:buffer";
import { closeSync, fstatSync, openSync } from "node:fs";
import { contentOf } from "../file.ts";
import { InputError, inputErrorOf } from "../input-error.ts";
import { readSome } from "../ndjson.ts";
import { positionsOf } from "../positions.ts";
import { isAccessLine, readAccessLine } from "./access-line.ts";
import { isExchangeLine, readExchangeLine } from "./exchange-line.ts";
import { readHar } from "./har.ts";
import { isHttpMessages, readHttpMessages } from "./http-message.ts";
import { isKongLine, readKongLine } from "./kong-line.ts";
import { isNock, readNock } from "./nock.ts";
import { type EntryAt, isPact, readPact } from "./pact.ts";
import type { LineReader, Receive } from "./recorded.ts";

/** The line formats, in the order in which they are tried. */
const LINE_FORMATS = {
  kong: { is: isKongLine, read: readKongLine },
  exchanges: { is: isExchangeLine, read: readExchangeLine },
  access: { is: isAccessLine, read: readAccessLine },
} as const satisfies Record<string, { is: (value: unknown) => boolean; read: LineReader }>;

/** A format whose exchanges stand on a line each. */
export type LineFormat = keyof typeof LINE_FORMATS;

/** Every kind of recording that is read. */
export type RecordingFormat = LineFormat | "har" | "document" | "http";

/** The reader of a line format. */
export const lineReader = (format: LineFormat): LineReader => LINE_FORMATS[format].read;

/** Whether a format has an exchange on each line. */
export const isLineFormat = (format: RecordingFormat): format is LineFormat => Object.hasOwn(LINE_FORMATS, format);

const HEAD = 256 * 1024;
const PIECE = 256 * 1024;
const LARGEST_DOCUMENT = 256 * 1024 * 1024;
const STANDARD_INPUT = 0;

/** An open recording; close it after use. */
export interface Recording {
  /** As the user named it; `-` for standard input. */
  readonly source: string;
  readonly format: RecordingFormat;
  readonly descriptor: number;
  /** In octets, where its blocks can be read in any order; null for a pipe. */
  readonly size: number | null;
  /** What was read from a pipe already. */
  readonly head: Uint8Array;
  close(): void;
}

/** Opens a recording and recognises what it is by its content. Throws `InputError` where it is none that is known. */
export const openRecording = (source: string): Recording => {
  let descriptor = STANDARD_INPUT;
  try {
    if (source !== "-") descriptor = openSync(source, "r");
    const stat = fstatSync(descriptor);
    if (stat.isDirectory()) throw new InputError(source, "it is a folder", "Name a recording in it.");
    const size = stat.isFile() && source !== "-" ? stat.size : null;
    const head = headOf(descriptor);
    const close = () => {
      if (source !== "-") closeSync(descriptor);
    };
    return { source, format: formatOf(source, head), descriptor, size, head, close };
  } catch (error) {
    if (descriptor !== STANDARD_INPUT) closeSync(descriptor);
    throw inputErrorOf(source, error);
  }
};

const headOf = (descriptor: number): Buffer => {
  const head = Buffer.allocUnsafe(HEAD);
  let filled = 0;
  while (filled < HEAD) {
    const count = readSome(descriptor, head, filled, HEAD);
    if (count === 0) break;
    filled += count;
  }
  return head.subarray(0, filled);
};

const formatOf = (source: string, head: Buffer): RecordingFormat => {
  const text = head.toString("utf8").replace(/^\ufeff/, "");
  const start = text.trimStart();
  if (start === "") return "exchanges";
  if (isHttpMessages(text)) return "http";
  for (const line of text.split("\n", 1000)) {
    if (!/^\s*\{/.test(line)) continue;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      continue;
    }
    for (const [name, { is }] of Object.entries(LINE_FORMATS)) if (is(value)) return name as LineFormat;
  }
  if (/^\{\s*"log"\s*:/.test(start) || (/"log"\s*:/.test(start) && /"(entries|creator)"\s*:/.test(start))) return "har";
  if (/^\{\s*"(request|response)"\s*:/.test(start)) return "exchanges";
  if (/^[[{]/.test(start)) return "document";
  throw new InputError(source, "it is no recording that is known", REMEDY);
};

const REMEDY =
  "Give HAR, NDJSON exchanges, JSON access logs of Kong, nginx or Apache, a Pact file, a nock recording or .http messages.";

function* piecesOf({ descriptor, head, source }: Recording): Generator<Buffer> {
  yield Buffer.from(head.buffer, head.byteOffset, head.length);
  const buffer = Buffer.allocUnsafe(PIECE);
  for (;;) {
    let count: number;
    try {
      count = readSome(descriptor, buffer, 0, PIECE);
    } catch (error) {
      throw inputErrorOf(source, error);
    }
    if (count === 0) return;
    yield buffer.subarray(0, count);
  }
}

/** Reads a recording that has no line for each exchange. Archives stream; documents are read whole. */
export const readRecording = (recording: Recording, receive: Receive): void => {
  const { source, format } = recording;
  if (format === "har") {
    readHar(source, piecesOf(recording), receive);
    return;
  }
  const content = contentOf(wholeOf(recording));
  if (content.kind === "empty") return;
  if (content.kind === "binary") throw new InputError(source, content.message, content.remedy);
  const { text } = content;
  if (format === "http") {
    for (const { entry, place } of readHttpMessages(text)) receive(entry, place);
    return;
  }
  const entries = documentEntries(text, source);
  const places = positionsOf(
    text,
    entries.map(({ pointer }) => pointer),
  );
  for (const { entry, pointer } of entries) {
    const { line, column } = places.get(pointer) ?? { line: 1, column: 1 };
    receive(entry, { line, column });
  }
};

const wholeOf = (recording: Recording): Buffer => {
  const pieces: Buffer[] = [];
  let length = 0;
  for (const piece of piecesOf(recording)) {
    length += piece.length;
    if (length > LARGEST_DOCUMENT)
      throw new InputError(
        recording.source,
        "it is larger than the 256 MB that are read as one",
        "Record NDJSON or HAR, which are read piece by piece.",
      );
    pieces.push(Buffer.from(piece));
  }
  return Buffer.concat(pieces);
};

const documentEntries = (text: string, source: string): EntryAt[] => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InputError(source, `it is no recording that is known, nor JSON: ${(error as Error).message}`, REMEDY);
  }
  if (isPact(value)) return readPact(value, source);
  if (isNock(value)) return readNock(value);
  throw new InputError(source, "it is JSON, but no recording that is known", REMEDY);
};
