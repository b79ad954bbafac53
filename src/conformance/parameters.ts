import type { FormEncoding, Parameter, Schema } from "../model/contract.ts";

/** The types that a schema itself allows; none where it does not limit them. */
export const typesOf = (schema: Schema | null): readonly string[] =>
  schema === null || typeof schema === "boolean" ? [] : ([schema.type ?? []].flat() as string[]);

/** A text as the JSON type a schema asks for; where it cannot be read so, it stays text and fails the schema. */
export const typed = (text: string, schema: Schema | null): unknown => {
  const types = typesOf(schema);
  if ((types.includes("integer") || types.includes("number")) && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text))
    return Number(text);
  if (types.includes("boolean") && (text === "true" || text === "false")) return text === "true";
  if (types.includes("null") && text === "" && !types.includes("string")) return null;
  return text;
};

const memberOf = (schema: Schema | null, name: string): Schema | null => {
  if (schema === null || typeof schema === "boolean") return null;
  const properties = schema.properties as Record<string, Schema> | undefined;
  return properties !== undefined && Object.hasOwn(properties, name) ? (properties[name] ?? null) : null;
};

const itemsOf = (schema: Schema | null): Schema | null =>
  schema === null || typeof schema === "boolean" ? null : ((schema.items as Schema | undefined) ?? null);

const SEPARATORS: Readonly<Record<string, string>> = { spaceDelimited: " ", pipeDelimited: "|" };

/**
 * The value that a parameter's text or texts stand for, by its style (OpenAPI 3.1, 4.8.12.2): simple, form, label,
 * matrix, deepObject, space- and pipe-delimited; undefined where it was not sent. `all` holds every query parameter.
 */
export const parameterValue = (
  parameter: Pick<Parameter, "name" | "style" | "explode">,
  texts: readonly string[],
  schema: Schema | null,
  all: readonly (readonly [string, string])[] = [],
): unknown => {
  const types = typesOf(schema);
  if (parameter.style === "content") return contentValue(texts[0]);
  if (types.includes("object")) {
    const value = objectValue(parameter, texts, schema, all);
    if (value !== undefined || texts.length === 0) return value;
  }
  if (texts.length === 0) return undefined;
  if (!types.includes("array")) return typed(unprefixed(parameter, texts[0]!), schema);
  const items = itemsOf(schema);
  const separator = SEPARATORS[parameter.style] ?? ",";
  const parts =
    parameter.explode && parameter.style === "form"
      ? texts
      : texts.flatMap((text) => unprefixed(parameter, text).split(separator));
  return parts.map((part) => typed(part, items));
};

const contentValue = (text: string | undefined): unknown => {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
};

const unprefixed = ({ style, name }: Pick<Parameter, "name" | "style">, text: string): string => {
  if (style === "label") return text.replace(/^\./, "");
  if (style === "matrix") return text.replace(new RegExp(`^;${name}=`), "");
  return text;
};

const objectValue = (
  parameter: Pick<Parameter, "name" | "style" | "explode">,
  texts: readonly string[],
  schema: Schema | null,
  all: readonly (readonly [string, string])[],
): unknown => {
  const entries: (readonly [string, string])[] = [];
  if (parameter.style === "deepObject") {
    for (const [name, text] of all)
      if (name.startsWith(`${parameter.name}[`) && name.endsWith("]"))
        entries.push([name.slice(parameter.name.length + 1, -1), text]);
  } else if (parameter.explode && parameter.style === "form") {
    for (const entry of all) if (memberOf(schema, entry[0]) !== null) entries.push(entry);
  } else {
    const parts = texts.flatMap((text) => text.split(","));
    if (parameter.explode)
      for (const part of parts) entries.push([part.split("=")[0]!, part.split("=").slice(1).join("=")]);
    else for (let index = 0; index + 1 < parts.length; index += 2) entries.push([parts[index]!, parts[index + 1]!]);
  }
  if (entries.length === 0 && (texts.length === 0 || parameter.style === "deepObject")) return undefined;
  return Object.fromEntries(entries.map(([name, text]) => [name, typed(text, memberOf(schema, name))]));
};

const fieldOf = (name: string, encoding: FormEncoding): Pick<Parameter, "name" | "style" | "explode"> => {
  const { style = "form", explode = style === "form" } = Object.hasOwn(encoding, name) ? encoding[name]! : {};
  return { name, style, explode };
};

const decoded = (text: string): string => {
  const spaced = text.replaceAll("+", " ");
  if (!spaced.includes("%")) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
};

/** The pairs of a form in time proportional to its length, which URLSearchParams does not promise. */
const pairsOf = (text: string): (readonly [string, string])[] =>
  text.split("&").flatMap((pair): (readonly [string, string])[] => {
    if (pair === "") return [];
    const at = pair.indexOf("=");
    return [at < 0 ? [decoded(pair), ""] : [decoded(pair.slice(0, at)), decoded(pair.slice(at + 1))]];
  });

/** The object that an `application/x-www-form-urlencoded` body stands for; what no member declares stays text. */
export const formValue = (text: string, schema: Schema | null, encoding: FormEncoding = {}): unknown => {
  const all = pairsOf(text);
  const texts = new Map<string, string[]>();
  for (const [name, one] of all) {
    const known = texts.get(name);
    if (known === undefined) texts.set(name, [one]);
    else known.push(one);
  }
  const properties = schema === null || typeof schema === "boolean" ? {} : (schema.properties ?? {});
  const members = new Map<string, unknown>();
  const taken = new Set<string>();
  for (const name of Object.keys(properties as object)) {
    const field = fieldOf(name, encoding);
    const member = parameterValue(field, texts.get(name) ?? [], memberOf(schema, name), all);
    taken.add(name);
    if (member === undefined) continue;
    members.set(name, member);
    if (member === null || typeof member !== "object" || Array.isArray(member)) continue;
    for (const key of Object.keys(member)) taken.add(field.style === "deepObject" ? `${name}[${key}]` : key);
  }
  for (const [name, one] of all) if (!taken.has(name)) members.set(name, one);
  return Object.fromEntries(members);
};

/**
 * The name–value pairs that a value travels as by its parameter's style, before percent-encoding; delimiters between
 * items are part of the texts. Null where the style has no way to say it: an empty list or one of an empty text, a list of
 * lists, a deepObject that is none.
 */
export const parameterTexts = (
  { name, style, explode }: Pick<Parameter, "name" | "style" | "explode">,
  value: unknown,
): readonly (readonly [string, string])[] | null => {
  if (style === "content") return [[name, JSON.stringify(value)]];
  if (style === "deepObject" && (value === null || typeof value !== "object" || Array.isArray(value))) return null;
  const prefix = style === "label" ? "." : style === "matrix" ? `;${name}=` : "";
  if (value === null || typeof value !== "object") return [[name, prefix + String(value)]];
  const parts: readonly (readonly [string, unknown])[] = Object.entries(value);
  if (parts.length === 0 || parts.some(([, part]) => part !== null && typeof part === "object")) return null;
  const repeated = explode && style === "form";
  if (Array.isArray(value)) {
    const items = value.map(String);
    if (!repeated && items.length === 1 && items[0] === "") return null;
    return repeated ? items.map((item) => [name, item]) : [[name, prefix + items.join(SEPARATORS[style] ?? ",")]];
  }
  if (style === "deepObject") return parts.map(([key, part]) => [`${name}[${key}]`, String(part)]);
  if (repeated) return parts.map(([key, part]) => [key, String(part)]);
  return [[name, prefix + parts.map(([key, part]) => `${key}${explode ? "=" : ","}${String(part)}`).join(",")]];
};

/** The pairs that an object travels as in a form, empty members left out; null where a member cannot be said. */
export const formTexts = (
  value: object,
  encoding: FormEncoding = {},
): readonly (readonly [string, string])[] | null => {
  const pairs: (readonly [string, string])[] = [];
  for (const [name, member] of Object.entries(value)) {
    if (member !== null && typeof member === "object" && Object.keys(member).length === 0) continue;
    const texts = parameterTexts(fieldOf(name, encoding), member);
    if (texts === null) return null;
    pairs.push(...texts);
  }
  return pairs;
};
