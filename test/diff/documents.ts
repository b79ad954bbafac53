import { DIFF_DEFAULTS, type DiffOptions, diff } from "../../src/diff/diff.ts";
import type { DiffFinding, DiffReport } from "../../src/diff/finding.ts";
import { standardTools } from "../../src/diff/tools.ts";

export type Json = Record<string, unknown>;

export const text = { type: "string" };
export const integer = { type: "integer" };

/** An object schema with these members, the named ones required. */
export const object = (properties: Json, required: readonly string[] = [], more: Json = {}): Json => ({
  type: "object",
  properties,
  ...(required.length > 0 ? { required } : {}),
  ...more,
});

/** One operation; what is given replaces the usual parts. */
export const operation = (parts: Json = {}): Json => ({
  operationId: "createTenant",
  requestBody: { content: { "application/json": { schema: object({ name: text }) } } },
  responses: { "201": { description: "Created", content: { "application/json": { schema: object({ id: text }) } } } },
  ...parts,
});

/** A document of one operation, `POST /tenants/{id}`. */
export const document = (one: Json = operation(), parts: Json = {}): Json => ({
  openapi: "3.1.0",
  info: { title: "Tenants", version: "1.2.3" },
  paths: { "/tenants/{id}": { post: one } },
  ...parts,
});

/** A document whose one request body is as given. */
export const requesting = (schema: unknown, parts: Json = {}): Json =>
  document(operation({ requestBody: { content: { "application/json": { schema } } } }), parts);

/** A document whose one response body is as given. */
export const responding = (schema: unknown, parts: Json = {}): Json =>
  document(
    operation({ responses: { "201": { description: "Created", content: { "application/json": { schema } } } } }),
    parts,
  );

const tools = standardTools();

/** What is found between two documents. */
export const compare = (base: unknown, revision: unknown, options: Partial<DiffOptions> = {}): DiffReport =>
  diff(
    { root: "api.json", documents: new Map([["api.json", base]]) },
    { root: "api.json", documents: new Map([["api.json", revision]]) },
    tools,
    { ...DIFF_DEFAULTS, ...options },
  );

/** Severity, rule and proof of each finding: `error request-null-narrowed {"name":null}`. */
export const told = ({ findings }: DiffReport): string[] =>
  findings.map(({ severity, rule, witness }: DiffFinding) =>
    [severity, rule, ...(witness === null ? [] : [JSON.stringify(witness.instance)])].join(" "),
  );
