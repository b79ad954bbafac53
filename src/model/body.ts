/** A place in a text; offset from 0 in UTF-16 units, line and column from 1. */
export interface TextPlace {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** Why a text is not well-formed, where, and what its author likely meant. */
export interface Malformation extends TextPlace {
  readonly message: string;
  /** A sentence, or null where nothing suggests itself. */
  readonly likely: string | null;
}

/** What the bytes of a body turn out to be. */
export type BodyReading =
  | { readonly kind: "none" }
  | { readonly kind: "json"; readonly value: unknown; readonly text: string; readonly duplicates: readonly Duplicate[] }
  | { readonly kind: "malformed"; readonly text: string; readonly malformation: Malformation }
  | { readonly kind: "text"; readonly text: string }
  /** In a notation that schemas do not describe: XML, multipart, images. Nothing in it is judged. */
  | { readonly kind: "other" }
  | { readonly kind: "binary"; readonly bytes: Uint8Array };

/** A member given twice in one object: the later one counts for most readers, and nobody promises that. */
export interface Duplicate {
  readonly pointer: string;
  readonly line: number;
  readonly column: number;
}
