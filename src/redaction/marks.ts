import { SchemaSet } from "../conformance/schema-set.ts";
import type { Contract, Parameter, SchemaLocation } from "../model/contract.ts";
import type { SecretNames } from "./names.ts";

type Json = { readonly [name: string]: unknown };

const isObject = (value: unknown): value is Json =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** Whether everything that a schema describes is marked `x-secret`, through references and combinations too. */
const isMarked = (schemas: SchemaSet, location: SchemaLocation, hops = 0): boolean => {
  if (hops > 20) return false;
  const placed = schemas.at(location);
  if (!isObject(placed.schema)) return false;
  const { schema } = placed;
  if (schema["x-secret"] === true) return true;
  if (typeof schema.$ref === "string") {
    try {
      if (isMarked(schemas, schemas.follow(schema.$ref, placed).location, hops + 1)) return true;
    } catch {
      return false;
    }
  }
  const inside = ["allOf", "anyOf", "oneOf", "prefixItems"].flatMap((keyword) =>
    Array.isArray(schema[keyword]) ? schema[keyword].map((_, index) => `${placed.location}/${keyword}/${index}`) : [],
  );
  for (const keyword of ["items", "additionalProperties", "contains"])
    if (isObject(schema[keyword])) inside.push(`${placed.location}/${keyword}`);
  return inside.some((one) => isMarked(schemas, one, hops + 1));
};

/** The members that the documents of a contract mark, by name: a member keeps its name when its object is malformed. */
const markedMembers = (schemas: SchemaSet): Set<string> => {
  const names = new Set<string>();
  for (const [source, document] of schemas.documents) {
    const queue: [unknown, string][] = [[document, ""]];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const [value, at] = next;
      if (value === null || typeof value !== "object") continue;
      for (const [key, child] of Object.entries(value)) {
        const pointer = `${at}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
        if (key === "properties" && isObject(child))
          for (const [name, member] of Object.entries(child))
            if (
              isObject(member) &&
              isMarked(schemas, `${source}#${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`)
            )
              names.add(name);
        queue.push([child, pointer]);
      }
    }
  }
  return names;
};

/** The names that a contract says are secret: members marked `x-secret`, marked parameters, and where API keys go. */
export const secretNamesOf = (contract: Contract): SecretNames => {
  const schemas = new SchemaSet(contract.documents);
  const headers = new Set<string>();
  const queries = new Set<string>();
  const members = markedMembers(schemas);
  const parameter = ({ in: where, name, schema }: Parameter) => {
    if (schema === null || !isMarked(schemas, schema)) return;
    if (where === "header") headers.add(name.toLowerCase());
    if (where === "query") queries.add(name);
    if (where === "cookie") members.add(name);
  };
  for (const operation of contract.operations) {
    operation.parameters.forEach(parameter);
    for (const response of operation.responses) response.headers.forEach(parameter);
    for (const { in: where, parameter: name } of operation.security.flat()) {
      if (where === "header" && name !== null) headers.add(name.toLowerCase());
      if (where === "query" && name !== null) queries.add(name);
    }
  }
  return { members, headers, queries };
};
