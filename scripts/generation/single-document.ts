import { segmentsOf } from "../../src/model/pointer.ts";
import { ANNOTATIONS, isObject, LISTS, MAPS, MARKS, type SchemaObject, SINGLE } from "../bookkeeping/keywords.ts";
import { bodyRef } from "../bookkeeping/openapi-elements.ts";
import type { ProviderFiles } from "../bookkeeping/provider-files.ts";
import { type Location, parseLocation, refTarget } from "../bookkeeping/schema-navigation.ts";

const pascal = (name: string): string =>
  name.replaceAll(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** The component name of a schema: `mattr/create-tenant-request.schema.json` → `CreateTenantRequest`. */
export const componentOf = (file: string): string =>
  pascal(file.slice(file.indexOf("/") + 1).replace(/\.schema\.json$/, ""));

const refOf = ({ file, at }: Location): string => {
  const [first, second, ...rest] = segmentsOf(at);
  const hoisted = first === "$defs" && second !== undefined;
  const name = hoisted ? componentOf(file) + pascal(second) : componentOf(file);
  const below = hoisted ? rest : segmentsOf(at);
  const escaped = below.map((segment) => `/${segment.replaceAll("~", "~0").replaceAll("/", "~1")}`);
  return `#/components/schemas/${name}${escaped.join("")}`;
};

/** What may stand beside a `$ref` without narrowing it. */
const BESIDE = new Set(["$ref", ...ANNOTATIONS, ...MARKS]);

/** A schema with its references turned into components, and what narrows a reference said by `allOf`. */
const rewritten = (schema: unknown, file: string): unknown => {
  if (!isObject(schema)) return schema;
  const copy: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (["$schema", "$id", "$defs"].includes(keyword)) continue;
    if (SINGLE.includes(keyword)) copy[keyword] = rewritten(value, file);
    else if (LISTS.includes(keyword) && Array.isArray(value))
      copy[keyword] = value.map((item) => rewritten(item, file));
    else if (MAPS.includes(keyword) && isObject(value)) copy[keyword] = rewrittenMap(value, file);
    else copy[keyword] = value;
  }
  const target = typeof schema.$ref === "string" ? refTarget(file, schema.$ref) : null;
  if (target === null) return copy;
  const $ref = refOf(target);
  if (Object.keys(copy).every((keyword) => BESIDE.has(keyword) || keyword.startsWith("x-"))) return { ...copy, $ref };
  const { $ref: _, allOf, type, ...rest } = copy;
  const branches: unknown[] = [{ $ref }, ...(Array.isArray(allOf) ? allOf : [])];
  // openapi-typescript overlooks a `type` beside `allOf`, and heeds it in a branch.
  if (type !== undefined) branches.push({ type });
  return { ...rest, allOf: branches };
};

const rewrittenMap = (map: SchemaObject, file: string): SchemaObject =>
  Object.fromEntries(Object.entries(map).map(([name, schema]) => [name, rewritten(schema, file)]));

const withComponents = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withComponents);
  if (!isObject(value)) return value;
  const body = bodyRef(value);
  if (body !== null) return { ...value, $ref: refOf(parseLocation(body)) };
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withComponents(member)]));
};

/** A provider's OpenAPI document with its schemas as components, so that it stands alone. */
export const singleDocument = (files: ProviderFiles): SchemaObject => {
  const document = withComponents(files.openapi);
  const root = isObject(document) ? document : {};
  const components = isObject(root.components) ? root.components : {};
  const schemas: Record<string, unknown> = isObject(components.schemas) ? { ...components.schemas } : {};
  for (const [file, schema] of files.schemas) {
    schemas[componentOf(file)] = rewritten(schema, file);
    for (const [name, part] of Object.entries(isObject(schema) && isObject(schema.$defs) ? schema.$defs : {})) {
      schemas[componentOf(file) + pascal(name)] = rewritten(part, file);
    }
  }
  return { ...root, components: { ...components, schemas } };
};
