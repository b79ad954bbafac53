import { type Pointer, parentOf, segmentsOf, valueAt } from "../model/pointer.ts";

/** One operation of a JSON Patch (RFC 6902); a provider's faults need these three. */
export interface PatchOperation {
  readonly op: "add" | "remove" | "replace";
  readonly path: Pointer;
  readonly value?: unknown;
}

/** Applies a JSON Patch to a copy. Throws an Error where it names something that is not there. */
export const patched = <T>(document: T, patch: readonly PatchOperation[]): T => {
  const copy = structuredClone(document);
  for (const operation of patch) apply(copy, operation);
  return copy;
};

const apply = (document: unknown, { op, path, value }: PatchOperation): void => {
  const holder = valueAt(document, parentOf(path));
  const name = segmentsOf(path).at(-1);
  if (holder === null || typeof holder !== "object" || name === undefined)
    throw new Error(`a patch names ${path}, and there is nothing to hold it`);
  const known = Object.hasOwn(holder, name);
  if (!known && op !== "add") throw new Error(`a patch names ${path}, and there is no such thing`);
  if (Array.isArray(holder)) {
    if (op === "remove") holder.splice(Number(name), 1);
    else if (op === "replace") holder[Number(name)] = structuredClone(value);
    else holder.splice(name === "-" ? holder.length : Number(name), 0, structuredClone(value));
  } else if (op === "remove") delete (holder as Record<string, unknown>)[name];
  else (holder as Record<string, unknown>)[name] = structuredClone(value);
};
