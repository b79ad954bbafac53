/// <reference lib="dom" />

/** An element with attributes and children; texts stay texts, whatever they hold. */
export const element = <K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: { readonly [name: string]: string } = {},
  ...children: readonly (Node | string | null)[]
): HTMLElementTagNameMap[K] => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null));
  return made;
};

/** The element of the page with an id. Throws where the page has none: page and script belong together. */
export const byId = <T extends HTMLElement>(id: string): T => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found as T;
};

/** Calls back with each file that is chosen with a button or dropped anywhere on the page. */
export const onFile = (button: HTMLElement, input: HTMLInputElement, receive: (file: File) => void): void => {
  button.addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file !== undefined) receive(file);
    input.value = "";
  });
  const over = (on: boolean) => document.body.classList.toggle("dropping", on);
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    over(true);
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) over(false);
  });
  // The editor would insert a dropped file itself, so it is met on the way down.
  document.addEventListener(
    "drop",
    (event) => {
      over(false);
      const file = event.dataTransfer?.files[0];
      if (file === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      receive(file);
    },
    true,
  );
};

const LARGEST = 32 * 1024 * 1024;

/** The text of a file that is UTF-8. Rejects with a message for people for one that is not, or is too large. */
export const textOfFile = async (file: File): Promise<string> => {
  if (file.size > LARGEST)
    throw new Error(`${file.name} is larger than the 32 MB that this page takes; the command line takes more.`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw new Error(`${file.name} is not text in UTF-8.`);
  }
};
