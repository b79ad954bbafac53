/// <reference types="chai" preserve="true" />
import { inspect } from "node:util";
import type { Operation, SchemaLocation } from "../model/contract.ts";
import { responseFor } from "../model/contract.ts";
import { below, valueAt } from "../model/pointer.ts";
import { type ApiSpec, readApiSpec } from "./api-spec.ts";
import { type TakenResponse, takeResponse } from "./response-like.ts";

declare global {
  namespace Chai {
    interface Assertion {
      /** The response is one that the API specification documents: its status, and its body by the schema. */
      satisfyApiSpec: Assertion;
      /** The value satisfies a schema that the API specification names. */
      satisfySchemaInApiSpec(schemaName: string): Assertion;
    }
  }
}

/** What the drop-in may be told beyond what the original could. */
export interface ResponseValidatorOptions {
  /** Members that no schema declares fail the assertion as well; not unless said so. */
  readonly strict?: boolean;
}

const lines = (...texts: readonly string[]): string => texts.join("\n\n");

const shown = (value: unknown): string => inspect(value, { depth: null, breakLength: 120 });

/** Why a value does not satisfy a schema: one sentence a place; null if it does. */
const dissatisfaction = (
  { judge }: ApiSpec,
  schema: SchemaLocation,
  value: unknown,
  root: string,
  strict: boolean,
): string | null => {
  const reading = { kind: "json", text: JSON.stringify(value) ?? "", value, duplicates: [] } as const;
  const context = { operation: null, direction: "response", status: null } as const;
  const findings = judge
    .payload(reading, schema, context, (pointer) => ({ source: root, line: null, column: null, pointer }))
    .filter(({ severity, rule }) => severity === "error" || (strict && rule === "member-undocumented"));
  if (findings.length === 0) return null;
  return findings.map(({ instance, message }) => `${instance.pointer.slice(1) || root}: ${message}`).join("\n");
};

/** A judgement in the words of an assertion: why it failed, or what it would have meant to fail. */
interface Satisfaction {
  readonly pass: boolean;
  readonly message: string;
}

const satisfaction = (spec: ApiSpec, value: unknown, strict: boolean): Satisfaction => {
  const taken = takeResponse(value);
  const method = taken?.request.method?.toUpperCase();
  const path = taken?.request.url?.split("?")[0];
  if (taken === null || method === undefined || path === undefined)
    throw new TypeError(
      "expected a response of axios, supertest, superagent or chai-http, with the request it answers",
    );
  const status = taken.response.status;
  const hint = "expected res to satisfy API spec";
  const asked = (endpoint: string) =>
    `expected res to satisfy a '${status}' response defined for endpoint '${endpoint}' in your API spec`;
  const route = spec.judge.pairing.route(method, path);
  if (route.operation === null) {
    const why = route.reason === "method" ? methodAstray(method, path, route.allowed) : pathAstray(spec, path);
    return { pass: false, message: lines(hint, asked(`${method} ${path}`), ...why) };
  }
  const endpoint = `${method} ${route.operation.path}`;
  const response = responseFor(route.operation, status);
  if (response === null)
    return {
      pass: false,
      message: lines(
        hint,
        asked(endpoint),
        `res had status '${status}', but your API spec has no '${status}' response defined for endpoint '${endpoint}'`,
        `Response statuses found for endpoint '${endpoint}' in API spec: ${statusesOf(route.operation)}`,
      ),
    };
  const schema = response.content.find((media) => media.schema !== null)?.schema ?? null;
  const { body } = bodyOf(taken);
  const why = schema === null ? null : dissatisfaction(spec, schema, body, "response body", strict);
  const defined = shown(valueAt(spec.contract.documents.get(spec.contract.source), response.at));
  const rest = [
    `res contained: ${shown({ body })}`,
    `The '${status}' response defined for endpoint '${endpoint}' in API spec: ${defined}`,
  ];
  const named = `satisfy the '${status}' response defined for endpoint '${endpoint}' in your API spec`;
  return why === null
    ? { pass: true, message: lines("expected res not to satisfy API spec", `expected res not to ${named}`, ...rest) }
    : {
        pass: false,
        message: lines(hint, `expected res to ${named}`, `res did not satisfy it because: ${why}`, ...rest),
      };
};

const statusesOf = ({ responses }: Operation): string => responses.map(({ status }) => status).join(", ");

const methodAstray = (method: string, path: string, allowed: readonly string[]): string[] => [
  `res had request method '${method}', but your API spec has no '${method}' operation defined for path '${path}'`,
  `Request operations found for path '${path}' in API spec: ${allowed.join(", ")}`,
];

const pathAstray = ({ servers, contract }: ApiSpec, path: string): string[] => {
  const matching = servers.filter(({ basePaths }) =>
    basePaths.some((base) => path === base || path.startsWith(`${base}/`)),
  );
  if (matching.length === 0)
    return [
      `res had request path '${path}', but your API spec has no matching servers`,
      `Servers found in API spec: ${servers.map(({ url }) => url).join(", ")}`,
    ];
  const paths = [...new Set(contract.operations.map((operation) => operation.path))];
  return [
    `res had request path '${path}', but your API spec has no matching path`,
    `Paths found in API spec: ${paths.join(", ")}`,
    `'${path}' matches servers ${shown(matching.map(({ url }) => url))} but no <server/endpointPath> combinations`,
  ];
};

/** The body as a value: JSON text is read, for that is what the schema is about. */
const bodyOf = ({ response }: TakenResponse): { readonly body: unknown } => {
  const { body, headers } = response;
  if (typeof body !== "string" || !isJson(headers)) return { body };
  try {
    return { body: JSON.parse(body) as unknown };
  } catch {
    return { body };
  }
};

const isJson = (headers: object | undefined): boolean =>
  Object.entries(headers ?? {}).some(
    ([name, value]) => name.toLowerCase() === "content-type" && String(value).includes("json"),
  );

/**
 * A drop-in for `chai-openapi-response-validator`: `chai.use(chaiResponseValidator(pathOrObject))` adds
 * `satisfyApiSpec` and `satisfySchemaInApiSpec`, for OpenAPI 2.0, 3.0, 3.1 and 3.2. Throws for what is no such document.
 */
const chaiResponseValidator = (
  pathOrObject: string | object,
  { strict = false }: ResponseValidatorOptions = {},
): Chai.ChaiPlugin => {
  const spec = readApiSpec(pathOrObject);
  return ({ Assertion, AssertionError }, utils) => {
    Assertion.addProperty("satisfyApiSpec", function (this: Chai.AssertionStatic) {
      const { pass, message } = satisfaction(spec, utils.flag(this, "object"), strict);
      this.assert(pass, pass ? "" : message, pass ? message : "", undefined);
    });
    Assertion.addMethod("satisfySchemaInApiSpec", function (this: Chai.AssertionStatic, name: string) {
      const value: unknown = utils.flag(this, "object");
      if (!Object.hasOwn(spec.schemas, name))
        throw new AssertionError("The argument to satisfySchemaInApiSpec must match a schema in your API spec");
      const at = below("/components/schemas", name);
      const why = dissatisfaction(spec, `${spec.contract.source}#${at}`, value, "object", strict);
      const named = `satisfy the '${name}' schema defined in your API spec`;
      const rest = [`object was: ${shown(value)}`, `The '${name}' schema in API spec: ${shown(spec.schemas[name])}`];
      this.assert(
        why === null,
        lines(`expected object to ${named}`, `object did not satisfy it because: ${why}`, ...rest),
        lines(`expected object not to ${named}`, ...rest),
        undefined,
      );
    });
  };
};

export default chaiResponseValidator;
