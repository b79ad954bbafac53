import type { Binding, Clause, VerifyCase } from "../model/clause.ts";
import type { Contract, Operation } from "../model/contract.ts";
import { Drafting } from "./drafting.ts";
import { creatorFor, cursorOf } from "./relations.ts";

const OWN_ERRORS = "No request from outside brings the provider's own errors about.";

/**
 * A document of the user's own has no clauses; these are the statements it makes by itself: its operations, statuses
 * and security are stated, and what HTTP's methods mean is inferred. A contract with clauses is returned as it is.
 */
export const withImpliedClauses = (contract: Contract): Contract => {
  if (contract.clauses.clauses.length > 0) return contract;
  const drafting = new Drafting(contract, "");
  const clauses = contract.operations.flatMap((operation) => impliedBy(operation, contract, drafting));
  const page = {
    ...{ id: "document", title: contract.source, sha256: null },
    operations: contract.operations.map(({ id }) => id),
    sections: contract.operations.map(({ id }) => ({ name: id, rows: [], members: [] })),
  };
  return { ...contract, clauses: { pages: [page], clauses } };
};

/** Whether an operation reads what another one creates, and not something below it. */
const isSame = (reader: Operation, creator: Operation): boolean =>
  reader.path.startsWith(`${creator.path}/{`) &&
  reader.path.indexOf("}", creator.path.length) === reader.path.length - 1;

const impliedBy = (operation: Operation, contract: Contract, drafting: Drafting): Clause[] => {
  const { id, method, path, responses } = operation;
  const clause = (
    name: string,
    says: string,
    binds: readonly Binding[],
    standing: Clause["standing"] = "stated",
    evidence?: string,
  ): Clause => ({
    ...{
      id: `${contract.provider}-${id}-${name}`,
      page: "document",
      section: id,
      says,
      standing,
      binds,
      operations: [id],
    },
    ...(evidence === undefined ? {} : { evidence }),
  });
  const clauses = [clause("operation", `${method} ${path} can be called.`, [{ operation: id }])];
  for (const { status } of responses)
    if (status !== "default")
      clauses.push(
        clause(`status-${status}`, `It may be answered with ${status}.`, [
          { operation: id, status },
          ...(status.startsWith("5") ? [{ "not-checkable": OWN_ERRORS }] : []),
        ]),
      );
  if (operation.security.length > 0 && operation.security.every((all) => all.length > 0)) {
    const unauthorized = responses.some(({ status }) => status === "401") ? { status: "401" } : {};
    const refused: VerifyCase = { case: "refused", operation: id, when: "no-credentials", ...unauthorized };
    clauses.push(clause("credentials", "It takes credentials.", [{ verify: refused }]));
  }
  const evidence = "It follows from what the method means in HTTP.";
  for (const [name, says, statement] of relationsOf(operation, contract, drafting))
    clauses.push(clause(name, says, [{ verify: statement }], "inferred", evidence));
  return clauses;
};

function* relationsOf(
  operation: Operation,
  contract: Contract,
  drafting: Drafting,
): Generator<[string, string, VerifyCase]> {
  const { id, method } = operation;
  if (method === "GET") {
    yield ["repeatable", "Reading twice gives the same answer.", { case: "repeatable", operation: id }];
    if (cursorOf(operation) !== null)
      yield ["pages", "Its pages hold every entry once.", { case: "paginates", operation: id }];
    const creator = creatorFor(operation, drafting);
    if (creator !== null && isSame(operation, creator))
      yield [
        "reads-back",
        "What was created is retrieved as it was created.",
        { case: "reads-back", operation: creator.id, by: id },
      ];
  }
  if (method === "PATCH")
    yield ["merge", "What an update leaves out stays as it was.", { case: "merge", operation: id }];
  if (method === "DELETE") {
    const reader = contract.operations.find((one) => one.method === "GET" && one.path === operation.path);
    if (reader !== undefined)
      yield [
        "gone",
        "What was deleted can no longer be retrieved.",
        { case: "gone-after", operation: id, by: reader.id },
      ];
  }
}
