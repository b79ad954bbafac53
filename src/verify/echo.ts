import { equal } from "../conformance/equality.ts";
import { applies, type ExpressionContext, resolveExpression } from "../conformance/invariant.ts";
import type { Invariant } from "../model/clause.ts";
import type { Contract, Operation } from "../model/contract.ts";
import type { Pointer } from "../model/pointer.ts";
import { show } from "../model/show.ts";
import type { Answer } from "./case.ts";

/** A value that was sent, and that the answer does not show where the documentation says. */
export interface MissingEcho {
  readonly at: Pointer;
  readonly message: string;
  readonly clause: string;
}

const SENT = /^\$request\.body#\/[^*]*$/;
const SHOWN = /^\$response\.body#\/[^*]*$/;

/**
 * Values that should come back and did not. An invariant says nothing where a side of it is absent or null; who sent
 * the value knows better: what was sent must be shown, and what an update set to null must not keep a value.
 */
export const missingEchoes = (contract: Contract, operation: Operation, answer: Answer): MissingEcho[] => {
  if (answer.responseBody === undefined) return [];
  const context = { ...answer, query: answer.request.url.split("?")[1] ?? "" };
  const updates = operation.method === "PUT" || operation.method === "PATCH";
  return contract.clauses.clauses.flatMap((clause) =>
    clause.binds.flatMap((binding) => {
      if (!("invariant" in binding)) return [];
      const { invariant } = binding;
      const { left, right, relation } = invariant;
      const lostItem = relation === "contains" ? missingItem(invariant, operation, context) : null;
      if (lostItem !== null) return [{ ...lostItem, clause: clause.id }];
      if (relation !== "equals" || right === undefined || !SENT.test(right) || !SHOWN.test(left)) return [];
      if (![invariant.operation].flat().includes(operation.id) || !applies(invariant, context)) return [];
      const sent = resolveExpression(right, context).value;
      const shown = resolveExpression(left, context);
      const lost = sent !== undefined && sent !== null && (shown.value === undefined || shown.value === null);
      const kept = updates && sent === null && shown.value !== undefined && shown.value !== null;
      if (!lost && !kept) return [];
      const message = `${right} was sent as ${show(sent)}, and ${left} is ${show(shown.value)}`;
      return [{ at: shown.at, message, clause: clause.id }];
    }),
  );
};

const LIST_SENT = /^(\$request\.body#\/[^*]*)\/\*$/;

/** The first item of a list that was sent and is not in the list that should hold each of them. */
const missingItem = (
  { operation: ids, left, right = "" }: Invariant,
  operation: Operation,
  context: ExpressionContext,
): Omit<MissingEcho, "clause"> | null => {
  const list = LIST_SENT.exec(right)?.[1];
  if (list === undefined || !SHOWN.test(left) || ![ids].flat().includes(operation.id)) return null;
  const sent = resolveExpression(list, context).value;
  const { value, at } = resolveExpression(left, context);
  if (!Array.isArray(sent)) return null;
  const shown = Array.isArray(value) ? (value as unknown[]) : [];
  const lost = (sent as unknown[]).find((item) => !shown.some((one) => equal(one, item)));
  return lost === undefined
    ? null
    : { at, message: `${list} was sent with ${show(lost)}, and ${left} is ${show(value)}` };
};

/** How many items that were sent are in the list that should hold each of them; 0 where the invariant is of another kind. */
export const heldItems = ({ relation, left, right = "" }: Invariant, context: ExpressionContext): number => {
  const list = LIST_SENT.exec(right)?.[1];
  if (relation !== "contains" || list === undefined || !SHOWN.test(left)) return 0;
  const [sent, shown] = [resolveExpression(list, context).value, resolveExpression(left, context).value];
  if (!Array.isArray(sent) || !Array.isArray(shown)) return 0;
  return (sent as unknown[]).filter((item) => (shown as unknown[]).some((one) => equal(one, item))).length;
};
