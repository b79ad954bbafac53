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

/** A recording that has been looked at; nothing of it is open but a pipe, for {@link release} to close. */
export interface Recording {
  /** As the user named it; `-` for standard input. */
  readonly source: string;
  readonly format: RecordingFormat;
  /** In octets, where it can be read again and in any order; null for a pipe. */
  readonly size: number | null;
  /** A pipe, and what was read from it already. */
  readonly pipe: { readonly descriptor: number; readonly head: Uint8Array } | null;
}

/** A file that is readable, and no recording that is known. */
export class UnknownRecording extends InputError {}

/**
 * Recognises what a recording is by its content. Throws `InputError` where it cannot be read, {@link UnknownRecording}
 * where it is none that is known.
 */
export const recognise = (source: string): Recording => {
  try {
    if (source === "-") return recognised(source, STANDARD_INPUT);
    const descriptor = openSync(source, "r");
    let recording: Recording | null = null;
    try {
      recording = recognised(source, descriptor);
      return recording;
    } finally {
      if (recording?.pipe == null) closeSync(descriptor);
    }
  } catch (error) {
    throw inputErrorOf(source, error);
  }
};

/** Gives back what a recording keeps open. */
export const release = ({ pipe }: Recording): void => {
  if (pipe !== null && pipe.descriptor !== STANDARD_INPUT) closeSync(pipe.descriptor);
};

const recognised = (source: string, descriptor: number): Recording => {
  const stat = fstatSync(descriptor);
  if (stat.isDirectory()) throw new InputError(source, "it is a folder", "Name a recording in it.");
  const head = headOf(descriptor);
  const format = formatOf(source, head);
  return stat.isFile() && source !== "-"
    ? { source, format, size: stat.size, pipe: null }
    : { source, format, size: null, pipe: { descriptor, head } };
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
  // Before the lines: an archive may have an entry on each line.
  if (/^\{\s*"log"\s*:\s*\{/.test(start)) return "har";
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
  if (/"log"\s*:/.test(start) && /"(entries|creator)"\s*:/.test(start)) return "har";
  if (/^\{\s*"(request|response)"\s*:/.test(start)) return "exchanges";
  if (/^[[{]/.test(start)) return "document";
  throw new UnknownRecording(source, "it is no recording that is known", REMEDY);
};

const REMEDY =
  "Give HAR, NDJSON exchanges, JSON access logs of Kong, nginx or Apache, a Pact file, a nock recording or .http messages.";

function* piecesOf({ pipe, source }: Recording): Generator<Buffer> {
  const { head } = pipe ?? {};
  if (head !== undefined) yield Buffer.from(head.buffer, head.byteOffset, head.length);
  const buffer = Buffer.allocUnsafe(PIECE);
  let descriptor: number | null = null;
  try {
    descriptor = pipe?.descriptor ?? openSync(source, "r");
    for (;;) {
      const count = readSome(descriptor, buffer, 0, PIECE);
      if (count === 0) return;
      yield buffer.subarray(0, count);
    }
  } catch (error) {
    throw inputErrorOf(source, error);
  } finally {
    if (pipe === null && descriptor !== null) closeSync(descriptor);
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
    throw new UnknownRecording(
      source,
      `it is no recording that is known, nor JSON: ${(error as Error).message}`,
      REMEDY,
    );
  }
  if (isPact(value)) return readPact(value, source);
  if (isNock(value)) return readNock(value);
  throw new UnknownRecording(source, "it is JSON, but no recording that is known", REMEDY);
};
