import type { ClauseRegister } from "./clause.ts";
import type { Pointer } from "./pointer.ts";

/** A JSON Schema as read: an object of keywords, or `true` / `false`. */
export type Schema = boolean | { readonly [keyword: string]: unknown };

/** Where a schema stands: a document's name and a pointer in it, `schemas/mattr/tenant.schema.json#/properties/id`. */
export type SchemaLocation = string;

/** The documents a contract is read from, by name: `specs/mattr.openapi.yaml`, `schemas/mattr/tenant.schema.json`. */
export type Documents = ReadonlyMap<string, unknown>;

/** Request methods that OpenAPI knows, in upper case. */
export type Method = "GET" | "PUT" | "POST" | "DELETE" | "OPTIONS" | "HEAD" | "PATCH" | "TRACE" | "QUERY";

/** How members of a form travel, by name (OpenAPI 3.1, 4.8.15); what is left out is as for query parameters. */
export type FormEncoding = Readonly<Record<string, { readonly style?: string; readonly explode?: boolean }>>;

/** A body as one media type documents it. `schema` is null where none is given: any body of that type will do. */
export interface MediaType {
  /** In lower case, without parameters; may be a range such as `text/*`. */
  readonly name: string;
  readonly schema: SchemaLocation | null;
  /** Documented examples by name; `sample` is the vendor's own, repaired. */
  readonly examples: { readonly [name: string]: unknown };
  /** The clause one of whose readings documents it, if only a reading that was not chosen does. */
  readonly readingOf: string | null;
  readonly encoding?: FormEncoding;
  readonly at: Pointer;
}

/** A parameter or a response header. `name` is in lower case for headers. */
export interface Parameter {
  readonly in: "path" | "query" | "header" | "cookie";
  readonly name: string;
  readonly required: boolean;
  readonly schema: SchemaLocation | null;
  readonly style: string;
  readonly explode: boolean;
  readonly example: unknown;
  readonly at: Pointer;
}

export interface RequestBody {
  readonly required: boolean;
  readonly content: readonly MediaType[];
  readonly at: Pointer;
}

export interface ResponseContract {
  /** `201`, a range such as `4XX`, or `default`. */
  readonly status: string;
  readonly content: readonly MediaType[];
  readonly headers: readonly Parameter[];
  /** The page documents that there is no body. Without it and without content nothing is said about the body. */
  readonly empty: boolean;
  /** The body may be missing even where one is documented. */
  readonly bodyOptional: boolean;
  readonly readingOf: string | null;
  readonly links: { readonly [name: string]: unknown };
  readonly at: Pointer;
}

/** One alternative of an operation's security: all of these schemes together; none of them means "no credentials needed". */
export type SecurityRequirement = readonly SecurityScheme[];

export interface SecurityScheme {
  readonly name: string;
  readonly type: "http" | "apiKey" | "oauth2" | "openIdConnect" | "mutualTLS";
  /** The word before the credentials in `Authorization`, lower case: `bearer`, `basic`, `negotiate`, `token`. */
  readonly scheme: string | null;
  /** For `apiKey`: where the key goes and under which name. */
  readonly in: "header" | "query" | "cookie" | null;
  readonly parameter: string | null;
}

/** One method on one path, as documented. */
export interface Operation {
  /** `createTenant`, or `POST /path` where the document names none. */
  readonly id: string;
  /** `mattr.createTenant`. */
  readonly ref: string;
  readonly method: Method;
  /** The path template, base path not included: `/v1/tenants/{tenantId}`. */
  readonly path: string;
  readonly summary: string;
  readonly deprecated: boolean;
  readonly parameters: readonly Parameter[];
  readonly requestBody: RequestBody | null;
  readonly responses: readonly ResponseContract[];
  readonly security: readonly SecurityRequirement[];
  readonly at: Pointer;
}

export interface Server {
  /** With its variables filled by their defaults. */
  readonly url: string;
  /** A pattern the variables can take, as the template: `https://{host}`. */
  readonly template: string;
  /** The path part of the URL, without a trailing slash. */
  readonly basePath: string;
}

/** A provider's operations, schemas and clauses together. */
export interface Contract {
  /** `mattr`, or the file's base name for a document of the user's own. */
  readonly provider: string;
  readonly title: string;
  readonly version: string;
  /** The document's name as findings show it: `specs/mattr.openapi.yaml`. */
  readonly source: string;
  readonly servers: readonly Server[];
  readonly operations: readonly Operation[];
  readonly documents: Documents;
  readonly clauses: ClauseRegister;
}

/** The documented success response: the first 2xx that is not documented by a rejected reading only. */
export const successOf = (operation: Operation): ResponseContract | null =>
  operation.responses.find((response) => /^2(\d\d|XX)$/.test(response.status) && response.readingOf === null) ?? null;

/** Whether a status says that a request was carried out: any 2xx, and a documented redirect where no 2xx is documented. */
export const isSuccess = (operation: Operation, status: number): boolean =>
  (status >= 200 && status < 300) ||
  (status >= 300 && status < 400 && successOf(operation) === null && responseFor(operation, status) !== null);

/** The response that documents a status: the exact one, else its range, else `default`; null if none does. */
export const responseFor = (operation: Operation, status: number): ResponseContract | null => {
  const exact = String(status);
  const range = `${exact[0]}XX`;
  const named = (name: string) => operation.responses.find((response) => response.status.toUpperCase() === name);
  return named(exact) ?? named(range) ?? operation.responses.find((response) => response.status === "default") ?? null;
};
