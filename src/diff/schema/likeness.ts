/** What is known of the parts of two documents before their schemas are compared. Parts are given by the revision. */
export interface Likeness {
  /** The object of the baseline that an object is the same as, in all it refers to; null where there is none. */
  of(part: object): object | null;
  /** The object of the baseline that an object is written like, whatever became of what it refers to. */
  spelled(part: object): object | null;
  /** Whether a part that is written as before refers to something that changed, at whatever depth. */
  touched(part: unknown): boolean;
}

/** Nothing is known. */
export const NO_LIKENESS: Likeness = { of: () => null, spelled: () => null, touched: () => true };
