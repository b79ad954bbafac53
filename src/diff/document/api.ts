import type { Located } from "../schema/source.ts";
import type { ApiScheme } from "./security.ts";
import type { ApiServer } from "./servers.ts";

/** How one part of a form or a multipart body travels. */
export interface ApiEncoding {
  /** The member of the body's schema that it is about. */
  readonly part: string;
  /** The media types that the part may have; none where it is written as a parameter is. */
  readonly contentTypes: readonly string[];
  /** How it is written where it is written as a parameter is; null where its media type says so. */
  readonly style: string | null;
  readonly headers: readonly ApiParameter[];
  readonly at: string;
}

/** A body as one media type documents it. A schema is null where anything of that type will do. */
export interface ApiMedia {
  readonly name: string;
  readonly schema: Located | null;
  /** What each item of a sequence (`application/jsonl`, `text/event-stream`) is, as OpenAPI 3.2 has it. */
  readonly items: Located | null;
  /** How the parts travel, those of which something is said. */
  readonly encoding: readonly ApiEncoding[];
  /** How a part travels that the schema declares and of which nothing is said; null where it is not declared. */
  usually(part: string): ApiEncoding | null;
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

/** A link from a response to another operation: its name and, as text, what it leads to. */
export interface ApiLink {
  readonly name: string;
  readonly leadsTo: string;
  readonly at: string;
}

/** One documented status. */
export interface ApiResponse {
  readonly status: string;
  readonly content: readonly ApiMedia[];
  readonly headers: readonly ApiParameter[];
  readonly links: readonly ApiLink[];
  readonly at: string;
}

/** A request that the provider sends because of an operation, to a URL that an expression finds. */
export interface ApiCallback {
  readonly name: string;
  /** Where the request goes: `{$request.body#/callbackUrl}`. */
  readonly url: string;
  readonly operation: ApiOperation;
}

/** One method on one path. `key` is the same for templates that differ in the names of their parameters only. */
export interface ApiOperation {
  readonly key: string;
  readonly id: string;
  readonly method: string;
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
  /** The servers of the operation or its path, where they have some of their own. */
  readonly servers: readonly ApiServer[] | null;
  readonly callbacks: readonly ApiCallback[];
  readonly at: string;
}

/** An OpenAPI document as it is compared. */
export interface ApiDocument {
  readonly source: string;
  readonly version: string;
  readonly servers: readonly ApiServer[];
  readonly operations: ReadonlyMap<string, ApiOperation>;
  /** The requests that the provider sends by itself, by name and method. */
  readonly webhooks: ReadonlyMap<string, ApiOperation>;
  /** The security schemes that some operation asks for. */
  readonly schemes: readonly ApiScheme[];
}
