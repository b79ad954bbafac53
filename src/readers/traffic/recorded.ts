import type { Exchange } from "../../model/exchange.ts";

/** Parts of an exchange that a kind of recording does not hold; nothing is said about them. Flags, to be added. */
export const UNRECORDED = {
  requestHeaders: 1,
  requestBody: 2,
  responseHeaders: 4,
  responseBody: 8,
  credentials: 16,
} as const;

/** An exchange as a recording holds it. */
export interface Recorded {
  readonly exchange: Exchange;
  /** The sum of the {@link UNRECORDED} parts. */
  readonly unrecorded: number;
}

/** Why something in a recording cannot be judged; the words for each are in {@link REASONS}. */
export type Reason = keyof typeof REASONS;

/** What is said about what cannot be judged. */
export const REASONS = {
  "not-json": "it is not JSON",
  "not-utf8": "it is not UTF-8",
  "too-long": "it is too long to be read",
  "not-an-exchange": "it is not an exchange: a method, a URL and a status are needed",
  unanswered: "it holds a request without an answer",
  unrequested: "it holds an answer without the request",
  truncated: "the recording ends in the middle of it",
} as const;

/** Something recorded: an exchange, or why it is none. */
export type Entry = Recorded | Reason;

/** Where something stands in a recording; lines and columns from 1. */
export interface EntryPlace {
  readonly line: number;
  readonly column: number;
}

/** Receives what a recording holds, in order. `place` stays as it is. */
export type Receive = (entry: Entry, place: EntryPlace) => void;

/** Reads one JSON value of a recording by lines: an exchange, or why it is none. */
export type LineReader = (value: unknown) => Entry;
