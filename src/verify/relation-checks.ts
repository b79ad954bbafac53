import { equal } from "../conformance/equality.ts";
import { resolveExpression } from "../conformance/invariant.ts";
import type { VerifyCase } from "../model/clause.ts";
import type { SchemaLocation } from "../model/contract.ts";
import { headerOf } from "../model/exchange.ts";
import { below, type Pointer, valueAt } from "../model/pointer.ts";
import { show } from "../model/show.ts";
import type { Answer, Draft, Step } from "./case.ts";
import { idPointers } from "./drafting.ts";
import { cursorOf, entityIn } from "./relations.ts";
import { VERIFY_RULES, type VerifyRule } from "./rules.ts";

/** Something that does not hold between several exchanges. */
export interface RelationViolation {
  readonly rule: VerifyRule;
  /** The step whose answer shows it. */
  readonly step: number;
  readonly at: Pointer;
  readonly message: string;
  /** A further keyword that says otherwise. */
  readonly about?: SchemaLocation;
}

/** What a check may use: the answers so far, and a way to ask for more. */
export interface RelationRun {
  readonly statement: VerifyCase;
  readonly steps: readonly Step[];
  readonly answers: readonly Answer[];
  /** The members that the operation's request declares. */
  readonly settable: readonly string[];
  /** Sends one more request; null where no 2xx came, which is reported by itself. */
  ask(draft: Draft): Promise<Answer | null>;
}

/** The violations, or why nothing could be said. */
export type RelationOutcome = readonly RelationViolation[] | { readonly why: string };

/** How many pages are searched for one entry. */
const MAX_PAGES = 200;

/** How many pages of one entry are walked: enough to see a cursor go wrong, few enough for a list of thousands. */
const WALKED_PAGES = 25;

/** Checks what a statement says about the answers to its steps. */
export const checkRelation = (run: RelationRun): Promise<RelationOutcome> | RelationOutcome => {
  const check = Object.hasOwn(CHECKS, run.statement.case) ? CHECKS[run.statement.case] : undefined;
  return check === undefined ? { why: `no way is known to check "${run.statement.case}"` } : check(run);
};

/** The members of both values that differ, as pointers; members that only one of them has are left out. */
const differences = (one: unknown, other: unknown, at: Pointer = ""): Pointer[] => {
  if (isObject(one) && isObject(other))
    return Object.keys(one)
      .filter((name) => Object.hasOwn(other, name))
      .flatMap((name) => differences(one[name], other[name], below(at, name)));
  return equal(one, other) ? [] : [at];
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

const entityPointer = (body: unknown): Pointer => {
  const [id] = idPointers(body);
  return id === undefined ? "" : id.slice(0, id.lastIndexOf("/"));
};

const idOf = (body: unknown): unknown => {
  const [id] = idPointers(body);
  return id === undefined ? undefined : valueAt(body, id);
};

/** The entries of a list's answer: the first array in it. */
const entriesIn = (body: unknown): readonly unknown[] | null => {
  if (Array.isArray(body)) return body as unknown[];
  if (!isObject(body)) return null;
  for (const value of Object.values(body)) if (Array.isArray(value)) return value as unknown[];
  return null;
};

const contextOf = (answer: Answer) => ({ ...answer, query: answer.request.url.split("?")[1] ?? "" });

/** An answer and the pages after it, up to a bound. */
async function* pagesFrom(answer: Answer, draft: Draft, run: RelationRun, most = MAX_PAGES): AsyncGenerator<Answer> {
  let current: Answer | null = answer;
  for (let page = 1; current !== null; page++) {
    yield current;
    const next = nextOf(current, draft);
    if (next === null || page >= most) return;
    current = await run.ask(next);
  }
}

/** The request for the page after an answer; null where it is the last one. */
const nextOf = (answer: Answer, draft: Draft): Draft | null => {
  const cursor = cursorOf(draft.operation);
  if (cursor === null) return null;
  const { value } = resolveExpression(cursor.expression, contextOf(answer));
  if (value === undefined || value === null || value === "") return null;
  return { ...draft, query: { ...draft.query, [cursor.parameter]: value } };
};

const isAmong = (item: unknown, items: readonly unknown[]): boolean =>
  items.some((other) => equal(idOf(other) ?? other, idOf(item) ?? item));

const CHECKS: Readonly<Record<string, (run: RelationRun) => Promise<RelationOutcome> | RelationOutcome>> = {
  unique: () => [],

  session: () => [],

  "anti-forgery": () => [],

  merge: ({ steps, answers, settable }) => {
    const found: RelationViolation[] = [];
    let before = entityIn(answers[0]?.responseBody);
    const sendable = settable;
    for (let step = 1; step < steps.length; step++) {
      const answer = answers[step];
      if (answer === undefined) break;
      const after = entityIn(answer.responseBody);
      const sent = isObject(answer.requestBody) ? answer.requestBody : {};
      if (isObject(before) && isObject(after))
        for (const name of sendable) {
          if (Object.hasOwn(sent, name) || !Object.hasOwn(before, name) || equal(before[name], after[name])) continue;
          const at = `/response/body${entityPointer(answer.responseBody)}${below("", name)}`;
          const message = `${name} was ${show(before[name])} and is ${show(after[name])} after an update that does not mention it`;
          found.push({ rule: VERIFY_RULES.updateNotMerged, step, at, message });
        }
      before = after;
    }
    return found;
  },

  "reads-back": ({ answers }) => {
    const [created, read] = answers;
    const [one, other] = [entityIn(created?.responseBody), entityIn(read?.responseBody)];
    return differences(one, other).map((at) => ({
      rule: VERIFY_RULES.notReadBack,
      step: 1,
      at: `/response/body${entityPointer(read?.responseBody)}${at}`,
      message: `${at || "it"} was ${show(valueAt(one, at))} on creation and is ${show(valueAt(other, at))} when retrieved`,
    }));
  },

  listed: async (run) => {
    const id = idOf(run.answers[0]?.responseBody);
    if (id === undefined) return { why: "the answer to the creation shows no id" };
    let entries = 0;
    for await (const page of pagesFrom(run.answers[1]!, run.steps[1]!.draft, run)) {
      const items = entriesIn(page.responseBody) ?? [];
      entries += items.length;
      if (items.some((item) => equal(idOf(item), id))) return [];
    }
    const message = `${show(id)} was created and is not among the ${entries} entries of the list`;
    return [{ rule: VERIFY_RULES.notListed, step: 1, at: "/response/body", message }];
  },

  "gone-after": () => [],

  "shown-once": async (run) => {
    const { statement, answers, steps } = run;
    const member = statement.member ?? "";
    const secret = valueAt(entityIn(answers[0]?.responseBody), member);
    if (secret === undefined) return { why: `the creation did not show ${member}` };
    const id = idOf(answers[0]?.responseBody);
    const found: RelationViolation[] = [];
    for (let step = 1; step < steps.length; step++)
      for await (const page of pagesFrom(answers[step]!, steps[step]!.draft, run)) {
        const items = entriesIn(page.responseBody);
        const entity =
          items?.find((item) => equal(idOf(item), id)) ?? (items === null ? entityIn(page.responseBody) : undefined);
        const shownAt = valueAt(entity, member) !== undefined || holds(page.responseBody, secret) ? member : null;
        if (shownAt === null && entity !== undefined) break;
        if (shownAt === null) continue;
        found.push({
          ...{ rule: VERIFY_RULES.shownAgain, step, at: `/response/body${items === null ? member : ""}` },
          message: `${steps[step]!.draft.operation.id} shows ${member} again`,
        });
        break;
      }
    return found;
  },

  paginates: async (run) => {
    const [all, first] = run.answers;
    const [, one] = run.steps;
    if (all === undefined || first === undefined || one === undefined) return { why: "the list was not answered" };
    const whole = entriesIn(all.responseBody);
    if (whole === null) return { why: "the answer holds no list" };
    const complete = nextOf(all, one.draft) === null;
    const limit = Object.values(one.draft.query)[0];
    const seen: unknown[] = [];
    let pages = 0;
    let ended = false;
    for await (const page of pagesFrom(first, one.draft, run, WALKED_PAGES)) {
      pages++;
      ended = nextOf(page, one.draft) === null;
      const items = entriesIn(page.responseBody) ?? [];
      if (typeof limit === "number" && items.length > limit) return [tooMany(items.length, limit, one.draft)];
      for (const item of items) {
        if (isAmong(item, seen)) return [broken(`page ${pages} repeats the entry ${show(idOf(item))}`)];
        if (complete && !isAmong(item, whole))
          return [broken(`page ${pages} has the entry ${show(idOf(item))}, which the whole list has not`)];
        seen.push(item);
      }
    }
    if (!ended && complete && whole.length < pages)
      return [broken(`the list has ${whole.length} entries, and its pages do not come to an end`)];
    const missing = ended && complete ? whole.find((item) => !isAmong(item, seen)) : undefined;
    if (missing !== undefined)
      return [broken(`the entry ${show(idOf(missing))} of the whole list is on none of the ${pages} pages`)];
    return pages < 2 ? { why: "the list has too few entries to have a second page" } : [];
  },

  repeatable: ({ answers }) => {
    const [one, other] = answers;
    if (one === undefined || other === undefined) return { why: "the read was not answered" };
    const type = (answer: Answer) => headerOf(answer.response.headers, "content-type");
    if (equal(one.responseBody, other.responseBody) && type(one) === type(other)) return [];
    const [at = ""] = differences(one.responseBody, other.responseBody);
    const [before, after] = [valueAt(one.responseBody, at), valueAt(other.responseBody, at)];
    const message = `${at || "the body"} was ${show(before)} and then ${show(after)}`;
    return [{ rule: VERIFY_RULES.notRepeatable, step: 1, at: `/response/body${at}`, message }];
  },
};

const tooMany = (count: number, limit: number, draft: Draft): RelationViolation => ({
  ...broken(`a page has ${count} entries where at most ${limit} were asked for`),
  ...limitOf(draft),
});

/** The keyword that bounds a page: the limit's own. */
const limitOf = ({ operation, query }: Draft): { about?: SchemaLocation } => {
  const [name] = Object.keys(query);
  const schema = operation.parameters.find((parameter) => parameter.in === "query" && parameter.name === name)?.schema;
  return schema == null ? {} : { about: `${schema}/maximum` };
};

const broken = (message: string): RelationViolation => ({
  ...{ rule: VERIFY_RULES.paginationBroken, step: 1, at: "/response/body", message },
});

/** Whether a text of `secret` of some length stands anywhere in a body. */
const holds = (body: unknown, secret: unknown): boolean => {
  const texts: string[] = [];
  const queue: unknown[] = [secret];
  for (let value = queue.pop(); value !== undefined; value = queue.pop())
    if (typeof value === "string" && value.length >= 8) texts.push(value);
    else if (value !== null && typeof value === "object") queue.push(...Object.values(value));
  const text = JSON.stringify(body) ?? "";
  return texts.some((one) => text.includes(JSON.stringify(one).slice(1, -1)));
};
