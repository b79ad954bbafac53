import type { Parameter, Schema } from "../model/contract.ts";

const typesOf = (schema: Schema | null): readonly string[] =>
  schema === null || typeof schema === "boolean" ? [] : ([schema.type ?? []].flat() as string[]);

/** Reads a text as the JSON type a schema asks for; where it cannot be read so, it stays text and fails the schema. */
const typed = (text: string, schema: Schema | null): unknown => {
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
  if (types.includes("object")) return objectValue(parameter, texts, schema, all);
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
  if (entries.length === 0 && texts.length === 0) return undefined;
  return Object.fromEntries(entries.map(([name, text]) => [name, typed(text, memberOf(schema, name))]));
};
