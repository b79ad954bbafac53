/** The answer to "is there a value such that …": one, none (proven), or open, with the reason. */
export type Outcome =
  | { readonly kind: "found"; readonly value: unknown }
  | { readonly kind: "none" }
  | { readonly kind: "open"; readonly reason: string };

/** There is provably no such value. */
export const NONE: Outcome = { kind: "none" };

/** Neither a value nor a proof that there is none. */
export const open = (reason: string): Outcome => ({ kind: "open", reason });
