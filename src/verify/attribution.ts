import type { Judge } from "../engine/judge.ts";
import type { Clause } from "../model/clause.ts";
import { type Operation, responseFor } from "../model/contract.ts";
import type { Finding } from "../model/finding.ts";
import type { Shapes } from "./shape.ts";

/** The rules about a body as a whole. */
const WHOLE = new Set(["body-malformed", "member-duplicated", "response-body-empty", "response-body-unexpected"]);

/**
 * Names the clauses behind a finding about an answer as a whole: those that state its status and media type, the type
 * of its body, or that bind its rule. Everything else about the finding stays as it is.
 */
export const attributed = (
  finding: Finding,
  operation: Operation,
  status: number,
  { register }: Judge,
  shapes: Shapes,
): Finding => {
  const known = new Set(finding.clauses.map(({ id }) => id));
  const { pointer } = finding.instance;
  const unstated = known.size === 0 && pointer.startsWith("/response/body") && finding.severity === "error";
  const more = [
    ...register.ofRule(finding.rule, operation),
    ...(unstated ? register.clauses.filter((clause) => states(clause, operation, status)) : []),
    ...(pointer === "/response/body" && WHOLE.has(finding.rule) ? aboutWhole(operation, status, register, shapes) : []),
  ].filter(({ id }) => !known.has(id) && known.add(id));
  if (more.length === 0) return finding;
  return { ...finding, clauses: [...more.map((clause) => register.cite(clause)), ...finding.clauses] };
};

const states = ({ binds }: Clause, { id }: Operation, status: number): boolean =>
  binds.some(
    (binding) => "status" in binding && binding.status === String(status) && [binding.operation].flat().includes(id),
  );

/** The clauses about a documented body as a whole: those that bind its type. */
const aboutWhole = (
  operation: Operation,
  status: number,
  register: Judge["register"],
  shapes: Shapes,
): readonly Clause[] => {
  const schemas = (responseFor(operation, status)?.content ?? []).flatMap(({ schema }) => schema ?? []);
  const types = schemas.flatMap((schema) => shapes.of([schema]).keywords.filter(({ keyword }) => keyword === "type"));
  return types.flatMap(({ location }) => register.at(location, operation));
};
