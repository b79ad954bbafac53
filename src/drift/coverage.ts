import { SchemaSet } from "../conformance/schema-set.ts";
import type { Contract, MediaType, Operation } from "../model/contract.ts";
import { below, type Pointer } from "../model/pointer.ts";
import type { BodyObservation, Coverage, Observations, OperationObservation, Portion } from "./portion.ts";
import { Shape } from "./shape.ts";

/** So many members of one body are looked for; hostile documents can have any number. */
const MOST_MEMBERS = 5000;

/** The pointers of the members that a schema documents, `*` for items. */
function* documentedMembers(root: Shape): Generator<Pointer> {
  const queue: { shape: Shape; at: Pointer }[] = [{ shape: root, at: "" }];
  let told = 0;
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { shape, at } = next;
    for (const name of shape.names) {
      if (++told > MOST_MEMBERS) return;
      const pointer = below(at, name);
      yield pointer;
      const member = shape.member(name);
      if (member !== null) queue.push({ shape: member, at: pointer });
    }
    const { items } = shape;
    if (items !== null) queue.push({ shape: items, at: `${at}/*` });
  }
}

interface Item {
  readonly name: string;
  readonly seen: boolean;
}

function* bodyItems(
  schemas: SchemaSet,
  prefix: string,
  content: readonly MediaType[],
  observed: readonly BodyObservation[],
): Generator<Item> {
  for (const { name, schema, readingOf } of content) {
    if (readingOf !== null) continue;
    const body = observed.find(({ media }) => media === name);
    yield { name: `${prefix} ${name}`, seen: body !== undefined };
    if (schema === null) continue;
    const members = new Set(body?.members.map(({ pointer }) => pointer));
    for (const pointer of documentedMembers(Shape.of(schemas, schema)))
      yield { name: `${prefix} ${name} ${pointer}`, seen: members.has(pointer) };
  }
}

function* operationItems(
  schemas: SchemaSet,
  operation: Operation,
  observed: OperationObservation | undefined,
): Generator<Item> {
  const { ref, parameters, requestBody, responses } = operation;
  yield { name: ref, seen: observed !== undefined };
  for (const { in: where, name } of parameters)
    yield {
      name: `${ref} ${where} ${name}`,
      seen: observed?.parameters.some((one) => one.in === where && one.name === name) === true,
    };
  yield* bodyItems(schemas, `${ref} request`, requestBody?.content ?? [], observed?.requests ?? []);
  for (const response of responses) {
    if (response.readingOf !== null) continue;
    const documented = new Set(responses.map(({ status }) => status));
    const answers = (observed?.responses ?? []).filter(({ status }) => {
      const exact = String(status);
      if (response.status === exact) return true;
      const range = `${exact[0]}XX`;
      return (
        !documented.has(exact) &&
        (response.status === range || (response.status === "default" && !documented.has(range)))
      );
    });
    const prefix = `${ref} response ${response.status}`;
    yield { name: prefix, seen: answers.length > 0 };
    for (const { name } of response.headers)
      yield {
        name: `${prefix} header ${name}`,
        seen: answers.some(({ headers }) => headers.some((one) => one.name === name)),
      };
    yield* bodyItems(
      schemas,
      prefix,
      response.content,
      answers.flatMap(({ bodies }) => bodies),
    );
  }
}

/** What a contract documents and traffic showed or never showed: operations, parameters, statuses, header fields, bodies, members. */
export const coverageOf = (contract: Contract, observations: Observations): Coverage => {
  const schemas = new SchemaSet(contract.documents);
  const observed = new Map(observations.operations.map((one) => [one.operation, one]));
  const items = contract.operations.flatMap((operation) => [
    ...operationItems(schemas, operation, observed.get(operation.ref)),
  ]);
  const missing = [...new Set(items.filter(({ seen }) => !seen).map(({ name }) => name))];
  const seen = new Set(items.map(({ name }) => name)).size - missing.length;
  return { documented: seen + missing.length, seen, missing };
};

/** A portion with what it covers of a contract. */
export const withCoverage = ({ parts, ...portion }: Portion, contract: Contract): Portion => ({
  ...portion,
  coverage: coverageOf(contract, portion.observations),
  ...(parts === undefined ? {} : { parts }),
});
