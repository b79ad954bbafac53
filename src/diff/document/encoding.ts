import type { Located, SchemaSource } from "../schema/source.ts";
import { stepInto } from "../schema/source.ts";
import { isObject, type JsonObject } from "../schema/value.ts";
import type { ApiEncoding, ApiParameter } from "./api.ts";
import { list, object, type Part, text } from "./part.ts";
import { memberOf, target } from "./schema-places.ts";

/** Whether a body of a media type has parts that `encoding` can speak of. */
export const hasParts = (mediaType: string): boolean =>
  mediaType.startsWith("multipart/") || mediaType === "application/x-www-form-urlencoded";

const SIMPLE = new Set(["string", "number", "integer", "boolean"]);

/** The one JSON type of a schema beside null; null where it is not one. */
const typeIn = (source: SchemaSource, located: Located): string | null => {
  const { schema } = target(source, located);
  if (!isObject(schema)) return null;
  const types = list(Array.isArray(schema.type) ? schema.type : [schema.type]).filter((type) => type !== "null");
  return types.length === 1 && typeof types[0] === "string" ? types[0] : null;
};

/** The media type of a part of which nothing is said (OpenAPI 3.1, Encoding Object: `contentType`). */
const usualType = (source: SchemaSource, member: Located, depth = 0): string => {
  const { schema, location } = target(source, member);
  const type = typeIn(source, member);
  if (type === "object") return "application/json";
  if (type === "array" && isObject(schema) && isObject(schema.items) && depth < 20)
    return usualType(source, { schema: schema.items, location: stepInto(location, "items") }, depth + 1);
  const binary = isObject(schema) && (schema.contentEncoding !== undefined || schema.format === "binary");
  return type !== null && SIMPLE.has(type) && !binary ? "text/plain" : "application/octet-stream";
};

const plainEncoding = (part: string, type: string, at: string): ApiEncoding => ({
  part,
  contentTypes: [type],
  style: null,
  headers: [],
  at,
});

/**
 * Reads the `encoding` of a body with parts. A part whose `style`, `explode` or `allowReserved` is given is written as a
 * query parameter is and has no media type (OpenAPI 3.1, Encoding Object); for a simple value that comes to the same.
 */
export const readEncoding = (
  source: SchemaSource,
  media: Part,
  schema: Located | null,
  headersOf: (part: Part) => ApiParameter[],
): { encoding: ApiEncoding[]; usually: (part: string) => ApiEncoding | null } => {
  const member = (part: string): Located | null => (schema === null ? null : memberOf(source, schema, part));
  const usually = (part: string): ApiEncoding | null => {
    const declared = member(part);
    return declared === null ? null : plainEncoding(part, usualType(source, declared), declared.location);
  };
  const encoding = Object.entries(object(media.value.encoding)).flatMap(([part, entry]): ApiEncoding[] => {
    const declared = member(part);
    if (declared === null) return [];
    const at = stepInto(media.at, "encoding", part);
    const value: JsonObject = object(entry);
    const written = ["style", "explode", "allowReserved"].some((key) => value[key] !== undefined);
    const style = text(value.style, "form");
    const simple = SIMPLE.has(typeIn(source, declared) ?? "");
    const asText = written && simple && style === "form" && value.allowReserved !== true;
    const exploded = typeof value.explode === "boolean" ? value.explode : style === "form";
    const types = text(value.contentType, usualType(source, declared)).split(",");
    return [
      {
        part,
        contentTypes: asText
          ? ["text/plain"]
          : written
            ? []
            : types.map((type) => (type.split(";")[0] ?? "").trim().toLowerCase()).sort(),
        style:
          written && !asText
            ? [style, ...(exploded ? ["exploded"] : []), ...(value.allowReserved === true ? ["reserved"] : [])].join(
                ", ",
              )
            : null,
        headers: headersOf({ value, at }),
        at,
      },
    ];
  });
  return { encoding, usually };
};
