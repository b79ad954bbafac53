import { readFileSync } from "node:fs";
import { isAbsolute } from "node:path";
import { upgrade } from "@scalar/openapi-upgrader";
import { basePathOf, contractOf } from "../contract/contract.ts";
import { parseAtOnce } from "../contract/parse-at-once.ts";
import { upgradeFrom30 } from "../contract/upgrade.ts";
import { Judge } from "../engine/judge.ts";
import type { Contract } from "../model/contract.ts";

type Json = { [name: string]: unknown };

const ARGUMENT =
  "The provided argument must be either an absolute filepath or an object representing an OpenAPI specification.\nError details: ";

const isObject = (value: unknown): value is Json =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** An OpenAPI document of version 2.0, 3.0, 3.1 or 3.2, ready to judge by. */
export interface ApiSpec {
  readonly contract: Contract;
  readonly judge: Judge;
  /** The servers as the document has them, variables and all. */
  readonly servers: readonly { readonly url: string; readonly basePaths: readonly string[] }[];
  /** Where the document keeps its schemas, by name. */
  readonly schemas: Json;
}

/**
 * Reads an API specification from an absolute path or an object, without waiting for anything. Throws an Error that
 * says what is wrong with the argument, the file or the document.
 */
export const readApiSpec = (pathOrObject: unknown): ApiSpec => {
  const document = specified(pathOrObject);
  const converted = converted31(document);
  checkForm(converted);
  const servers = serversOf(converted);
  const contract = contractOf("api", "openapi", new Map([["openapi", converted]]));
  const judge = new Judge(
    contract,
    [],
    servers.flatMap(({ basePaths }) => basePaths),
  );
  const components = isObject(converted.components) ? converted.components : {};
  return { contract, judge, servers, schemas: isObject(components.schemas) ? components.schemas : {} };
};

const specified = (pathOrObject: unknown): Json => {
  if (typeof pathOrObject === "string") return documentAt(pathOrObject);
  if (isObject(pathOrObject)) return structuredClone(pathOrObject);
  throw new Error(`${ARGUMENT}Received type '${Array.isArray(pathOrObject) ? "array" : typeof pathOrObject}'`);
};

const documentAt = (path: string): Json => {
  if (!isAbsolute(path)) throw new Error(`${ARGUMENT}'${path}' is not an absolute filepath`);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(`${ARGUMENT}${(error as Error).message}`);
  }
  let document: unknown;
  try {
    document = parseAtOnce(text);
  } catch (error) {
    throw new Error(`${ARGUMENT}Invalid YAML or JSON:\n${(error as Error).message}`);
  }
  if (!isObject(document)) throw new Error(`Invalid OpenAPI spec: ${path} holds no object`);
  return document;
};

/** The document as 3.1 has it; 2.0 goes through 3.0. */
const converted31 = (document: Json): Json => {
  const { swagger, openapi } = document;
  if (swagger !== undefined && String(swagger) === "2.0") {
    const upgraded = upgrade({ ...document, swagger: "2.0" }, "3.0") as unknown as Json;
    upgradeFrom30(upgraded);
    return upgraded;
  }
  if (typeof openapi !== "string" || !/^3\.[012]\./.test(openapi))
    throw new Error('Invalid OpenAPI spec: neither "swagger": "2.0" nor "openapi": "3.0.0" or later stands in it');
  if (openapi.startsWith("3.0")) upgradeFrom30(document);
  return document;
};

/** Holds the document to what the specification requires of its outline. */
const checkForm = ({ info, paths, components, webhooks }: Json): void => {
  const problems: string[] = [];
  if (!isObject(info) || typeof info.title !== "string" || typeof info.version !== "string")
    problems.push("info must have a title and a version");
  if (!isObject(paths) && (paths !== undefined || (components === undefined && webhooks === undefined)))
    problems.push("paths must be an object");
  for (const [path, item] of Object.entries(isObject(paths) ? paths : {}))
    if (!path.startsWith("/") && !path.startsWith("x-")) problems.push(`the path ${path} must start with a slash`);
    else if (!isObject(item)) problems.push(`${path} must be an object`);
  if (problems.length > 0) throw new Error(`Invalid OpenAPI spec: ${problems.join("; ")}`);
};

const serversOf = ({ servers }: Json): ApiSpec["servers"] => {
  const list = Array.isArray(servers) && servers.length > 0 ? servers : [{ url: "/" }];
  return list.filter(isObject).map((server) => {
    const url = String(server.url ?? "/");
    const basePaths = filled(url, isObject(server.variables) ? server.variables : {}).map(basePathOf);
    return { url, basePaths: [...new Set(basePaths)] };
  });
};

/** No document needs more; one that has more is not worth waiting for. */
const MOST_URLS = 1000;

/** A server's URL with its variables filled in, once for each combination of the values they may have. */
const filled = (url: string, variables: Json): string[] => {
  let urls = [url];
  for (const [name, variable] of Object.entries(variables)) {
    const { default: preset, enum: others } = isObject(variable) ? variable : ({} as Json);
    const values = [...new Set([preset, ...(Array.isArray(others) ? others : [])])];
    if (url.includes(`{${name}}`) && urls.length * values.length <= MOST_URLS)
      urls = urls.flatMap((one) => values.map((value) => one.replaceAll(`{${name}}`, String(value))));
  }
  return urls;
};
