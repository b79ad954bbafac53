import { valueAt } from "../model/pointer.ts";
import type { RefusalKind } from "./behaviour.ts";
import type { Collection, StoredRecord } from "./collection.ts";
import type { ParameterFault } from "./intake.ts";
import { type Objection, objectionTo } from "./objection.ts";
import { type Scope, UnknownReference } from "./scope.ts";

/** Ends the handling of a request with a refusal. Not an Error: to refuse is no defect, and needs no costly stack. */
export class Refused {
  readonly kind: RefusalKind;
  readonly objections: readonly Objection[];

  constructor(kind: RefusalKind, objections: readonly Objection[] = []) {
    this.kind = kind;
    this.objections = objections;
  }
}

/** The refusal that an error stands for; any other error is thrown on. */
export const refusedBy = (error: unknown): Refused => {
  if (error instanceof Refused) return error;
  if (error instanceof UnknownReference)
    return new Refused("unknown-reference", [objectionTo("body", error.at, "exists", error.value)]);
  throw error;
};

/** Refuses a record with a value that another one has; `self` is the key of the one it would replace. */
export const checkUnique = (collection: Collection, record: StoredRecord, self: string | null, scope: Scope): void => {
  const clash = collection.clash(record, self);
  if (clash === null) return;
  const sent = valueAt(scope.requestBody, clash.at) ?? clash.value;
  throw new Refused("duplicate", [objectionTo("body", clash.at, "unique", sent)]);
};

/** Objections to the parameters in a path that name nothing. */
export const pathObjections = ({ path }: Scope): Objection[] =>
  Object.entries(path).map(([name, text]) => objectionTo("path", `/${name}`, "exists", text));

/** Objections to a parameter that is missing or breaks its schema. */
export const parameterObjections = ({
  parameter: { in: where, name },
  text,
  violations,
}: ParameterFault): Objection[] => {
  const location = where === "cookie" ? "header" : where;
  if (violations.length === 0) return [objectionTo(location, `/${name}`, "required")];
  return violations.map(({ keyword, expected }) =>
    objectionTo(location, `/${name}`, keyword, text ?? undefined, expected),
  );
};
