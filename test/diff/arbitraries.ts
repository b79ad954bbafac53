import fc from "fast-check";

/** Small JSON values that the schemas below tell apart. */
export const anyValue: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(
      null,
      true,
      false,
      0,
      1,
      2,
      3,
      6,
      -1,
      0.5,
      10,
      100,
      "",
      "a",
      "b",
      "ab",
      "abc",
      "A",
      "1",
      "a1",
      "2024-01-31",
    ),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "c", "d", "x1"), tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

const simple = fc.oneof(
  fc.constantFrom<object>(
    { type: "null" },
    { type: "boolean" },
    { type: "string" },
    { type: "integer" },
    { type: "number" },
    { type: "array" },
    { type: "object" },
    { type: ["string", "null"] },
    { type: ["integer", "string", "object"] },
    {},
  ),
  fc.record({ enum: fc.array(anyValue, { minLength: 1, maxLength: 3 }) }),
  fc.record({ const: anyValue }),
  fc.record(
    {
      type: fc.constantFrom("integer", "number"),
      minimum: fc.integer({ min: -3, max: 5 }),
      maximum: fc.integer({ min: -1, max: 8 }),
      exclusiveMinimum: fc.integer({ min: -3, max: 4 }),
      exclusiveMaximum: fc.integer({ min: 0, max: 9 }),
      multipleOf: fc.constantFrom(1, 2, 3, 0.5),
    },
    { requiredKeys: [], noNullPrototype: true },
  ),
  fc.record(
    {
      type: fc.constant("string"),
      minLength: fc.integer({ min: 0, max: 3 }),
      maxLength: fc.integer({ min: 0, max: 4 }),
      pattern: fc.constantFrom("^a", "b$", "^[a-z]+$", "^[a-z0-9]*$", "^(a|b){1,2}$", "1", "^\\d{4}-\\d\\d-\\d\\d$"),
    },
    { requiredKeys: [], noNullPrototype: true },
  ),
);

const name = fc.constantFrom("a", "b", "c");

/** Schemas of most keywords, small enough that values above meet them. `$ref`s go to `#/$defs/r`. */
export const schemaBody: fc.Arbitrary<unknown> = fc.letrec((tie) => {
  const child = tie("schema");
  const openOrClosed = fc.record(
    {
      type: fc.constant("object"),
      properties: fc.dictionary(name, child, { maxKeys: 3, noNullPrototype: true }),
      required: fc.uniqueArray(name, { maxLength: 2 }),
      additionalProperties: fc.oneof(fc.boolean(), child),
      patternProperties: fc.dictionary(fc.constantFrom("^a", "[0-9]$", "^(b|d)$"), child, {
        maxKeys: 2,
        noNullPrototype: true,
      }),
      propertyNames: fc.constantFrom<object>({ maxLength: 1 }, { pattern: "^[a-c]" }, { enum: ["a", "b"] }),
      minProperties: fc.integer({ min: 0, max: 2 }),
      maxProperties: fc.integer({ min: 0, max: 3 }),
      dependentRequired: fc.dictionary(name, fc.uniqueArray(name, { maxLength: 2 }), {
        maxKeys: 1,
        noNullPrototype: true,
      }),
      dependentSchemas: fc.dictionary(name, child, { maxKeys: 1, noNullPrototype: true }),
      unevaluatedProperties: fc.constantFrom<unknown>(false, { type: "string" }),
    },
    { requiredKeys: [], noNullPrototype: true },
  );
  // ajv 8 forgets what it has evaluated where a dependentSchemas does not apply.
  const object = openOrClosed.map((schema) =>
    schema.unevaluatedProperties === undefined ? schema : without(schema, "dependentSchemas"),
  );
  const list = fc.record(
    {
      type: fc.constant("array"),
      items: child,
      prefixItems: fc.array(child, { minLength: 1, maxLength: 2 }),
      minItems: fc.integer({ min: 0, max: 2 }),
      maxItems: fc.integer({ min: 0, max: 3 }),
      uniqueItems: fc.boolean(),
      contains: child,
      minContains: fc.integer({ min: 0, max: 1 }),
      maxContains: fc.integer({ min: 1, max: 2 }),
    },
    { requiredKeys: [], noNullPrototype: true },
  );
  // ajv 8 takes [] for a schema with both prefixItems and contains, which 2020-12 (10.3.1.3) refuses.
  const array = list.map((schema) =>
    schema.prefixItems === undefined ? schema : without(schema, "contains", "minContains", "maxContains"),
  );
  const combined = fc.oneof(
    fc.record({ allOf: fc.array(child, { minLength: 1, maxLength: 2 }) }),
    fc.record({ anyOf: fc.array(child, { minLength: 1, maxLength: 3 }) }),
    fc.record({ oneOf: fc.array(child, { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: child }),
    fc.record({ if: child, then: child, else: child }, { requiredKeys: ["if"], noNullPrototype: true }),
    fc
      .tuple(object, fc.record({ anyOf: fc.array(child, { minLength: 1, maxLength: 2 }) }))
      .map(([a, b]) => ({ ...a, ...b })),
    fc
      .tuple(object, fc.record({ allOf: fc.array(child, { minLength: 1, maxLength: 2 }) }))
      .map(([a, b]) => ({ ...a, ...b })),
  );
  return {
    schema: fc.oneof(
      { depthSize: "small", maxDepth: 3, withCrossShrink: true },
      simple,
      fc.constantFrom<unknown>(true, false, { $ref: "#/$defs/r" }),
      object,
      array,
      combined,
    ),
  };
}).schema;

/** A whole schema with one definition that may refer to itself. */
export const wholeSchema: fc.Arbitrary<object> = fc.tuple(schemaBody, schemaBody).map(([body, definition]) => ({
  allOf: [body],
  $defs: { r: safe(definition) },
}));

/** A definition that refers to itself in place says nothing that can be evaluated; it is wrapped in a member. */
const safe = (definition: unknown): unknown => ({ type: ["object", "string", "null"], properties: { a: definition } });

const without = (schema: object, ...keywords: string[]): object =>
  Object.fromEntries(Object.entries(schema).filter(([keyword]) => !keywords.includes(keyword)));
