import type { Operation } from "./contract.ts";

/** Where a request leads: the operation it calls, or how far it came. */
export type Route =
  | { readonly operation: Operation; readonly path: Readonly<Record<string, string>>; readonly query: string }
  | { readonly operation: null; readonly reason: "path" | "method"; readonly allowed: readonly string[] };
