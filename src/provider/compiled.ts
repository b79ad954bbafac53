import type { ExchangeResponse } from "../model/exchange.ts";
import {
  type Answer,
  type Behaviour,
  FALLBACK,
  type OperationBehaviour,
  type Refusal,
  type RefusalKind,
} from "./behaviour.ts";
import type { Evaluate } from "./expression.ts";
import type { Scope } from "./scope.ts";
import { compileCondition, compileTemplate } from "./template.ts";

/** An answer ready to be filled in. */
export interface CompiledAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: Evaluate])[];
  readonly media: string;
  readonly json: boolean;
  readonly body: Evaluate | null;
}

type CompiledRefusal = readonly { readonly when: Evaluate; readonly answer: CompiledAnswer }[];

/** An operation's behaviour with all its templates compiled. */
export interface CompiledOperation {
  readonly behaviour: OperationBehaviour;
  readonly key: Evaluate;
  readonly let: readonly (readonly [name: string, value: Evaluate])[];
  readonly record: Evaluate;
  readonly then: readonly { to: string; key: Evaluate; at: string; value: Evaluate }[];
  readonly limit: Evaluate;
  readonly cursor: Evaluate;
  readonly answer: CompiledAnswer;
  readonly refusal: (kind: RefusalKind) => CompiledRefusal;
}

const nothing: Evaluate = () => undefined;

const compiled = (template: unknown): Evaluate => (template === undefined ? nothing : compileTemplate(template));

const compileAnswer = (answer: Answer): CompiledAnswer => {
  const media = answer.media ?? "application/json";
  return {
    status: answer.status,
    headers: Object.entries(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), compileTemplate(value)]),
    media,
    json: /[/+]json\b/.test(media),
    body: answer.body === undefined ? null : compileTemplate(answer.body),
  };
};

const compileRefusal = (refusal: Refusal): CompiledRefusal =>
  (Array.isArray(refusal) ? (refusal as readonly (Answer & { when?: never })[]) : [refusal as Answer]).map(
    (answer) => ({
      when: compileCondition((answer as { when?: never }).when),
      answer: compileAnswer(answer),
    }),
  );

/** What a provider without words of its own says about a path or method it does not know, and about anything else. */
const PLAIN: Readonly<Record<string, Answer>> = {
  "unknown-path": { status: 404 },
  "unknown-method": { status: 405 },
  "no-credentials": { status: 401 },
};

/** Finds a refusal's words: the operation's own before the provider's, and the kind's own before the next wider kind's. */
const refusals = (own: Behaviour["refusals"], shared: Behaviour["refusals"]): CompiledOperation["refusal"] => {
  const known = new Map<RefusalKind, CompiledRefusal>();
  return (kind) => {
    let found = known.get(kind);
    if (found !== undefined) return found;
    let words: Refusal | undefined;
    for (let at: RefusalKind | null = kind; at !== null && words === undefined; at = FALLBACK[at])
      words = own[at] ?? shared[at];
    found = compileRefusal(words ?? PLAIN[kind] ?? { status: 400 });
    known.set(kind, found);
    return found;
  };
};

const compileOperation = (
  id: string,
  behaviour: OperationBehaviour,
  shared: Behaviour["refusals"],
): CompiledOperation => {
  try {
    return {
      behaviour,
      key: compiled(behaviour.key),
      let: Object.entries(behaviour.let ?? {}).map(([name, value]) => [name, compileTemplate(value)]),
      record: compiled(behaviour.record),
      then: (behaviour.then ?? []).map(({ append: { to, key, at, value } }) => ({
        to,
        key: compileTemplate(key),
        at,
        value: compileTemplate(value),
      })),
      limit: compiled(behaviour.page?.limit),
      cursor: compiled(behaviour.page?.cursor),
      answer: compileAnswer(behaviour.answer),
      refusal: refusals(behaviour.refusals ?? {}, shared),
    };
  } catch (error) {
    throw new Error(`${id}: ${(error as Error).message}`);
  }
};

/** A behaviour with all its templates compiled. */
export interface CompiledBehaviour {
  readonly views: ReadonlyMap<string, Evaluate>;
  readonly message: (keyword: string) => Evaluate;
  readonly operation: (id: string) => CompiledOperation | undefined;
  readonly refusal: (kind: RefusalKind) => CompiledRefusal;
}

/** Compiles a behaviour, each operation when it is first called. Throws an Error that says what is not understood. */
export const compileBehaviour = (behaviour: Behaviour): CompiledBehaviour => {
  const operations = new Map<string, CompiledOperation>();
  const messages = new Map<string, Evaluate>();
  return {
    views: new Map(
      Object.entries(behaviour.resources).flatMap(([name, { view }]) =>
        view === undefined ? [] : [[name, compileTemplate(view)] as const],
      ),
    ),
    message: (keyword) => {
      let message = messages.get(keyword);
      if (message === undefined) {
        const own = Object.hasOwn(behaviour.messages, keyword) ? behaviour.messages[keyword] : undefined;
        message = compileTemplate(own ?? behaviour.messages.default ?? "invalid");
        messages.set(keyword, message);
      }
      return message;
    },
    operation: (id) => {
      let operation = operations.get(id);
      if (operation === undefined && Object.hasOwn(behaviour.operations, id)) {
        operation = compileOperation(id, behaviour.operations[id]!, behaviour.refusals);
        operations.set(id, operation);
      }
      return operation;
    },
    refusal: refusals({}, behaviour.refusals),
  };
};

/** Fills an answer in. */
export const respond = (answer: CompiledAnswer, scope: Scope): ExchangeResponse => {
  const headers: Record<string, string | readonly string[]> = {};
  let body: string | null = null;
  if (answer.body !== null) {
    const value = answer.body(scope);
    body = value === undefined ? null : answer.json ? JSON.stringify(value) : String(value);
    if (body !== null) headers["content-type"] = answer.media;
  }
  for (const [name, value] of answer.headers) {
    const text = value(scope);
    if (text !== undefined) headers[name] = Array.isArray(text) ? text.map(String) : String(text);
  }
  return { status: answer.status, headers, body };
};
