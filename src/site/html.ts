/** Markup that needs no more escaping. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: texts are escaped, markup is taken as it is, lists are joined, nothing is nothing. */
export type Content = string | number | Html | null | undefined | false | readonly Content[];

/** A text with the characters that mean something in HTML spelled out; safe in text and in quoted attributes. */
export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const rendered = (content: Content): string => {
  if (content === null || content === undefined || content === false) return "";
  if (content instanceof Html) return content.text;
  if (typeof content === "string") return escaped(content);
  if (typeof content === "number") return String(content);
  return content.map(rendered).join("");
};

/** A template of markup: html`<p>${text}</p>`. */
export const html = (strings: TemplateStringsArray, ...values: readonly Content[]): Html =>
  new Html(strings.reduce((text, part, index) => text + rendered(values[index - 1]) + part));

/** A JSON value as a block of data that scripts can read and browsers never run. */
export const dataBlock = (id: string, value: unknown): Html =>
  new Html(
    `<script type="application/json" id="${escaped(id)}">${JSON.stringify(value).replaceAll("<", "\\u003c")}</script>`,
  );
