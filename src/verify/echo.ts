import { applies, resolveExpression } from "../conformance/invariant.ts";
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

/** What an invariant says comes back: a value, or a list of which each item does; undefined where it says neither. */
const returning = ({ relation, right }: Invariant): string | undefined => {
  if (relation === "equals") return right;
  return relation === "contains" && right?.endsWith("/*") ? right.slice(0, -"/*".length) : undefined;
};

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
      const { left, relation } = invariant;
      const source = returning(invariant);
      if (source === undefined || !SENT.test(source) || !SHOWN.test(left)) return [];
      if (![invariant.operation].flat().includes(operation.id) || !applies(invariant, context)) return [];
      const { value } = resolveExpression(source, context);
      const sent = Array.isArray(value) && relation === "contains" && value.length === 0 ? undefined : value;
      const shown = resolveExpression(left, context);
      const lost = sent !== undefined && sent !== null && (shown.value === undefined || shown.value === null);
      const kept = updates && sent === null && shown.value !== undefined && shown.value !== null;
      if (!lost && !kept) return [];
      const message = `${source} was sent as ${show(sent)}, and ${left} is ${show(shown.value)}`;
      return [{ at: shown.at, message, clause: clause.id }];
    }),
  );
};
