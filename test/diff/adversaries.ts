import { integer, type Json, object, requesting, text } from "./documents.ts";

/** Two schemas or documents that a comparison may have trouble with. */
export type Adversary = () => readonly [base: unknown, revision: unknown];

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

const members = (count: number, make: (index: number) => unknown): Json =>
  Object.fromEntries(times(count, (index) => [`m${index}`, make(index)]));

const short = (length: number): Json => ({ type: "string", maxLength: length });

const nested = (depth: number, leaf: Json, around: (inner: Json) => Json): Json => {
  let schema = leaf;
  for (let at = 0; at < depth; at++) schema = around(schema);
  return schema;
};

const pattern = (source: string, more: Json = {}): Json => ({ type: "string", pattern: source, ...more });

/** Definitions `s0` to `s<count>`, the last one given, the others made from the references to those after them. */
const chained = (count: number, make: (next: Json, index: number) => Json, last: Json): Json => ({
  $ref: "#/$defs/s0",
  $defs: {
    ...Object.fromEntries(times(count, (index) => [`s${index}`, make({ $ref: `#/$defs/s${index + 1}` }, index)])),
    [`s${count}`]: last,
  },
});

/** Definitions that refer to each other in every way. */
const tangled = (count: number, make: (to: (index: number) => Json, index: number) => Json): Json => {
  const to = (index: number): Json => ({ $ref: `#/$defs/s${index % count}` });
  return { $ref: "#/$defs/s0", $defs: Object.fromEntries(times(count, (index) => [`s${index}`, make(to, index)])) };
};

const both =
  (make: (step: number) => unknown): Adversary =>
  () => [make(1), make(0)];

const names = (count: number): string[] => times(count, (index) => `m${index}`);

/** A formula in conjunctive form over truth values of members: hard to satisfy or to refute. */
const formula = (clauses: number, variables: number): Json => {
  let seed = 7;
  const next = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  const literal = (): Json => {
    const name = `v${next(variables)}`;
    return { properties: { [name]: { const: next(2) === 0 } }, required: [name] };
  };
  return { type: "object", allOf: times(clauses, () => ({ anyOf: times(3, literal) })) };
};

const rows = (width: number, keyword: "anyOf" | "oneOf"): Json => ({
  allOf: times(12, (row) => ({
    [keyword]: times(width, (column) =>
      object({ [`r${row}c${column}`]: { type: "integer", minimum: column } }, [`r${row}c${column}`]),
    ),
  })),
});

/** An API of which every schema changed, its schemas referring to each other in circles. */
const api = (step: number): Json => {
  const count = 120;
  const to = (index: number): Json => ({ $ref: `#/components/schemas/S${index % count}` });
  const schemas = Object.fromEntries(
    times(count, (index) => [
      `S${index}`,
      object({
        ...members(8, (at) => short(index + at + step)),
        next: to(index + 1),
        list: { type: "array", items: to(index * 7 + 3) },
        either: { oneOf: [to(index * 5 + 1), { type: "null" }] },
      }),
    ]),
  );
  const paths = Object.fromEntries(
    times(count, (index) => [
      `/r${index}`,
      { post: { operationId: `o${index}`, requestBody: { content: { "application/json": { schema: to(index) } } } } },
    ]),
  );
  return { openapi: "3.1.0", info: { title: "T", version: "1.0.0" }, paths, components: { schemas } };
};

/** A body that reaches 400 components, each of which refers to twelve others. */
const mesh = (step: number, stride: number, value: Json): Json => {
  const count = 400;
  const to = (index: number): Json => ({ $ref: `#/components/schemas/S${index % count}` });
  const component = (from: number): Json => object({ ...members(12, (at) => to(from * step + at * stride)), value });
  const schemas = Object.fromEntries(times(count, (index) => [`S${index}`, component(index)]));
  return requesting(to(0), { components: { schemas } });
};

/** Schemas that are deep, wide, cyclic, or made to be hard to decide. Each is compared in both directions. */
export const ADVERSARIES: Readonly<Record<string, Adversary>> = {
  "3,000 members inside each other": () => [
    nested(3000, text, (a) => object({ a })),
    nested(3000, integer, (a) => object({ a })),
  ],
  "20,000 members inside each other": () => [
    nested(20_000, text, (a) => object({ a })),
    nested(20_000, integer, (a) => object({ a })),
  ],
  "110 lists inside each other, none of them empty": () => [
    nested(110, text, (items) => ({ type: "array", minItems: 1, items })),
    nested(110, integer, (items) => ({ type: "array", minItems: 1, items })),
  ],
  "1,000 parts of allOf inside each other": both((step) =>
    nested(1000, object({ z: short(step) }), (one) => ({ allOf: [one] })),
  ),
  "5,000 members of which one changed": () => [
    object(members(5000, (index) => (index === 4999 ? text : short(index)))),
    object(members(5000, (index) => (index === 4999 ? integer : short(index)))),
  ],
  "3,000 members that all changed": both((step) => object(members(3000, (index) => short(index + step)))),
  "2,000 required members that all changed": both((step) =>
    object(
      members(2000, (index) => short(index + step)),
      names(2000),
    ),
  ),
  "2,000 members that became required": both((step) =>
    object(
      members(2000, () => text),
      step === 1 ? [] : names(2000),
    ),
  ),
  "2,000 members of a closed object that are called otherwise": both((step) =>
    object(Object.fromEntries(times(2000, (index) => [`${step}${index}`, text])), [], { additionalProperties: false }),
  ),
  "50 items with 480 required members each": both((step) => ({
    type: "array",
    minItems: 50,
    items: object(
      members(480, () => ({ type: "integer", minimum: 1 - step })),
      names(480),
    ),
  })),
  "2,000 parts of allOf": both((step) => ({
    allOf: times(2000, (index) => object({ [`m${index}`]: short(index + step) })),
  })),
  "1,000 alternatives": both((step) => ({
    anyOf: times(1000, (index) => object({ [`m${index}`]: short(index + step) }, [`m${index}`])),
  })),
  "200 alternatives of which one must fit": both((step) => ({
    oneOf: times(200, (index) => object({ [`m${index}`]: short(index + step) }, [`m${index}`])),
  })),
  "1,000 alternatives of which one must fit": both((step) => ({
    oneOf: times(1000, (index) => object({ [`m${index}`]: short(index + step) }, [`m${index}`])),
  })),
  "60 open alternatives of which one must fit": both((step) => ({
    oneOf: times(60, (index) => object({ [`k${index}`]: short(index + step), [`j${index}`]: text })),
  })),
  "references in every direction": both((step) =>
    tangled(60, (to, from) =>
      object({
        ...Object.fromEntries(times(60, (index) => [`s${index}`, to(index * (from + 1) + 1)])),
        value: step === 1 ? text : integer,
      }),
    ),
  ),
  "references of which no two lead the same way": () => [
    tangled(150, (to, from) => object({ ...members(12, (index) => to(from * 7 + index * 11)), value: text })),
    tangled(150, (to, from) => object({ ...members(12, (index) => to(from * 11 + index * 13)), value: integer })),
  ],
  "alternatives that lead back": both((step) =>
    tangled(40, (to, from) => ({
      anyOf: [object({ x: to(from + 1), y: to(from * 7 + 3) }, ["x"]), step === 1 ? text : integer],
    })),
  ),
  "a reference that leads to itself": both((step) => ({
    $ref: "#/$defs/a",
    $defs: {
      a: { $ref: "#/$defs/b", ...(step === 1 ? {} : text) },
      b: { $ref: "#/$defs/a", ...(step === 1 ? {} : text) },
    },
  })),
  "a reference that leads to itself, and what it leaves unevaluated": () => [
    { $ref: "#/$defs/a", $defs: { a: { $ref: "#/$defs/b", unevaluatedProperties: false }, b: { $ref: "#/$defs/a" } } },
    { $ref: "#/$defs/a", $defs: { a: { allOf: [{ $ref: "#/$defs/a" }], unevaluatedProperties: text } } },
  ],
  "values that double 60 times": both((step) =>
    chained(60, (next) => object({ a: next, b: next }, ["a", "b"]), short(2 + step)),
  ),
  "values that double 12 times": both((step) =>
    chained(12, (next) => object({ a: next, b: next }, ["a", "b"]), short(2 + step)),
  ),
  "parts that double 40 times": both((step) =>
    chained(
      40,
      (next, index) => ({ allOf: [next, next, { properties: { [`p${index}`]: text } }] }),
      object({ z: short(2 + step) }),
    ),
  ),
  "alternatives that double 30 times": both((step) =>
    chained(
      30,
      (next, index) => ({ anyOf: [next, object({ [`p${index}`]: next }, [`p${index}`])] }),
      object({ z: short(2 + step) }),
    ),
  ),
  "alternatives that multiply": () => [rows(4, "anyOf"), rows(5, "anyOf")],
  "alternatives that multiply and exclude each other": () => [rows(4, "oneOf"), rows(5, "oneOf")],
  "a formula that is hard to satisfy": () => [formula(170, 40), false],
  "a formula that is hard to refute": () => [formula(400, 60), formula(401, 60)],
  "negations inside each other": both((step) => {
    const inside = (depth: number): Json =>
      depth === 0
        ? short(3 + step)
        : { not: { anyOf: [inside(depth - 1), integer, { properties: { [`p${depth}`]: inside(depth - 1) } }] } };
    return inside(10);
  }),
  "thirty conditions": both((step) => ({
    allOf: times(30, (index) => ({
      if: { properties: { [`a${index}`]: { const: 1 } }, required: [`a${index}`] },
      then: { required: [`b${index}`] },
      else: { properties: { [`c${index}`]: { minimum: 1 - step } } },
    })),
  })),
  "forty dependencies": both((step) => ({
    type: "object",
    minProperties: 3,
    dependentRequired: Object.fromEntries(
      times(40, (index) => [`a${index}`, [`a${(index * 3 + 1 + step) % 40}`, `a${(index * 7 + 1) % 40}`]]),
    ),
  })),
  "what eight alternatives leave unevaluated": both((step) => ({
    allOf: times(8, (index) => ({
      anyOf: [
        object({ [`a${index}`]: text }, [`a${index}`]),
        { properties: { [`b${index}`]: { type: "integer", minimum: 1 - step } } },
      ],
    })),
    unevaluatedProperties: false,
  })),
  "unevaluated members that ajv's code fails on": () => [
    { unevaluatedProperties: text },
    { patternProperties: { "^a": {} }, anyOf: [{ not: { enum: [null] } }, { unevaluatedProperties: false }] },
  ],
  "what a tree leaves unevaluated": both((step) => ({
    $ref: "#/$defs/n",
    $defs: {
      n: {
        anyOf: [
          { properties: { l: { $ref: "#/$defs/n" } } },
          { properties: { r: { $ref: "#/$defs/n" }, v: { minimum: 1 - step } } },
        ],
        unevaluatedProperties: false,
      },
    },
  })),
  "patterns whose automata double": () => [pattern("^(a|b)*a(a|b){14}$"), pattern("^(a|b)*b(a|b){14}$")],
  "patterns that repeat repetitions": () => [
    pattern("^(?:[a-z]{1,500}-){1,100}$"),
    pattern("^(?:[a-z]{1,400}-){1,100}$"),
  ],
  "patterns with a choice at each step": () => [pattern("(((((a*)*)*)*)*)*$"), pattern("^(a?){50}a{50}$")],
  "patterns of many characters": () => [pattern("^[\\p{L}\\p{N}]{1,200}$"), pattern("^[\\p{L}]{1,199}$")],
  "twenty patterns at once": both((step) => ({
    allOf: times(20, (index) => pattern(`[a-z]{${index + step},}.*${String.fromCharCode(97 + index)}.{3}`)),
  })),
  "200 patterns": both((step) =>
    object(members(200, (index) => pattern(`^(a|b)*a(a|b){${6 + (index % 7)}}${step === 1 ? "" : "d?"}c${index}$`))),
  ),
  "patterns that take for ever to try": () => [
    object({ a: pattern("^a+$", { minLength: 60 }), b: pattern("^[ax]+$", { minLength: 60 }) }, ["a", "b"]),
    object({ a: pattern("^(a+)+b$"), b: pattern("^(a|a|a)*(x+x+)+y$") }),
  ],
  "names that take for ever to match": both((step) => ({
    type: "object",
    properties: { ["a".repeat(60)]: short(1 + step) },
    required: ["a".repeat(60)],
    patternProperties: { "^(a+)+b$": text, "^(a|a|a|a)*$": short(9) },
  })),
  "twelve member patterns": both((step) => ({
    type: "object",
    patternProperties: Object.fromEntries(times(12, (index) => [`^[a-z]{${index}}.*x{${1 + step}}`, short(index)])),
  })),
  "400 formats": () => [
    object(members(400, () => ({ type: "string", format: "date-time" }))),
    object(members(400, (index) => ({ type: "string", format: "email", maxLength: 3 + index }))),
  ],
  "10,000 allowed numbers": both((step) => ({ enum: times(10_000, (index) => index + step) })),
  "20,000 allowed texts": both((step) => object({ a: { enum: times(20_000, (index) => `value-${index + step}`) } })),
  "2,000 allowed objects": both((step) => ({
    enum: times(2000, (index) => ({ a: [index + step, { b: index + step }] })),
  })),
  "5,000 allowed objects against a schema": () => [
    { enum: times(5000, (a) => ({ a })) },
    object({ a: { type: "integer", maximum: 4998 } }),
  ],
  "values nested 20,000 deep": both((step) => {
    const deep = nested(20_000, { leaf: step }, (inner) => ({ inner }));
    return object({ a: { enum: [deep, step] }, b: { type: "object", default: deep }, c: { const: deep } }, ["c"]);
  }),
  "texts beyond all measure": both((step) => ({ type: "string", minLength: 1e9 + 1 - step })),
  "lists beyond all measure": both((step) => ({ type: "array", minItems: 1e9 + 1 - step })),
  "objects beyond all measure": both((step) => ({ type: "object", minProperties: 1e9 + 1 - step })),
  "400 members of any name": both((step) => ({ type: "object", minProperties: 401 - step })),
  "1,500 items": both((step) => ({ type: "array", minItems: 1501 - step, uniqueItems: step === 1 })),
  "400 different items": () => [
    { type: "array", uniqueItems: true, items: { type: "integer", minimum: 0, maximum: 400 } },
    { type: "array", uniqueItems: true, maxItems: 401 },
  ],
  "300 different objects": () => [
    { type: "array", uniqueItems: true, minItems: 300, items: object({ a: integer }, ["a"]) },
    { type: "array", maxItems: 299 },
  ],
  "forty items of a kind": both((step) => ({
    type: "array",
    contains: object({ a: { const: 1 } }, ["a"]),
    minContains: 41 - step,
    maxContains: 60,
    items: object({ a: integer }),
  })),
  "ten kinds of items": both((step) => ({
    type: "array",
    maxItems: 8,
    allOf: times(10, (index) => ({ contains: { type: "integer", multipleOf: index + 2, minimum: 2 - step } })),
  })),
  "numbers beyond all measure": () => [
    { type: "number", multipleOf: 1e-300, maximum: 1e308 },
    { type: "number", multipleOf: 3e-300, minimum: -1e308 },
  ],
  "multiples of many numbers": () => [
    { allOf: [999983, 999979, 999961, 0.000123].map((multipleOf) => ({ multipleOf })) },
    { type: "number", multipleOf: 7919, maximum: 1e300 },
  ],
  "an API of which every schema changed": both(api),
  "an API of which no two schemas lead the same way": () => [mesh(7, 11, text), mesh(11, 13, integer)],
  "a body whose members are all told apart by their names": both((step) =>
    requesting({
      oneOf: times(100, (index) => object({ kind: { const: `k${index}` }, size: short(index + step) }, ["kind"])),
      discriminator: { propertyName: "kind" },
    }),
  ),
};
