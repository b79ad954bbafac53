import type { VerifyCase } from "../model/clause.ts";
import { type Contract, type Operation, type Parameter, successOf } from "../model/contract.ts";
import { segmentsOf, valueAt } from "../model/pointer.ts";
import {
  type Draft,
  type DraftSession,
  type Expectation,
  Reference,
  type Source,
  type Step,
  withValueAt,
} from "./case.ts";
import { type Drafting, idPointers, sampleCase } from "./drafting.ts";

/** The requests that try a statement about several exchanges, or why they cannot be made. */
export type RelationSteps = { readonly steps: readonly Step[] } | { readonly why: string };

const ACCEPTED: Expectation = { outcome: "accepted" };

const operationOf = (contract: Contract, id: string): Operation | undefined =>
  contract.operations.find((operation) => operation.id === id);

const byOf = (statement: VerifyCase): readonly string[] => [statement.by ?? []].flat();

/** Makes the steps for one statement; `id` is the case's own, which later steps refer to. */
export const relationSteps = (id: string, statement: VerifyCase, drafting: Drafting): RelationSteps => {
  const operation = operationOf(drafting.contract, statement.operation);
  if (operation === undefined) return { why: `the contract has no operation ${statement.operation}` };
  const maker = Object.hasOwn(MAKERS, statement.case) ? MAKERS[statement.case] : undefined;
  if (maker === undefined) return { why: `no way is known to try "${statement.case}"` };
  return maker({ id, statement, operation, drafting });
};

interface Making {
  readonly id: string;
  readonly statement: VerifyCase;
  readonly operation: Operation;
  readonly drafting: Drafting;
}

const accepted = (draft: Draft): Step => ({ draft, expects: ACCEPTED });

/** Where the parameters of a path come from that is about what a step of a case created, below the same parents. */
export const createdSources =
  (id: string, step: number, creator: Operation, operation: Operation, drafting: Drafting) =>
  (parameter: Parameter): readonly Source[] => {
    const at = (expression: string): Source => ({ case: id, step, expression });
    if (creator.parameters.some(({ in: where, name }) => where === "path" && name === parameter.name))
      return [at(`$request.path.${parameter.name}`)];
    return drafting
      .pathSources(operation, parameter)
      .flatMap((source) => (source.case === sampleCase(creator) ? [at(source.expression)] : []));
  };

/** A request about what the first step of this case created. */
const about = ({ id, drafting }: Making, creator: Operation, operation: Operation, body?: unknown): Draft =>
  drafting.draft(operation, body, createdSources(id, 0, creator, operation, drafting));

/** The token against forgery that calls of an operation within a session carry; null where none is documented. */
const tokenOf = ({ clauses }: Contract, operation: Operation): DraftSession["token"] => {
  for (const { binds } of clauses.clauses)
    for (const binding of binds) {
      if (!("verify" in binding)) continue;
      const { case: name, operation: id, cookie, header } = binding.verify;
      if (name === "anti-forgery" && id === operation.id && cookie !== undefined && header !== undefined)
        return { cookie, header };
    }
  return null;
};

/** A call with credentials, and calls within the session that it opens. */
const withinSession = (
  { id, operation, drafting }: Making,
  calls: readonly { readonly sends: DraftSession["sends"]; readonly expects: Expectation }[],
): RelationSteps => {
  if (!operation.security.some((all) => all.some((scheme) => scheme.in === "cookie")))
    return { why: "the operation takes no session" };
  const token = tokenOf(drafting.contract, operation);
  const within = calls.map(({ sends, expects }): Step => {
    const session = { case: id, step: 0, token, sends };
    return { draft: { ...drafting.sampleDraft(operation), credentials: "none", session }, expects };
  });
  return { steps: [accepted(drafting.sampleDraft(operation)), ...within] };
};

const MAKERS: Readonly<Record<string, (making: Making) => RelationSteps>> = {
  session: (making) => withinSession(making, [{ sends: "the token", expects: ACCEPTED }]),

  "anti-forgery": (making) => {
    const expects: Expectation = { outcome: "refused", status: making.statement.status ?? null };
    return withinSession(making, [
      { sends: "no token", expects },
      { sends: "a wrong token", expects },
    ]);
  },

  unique: ({ statement, operation, drafting }) => {
    const member = segmentsOf(statement.member ?? "");
    const sample = drafting.sampleOf(operation);
    const first = drafting.sampleDraft(operation);
    if (first.body.kind !== "json") return { why: "the operation takes no JSON body" };
    let taken = valueAt(first.body.value, statement.member ?? "");
    let body = first.body.value;
    if (taken === undefined) {
      taken = drafting.unique(operation, statement.member ?? "");
      body = withValueAt(body, member, taken);
    }
    const second = withValueAt(drafting.prepare(operation, sample), member, taken);
    const expects: Expectation = { outcome: "refused", status: statement.status ?? null };
    return {
      steps: [accepted(drafting.draft(operation, body)), { draft: drafting.draft(operation, second), expects }],
    };
  },

  merge: (making) => {
    const { operation, drafting } = making;
    const creator = creatorFor(operation, drafting);
    if (creator === null) return { why: "no operation creates what is updated" };
    const media = drafting.mediaOf(operation);
    const sample = drafting.sampleOf(operation);
    if (media?.schema == null || sample === null || typeof sample !== "object")
      return { why: "the update has no body" };
    const full = drafting.prepare(operation, sample);
    const steps = [accepted(drafting.fullDraft(creator)), accepted(about(making, creator, operation, full))];
    for (const [name, value] of Object.entries(full as object).slice(0, 3)) {
      const other = typeof value === "boolean" ? !value : value;
      const fresh = drafting.uniqueMembers(operation).includes(`/${name}`)
        ? drafting.unique(operation, `/${name}`)
        : other;
      steps.push(accepted(about(making, creator, operation, { [name]: fresh })));
    }
    return { steps };
  },

  "reads-back": (making) => createdThen(making, byOf(making.statement)),
  listed: (making) => createdThen(making, byOf(making.statement)),
  "shown-once": (making) => createdThen(making, byOf(making.statement)),

  "gone-after": (making) => {
    const { operation, drafting, statement } = making;
    const creator = creatorFor(operation, drafting);
    const by = operationOf(drafting.contract, byOf(statement)[0] ?? "");
    if (creator === null || by === undefined) return { why: "no operation creates what is deleted" };
    return {
      steps: [
        accepted(drafting.sampleDraft(creator)),
        accepted(about(making, creator, by)),
        accepted(about(making, creator, operation)),
        { draft: about(making, creator, by), expects: { outcome: "refused", status: statement.status ?? null } },
      ],
    };
  },

  paginates: ({ id, operation, drafting }) => {
    const limit = operation.parameters.find(
      ({ in: where, name }) => where === "query" && /limit|size|count|per_?page/i.test(name),
    );
    const draft = drafting.sampleDraft(operation);
    const one = limit === undefined ? draft : { ...draft, query: { ...draft.query, [limit.name]: 1 } };
    const next = cursorOf(operation);
    if (next === null) return { why: "no link or parameter tells how to reach the next page" };
    const follow = {
      ...one,
      query: {
        ...one.query,
        [next.parameter]: new Reference(next.parameter, [{ case: id, step: 1, expression: next.expression }]),
      },
    };
    return { steps: [accepted(draft), accepted(one), accepted(follow)] };
  },

  repeatable: ({ operation, drafting }) => {
    const step = accepted(drafting.sampleDraft(operation));
    return { steps: [step, step] };
  },
};

const createdThen = (making: Making, by: readonly string[]): RelationSteps => {
  const { operation, drafting } = making;
  const steps = [accepted(drafting.fullDraft(operation))];
  for (const name of by) {
    const reader = operationOf(drafting.contract, name);
    if (reader === undefined) return { why: `the contract has no operation ${name}` };
    steps.push(accepted(about(making, operation, reader)));
  }
  return { steps };
};

/** The parameters of a path in the order in which they stand in it. */
export const pathParameters = ({ path, parameters }: Operation): Parameter[] =>
  parameters
    .filter((parameter) => parameter.in === "path")
    .sort((one, other) => path.indexOf(`{${one.name}}`) - path.indexOf(`{${other.name}}`));

/** The operation that creates what another one addresses by path: the innermost where paths are nested. */
export const creatorFor = (operation: Operation, drafting: Drafting): Operation | null => {
  for (const parameter of pathParameters(operation).reverse()) {
    for (const source of drafting.pathSources(operation, parameter)) {
      const creator = operationOf(drafting.contract, source.case.slice(0, source.case.lastIndexOf("/")));
      if (creator?.method === "POST") return creator;
    }
  }
  return null;
};

/** How a list's next page is asked for, by its link to itself; null without one. */
export const cursorOf = (operation: Operation): { parameter: string; expression: string } | null => {
  for (const value of Object.values(successOf(operation)?.links ?? {})) {
    const link = value as { operationId?: string; parameters?: Record<string, unknown> };
    if (link.operationId !== operation.id) continue;
    for (const [name, expression] of Object.entries(link.parameters ?? {}))
      if (typeof expression === "string") return { parameter: name.replace(/^query\./, ""), expression };
  }
  return null;
};

/** The object in an answer that is the resource itself: the one that holds its id. */
export const entityIn = (body: unknown): unknown => {
  const [id] = idPointers(body);
  return id === undefined ? body : valueAt(body, id.slice(0, id.lastIndexOf("/")));
};
