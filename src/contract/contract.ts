import { SchemaSet, uriOf } from "../conformance/schema-set.ts";
import type { ClauseRegister } from "../model/clause.ts";
import type {
  Contract,
  Documents,
  FormEncoding,
  MediaType,
  Method,
  Operation,
  Parameter,
  ResponseContract,
  SchemaLocation,
  SecurityRequirement,
  SecurityScheme,
  Server,
} from "../model/contract.ts";
import { below, type Pointer, valueAt } from "../model/pointer.ts";

type Json = { readonly [name: string]: unknown };

const METHODS: readonly Method[] = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "QUERY"];

/** A document that is not an OpenAPI document of a supported version, or is one with a part that cannot be read. */
export class DocumentError extends Error {
  override name = "DocumentError";
  readonly source: string;
  readonly pointer: Pointer;
  readonly remedy: string;

  constructor(source: string, pointer: Pointer, message: string, remedy: string) {
    super(message);
    this.source = source;
    this.pointer = pointer;
    this.remedy = remedy;
  }
}

const objectOr = (value: unknown): Json =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Json) : {};
const listOr = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOr = (value: unknown, fallback: string): string => (typeof value === "string" ? value : fallback);

/** A part of a document, found through any number of references, and where it really stands. */
interface Part {
  readonly value: Json;
  readonly source: string;
  readonly at: Pointer;
}

/** Reads one OpenAPI 3.1 document, given with all the documents it refers to, as a contract. */
export const contractOf = (
  provider: string,
  source: string,
  documents: Documents,
  clauses: ClauseRegister = { pages: [], clauses: [] },
): Contract => {
  const root = objectOr(documents.get(source));
  if (typeof root.openapi !== "string" || !/^3\.[012]\./.test(root.openapi))
    throw new DocumentError(
      source,
      "/openapi",
      `is not an OpenAPI document of version 3.0, 3.1 or 3.2${root.openapi === undefined ? "" : ` but ${JSON.stringify(root.openapi)}`}`,
      'Give a document that starts with "openapi: 3.1.0".',
    );
  return new Reader(provider, source, root, documents, clauses).contract();
};

class Reader {
  readonly #provider: string;
  readonly #source: string;
  readonly #root: Json;
  readonly #documents: Documents;
  readonly #clauses: ClauseRegister;
  readonly #schemas: SchemaSet;

  constructor(provider: string, source: string, root: Json, documents: Documents, clauses: ClauseRegister) {
    this.#provider = provider;
    this.#source = source;
    this.#root = root;
    this.#documents = documents;
    this.#clauses = clauses;
    this.#schemas = new SchemaSet(documents);
  }

  contract(): Contract {
    const info = objectOr(this.#root.info);
    return {
      provider: this.#provider,
      title: textOr(info.title, this.#provider),
      version: textOr(info.version, "0"),
      source: this.#source,
      servers: this.#servers(),
      operations: this.#operations(),
      documents: this.#documents,
      clauses: this.#clauses,
    };
  }

  #servers(): Server[] {
    return listOr(this.#root.servers).map((entry) => {
      const server = objectOr(entry);
      const template = textOr(server.url, "/");
      const variables = objectOr(server.variables);
      const url = template.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
        textOr(objectOr(variables[name]).default, ""),
      );
      return { url, template, basePath: basePathOf(url) };
    });
  }

  /** The part at a pointer, references followed; throws where they lead nowhere or round in a circle. */
  #part(value: unknown, source: string, at: Pointer): Part {
    let part: Part = { value: objectOr(value), source, at };
    for (let hops = 0; typeof part.value.$ref === "string"; hops++) {
      const placed = this.#schemas;
      const reference = part.value.$ref;
      try {
        if (hops > 100) throw new Error("circle");
        const found = placed.follow(reference, { base: uriOf(part.source), location: `${part.source}#${part.at}` });
        const hash = found.location.indexOf("#");
        part = {
          value: objectOr(found.schema),
          source: found.location.slice(0, hash),
          at: found.location.slice(hash + 1),
        };
      } catch {
        throw new DocumentError(
          part.source,
          part.at,
          `the reference "${reference}" leads nowhere`,
          "Correct it, or add what it refers to.",
        );
      }
    }
    return part;
  }

  #operations(): Operation[] {
    const operations: Operation[] = [];
    for (const [path, item] of Object.entries(objectOr(this.#root.paths))) {
      if (!path.startsWith("/")) continue;
      const pathPart = this.#part(item, this.#source, below("/paths", path));
      for (const method of METHODS) {
        const value = pathPart.value[method.toLowerCase()];
        if (value !== undefined) operations.push(this.#operation(path, method, objectOr(value), pathPart));
      }
    }
    return operations;
  }

  #operation(path: string, method: Method, value: Json, pathPart: Part): Operation {
    const at = below(pathPart.at, method.toLowerCase());
    const id = textOr(value.operationId, `${method} ${path}`);
    const shared = listOr(pathPart.value.parameters).map((entry, index) =>
      this.#parameter(entry, pathPart.source, below(below(pathPart.at, "parameters"), index)),
    );
    const own = listOr(value.parameters).map((entry, index) =>
      this.#parameter(entry, pathPart.source, below(below(at, "parameters"), index)),
    );
    const overridden = (parameter: Parameter) =>
      own.some((one) => one.in === parameter.in && one.name === parameter.name);
    const body =
      value.requestBody === undefined ? null : this.#part(value.requestBody, pathPart.source, `${at}/requestBody`);
    return {
      id,
      ref: `${this.#provider}.${id}`,
      method,
      path,
      summary: textOr(value.summary, ""),
      deprecated: value.deprecated === true,
      parameters: [...shared.filter((parameter) => !overridden(parameter)), ...own],
      requestBody:
        body === null
          ? null
          : { required: body.value.required === true, content: this.#content(body), at: `${at}/requestBody` },
      responses: Object.entries(objectOr(value.responses))
        .filter(([status]) => !status.startsWith("x-"))
        .map(([status, response]) =>
          this.#response(status, response, pathPart.source, below(`${at}/responses`, status)),
        ),
      security: this.#security(value.security ?? this.#root.security),
      at,
    };
  }

  #parameter(entry: unknown, source: string, at: Pointer): Parameter {
    const part = this.#part(entry, source, at);
    const where = textOr(part.value.in, "query") as Parameter["in"];
    const name = textOr(part.value.name, "");
    const media = Object.keys(objectOr(part.value.content))[0];
    const schemaAt =
      part.value.schema !== undefined
        ? `${part.at}/schema`
        : media !== undefined
          ? `${below(`${part.at}/content`, media)}/schema`
          : null;
    const style = textOr(part.value.style, where === "query" || where === "cookie" ? "form" : "simple");
    return {
      in: where,
      name: where === "header" ? name.toLowerCase() : name,
      required: part.value.required === true || where === "path",
      schema:
        schemaAt === null
          ? null
          : this.#schemaAt(valueAt(this.#documents.get(part.source), schemaAt), part.source, schemaAt),
      style: media === undefined ? style : "content",
      explode: typeof part.value.explode === "boolean" ? part.value.explode : style === "form",
      example: part.value.example ?? this.#firstExample(part.value.examples),
      at,
    };
  }

  #firstExample(examples: unknown): unknown {
    return objectOr(Object.values(objectOr(examples))[0]).value;
  }

  #content(part: Part): MediaType[] {
    return Object.entries(objectOr(part.value.content)).map(([name, value]) => {
      const at = below(`${part.at}/content`, name);
      const media = objectOr(value);
      const examples: Record<string, unknown> = {};
      if (media.example !== undefined) examples.sample = media.example;
      for (const [key, example] of Object.entries(objectOr(media.examples)))
        examples[key] = this.#part(example, part.source, `${at}/examples/${key}`).value.value;
      return {
        name: name.toLowerCase().split(";")[0]!.trim(),
        schema: media.schema === undefined ? null : this.#schemaAt(media.schema, part.source, `${at}/schema`),
        examples,
        readingOf: typeof media["x-reading-of"] === "string" ? media["x-reading-of"] : null,
        ...(media.encoding === undefined ? {} : { encoding: encodingOf(media.encoding) }),
        at,
      };
    });
  }

  /** Where a schema stands: a lone reference is followed, so that a shared schema has one location. */
  #schemaAt(schema: unknown, source: string, at: Pointer): SchemaLocation {
    let location = `${source}#${at}`;
    let base = uriOf(source);
    let reference = loneReference(schema);
    for (let hops = 0; reference !== null && hops < 100; hops++) {
      try {
        const found = this.#schemas.follow(reference, { base, location });
        ({ location, base } = found);
        reference = loneReference(found.schema);
      } catch {
        throw new DocumentError(
          source,
          at,
          `the reference "${reference}" leads nowhere`,
          "Correct it, or add what it refers to.",
        );
      }
    }
    return location;
  }

  #response(status: string, value: unknown, source: string, at: Pointer): ResponseContract {
    const part = this.#part(value, source, at);
    return {
      status,
      content: this.#content(part),
      headers: Object.entries(objectOr(part.value.headers)).map(([name, header]) => {
        const headerPart = this.#part(header, part.source, below(`${part.at}/headers`, name));
        const parameter = this.#parameter(
          { ...headerPart.value, in: "header", name },
          headerPart.source,
          headerPart.at,
        );
        return { ...parameter, required: headerPart.value.required === true };
      }),
      empty: part.value["x-empty"] === true,
      bodyOptional: part.value["x-body-optional"] === true,
      readingOf: typeof part.value["x-reading-of"] === "string" ? part.value["x-reading-of"] : null,
      links: objectOr(part.value.links),
      at,
    };
  }

  #security(value: unknown): SecurityRequirement[] {
    const schemes = objectOr(valueAt(this.#root, "/components/securitySchemes"));
    return listOr(value).map((requirement) =>
      Object.keys(objectOr(requirement)).map((name) => this.#scheme(name, schemes[name])),
    );
  }

  #scheme(name: string, value: unknown): SecurityScheme {
    const { value: scheme } = this.#part(value, this.#source, below("/components/securitySchemes", name));
    const type = textOr(scheme.type, "http") as SecurityScheme["type"];
    const word = textOr(scheme["x-scheme"], textOr(scheme.scheme, type === "http" ? "" : "bearer")).toLowerCase();
    const named = type === "apiKey";
    return {
      name,
      type,
      scheme: named && scheme["x-scheme"] === undefined ? null : word,
      in: named ? (textOr(scheme.in, "header") as "header") : null,
      parameter: named ? textOr(scheme.name, "authorization") : null,
    };
  }
}

const encodingOf = (value: unknown): FormEncoding =>
  Object.fromEntries(
    Object.entries(objectOr(value)).map(([name, member]) => {
      const { style, explode } = objectOr(member);
      return [
        name,
        {
          ...(typeof style === "string" ? { style } : {}),
          ...(typeof explode === "boolean" ? { explode } : {}),
        },
      ];
    }),
  );

const loneReference = (schema: unknown): string | null => {
  const { $ref, ...rest } = objectOr(schema);
  return typeof $ref === "string" && Object.keys(rest).length === 0 ? $ref : null;
};

/** The path part of a server's URL, which may be relative, without a trailing slash. */
export const basePathOf = (url: string): string => {
  try {
    return new URL(url, "http://localhost").pathname.replace(/\/+$/, "");
  } catch {
    return "";
  }
};
