import type { Located, SchemaSource } from "../schema/source.ts";
import { stepInto } from "../schema/source.ts";
import { isObject, type JsonObject } from "../schema/value.ts";
import type { ApiCallback, ApiDocument, ApiLink, ApiMedia, ApiOperation, ApiParameter, ApiResponse } from "./api.ts";
import { hasParts, readEncoding } from "./encoding.ts";
import { list, object, type Part, partOf, text } from "./part.ts";
import { SecurityReader } from "./security.ts";
import { readServers } from "./servers.ts";

const METHODS = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "QUERY"];

/** The key of an operation: the same for templates that differ in the names of their parameters only. */
export const keyOf = (method: string, path: string): string => `${method} ${path.replaceAll(/\{[^}]*\}/g, "{}")}`;

class Reader {
  readonly #root: JsonObject;
  readonly #name: string;
  readonly #source: SchemaSource;
  readonly #security: SecurityReader;
  /** Callbacks by the object that declares them: many operations may share one. */
  readonly #callbacksOf = new Map<object, readonly ApiCallback[]>();
  /** The keys of operations by `operationId`, filled when a link asks for one. */
  #keys: Map<string, string> | null = null;

  constructor(name: string, root: JsonObject, source: SchemaSource) {
    this.#name = name;
    this.#root = root;
    this.#source = source;
    this.#security = new SecurityReader(name, root, source);
  }

  /** How many operations and webhooks there are. */
  count(): number {
    const keys = new Set<string>();
    for (const [path, item] of Object.entries(object(this.#root.paths)))
      if (path.startsWith("/"))
        for (const [method] of this.#methods(this.#part(item, stepInto(`${this.#name}#/paths`, path))))
          keys.add(keyOf(method, path));
    for (const [name, item] of Object.entries(object(this.#root.webhooks)))
      for (const [method] of this.#methods(this.#part(item, stepInto(`${this.#name}#/webhooks`, name))))
        keys.add(`webhook ${method} ${name}`);
    return keys.size;
  }

  document(): ApiDocument {
    const root = `${this.#name}#`;
    const operations = new Map<string, ApiOperation>();
    for (const [path, item] of Object.entries(object(this.#root.paths)))
      if (path.startsWith("/"))
        for (const operation of this.#operations(path, item, stepInto(`${root}/paths`, path), true))
          operations.set(operation.key, operation);
    const webhooks = new Map<string, ApiOperation>();
    for (const [name, item] of Object.entries(object(this.#root.webhooks)))
      for (const operation of this.#operations(`webhook:${name}`, item, stepInto(`${root}/webhooks`, name), false))
        webhooks.set(`${operation.method} ${name}`, operation);
    return {
      source: this.#name,
      version: text(object(this.#root.info).version, "0"),
      servers:
        readServers(this.#root.servers, `${root}/servers`) ?? readServers([{ url: "/" }], `${root}/servers`) ?? [],
      operations,
      webhooks,
      schemes: this.#security.schemes(),
    };
  }

  #part(value: unknown, at: string): Part {
    return partOf(this.#source, value, at);
  }

  /** The operations of a path item. `inbound`: clients call them. */
  #operations(path: string, value: unknown, at: string, inbound: boolean): ApiOperation[] {
    const item = this.#part(value, at);
    return this.#methods(item).map(([method, part]) => this.#operation(path, method, part, item, inbound));
  }

  /** The methods of a path item, those of `additionalOperations` (OpenAPI 3.2) too. */
  #methods({ value, at }: Part): [string, Part][] {
    const parts: [string, Part][] = [];
    const add = (method: string, one: unknown, ...segments: string[]): void => {
      if (isObject(one)) parts.push([method, { value: one, at: stepInto(at, ...segments) }]);
    };
    for (const method of METHODS) add(method, value[method.toLowerCase()], method.toLowerCase());
    for (const [method, one] of Object.entries(object(value.additionalOperations)))
      add(method, one, "additionalOperations", method);
    return parts;
  }

  #operation(path: string, method: string, { value, at }: Part, item: Part, inbound: boolean): ApiOperation {
    const parameters = new Map<string, ApiParameter>();
    const variables = !inbound ? [] : [...path.matchAll(/\{([^}]*)\}/g)].map((match) => match[1] ?? "");
    for (const [entries, place] of [
      [list(item.value.parameters), stepInto(item.at, "parameters")],
      [list(value.parameters), stepInto(at, "parameters")],
    ] as const)
      for (const [index, entry] of entries.entries()) {
        const parameter = this.#parameter(this.#part(entry, stepInto(place, index)), variables);
        parameters.set(`${parameter.in} ${parameter.name}`, parameter);
      }
    const body = isObject(value.requestBody) ? this.#part(value.requestBody, stepInto(at, "requestBody")) : null;
    return {
      key: keyOf(method, path),
      id: text(value.operationId, `${method} ${path}`),
      method,
      path,
      deprecated: value.deprecated === true,
      sunset: typeof value["x-sunset"] === "string" ? value["x-sunset"] : null,
      stability: typeof value["x-stability-level"] === "string" ? value["x-stability-level"] : null,
      parameters: [...parameters.values()],
      body: body && { required: body.value.required === true, content: this.#content(body), at: body.at },
      responses: Object.entries(object(value.responses))
        .filter(([status]) => !status.startsWith("x-"))
        .map(([status, response]) => this.#response(status, response, stepInto(at, "responses", status))),
      // What clients present is not what the provider presents to them.
      security: this.#security.requirements(value.security ?? (inbound ? this.#root.security : [])),
      servers:
        readServers(value.servers, stepInto(at, "servers")) ??
        readServers(item.value.servers, stepInto(item.at, "servers")),
      callbacks: inbound ? this.#callbacks(value.callbacks, stepInto(at, "callbacks")) : [],
      at,
    };
  }

  #callbacks(value: unknown, at: string): ApiCallback[] {
    return Object.entries(object(value)).flatMap(([name, entry]) => {
      const callback = this.#part(entry, stepInto(at, name));
      let read = this.#callbacksOf.get(callback.value);
      if (read === undefined) {
        read = Object.entries(callback.value)
          .filter(([url]) => !url.startsWith("x-"))
          .flatMap(([url, item]) =>
            this.#operations(url, item, stepInto(callback.at, url), false).map((operation) => ({
              name,
              url,
              operation,
            })),
          );
        this.#callbacksOf.set(callback.value, read);
      }
      return read.map((one) => ({ ...one, name }));
    });
  }

  /** Path parameters are known by their place in the template: their names are nobody's concern but the document's. */
  #parameter(part: Part, variables: readonly string[]): ApiParameter {
    const where = text(part.value.in, "query");
    // The whole query is one parameter, whatever it is called.
    const name = where === "querystring" ? "" : text(part.value.name, "");
    const [media] = Object.keys(object(part.value.content));
    const plain = where === "query" || where === "cookie" ? "form" : "simple";
    const style = text(part.value.style, plain);
    const explode = typeof part.value.explode === "boolean" ? part.value.explode : style === "form";
    const schema =
      media === undefined
        ? this.#schema(part, "schema")
        : this.#schema(this.#part(object(part.value.content)[media], stepInto(part.at, "content", media)), "schema");
    const index = variables.indexOf(name);
    return {
      in: where,
      name: where === "path" && index >= 0 ? `{${index + 1}}` : where === "header" ? name.toLowerCase() : name,
      required: part.value.required === true || where === "path",
      deprecated: part.value.deprecated === true,
      style: media === undefined ? this.#serialisation(style, explode, schema) : `as ${media}`,
      schema,
      at: part.at,
    };
  }

  /** How values are written; `explode` matters for arrays and objects alone. */
  #serialisation(style: string, explode: boolean, schema: Located | null): string {
    let current = schema;
    for (let hops = 0; hops < 20 && current !== null; hops++) {
      const value: unknown = current.schema;
      if (!isObject(value)) break;
      const types = list(Array.isArray(value.type) ? value.type : [value.type]);
      if (types.includes("array") || types.includes("object")) return explode ? `${style}, exploded` : style;
      current = typeof value.$ref === "string" ? this.#source.follow(value.$ref, current.location) : null;
    }
    return style;
  }

  #schema(part: Part, key: string): Located | null {
    const value = part.value[key];
    if (typeof value !== "boolean" && !isObject(value)) return null;
    return { schema: value, location: stepInto(part.at, key) };
  }

  #content(part: Part): ApiMedia[] {
    return Object.entries(object(part.value.content)).map(([full, entry]) => {
      const media = this.#part(entry, stepInto(part.at, "content", full));
      const name = (full.split(";")[0] ?? "").trim().toLowerCase();
      const schema = this.#schema(media, "schema");
      const parts = hasParts(name)
        ? readEncoding(this.#source, media, schema, (encoding) => this.#headers(encoding))
        : { encoding: [], usually: () => null };
      return { name, schema, items: this.#schema(media, "itemSchema"), ...parts, at: media.at };
    });
  }

  #headers(part: Part): ApiParameter[] {
    return Object.entries(object(part.value.headers)).map(([name, header]) => {
      const found = this.#part(header, stepInto(part.at, "headers", name));
      return this.#parameter({ value: { ...found.value, in: "header", name }, at: found.at }, []);
    });
  }

  #response(status: string, value: unknown, at: string): ApiResponse {
    const part = this.#part(value, at);
    return {
      status: status.toUpperCase() === "DEFAULT" ? "default" : status.toUpperCase(),
      content: this.#content(part),
      headers: this.#headers(part),
      links: this.#links(part),
      at,
    };
  }

  #links(part: Part): ApiLink[] {
    return Object.entries(object(part.value.links)).map(([name, entry]) => {
      const { value, at } = this.#part(entry, stepInto(part.at, "links", name));
      const to = typeof value.operationId === "string" ? this.#keyOf(value.operationId) : text(value.operationRef, "");
      return { name, leadsTo: JSON.stringify([to, value.parameters ?? {}, value.requestBody ?? null]), at };
    });
  }

  /** The operation an id names, by what it is: ids may be renamed. */
  #keyOf(operationId: string): string {
    if (this.#keys === null) {
      this.#keys = new Map();
      for (const [path, item] of Object.entries(object(this.#root.paths)))
        for (const [method, one] of Object.entries(this.#part(item, stepInto(`${this.#name}#/paths`, path)).value))
          if (isObject(one) && typeof one.operationId === "string")
            this.#keys.set(one.operationId, keyOf(method.toUpperCase(), path));
    }
    return this.#keys.get(operationId) ?? operationId;
  }
}

/** Reads an OpenAPI document of version 3.1 or 3.2. */
export const readApi = (name: string, root: JsonObject, source: SchemaSource): ApiDocument =>
  new Reader(name, root, source).document();

/** The version of such a document and how many operations it has, without reading them. */
export const surveyApi = (
  name: string,
  root: JsonObject,
  source: SchemaSource,
): { readonly version: string; readonly count: number } => ({
  version: text(object(root.info).version, "0"),
  count: new Reader(name, root, source).count(),
});
