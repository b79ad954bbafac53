import type { Operation, Parameter, SchemaLocation } from "../model/contract.ts";
import { below } from "../model/pointer.ts";
import type { Drafting } from "./drafting.ts";
import type { Negative } from "./negative.ts";
import { isIgnored, withoutParameter, withParameter } from "./parameters.ts";
import type { Positive } from "./positive.ts";
import { listedValues, saying } from "./shape.ts";
import type { Broken } from "./violations.ts";

/** The documented values of every parameter that is not part of the path, one parameter a request. */
export function* parametersAllowed(operation: Operation, drafting: Drafting): Generator<Positive> {
  for (const parameter of operation.parameters) {
    const { name, schema, required, at, in: where } = parameter;
    if (where === "path" || schema === null || isIgnored(parameter) || drafting.isLinked(operation, parameter))
      continue;
    const known = new Set<string>();
    for (const value of valuesOf(parameter, schema, drafting)) {
      const text = typeof value === "object" ? JSON.stringify(value) : String(value);
      if (value === undefined || known.has(text)) continue;
      known.add(text);
      const read = drafting.asReadParameter(parameter, value);
      if (read === undefined || !drafting.instances.conforms(schema, read)) continue;
      if (where !== "query" && required && known.size === 1) continue;
      const draft = withParameter(drafting.sampleDraft(operation), parameter, value);
      const about = [`${drafting.contract.source}#${at}`];
      const id = known.size === 1 && where !== "query" ? `${where}:${name}` : `${where}:${name}:${text}`;
      const title = where === "query" ? `${name}=${text}` : `with ${name}${known.size === 1 ? "" : ` ${text}`}`;
      yield { id, title, weight: where === "query" ? 2 : 3, about, draft };
    }
  }
}

/** The values of a parameter to try: a documented one, bounds, and everything that is listed, alone where it is an item. */
function* valuesOf(parameter: Parameter, schema: SchemaLocation, drafting: Drafting): Generator<unknown> {
  const shape = drafting.shapes.of([schema]);
  yield drafting.parameterValue(parameter);
  if (parameter.in !== "query") {
    yield* listedValues(shape) ?? [];
    return;
  }
  yield saying(shape, "minimum");
  yield saying(shape, "maximum");
  yield* listedValues(shape) ?? [];
  if (shape.items.length > 0) for (const item of listedValues(drafting.shapes.of(shape.items)) ?? []) yield [item];
  if (shape.members.size > 0) yield drafting.instances.build(schema, undefined, "minimal");
}

/** Values that no parameter of the path may have, and ids that nothing has. */
export function* pathsRefused(operation: Operation, drafting: Drafting): Generator<Negative> {
  for (const parameter of operation.parameters) {
    if (parameter.in !== "path" || parameter.schema === null) continue;
    const { name, schema } = parameter;
    const draft = drafting.sampleDraft(operation);
    for (const { broken, text } of brokenValues(parameter, schema, drafting)) {
      if (text === "" || text === "." || text === "..") continue;
      yield {
        ...{
          id: `path:${name}:${broken.id}`,
          title: `${name} is ${JSON.stringify(broken.value)}`,
          when: "malformed-id",
        },
        ...{ draft: { ...draft, path: { ...draft.path, [name]: broken.value } }, targets: [broken.target], weight: 1 },
      };
    }
    if (listedValues(drafting.shapes.of([schema])) !== null) continue;
    const unknown = unknownId(drafting.parameterValue(parameter), drafting.run);
    yield {
      ...{
        id: `path:${name}:unknown`,
        title: `a ${name} that nothing has`,
        when: "unknown-id",
        targets: [],
        weight: 1,
      },
      draft: { ...draft, path: { ...draft.path, [name]: unknown } },
      ...(documentsAbsence(operation) ? {} : { open: true }),
    };
  }
}

/** Whether an operation says what becomes of ids that nothing has. */
const documentsAbsence = ({ responses }: Operation): boolean =>
  responses.some(({ status }) => /^4(04|10|XX)$/i.test(status));

/** One value for each keyword of a parameter's schema that can be broken by what travels as text. */
function* brokenValues(
  parameter: Parameter,
  schema: SchemaLocation,
  drafting: Drafting,
): Generator<{ broken: Broken; text: string }> {
  const seen = new Set<string>();
  for (const broken of drafting.violator.of(schema, drafting.parameterValue(parameter))) {
    const read = drafting.asReadParameter(parameter, broken.value);
    if (seen.has(broken.target) || read === undefined || !drafting.violator.breaks(schema, read, broken.target))
      continue;
    seen.add(broken.target);
    const { value } = broken;
    const text = value !== null && typeof value === "object" ? JSON.stringify(value) : String(value);
    yield { broken, text };
  }
}

/** An id of the documented form that nothing has. */
export const unknownId = (documented: unknown, run: string): unknown => {
  if (typeof documented === "number") return 2_000_000_011;
  const text = String(documented);
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-/i.test(text)) return `00000000-0000-4000-8000-000000${run}`;
  return `tc-${run}-unknown`;
};

/** Requests without a required parameter, and with values that a parameter may not have. */
export function* parametersRefused(operation: Operation, drafting: Drafting): Generator<Negative> {
  for (const parameter of operation.parameters) {
    const { name, schema, at, required, in: where } = parameter;
    if (where === "path" || schema === null || isIgnored(parameter)) continue;
    const draft = drafting.sampleDraft(operation);
    const base = { when: "invalid-parameter", weight: 1 };
    if (required) {
      const targets = [`${drafting.contract.source}#${below(at, "required")}`];
      const without = withoutParameter(draft, parameter);
      yield { ...base, id: `${where}:${name}:missing`, title: `without ${name}`, targets, draft: without };
    }
    for (const { broken, text } of brokenValues(parameter, schema, drafting)) {
      if (where !== "query" && !/^[ -~]*$/.test(text)) continue;
      yield {
        ...{ ...base, id: `${where}:${name}:${broken.id}`, title: `${name}=${cut(text)}` },
        ...{ draft: withParameter(draft, parameter, broken.value), targets: [broken.target] },
      };
    }
  }
}

const cut = (text: string): string => (text.length <= 80 ? text : `${text.slice(0, 77)}…`);
