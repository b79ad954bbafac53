import { segmentsOf } from "../../src/model/pointer.ts";
import type { InvariantEntry } from "./clause-file.ts";
import { listOf } from "./clause-file.ts";
import { bodyRef, type MediaElement, type OperationElement, successOf } from "./openapi-elements.ts";
import { declarationsAt, parseLocation, type Schemas } from "./schema-navigation.ts";

const EXPRESSION = /^\$(request|response)\.(?:body#((?:\/(?:[^~/]|~[01])*)*)|(path|query|header)\.([^\s{}]+))$/;
const TEMPLATE_PART = /\{([^{}]*)\}/g;

/** The expressions of a template such as `{$request.body#/a}.{$response.body#/b}`, or the one that it is. */
const expressionsOf = (text: string): string[] =>
  text.startsWith("$") ? [text] : [...text.matchAll(TEMPLATE_PART)].map((match) => match[1] ?? "");

const declared = (schemas: Schemas, content: readonly MediaElement[], pointer: string): boolean =>
  content.some((media) => {
    const body = bodyRef(media.schema);
    return body !== null && declarationsAt(schemas, parseLocation(body), segmentsOf(pointer)).length > 0;
  });

/** What keeps a runtime expression from meaning anything for an operation, or null. */
const faultOf = (expression: string, operation: OperationElement, schemas: Schemas): string | null => {
  const match = EXPRESSION.exec(expression);
  if (match === null) return `"${expression}" is not a runtime expression of the documented kinds.`;
  const [, side, pointer, place, name] = match;
  const response = successOf(operation);
  if (pointer !== undefined) {
    const content = side === "request" ? operation.request : (response?.content ?? []);
    if (declared(schemas, content, pointer)) return null;
    return `"${expression}" leads to nothing that the ${side} body of ${operation.id} declares.`;
  }
  if (side === "response") {
    if (place !== "header") return `"${expression}" is not a runtime expression of the documented kinds.`;
    const known = response?.headers.some((header) => header.name.toLowerCase() === name?.toLowerCase());
    return known
      ? null
      : `"${expression}" names a header that the success response of ${operation.id} does not document.`;
  }
  const same = (other: string) => (place === "header" ? other.toLowerCase() === name?.toLowerCase() : other === name);
  if (operation.parameters.some((parameter) => parameter.in === place && same(parameter.name))) return null;
  return `"${expression}" names a ${place} parameter that ${operation.id} does not document.`;
};

/** What is wrong with an invariant, sentence by sentence; its operations exist. */
export const invariantFaults = (
  invariant: InvariantEntry,
  operations: ReadonlyMap<string, OperationElement>,
  schemas: Schemas,
): string[] => {
  const faults = new Set<string>();
  const { left, right, when } = invariant;
  const texts = [left, right, when?.absent, when?.present, when?.equals?.[0]].filter((text) => text !== undefined);
  for (const text of texts) {
    const expressions = expressionsOf(text);
    if (expressions.length === 0) faults.add(`"${text}" holds no runtime expression; write a literal as \`value:\`.`);
    for (const id of listOf(invariant.operation)) {
      const operation = operations.get(id);
      if (operation === undefined) continue;
      for (const expression of expressions) {
        const fault = faultOf(expression, operation, schemas);
        if (fault !== null) faults.add(fault);
      }
    }
  }
  return [...faults];
};

/** Whether a body of one side of an operation declares a member. */
export const declaresMember = (
  operation: OperationElement,
  side: "request" | "response",
  pointer: string,
  schemas: Schemas,
): boolean =>
  declared(schemas, side === "request" ? operation.request : (successOf(operation)?.content ?? []), pointer);
