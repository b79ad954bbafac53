type Json = { [name: string]: unknown };

const MAPS = new Set(["properties", "patternProperties", "definitions", "$defs", "schemas"]);
const DATA = new Set(["example", "examples", "default", "enum", "const", "value"]);

/**
 * Rewrites the schemas of an OpenAPI 3.0 document, or of a file it refers to, as 3.1 has them, each keyword in its place so that pointers stay
 * true: `nullable` becomes a type or an alternative, boolean exclusive bounds become numbers. Changes the document.
 */
export const upgradeFrom30 = (document: Json): void => {
  const queue: { node: unknown; isMap: boolean }[] = [{ node: document, isMap: false }];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { node, isMap } = next;
    if (node === null || typeof node !== "object") continue;
    if (!Array.isArray(node) && !isMap) upgradeSchema(node as Json);
    for (const [key, child] of Object.entries(node))
      if (isMap || !DATA.has(key)) queue.push({ node: child, isMap: !isMap && MAPS.has(key) });
  }
  if (document.openapi !== undefined) document.openapi = "3.1.0";
};

const upgradeSchema = (schema: Json): void => {
  for (const [flag, bound] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ] as const) {
    if (typeof schema[flag] !== "boolean") continue;
    const exclusive = schema[flag];
    delete schema[flag];
    if (!exclusive || typeof schema[bound] !== "number") continue;
    schema[flag] = schema[bound];
    delete schema[bound];
  }
  if (schema.nullable === true) {
    if (typeof schema.type === "string") schema.type = [schema.type, "null"];
    if (Array.isArray(schema.enum) && !schema.enum.includes(null)) schema.enum = [...schema.enum, null];
    for (const combinator of ["anyOf", "oneOf"])
      if (Array.isArray(schema[combinator]))
        schema[combinator] = [...(schema[combinator] as unknown[]), { type: "null" }];
    if (schema.type === undefined && Array.isArray(schema.allOf)) {
      schema.anyOf = [{ allOf: schema.allOf }, { type: "null" }];
      delete schema.allOf;
    }
  }
  if (typeof schema.nullable === "boolean") delete schema.nullable;
};
