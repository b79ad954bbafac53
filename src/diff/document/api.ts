import type { Method } from "../../model/contract.ts";
import type { Located, SchemaSource } from "../schema/source.ts";
import { splitLocation, stepInto } from "../schema/source.ts";
import { isObject, type JsonObject } from "../schema/value.ts";

const METHODS: readonly Method[] = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "QUERY"];

/** An object of a document, references followed, and where it stands. */
export interface Part {
  readonly value: JsonObject;
  readonly at: string;
}

/** A body as one media type documents it. `schema` is null where any body of that type will do. */
export interface ApiMedia {
  readonly name: string;
  readonly schema: Located | null;
  readonly at: string;
}

/** A parameter or a response header. Names of headers are in lower case. */
export interface ApiParameter {
  readonly in: string;
  readonly name: string;
  readonly required: boolean;
  readonly deprecated: boolean;
  readonly style: string;
  readonly schema: Located | null;
  readonly at: string;
}

/** One documented status. */
export interface ApiResponse {
  readonly status: string;
  readonly content: readonly ApiMedia[];
  readonly headers: readonly ApiParameter[];
  readonly at: string;
}

/** One method on one path. `key` is the same for templates that differ in the names of their parameters only. */
export interface ApiOperation {
  readonly key: string;
  readonly id: string;
  readonly method: Method;
  readonly path: string;
  readonly deprecated: boolean;
  /** The date from which on it may be gone (`x-sunset`); null where none is given. */
  readonly sunset: string | null;
  /** `draft`, `alpha`, `beta` or `stable` (`x-stability-level`); null where none is given. */
  readonly stability: string | null;
  readonly parameters: readonly ApiParameter[];
  readonly body: { readonly required: boolean; readonly content: readonly ApiMedia[]; readonly at: string } | null;
  readonly responses: readonly ApiResponse[];
  /** The alternatives, each the set of what must be presented together, in words that do not depend on names. */
  readonly security: readonly ReadonlySet<string>[];
  readonly at: string;
}

/** An OpenAPI document as it is compared. */
export interface ApiDocument {
  readonly source: string;
  readonly version: string;
  readonly servers: readonly string[];
  readonly operations: ReadonlyMap<string, ApiOperation>;
}

const text = (value: unknown, otherwise: string): string => (typeof value === "string" ? value : otherwise);
const object = (value: unknown): JsonObject => (isObject(value) ? value : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

class Reader {
  readonly #root: JsonObject;
  readonly #name: string;
  readonly #source: SchemaSource;

  constructor(name: string, root: JsonObject, source: SchemaSource) {
    this.#name = name;
    this.#root = root;
    this.#source = source;
  }

  document(): ApiDocument {
    const operations = new Map<string, ApiOperation>();
    const items: [string, JsonObject, string][] = [];
    for (const [path, item] of Object.entries(object(this.#root.paths)))
      if (path.startsWith("/")) items.push([path, object(item), stepInto(`${this.#name}#/paths`, path)]);
    for (const [name, item] of Object.entries(object(this.#root.webhooks)))
      items.push([`webhook:${name}`, object(item), stepInto(`${this.#name}#/webhooks`, name)]);
    for (const [path, item, at] of items) {
      const part = this.#part(item, at);
      for (const method of METHODS) {
        const value = part.value[method.toLowerCase()];
        if (!isObject(value)) continue;
        const operation = this.#operation(path, method, value, part);
        operations.set(operation.key, operation);
      }
    }
    return {
      source: this.#name,
      version: text(object(this.#root.info).version, "0"),
      servers: list(this.#root.servers).map((server) => text(object(server).url, "/").replace(/\/$/, "")),
      operations,
    };
  }

  #part(value: JsonObject, at: string): Part {
    let part: Part = { value, at };
    for (let hops = 0; typeof part.value.$ref === "string" && hops < 50; hops++) {
      const found = this.#source.follow(part.value.$ref, part.at);
      if (found === null || typeof found.schema === "boolean") break;
      part = { value: found.schema, at: found.location };
    }
    return part;
  }

  #operation(path: string, method: Method, value: JsonObject, item: Part): ApiOperation {
    const at = stepInto(item.at, method.toLowerCase());
    const parameters = new Map<string, ApiParameter>();
    const variables = [...path.matchAll(/\{([^}]*)\}/g)].map((match) => match[1] ?? "");
    for (const [entries, place] of [
      [list(item.value.parameters), stepInto(item.at, "parameters")],
      [list(value.parameters), stepInto(at, "parameters")],
    ] as const)
      for (const [index, entry] of entries.entries()) {
        const parameter = this.#parameter(object(entry), stepInto(place, index), variables);
        parameters.set(`${parameter.in} ${parameter.name}`, parameter);
      }
    const body = isObject(value.requestBody) ? this.#part(value.requestBody, stepInto(at, "requestBody")) : null;
    return {
      key: `${method} ${path.replaceAll(/\{[^}]*\}/g, "{}")}`,
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
        .map(([status, response]) => this.#response(status, object(response), stepInto(at, "responses", status))),
      security: this.#security(value.security ?? this.#root.security),
      at,
    };
  }

  /** Path parameters are known by their place in the template: their names are nobody's concern but the document's. */
  #parameter(value: JsonObject, at: string, variables: readonly string[]): ApiParameter {
    const part = this.#part(value, at);
    const where = text(part.value.in, "query");
    const name = text(part.value.name, "");
    const [media] = Object.keys(object(part.value.content));
    const plain = where === "query" || where === "cookie" ? "form" : "simple";
    const style = text(part.value.style, plain);
    const explode = typeof part.value.explode === "boolean" ? part.value.explode : style === "form";
    const schema =
      media === undefined
        ? this.#schema(part, "schema")
        : this.#schema(
            { value: object(object(part.value.content)[media]), at: stepInto(part.at, "content", media) },
            "schema",
          );
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
    return Object.entries(object(part.value.content)).map(([name, media]) => {
      const found = this.#part(object(media), stepInto(part.at, "content", name));
      return {
        name: (name.split(";")[0] ?? "").trim().toLowerCase(),
        schema: this.#schema(found, "schema"),
        at: found.at,
      };
    });
  }

  #response(status: string, value: JsonObject, at: string): ApiResponse {
    const part = this.#part(value, at);
    const headers = Object.entries(object(part.value.headers)).map(([name, header]) => {
      const found = this.#part(object(header), stepInto(part.at, "headers", name));
      const parameter = this.#parameter({ ...found.value, in: "header", name }, found.at, []);
      return { ...parameter, required: found.value.required === true };
    });
    return {
      status: status.toUpperCase() === "DEFAULT" ? "default" : status.toUpperCase(),
      content: this.#content(part),
      headers,
      at,
    };
  }

  #security(value: unknown): ReadonlySet<string>[] {
    const schemes = object(object(this.#root.components).securitySchemes);
    return list(value).map((entry) => {
      const parts = new Set<string>();
      for (const [name, scopes] of Object.entries(object(entry))) {
        const { value: scheme } = this.#part(
          object(schemes[name]),
          stepInto(`${this.#name}#/components/securitySchemes`, name),
        );
        const kind = [scheme.type, scheme.scheme, scheme.in, scheme.name].filter((word) => typeof word === "string");
        const what = kind.length === 0 ? name : kind.join(" ").toLowerCase();
        parts.add(what);
        for (const scope of list(scopes)) parts.add(`${what} with scope ${String(scope)}`);
      }
      return parts;
    });
  }
}

/** Reads an OpenAPI document of version 3.1 or 3.2. */
export const readApi = (name: string, root: JsonObject, source: SchemaSource): ApiDocument =>
  new Reader(name, root, source).document();

/** The document and the pointer of a place. */
export const placeOf = (at: string): { source: string; pointer: string } => splitLocation(at);
