/** What is no character of XML 1.0 (section 2.2): most control characters and two that are none of Unicode's. */
const FORBIDDEN = /(?![\t\n\r])[\p{Cc}\ufffe\uffff]/gu;

/** Text as XML 1.0 may hold it: what has no place in a document is spelled out. */
export const xml = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(FORBIDDEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");

/** The same for an attribute, where white space would be lost. */
const attribute = (text: string): string =>
  xml(text).replaceAll('"', "&quot;").replaceAll("\t", "&#9;").replaceAll("\n", "&#10;").replaceAll("\r", "&#13;");

/** An element with attributes and content that is XML already; one without content is empty. */
export const element = (
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content: string,
): string => {
  const head = `<${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${attribute(String(value))}"`)
    .join("")}`;
  return content === "" ? `${head}/>` : `${head}>${content}</${name}>`;
};
