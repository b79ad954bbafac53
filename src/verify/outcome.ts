import { locationsOf, type Register } from "../engine/register.ts";
import type { Binding, Clause, ClauseCitation } from "../model/clause.ts";
import type { Contract, Operation } from "../model/contract.ts";
import { NEEDS_FORBIDDEN } from "./credentials.ts";
import { type Evidence, invariantFact, verifyFact } from "./evidence.ts";
import type { Plan } from "./plan.ts";

/** What a run says about one clause. */
export type OutcomeName = "kept" | "broken" | "not exercised" | "not checkable";

/** One thing a clause binds, and whether the run exercised it. */
export interface Part {
  readonly binds: string;
  readonly exercised: boolean;
  /** The case that exercised it, else why none did. */
  readonly by: string;
}

/** A clause after a run. */
export interface ClauseOutcome {
  readonly clause: ClauseCitation;
  readonly operations: readonly string[];
  readonly outcome: OutcomeName;
  /** Why it is not what one would wish; null for a clause that was kept as a whole. */
  readonly why: string | null;
  readonly parts: readonly Part[];
}

/** What the outcomes depend on beside the evidence. */
export interface OutcomeContext {
  readonly contract: Contract;
  readonly register: Register;
  readonly plan: Plan;
  readonly evidence: Evidence;
  readonly allowWrites: boolean;
  /** The origin of the target, to compare with the documented servers; null for the embedded provider. */
  readonly target: string | null;
  /** Why cases were skipped, by id. */
  readonly skipped: ReadonlyMap<string, string>;
}

/** The outcome of every clause, in the order of the register. */
export const outcomesOf = (context: OutcomeContext): ClauseOutcome[] => {
  const breaches = new Set(
    context.plan.cases.flatMap(({ operation, targets }) => targets.map((target) => `${operation.id} ${target}`)),
  );
  return context.register.clauses.map((clause) => outcomeOf(clause, context, breaches));
};

const outcomeOf = (clause: Clause, context: OutcomeContext, breaches: ReadonlySet<string>): ClauseOutcome => {
  const { register, evidence } = context;
  const parts: Part[] = [];
  const reasons: string[] = [];
  for (const [index, binding] of clause.binds.entries())
    if ("not-checkable" in binding) reasons.push(binding["not-checkable"]);
    else parts.push(...partsOf(clause, binding, index, context, breaches));
  const base = { clause: register.cite(clause), operations: register.operationsOf(clause), parts };
  const brokenBy = evidence.brokenBy(clause.id);
  if (brokenBy !== undefined) return { ...base, outcome: "broken", why: `by ${brokenBy}` };
  if (parts.length === 0) return { ...base, outcome: "not checkable", why: reasons.join(" ") };
  const missing = parts.filter(({ exercised }) => !exercised);
  const why = missing.length === 0 ? null : `${missing[0]!.binds}: ${missing[0]!.by}`;
  if (missing.length === parts.length && reasons.length > 0)
    return { ...base, outcome: "not checkable", why: reasons.join(" ") };
  if (missing.length === parts.length) return { ...base, outcome: "not exercised", why };
  return {
    ...base,
    outcome: "kept",
    why: missing.length === 0 ? null : `${missing.length} of ${parts.length} parts not exercised; ${why}`,
  };
};

const partsOf = (
  clause: Clause,
  binding: Binding,
  index: number,
  context: OutcomeContext,
  breaches: ReadonlySet<string>,
): Part[] => {
  const { contract, register, evidence } = context;
  const own = contract.operations.filter(({ id }) => register.operationsOf(clause).includes(id));
  if ("schema" in binding) return schemaParts(binding, own, context, breaches);
  if ("server" in binding) {
    const exercised = context.target !== null && serverFits(binding.server, context.target);
    const by =
      context.target === null ? "the embedded provider is served elsewhere" : `the target is ${context.target}`;
    return [{ binds: `server ${binding.server}`, exercised, by }];
  }
  if ("rule" in binding)
    return [
      part(
        `rule ${binding.rule}`,
        own.map(({ id }) => `judged ${id}`),
        own,
        context,
        "no answer was judged",
      ),
    ];
  if ("invariant" in binding) {
    const { left, relation } = binding.invariant;
    const about = contract.operations.filter(({ id }) => [binding.invariant.operation].flat().includes(id));
    return [
      part(`${left} ${relation}`, [invariantFact(clause, index)], about, context, "no answer had values to relate"),
    ];
  }
  if ("verify" in binding) return [verifyPart(binding.verify, context)];
  if (!("operation" in binding)) return [];
  const ids = [binding.operation].flat();
  return contract.operations
    .filter(({ id }) => ids.includes(id))
    .flatMap((operation) => elementParts(binding, operation, context, evidence, breaches));
};

/** A part that any of these facts exercises. */
const part = (
  binds: string,
  facts: readonly string[],
  operations: readonly Operation[],
  context: OutcomeContext,
  otherwise: string,
): Part => {
  for (const fact of facts) {
    const by = context.evidence.of(fact);
    if (by !== undefined) return { binds, exercised: true, by };
  }
  return { binds, exercised: false, by: reasonFor(operations, context) ?? otherwise };
};

/** Why an operation was not called at all, if that is the reason. */
const reasonFor = (
  operations: readonly Operation[],
  { allowWrites, skipped, plan, evidence }: OutcomeContext,
): string | null => {
  if (operations.length === 0 || operations.some(({ id }) => evidence.of(`operation ${id}`) !== undefined)) return null;
  if (!allowWrites && operations.every(({ method }) => method !== "GET"))
    return "it writes, and writes were not allowed";
  const ids = operations.map(({ id }) => id);
  const first = plan.cases.find(({ operation, id }) => ids.includes(operation.id) && skipped.has(id));
  return first === undefined ? null : skipped.get(first.id)!;
};

const schemaParts = (
  binding: Extract<Binding, { schema: string }>,
  own: readonly Operation[],
  context: OutcomeContext,
  breaches: ReadonlySet<string>,
): Part[] => {
  const [at, ...rest] = locationsOf(binding, context.contract);
  const facts = (location: string) => own.map(({ id }) => `keyword ${id} ${location}`);
  if (rest.length === 0) {
    const root = at!.endsWith("#") ? [`${at}/type`, `${at}/allOf`] : [at!];
    return [part(`${binding.schema} declared`, root.flatMap(facts), own, context, "no message had it")];
  }
  return rest.map((location) => {
    const binds = location.slice("schemas/".length);
    const keyword = location.slice(location.lastIndexOf("/") + 1);
    if (keyword === "default")
      return part(
        binds,
        own.map(({ id }) => `absent ${id} ${at}`),
        own,
        context,
        "no accepted request left it out",
      );
    if (keyword === "$ref")
      return part(binds, facts(location.slice(0, -"/$ref".length)), own, context, "no message had it");
    const positive = part(binds, facts(location), own, context, "no message had a value for it");
    return withBreach(positive, location, own, context, breaches);
  });
};

/** A keyword of a request is exercised only once a value that breaks it was refused, where there is a case for that. */
const withBreach = (
  positive: Part,
  location: string,
  own: readonly Operation[],
  context: OutcomeContext,
  breaches: ReadonlySet<string>,
): Part => {
  const tried = own.filter(({ id }) => breaches.has(`${id} ${location}`));
  if (!positive.exercised || tried.length === 0) return positive;
  if (tried.some(({ id }) => context.evidence.of(`breach ${id} ${location}`) !== undefined)) return positive;
  const by = reasonFor(tried, context) ?? "no value that breaks it was refused";
  return { ...positive, exercised: false, by };
};

const verifyPart = (statement: Extract<Binding, { verify: unknown }>["verify"], context: OutcomeContext): Part => {
  const { operation: id, case: name, when, member } = statement;
  const operations = context.contract.operations.filter((operation) => operation.id === id);
  const untried = context.plan.untried.find((one) => one.statement === statement)?.why;
  const fact = name === "refused" ? `refused ${id} ${when}` : verifyFact(statement);
  const binds = [id, name, when ?? member].filter((word) => word !== undefined).join(" ");
  const skipped = context.plan.cases
    .filter((one) =>
      name === "refused"
        ? one.operation.id === id && one.when === when
        : one.relation?.statement.case === name && one.operation.id === id,
    )
    .map((one) => context.skipped.get(one.id))
    .find((why) => why !== undefined);
  return part(binds, [fact], operations, context, untried ?? skipped ?? "no case tried it");
};

const elementParts = (
  binding: Extract<Binding, { operation: unknown }>,
  operation: Operation,
  context: OutcomeContext,
  evidence: Evidence,
  breaches: ReadonlySet<string>,
): Part[] => {
  const { id } = operation;
  const one = (binds: string, fact: string, otherwise: string): Part =>
    part(`${id} ${binds}`, [fact], [operation], context, otherwise);
  const { status, media, header, request, parameter, security } = binding;
  if (status !== undefined) {
    const otherwise = statusReason(status);
    if (media !== undefined) return [one(`${status} ${media}`, `media ${id} ${status} ${media}`, otherwise)];
    if (header !== undefined)
      return [one(`${status} ${header}`, `header ${id} ${status} ${header.toLowerCase()}`, `no ${status} had it`)];
    return [one(status, `status ${id} ${status}`, otherwise)];
  }
  if (request !== undefined) return [one(request, `request ${id} ${request}`, `no request was sent as ${request}`)];
  if (parameter !== undefined) {
    const name = parameter.toLowerCase();
    const sent = one(parameter, `parameter ${id} ${name}`, "no accepted request had it");
    const own = operation.parameters.find((known) => `${known.in}.${known.name}`.toLowerCase() === name);
    return [
      sent,
      ...(binding.keywords ?? []).flatMap((keyword): Part[] => {
        const location = `${own?.schema}/${keyword}`;
        if (keyword === "required") return [];
        if (keyword === "default")
          return [one(`${parameter} default`, `default ${id} ${name}`, "every request had it")];
        const positive = one(`${parameter} ${keyword}`, `keyword ${id} ${location}`, "no request had a value for it");
        return [withBreach(positive, location, [operation], context, breaches)];
      }),
    ];
  }
  if (security !== undefined) {
    const accepted = one(`${security}`, `security ${id} ${security}`, "the credentials given are of another scheme");
    const refused = evidence.of(`refused ${id} no-credentials`) !== undefined;
    return [
      accepted.exercised && !refused
        ? { ...accepted, exercised: false, by: "no request without credentials was refused" }
        : accepted,
    ];
  }
  return [one("called", `operation ${id}`, "it was never accepted")];
};

const statusReason = (status: string): string => {
  if (status.startsWith("5")) return "a provider's own errors cannot be provoked from outside";
  if (status === "403") return NEEDS_FORBIDDEN;
  return `no answer had status ${status}`;
};

/** Whether an origin is one of those a server template stands for. */
const serverFits = (template: string, origin: string): boolean => {
  const source = template.replaceAll(/[.*+?^$()|[\]\\/]/g, "\\$&").replaceAll(/\{[^}]+\}/g, "[^/]+");
  return new RegExp(`^${source}`).test(origin);
};
