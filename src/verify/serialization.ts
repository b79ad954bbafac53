import { formTexts, formValue, parameterTexts, parameterValue, typed, typesOf } from "../conformance/parameters.ts";
import type { MediaType, Operation, Parameter, Schema } from "../model/contract.ts";

type Values = Readonly<Record<string, unknown>>;
type Location = Parameter["in"];

const find = (operation: Operation, where: Location, name: string): Parameter | undefined =>
  operation.parameters.find((parameter) => parameter.in === where && parameter.name === name);

const PLAIN = { style: "form", explode: true };

/** The query of a request, without `?`, each value by its parameter's style; empty where nothing is to be said. */
export const queryOf = (operation: Operation, values: Values): string => {
  const pairs = Object.entries(values).flatMap(
    ([name, value]) => parameterTexts(find(operation, "query", name) ?? { name, ...PLAIN }, value) ?? [],
  );
  return pairs.map(([name, text]) => `${encodeURIComponent(name)}=${encodeURIComponent(text)}`).join("&");
};

/** The path of a request, each value by its parameter's style and percent-encoded. */
export const pathOf = (operation: Operation, values: Values): string =>
  operation.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
    const value = values[name];
    const parameter = find(operation, "path", name) ?? { name, style: "simple", explode: false };
    return encodeURIComponent(parameterTexts(parameter, value)?.[0]?.[1] ?? String(value));
  });

/** A header field's value. */
export const headerText = (parameter: Parameter, value: unknown): string =>
  parameterTexts(parameter, value)?.[0]?.[1] ?? String(value);

/** A parameter's part of the Cookie header; null where its style cannot say it. */
export const cookieText = (parameter: Parameter, value: unknown): string | null =>
  parameterTexts(parameter, value)
    ?.map(([name, text]) => `${name}=${encodeURIComponent(text)}`)
    .join("; ") ?? null;

/** What a provider reads where a parameter was sent with this value; undefined where its style cannot say it. */
export const readParameter = (parameter: Parameter, value: unknown, schema: Schema | null): unknown => {
  const pairs = parameterTexts(parameter, value);
  if (pairs === null) return undefined;
  const texts = pairs.filter(([name]) => name === parameter.name).map(([, text]) => text);
  return parameterValue(parameter, texts, schema, pairs);
};

const JSON_TYPE = /^(application|text)\/(json|.*\+json)$/;
const FORM = "application/x-www-form-urlencoded";
const MULTIPART = "multipart/form-data";

/** Whether bodies of a media type are JSON; a range that takes anything takes JSON. */
export const isJson = ({ name }: MediaType): boolean =>
  JSON_TYPE.test(name) || name === "*/*" || name === "application/*";

const isForm = ({ name }: MediaType): boolean => name === FORM || name === MULTIPART;

/** How well bodies of a media type can be made, the best first; null where they cannot, as for XML. */
export const easeOf = (media: MediaType): number | null => {
  if (isJson(media)) return 0;
  if (isForm(media)) return media.name === FORM ? 1 : 2;
  return /^text\/(?!xml)|octet-stream$|^(image|audio|video)\//.test(media.name) ? 3 : null;
};

const BOUNDARY = "tc-boundary-7d1f";

/** What requests of a media type are labelled as. */
export const contentTypeOf = ({ name }: MediaType): string => {
  if (name === MULTIPART) return `${name}; boundary=${BOUNDARY}`;
  if (name === "*/*" || name === "application/*") return "application/json";
  return name.replace("/*", name.startsWith("text/") ? "/plain" : "/png");
};

/** The text that a value travels as; null where the media type has no way to say it. */
export const bodyText = (media: MediaType, value: unknown): string | null => {
  if (isJson(media)) return JSON.stringify(value) ?? null;
  const composite = value !== null && typeof value === "object";
  if (!isForm(media)) return composite ? null : String(value);
  if (!composite || Array.isArray(value)) return null;
  if (media.name === FORM) {
    const pairs = formTexts(value, media.encoding);
    return pairs?.map((pair) => pair.map((text) => encodeURIComponent(text)).join("=")).join("&") ?? null;
  }
  const parts = Object.entries(value).flatMap(([name, member]) => [member].flat().map((one) => part(name, one)));
  return parts.length === 0 ? null : `${parts.join("")}--${BOUNDARY}--\r\n`;
};

const part = (name: string, value: unknown): string => {
  const composite = value !== null && typeof value === "object";
  const type = composite ? "Content-Type: application/json\r\n" : "";
  const text = composite ? JSON.stringify(value) : String(value);
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n${type}\r\n${text}\r\n`;
};

/** What a provider reads where a body was sent with this value; undefined where the media type cannot say it. */
export const readBody = (media: MediaType, value: unknown, schema: Schema | null): unknown => {
  if (isJson(media)) return value;
  const text = bodyText(media, value);
  if (text === null) return undefined;
  if (media.name === FORM) return formValue(text, schema, media.encoding);
  if (media.name !== MULTIPART) return typed(text, schema);
  const members = schema === null || typeof schema === "boolean" ? {} : ((schema.properties ?? {}) as Values);
  const entries = Object.entries(value as object).map(
    ([name, member]) => [name, readPart(member, (members[name] ?? null) as Schema | null)] as const,
  );
  return entries.some(([, member]) => member === undefined) ? undefined : Object.fromEntries(entries);
};

/** What is read from the parts of one member; undefined where parts of its type cannot say the value. */
const readPart = (value: unknown, schema: Schema | null): unknown => {
  const types = typesOf(schema);
  const takes = (type: string): boolean => types.length === 0 || types.includes(type);
  if (Array.isArray(value)) return takes("array") && value.length > 0 ? value : undefined;
  if (value !== null && typeof value === "object") return takes("object") ? value : undefined;
  return types.includes("array") ? [String(value)] : typed(String(value), schema);
};
