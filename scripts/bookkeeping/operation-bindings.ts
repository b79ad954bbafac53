import { type Pointer, valueAt } from "../../src/model/pointer.ts";
import { type Bind, type Fault, knownOperation, listed, type World } from "./binding-world.ts";
import { type BindingEntry, type ClauseEntry, listOf, type VerifyEntry } from "./clause-file.ts";
import { isObject } from "./keywords.ts";
import { elementKey, parameterKey } from "./obligation.ts";
import { bodyRef } from "./openapi-elements.ts";
import { declaresMember } from "./runtime-expressions.ts";

/** Resolves a binding of one operation, or of a part of it. */
export function* resolveOperation(id: string, binding: BindingEntry, world: World, bind: Bind): Generator<Fault> {
  yield* knownOperation(id, world);
  const operation = world.operations.get(id);
  if (operation === undefined) return;
  const { status, media, header, request, parameter, security } = binding;
  if (status !== undefined) {
    const response = operation.responses.find((candidate) => candidate.status === status);
    if (response === undefined) {
      const known = listed(operation.responses.map((candidate) => candidate.status));
      yield [`It binds the status ${status} of ${id}, which is not documented.`, `Statuses: ${known}.`];
    } else if (media !== undefined) {
      const found = response.content.find((candidate) => candidate.name === media);
      if (found === undefined) {
        const known = listed(response.content.map((candidate) => candidate.name));
        yield [
          `It binds the media type ${media} of ${id} ${status}, which is not documented.`,
          `Media types: ${known}.`,
        ];
      } else yield* bindPart(elementKey(id, status, "media", media), found.schema, false, binding, bind);
    } else if (header !== undefined) {
      const name = header.toLowerCase();
      const found = response.headers.find((candidate) => candidate.name.toLowerCase() === name);
      if (found === undefined) {
        const known = listed(response.headers.map((candidate) => candidate.name));
        yield [`It binds the header ${header} of ${id} ${status}, which is not documented.`, `Headers: ${known}.`];
      } else yield* bindPart(elementKey(id, status, "header", name), found.schema, found.required, binding, bind);
    } else bind(elementKey(id, status));
  } else if (request !== undefined) {
    const found = operation.request.find((candidate) => candidate.name === request);
    if (found === undefined) {
      const known = listed(operation.request.map((candidate) => candidate.name));
      yield [`It binds the request media type ${request} of ${id}, which is not documented.`, `Media types: ${known}.`];
    } else yield* bindPart(elementKey(id, "request", request), found.schema, false, binding, bind);
  } else if (parameter !== undefined) {
    const key = parameterKey(id, parameter);
    const keyOf = (place: string, name: string) => parameterKey(id, `${place}.${name}`);
    const found = operation.parameters.find((candidate) => keyOf(candidate.in, candidate.name) === key);
    if (found === undefined) {
      const known = listed(operation.parameters.map((candidate) => `${candidate.in}.${candidate.name}`));
      yield [`It binds the parameter ${parameter} of ${id}, which is not documented.`, `Parameters: ${known}.`];
    } else yield* bindPart(key, found.schema, found.required, binding, bind);
  } else if (security !== undefined) {
    if (operation.security.includes(security)) bind(elementKey(id, "security", security));
    else {
      const known = listed(operation.security);
      yield [`It binds the security scheme ${security}, which ${id} does not accept.`, `Schemes: ${known}.`];
    }
  } else bind(elementKey(id));
}

function* bindPart(
  key: string,
  schema: unknown,
  required: boolean,
  binding: BindingEntry,
  bind: Bind,
): Generator<Fault> {
  bind(key);
  for (const keyword of binding.keywords ?? []) {
    const at: Pointer = `/${keyword}`;
    if (valueAt(schema, at) !== undefined || (keyword === "required" && required)) bind(`${key} ${at}`);
    else if (bodyRef(schema) !== null) {
      const remedy = `Bind it as { schema: "${bodyRef(schema)}", keywords: [${keyword}] }.`;
      yield [`It binds the keyword \`${keyword}\` of a body that has a schema of its own.`, remedy];
    } else {
      const known = listed(isObject(schema) ? Object.keys(schema) : []);
      yield [`It binds the keyword \`${keyword}\`, which the document does not have there.`, `There: ${known}.`];
    }
  }
}

/** Resolves a case for `verify`. */
export function* resolveVerify(entry: VerifyEntry, clause: ClauseEntry, world: World): Generator<Fault> {
  for (const id of [entry.operation, ...listOf(entry.by)]) yield* knownOperation(id, world);
  const operation = world.operations.get(entry.operation);
  if (operation === undefined) return;
  if (entry.member !== undefined) {
    const side = entry.case === "unique" ? "request" : "response";
    if (!declaresMember(operation, side, entry.member, world.files.schemas)) {
      const message = `Its case "${entry.case}" names ${entry.member}, which the ${side} body of ${entry.operation} does not declare.`;
      yield [message, "Correct the pointer."];
    }
  }
  for (const [place, name] of Object.entries({ cookie: entry.cookie, header: entry.header })) {
    if (name === undefined) continue;
    const key = parameterKey(entry.operation, `${place}.${name}`);
    if (operation.parameters.some((one) => parameterKey(entry.operation, `${one.in}.${one.name}`) === key)) continue;
    const message = `Its case "${entry.case}" names ${place}.${name}, which ${entry.operation} does not document.`;
    yield [message, "Correct the name."];
  }
  const { status } = entry;
  if (status === undefined) return;
  const documented = operation.responses.some((response) => response.status === status);
  const rejected = clause.readings?.some((reading) => reading.status === status) ?? false;
  if (!documented && !rejected) {
    const known = listed(operation.responses.map((response) => response.status));
    yield [
      `Its case "${entry.case}" expects ${status}, which ${entry.operation} does not document.`,
      `Statuses: ${known}.`,
    ];
  }
}
