/// <reference lib="dom" />
import type { PlacedFinding } from "./judgement.ts";
import { load } from "./registry.ts";

/** Where text is entered and findings are shown at their places. */
export interface TextEditor {
  text(): string;
  /** Replaces the text; tells no one. */
  write(text: string): void;
  /** Marks findings at their places; an empty list takes the marks away. */
  mark(findings: readonly PlacedFinding[]): void;
  /** Puts the cursor at an offset and shows it. */
  goTo(offset: number): void;
}

/** Makes the editor in place of a plain field; `changed` is called after each change by the user. */
export type MakeEditor = (place: HTMLElement, text: string, changed: () => void) => TextEditor;

/** The plain field that is there from the start. It marks nothing; the list of findings tells their places. */
export const plainEditor = (field: HTMLTextAreaElement, changed: () => void): TextEditor => {
  field.addEventListener("input", changed);
  return {
    text: () => field.value,
    write: (text) => {
      field.value = text;
    },
    mark: () => undefined,
    goTo: (offset) => {
      field.focus();
      field.setSelectionRange(offset, offset);
    },
  };
};

/** The full editor with the field's text, once it is loaded; the field stays where it cannot be. */
export const upgrade = async (
  field: HTMLTextAreaElement,
  place: HTMLElement,
  changed: () => void,
): Promise<TextEditor | null> => {
  const make = await load<MakeEditor>("editor").catch(() => null);
  if (make === null) return null;
  const focused = document.activeElement === field;
  const { selectionStart } = field;
  const editor = make(place, field.value, changed);
  field.hidden = true;
  place.querySelector("label")?.remove();
  if (focused) editor.goTo(selectionStart);
  return editor;
};
