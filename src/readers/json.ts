import type { Malformation } from "../model/body.ts";
import { malformationOf } from "./malformed.ts";

/** What a text holds: one JSON value, or the place where it stops being JSON. */
export type JsonReading = { readonly value: unknown } | { readonly malformed: Malformation };

/**
 * Reads one JSON value (RFC 8259). `JSON.parse` decides, at its speed; only a text that it refuses is searched for the
 * place and for what was likely meant. A member named `__proto__` is an own member like any other.
 */
export const readJson = (text: string): JsonReading => {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { malformed: malformationOf(text, error instanceof Error ? error.message : String(error)) };
  }
};
