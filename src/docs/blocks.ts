/** A row of a table as the page's notation shows it; cells are plain text. */
export interface TableRow {
  readonly cells: readonly string[];
  /** Its line in the source, from 1. */
  readonly line: number;
}

/** A part of a page, whatever notation it came in. Texts are plain: no markup, entities resolved. */
export type Block =
  | { readonly kind: "heading" | "text" | "item"; readonly text: string; readonly line: number }
  /** `header` is empty where the table has none. */
  | {
      readonly kind: "table";
      readonly header: readonly string[];
      readonly rows: readonly TableRow[];
      readonly line: number;
    }
  /** An entry of a definition list. */
  | { readonly kind: "term"; readonly term: string; readonly text: string; readonly line: number }
  /** A sample or a command, with its line breaks. */
  | { readonly kind: "code"; readonly text: string; readonly line: number };
