import { below, type Pointer, pointerOf, valueAt } from "../../src/model/pointer.ts";
import { isObject, type SchemaObject } from "./keywords.ts";

/** A media type of a body. `schema` is what stands under `schema`, references unresolved. */
export interface MediaElement {
  readonly name: string;
  readonly schema: unknown;
  readonly examples: SchemaObject;
  readonly readingOf: string | null;
  readonly at: Pointer;
}

/** A parameter or a response header. */
export interface ParameterElement {
  /** `path`, `query`, `header` or `cookie`. */
  readonly in: string;
  readonly name: string;
  readonly required: boolean;
  readonly schema: unknown;
  readonly at: Pointer;
}

export interface ResponseElement {
  readonly status: string;
  readonly content: readonly MediaElement[];
  readonly headers: readonly ParameterElement[];
  readonly readingOf: string | null;
  readonly at: Pointer;
}

export interface OperationElement {
  /** The `operationId`, or `""` where there is none. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly ParameterElement[];
  readonly request: readonly MediaElement[];
  readonly responses: readonly ResponseElement[];
  /** The names of the security schemes it may use. */
  readonly security: readonly string[];
  readonly at: Pointer;
}

export interface ServerElement {
  readonly url: string;
  /** The URL with its variables filled in every way their enumerations allow. */
  readonly expansions: readonly string[];
  readonly at: Pointer;
}

/** The parts of an OpenAPI document that clauses speak about. */
export interface Elements {
  readonly operations: readonly OperationElement[];
  readonly servers: readonly ServerElement[];
}

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/** The parts of an OpenAPI 3.1 document, local references resolved, in document order. */
export const elementsOf = (document: unknown): Elements => {
  const resolve = (value: unknown, at: Pointer): { value: SchemaObject; at: Pointer } => {
    let found = { value, at };
    for (let hops = 0; hops < 20 && isObject(found.value); hops++) {
      const ref = found.value.$ref;
      if (typeof ref !== "string" || !ref.startsWith("#/")) break;
      found = { value: valueAt(document, ref.slice(1)), at: ref.slice(1) };
    }
    return { value: isObject(found.value) ? found.value : {}, at: found.at };
  };
  const entriesOf = (value: unknown): [string, unknown][] => (isObject(value) ? Object.entries(value) : []);
  const readingOf = (value: SchemaObject) => (typeof value["x-reading-of"] === "string" ? value["x-reading-of"] : null);

  const mediaOf = (content: unknown, at: Pointer): MediaElement[] =>
    entriesOf(content).map(([name, raw]) => {
      const media = resolve(raw, below(at, name));
      const examples: Record<string, unknown> = {};
      for (const [key, example] of entriesOf(media.value.examples)) examples[key] = resolve(example, "").value;
      return { name, schema: media.value.schema, examples, readingOf: readingOf(media.value), at: media.at };
    });

  const headersOf = (headers: unknown, at: Pointer): ParameterElement[] =>
    entriesOf(headers).map(([name, raw]) => {
      const header = resolve(raw, below(at, name));
      const { required, schema } = header.value;
      return { in: "header", name, required: required === true, schema, at: header.at };
    });

  const parametersOf = (list: unknown, at: Pointer): ParameterElement[] =>
    (Array.isArray(list) ? list : []).map((raw, index) => {
      const { value, at: place } = resolve(raw, below(at, index));
      const { required, schema } = value;
      return { in: String(value.in), name: String(value.name), required: required === true, schema, at: place };
    });

  const securityOf = (requirements: unknown): string[] =>
    (Array.isArray(requirements) ? requirements : []).flatMap((alternative) =>
      entriesOf(alternative).map(([name]) => name),
    );

  const root = isObject(document) ? document : {};
  const operations: OperationElement[] = [];
  for (const [path, rawItem] of entriesOf(root.paths)) {
    const item = resolve(rawItem, pointerOf(["paths", path]));
    for (const [method, raw] of entriesOf(item.value)) {
      if (!METHODS.includes(method) || !isObject(raw)) continue;
      const at = below(item.at, method);
      const body = resolve(raw.requestBody, below(at, "requestBody"));
      const responses = entriesOf(raw.responses).map(([status, rawResponse]) => {
        const response = resolve(rawResponse, pointerOf(["paths", path, method, "responses", status]));
        return {
          status,
          content: mediaOf(response.value.content, below(response.at, "content")),
          headers: headersOf(response.value.headers, below(response.at, "headers")),
          readingOf: readingOf(isObject(rawResponse) ? { ...response.value, ...rawResponse } : response.value),
          at: below(below(at, "responses"), status),
        };
      });
      operations.push({
        id: typeof raw.operationId === "string" ? raw.operationId : "",
        method: method.toUpperCase(),
        path,
        parameters: [
          ...parametersOf(item.value.parameters, below(item.at, "parameters")),
          ...parametersOf(raw.parameters, below(at, "parameters")),
        ],
        request: mediaOf(body.value.content, below(body.at, "content")),
        responses,
        security: [...new Set(securityOf(raw.security ?? root.security))],
        at,
      });
    }
  }
  const servers = (Array.isArray(root.servers) ? root.servers : []).map((raw, index) => {
    const server = isObject(raw) ? raw : {};
    const url = String(server.url);
    return { url, expansions: expand(url, server.variables), at: pointerOf(["servers", index]) };
  });
  return { operations, servers };
};

const expand = (url: string, variables: unknown): string[] => {
  let urls = [url];
  for (const [name, variable] of isObject(variables) ? Object.entries(variables) : []) {
    if (!isObject(variable)) continue;
    const values = Array.isArray(variable.enum) ? variable.enum : [variable.default];
    urls = urls.flatMap((text) => values.map((value) => text.replaceAll(`{${name}}`, String(value))));
  }
  return urls;
};

/** The documented success response: the first 2xx that is not documented by a rejected reading only. */
export const successOf = (operation: OperationElement): ResponseElement | undefined =>
  operation.responses.find((response) => /^2(\d\d|XX)$/.test(response.status) && response.readingOf === null);

/** Whether a media type carries JSON. */
export const isJson = (media: string): boolean => /^(?:application|text)\/(?:[^;]+\+)?json(?:\s*;.*)?$/.test(media);

/** The schema location that a media type's `$ref` names, if it is one into `schemas/`: `mattr/tenant.schema.json#`. */
export const bodyRef = (schema: unknown): string | null => {
  const ref = isObject(schema) && typeof schema.$ref === "string" ? schema.$ref : "";
  const match = /^\.\.\/schemas\/([^#]+\.schema\.json)(?:#(.*))?$/.exec(ref);
  return match === null ? null : `${match[1]}#${match[2] ?? ""}`;
};
