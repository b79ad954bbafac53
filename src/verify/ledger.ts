import type { Operation } from "../model/contract.ts";
import { valueAt } from "../model/pointer.ts";
import type { Draft } from "./case.ts";
import { type Drafting, idPointers, sampleCase } from "./drafting.ts";

/** One line of a ledger. `sent` is written before a creation is sent, so that nothing is created unrecorded. */
export type LedgerEntry =
  | { readonly ledger: 1; readonly provider: string; readonly target: string; readonly run: string }
  | { readonly sent: number; readonly operation: string; readonly names: readonly string[] }
  | { readonly created: number; readonly id: string | number | null }
  | { readonly refused: number }
  | { readonly deleted: number };

/** Keeps what a run creates. Lines are appended before the next thing happens. */
export type AppendEntry = (entry: LedgerEntry) => void;

/** Something that a run may have left at its target. */
export interface Resource {
  readonly number: number;
  readonly operation: string;
  /** What this run called it. */
  readonly names: readonly string[];
  /** Null where the answer never came: it may or may not exist. */
  readonly id: string | number | null;
}

/** A ledger that is not one; the message names the line. */
export class LedgerError extends Error {
  override name = "InputError";
  readonly remedy = "Give the file that the interrupted run wrote.";
}

/** What was created and not deleted, in the order of creation. */
export class Ledger {
  readonly #append: AppendEntry;
  readonly #open = new Map<number, Resource>();
  #count = 0;

  constructor(append: AppendEntry) {
    this.#append = append;
  }

  /** Records a creation before it is sent; the number is its name from now on. */
  sending(operation: Operation, names: readonly string[]): number {
    const number = ++this.#count;
    this.#append({ sent: number, operation: operation.id, names });
    this.#open.set(number, { number, operation: operation.id, names, id: null });
    return number;
  }

  created(number: number, id: string | number | null): void {
    this.#append({ created: number, id });
    const resource = this.#open.get(number);
    if (resource !== undefined) this.#open.set(number, { ...resource, id });
  }

  refused(number: number): void {
    this.#append({ refused: number });
    this.#open.delete(number);
  }

  /** Notes that something with this id is gone. */
  deleted(id: string | number): void {
    for (const [number, resource] of this.#open)
      if (resource.id !== null && String(resource.id) === String(id)) {
        this.#append({ deleted: number });
        this.#open.delete(number);
      }
  }

  get resources(): readonly Resource[] {
    return [...this.#open.values()];
  }

  /** Reads a ledger's lines; a last line that breaks off, as a crash leaves it, is left out. Throws {@link LedgerError}. */
  static read(text: string, append: AppendEntry): { ledger: Ledger; provider: string; target: string; run: string } {
    const lines = text.split("\n");
    const ledger = new Ledger(append);
    let head: Extract<LedgerEntry, { ledger: 1 }> | null = null;
    for (const [index, line] of lines.entries()) {
      if (line.trim() === "") continue;
      let entry: LedgerEntry;
      try {
        entry = JSON.parse(line) as LedgerEntry;
      } catch {
        if (index === lines.length - 1) break;
        throw new LedgerError(`line ${index + 1} of the ledger is not JSON`);
      }
      if ("ledger" in entry) head = entry;
      else ledger.#replay(entry);
    }
    if (head === null) throw new LedgerError("the file does not start as a ledger does");
    const { provider, target, run } = head;
    return { ledger, provider, target, run };
  }

  #replay(entry: Exclude<LedgerEntry, { ledger: 1 }>): void {
    if ("sent" in entry) {
      this.#count = Math.max(this.#count, entry.sent);
      this.#open.set(entry.sent, { number: entry.sent, operation: entry.operation, names: entry.names, id: null });
    } else if ("created" in entry) {
      const resource = this.#open.get(entry.created);
      if (resource !== undefined) this.#open.set(entry.created, { ...resource, id: entry.id });
    } else this.#open.delete("refused" in entry ? entry.refused : entry.deleted);
  }
}

/** The names in a request's body that this run made up. */
export const namesIn = (body: unknown, run: string): string[] => {
  const names: string[] = [];
  const queue: unknown[] = [body];
  for (let value = queue.pop(); value !== undefined; value = queue.pop())
    if (typeof value === "string") {
      if (value.includes(run)) names.push(value);
    } else if (value !== null && typeof value === "object") queue.push(...Object.values(value));
  return names.sort();
};

/** The id that an answer to a creation shows, or null. */
export const createdId = (body: unknown): string | number | null => {
  const [pointer] = idPointers(body);
  const id = pointer === undefined ? undefined : valueAt(body, pointer);
  return typeof id === "string" || typeof id === "number" ? id : null;
};

/** The request that deletes what an operation created; null where the contract documents none. */
export const deletionOf = (operation: string, id: string | number, drafting: Drafting): Draft | null => {
  const creator = drafting.contract.operations.find((one) => one.id === operation);
  if (creator === undefined) return null;
  for (const deleter of drafting.contract.operations) {
    if (deleter.method !== "DELETE") continue;
    const parameters = deleter.parameters.filter((parameter) => parameter.in === "path");
    const [parameter] = parameters;
    if (parameter === undefined || parameters.length > 1) continue;
    if (!drafting.pathSources(deleter, parameter).some((source) => source.case === sampleCase(creator))) continue;
    return { ...drafting.draft(deleter, undefined), path: { [parameter.name]: id } };
  }
  return null;
};

/** The operation that lists what another one creates: a GET of the same path. */
export const listFor = (operation: string, drafting: Drafting): Operation | null => {
  const creator = drafting.contract.operations.find((one) => one.id === operation);
  return drafting.contract.operations.find(({ method, path }) => method === "GET" && path === creator?.path) ?? null;
};

/** The id of the first entry of a list that bears one of these names, itself or at the start of a longer one. */
export const idByName = (body: unknown, names: readonly string[]): string | number | null => {
  const lists: unknown[] = [body, ...(body !== null && typeof body === "object" ? Object.values(body) : [])];
  for (const list of lists) {
    if (!Array.isArray(list)) continue;
    for (const item of list as unknown[]) {
      const texts =
        item !== null && typeof item === "object"
          ? Object.values(item).filter((value) => typeof value === "string")
          : [];
      const found = names.some((name) => texts.some((text) => text === name || text.startsWith(`${name}.`)));
      if (found) return createdId(item);
    }
  }
  return null;
};
