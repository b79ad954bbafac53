import type { ExchangeRequest } from "../model/exchange.ts";
import type { Collection, StoredRecord } from "./collection.ts";
import type { Entropy } from "./entropy.ts";
import type { Objection } from "./objection.ts";

/** What templates can speak about while one request is answered. */
export interface Scope {
  readonly request: ExchangeRequest;
  /** The parameters in the path, decoded. */
  readonly path: Readonly<Record<string, string>>;
  /** The parameters in the query, decoded, in their order. */
  readonly query: readonly (readonly [name: string, text: string])[];
  /** Undefined where it is not JSON. */
  readonly requestBody: unknown;
  readonly collections: ReadonlyMap<string, Collection>;
  /** The time of this request, in milliseconds since 1970. */
  now: number;
  readonly entropy: Entropy;
  /** Values by the names that `let` gave them. */
  readonly let: { [name: string]: unknown };
  /** The resource that was created, found or changed. */
  stored: StoredRecord | undefined;
  /** Shows a stored resource, where its kind has a view. */
  readonly view: (record: StoredRecord) => unknown;
  page: { readonly items: readonly unknown[]; readonly next: string | undefined };
  objections: readonly Objection[];
  session: { readonly id: string; readonly token: string } | undefined;
  /** The member or item that `$each` and `$members` are at. */
  item: unknown;
  index: number;
}

/** A `$find` that names nothing: the request refers to something that does not exist. Not an Error, as no refusal is. */
export class UnknownReference {
  /** Where the request gives the reference, as a pointer into its body. */
  readonly at: string;
  readonly value: unknown;

  constructor(at: string, value: unknown) {
    this.at = at;
    this.value = value;
  }
}
