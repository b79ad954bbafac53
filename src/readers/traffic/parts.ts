import { Buffer } from "node:buffer";
import type { Body, Headers } from "../../model/exchange.ts";
import { decodeUtf8 } from "../utf8.ts";

/** Whether a value is a JSON object. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** A text, or null where the value is none. */
export const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

const LOWER = new Map<string, string>();

/** A field name in lower case; names recur, so the last few thousand are remembered. */
const lower = (name: string): string => {
  let known = LOWER.get(name);
  if (known === undefined) {
    if (LOWER.size > 4000) LOWER.clear();
    known = name.toLowerCase();
    LOWER.set(name, known);
  }
  return known;
};

/** Header fields from an object of texts or lists of texts; fields whose names differ in case only become a list. */
export const headersFrom = (value: unknown): Headers => {
  if (Array.isArray(value)) return headersOfPairs(value);
  if (!isRecord(value)) return {};
  let clean = true;
  for (const name in value)
    if (typeof value[name] !== "string" || lower(name) !== name) {
      clean = false;
      break;
    }
  return clean ? (value as Headers) : headersOfEntries(Object.entries(value));
};

/** Header fields from a list: `{ name, value }` as in HAR, `[name, value]`, or names and values in turn as in Node. */
const headersOfPairs = (list: readonly unknown[]): Headers => plainHeaders(list) ?? headersOfAnyPairs(list);

/** Header fields from a list as in HAR, where each is a text and comes once, as most do; null for anything else. */
const plainHeaders = (list: readonly unknown[]): Headers | null => {
  const headers: Record<string, string> = {};
  for (const item of list) {
    if (!isRecord(item)) return null;
    const { name, value } = item;
    if (typeof name !== "string" || typeof value !== "string" || name === "" || name.startsWith(":")) return null;
    const key = lower(name);
    // Names that every object has, as hostile ones may be, are there already as well.
    if (headers[key] !== undefined) return null;
    headers[key] = value;
  }
  return headers;
};

const headersOfAnyPairs = (list: readonly unknown[]): Headers => {
  if (list.every((item) => typeof item === "string"))
    return headersOfEntries(
      list.flatMap((name, index) => (index % 2 === 0 ? [[name as string, list[index + 1]] as [string, unknown]] : [])),
    );
  return headersOfEntries(
    list.flatMap((item): [string, unknown][] => {
      if (Array.isArray(item)) return [[String(item[0]), item[1]]];
      return isRecord(item) && typeof item.name === "string" ? [[item.name, item.value]] : [];
    }),
  );
};

const headersOfEntries = (entries: readonly (readonly [string, unknown])[]): Headers => {
  const fields = new Map<string, string | string[]>();
  for (const [name, value] of entries) {
    // Names that start with a colon are pseudo-header fields of HTTP/2, which are no fields.
    if (name === "" || name.startsWith(":")) continue;
    const key = lower(name);
    const texts = [value].flat().flatMap((one) => (one === null || one === undefined ? [] : [String(one)]));
    const known = fields.get(key);
    if (known !== undefined) fields.set(key, [known, texts].flat());
    else if (texts.length > 0) fields.set(key, texts.length === 1 ? texts[0]! : texts);
  }
  return Object.fromEntries(fields);
};

/** A body that a recording holds as text, as a JSON value in place of its text, or not at all. */
export const bodyFrom = (value: unknown): Body => {
  if (typeof value === "string") return value === "" ? null : value;
  if (value === null || value === undefined) return null;
  return JSON.stringify(value);
};

/** The octets as text where they are UTF-8. */
export const bodyOfOctets = (octets: Uint8Array): Body => {
  if (octets.length === 0) return null;
  const buffer = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
  return decodeUtf8(buffer) ?? buffer;
};

/** Whether a text is Base64 (RFC 4648, either alphabet), with or without its padding; white space does not count. */
export const isBase64 = (text: string): boolean => {
  const digits = text.replaceAll(/\s+/g, "");
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(digits) && digits.replace(/=+$/, "").length % 4 !== 1;
};

/** A body in Base64; a text that is not Base64 was mislabelled and stands for itself. */
export const bodyOfBase64 = (text: string, decode: (octets: Uint8Array) => Body = bodyOfOctets): Body =>
  isBase64(text) ? decode(Buffer.from(text, "base64")) : bodyFrom(text);

/** An HTTP status (100 to 999) from a number or its digits; null for anything else. */
export const statusFrom = (value: unknown): number | null => {
  const status =
    typeof value === "number" ? value : typeof value === "string" && /^\d{3}$/.test(value) ? Number(value) : 0;
  return Number.isInteger(status) && status >= 100 && status <= 999 ? status : null;
};

/** The media type to read a body by where its recording keeps no header fields: JSON if it looks like that. */
export const assumedHeaders = (body: Body): Headers =>
  typeof body === "string" && /^\s*[[{]/.test(body) ? { "content-type": "application/json" } : {};
