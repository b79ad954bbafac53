import type { Method, Operation, SchemaLocation } from "../model/contract.ts";
import { below } from "../model/pointer.ts";
import { type Draft, elementOf } from "./case.ts";
import type { Drafting } from "./drafting.ts";
import type { Broken } from "./violations.ts";

/** A request that the documentation does not allow. */
export interface Negative {
  readonly id: string;
  readonly title: string;
  readonly draft: Draft;
  /** The kind of refusal, as clauses name it. */
  readonly when: string;
  readonly targets: readonly SchemaLocation[];
  readonly weight: number;
  /** The positive case whose body it starts from; its refusal says something only where that one was accepted. */
  readonly base?: string;
  /** No page says that it is refused: whatever comes is judged by itself. */
  readonly open?: boolean;
}

/** The requests to try that an operation must refuse, the most telling first. */
export function* negativesOf(operation: Operation, drafting: Drafting): Generator<Negative> {
  yield* credentials(operation, drafting);
  yield* bodies(operation, drafting);
  yield* texts(operation, drafting);
  yield* paths(operation, drafting);
  yield* queries(operation, drafting);
  yield* methods(operation, drafting);
}

function* credentials(operation: Operation, drafting: Drafting): Generator<Negative> {
  if (operation.security.length === 0 || operation.security.some((all) => all.length === 0)) return;
  const draft = drafting.sampleDraft(operation);
  const targets = [elementOf(drafting.contract.source, operation, "security")];
  const of = (id: string, title: string, kind: Draft["credentials"], when: string): Negative => ({
    ...{ id, title, when, targets, weight: 1 },
    draft: { ...draft, credentials: kind },
  });
  yield of("no-credentials", "without credentials", "none", "no-credentials");
  yield of("malformed-credentials", "with credentials nobody was given", "malformed", "malformed-credentials");
  yield of("other-scheme", "with an undocumented authentication scheme", "other-scheme", "malformed-credentials");
  for (const { in: where, name, required, example } of operation.parameters) {
    if (where !== "header" || required || example === undefined) continue;
    const headers = { ...draft.headers, [name]: String(example) };
    const changed = { ...draft, headers, credentials: "none" as const };
    yield {
      id: `no-credentials:${name}`,
      title: `without credentials, with ${name}`,
      when: `no-credentials ${name}`,
      targets,
      weight: 3,
      draft: changed,
    };
  }
}

function* bodies(operation: Operation, drafting: Drafting): Generator<Negative> {
  const media = drafting.mediaOf(operation);
  if (media?.schema == null) return;
  const { schema } = media;
  const sample = drafting.sampleOf(operation);
  const bases = { sample, maximal: drafting.instances.build(schema, sample, "maximal") };
  const known = new Set<string>();
  for (const [base, body] of Object.entries(bases)) {
    if (body === undefined) continue;
    for (const broken of drafting.violator.of(schema, body)) {
      if (known.has(broken.id)) continue;
      known.add(broken.id);
      yield { ...invalid(operation, drafting, broken), base };
    }
  }
  const extended = { ...(drafting.prepare(operation, sample) as object), tcUndocumentedMember: "undocumented" };
  if (sample !== null && typeof sample === "object" && !Array.isArray(sample))
    yield {
      ...{
        id: "unknown-member",
        title: "with a member nobody documents",
        when: "unknown-member",
        targets: [],
        weight: 4,
      },
      draft: drafting.draft(operation, extended),
      open: true,
    };
}

const invalid = (operation: Operation, drafting: Drafting, broken: Broken): Negative => ({
  id: broken.id,
  title: broken.title,
  draft: drafting.draft(operation, drafting.prepare(operation, broken.value, [broken.at])),
  when: "invalid-body",
  targets: [broken.target],
  weight: broken.keyword === "type" ? 3 : 1,
});

function* texts(operation: Operation, drafting: Drafting): Generator<Negative> {
  const media = drafting.mediaOf(operation);
  if (media === null || operation.requestBody === null) return;
  const draft = drafting.sampleDraft(operation);
  const text = JSON.stringify(drafting.sampleOf(operation) ?? {});
  const of = (id: string, title: string, when: string, change: Partial<Draft>, target: string): Negative => ({
    ...{ id, title, when, weight: 2, targets: [`${drafting.contract.source}#${target}`] },
    draft: { ...draft, ...change },
  });
  const { at, required } = operation.requestBody;
  const cut = { kind: "text", text: text.slice(0, Math.max(1, text.length - 1)) } as const;
  yield of("malformed-body", "a body that breaks off", "malformed-body", { body: cut }, media.at);
  if (required) yield of("empty-body", "no body", "malformed-body", { body: { kind: "none" } }, at);
  const plain = { ...draft.headers, "content-type": "text/plain" };
  yield of("wrong-media-type", "a body labelled text/plain", "wrong-media-type", { headers: plain }, `${at}/content`);
  const { "content-type": _, ...unlabelled } = draft.headers;
  const none = of(
    "no-media-type",
    "a body without a label",
    "wrong-media-type",
    { headers: unlabelled },
    `${at}/content`,
  );
  yield { ...none, open: true };
}

function* paths(operation: Operation, drafting: Drafting): Generator<Negative> {
  for (const parameter of operation.parameters) {
    if (parameter.in !== "path" || parameter.schema === null) continue;
    const { name, schema } = parameter;
    const draft = drafting.sampleDraft(operation);
    const documented = drafting.parameterValue(parameter);
    const seen = new Set<string>();
    for (const broken of drafting.violator.of(schema, documented)) {
      if (typeof broken.value !== "string" || broken.value === "" || seen.has(broken.target)) continue;
      seen.add(broken.target);
      yield {
        ...{
          id: `path:${name}:${broken.id}`,
          title: `${name} is ${JSON.stringify(broken.value)}`,
          when: "malformed-id",
        },
        ...{ draft: { ...draft, path: { ...draft.path, [name]: broken.value } }, targets: [broken.target], weight: 1 },
      };
    }
    const unknown = unknownId(documented, drafting.run);
    yield {
      ...{
        id: `path:${name}:unknown`,
        title: `a ${name} that nothing has`,
        when: "unknown-id",
        targets: [],
        weight: 1,
      },
      draft: { ...draft, path: { ...draft.path, [name]: unknown } },
    };
  }
}

/** An id of the documented form that nothing has. */
const unknownId = (documented: unknown, run: string): unknown => {
  if (typeof documented === "number") return 2_000_000_011;
  const text = String(documented);
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-/i.test(text)) return `00000000-0000-4000-8000-000000${run}`;
  return `tc-${run}-unknown`;
};

function* queries(operation: Operation, drafting: Drafting): Generator<Negative> {
  for (const parameter of operation.parameters) {
    if (parameter.in !== "query" || parameter.schema === null) continue;
    const { name, schema, at, required } = parameter;
    const draft = drafting.sampleDraft(operation);
    if (required) {
      const { [name]: _, ...query } = draft.query;
      const targets = [`${drafting.contract.source}#${below(at, "required")}`];
      yield {
        id: `query:${name}:missing`,
        title: `without ${name}`,
        when: "invalid-parameter",
        targets,
        draft: { ...draft, query },
        weight: 1,
      };
    }
    const documented = drafting.parameterValue(parameter);
    const seen = new Set<string>();
    for (const broken of drafting.violator.of(schema, documented)) {
      if (typeof broken.value === "object" || seen.has(broken.target)) continue;
      if (typeof documented === "string" && typeof broken.value !== "string") continue;
      seen.add(broken.target);
      yield {
        ...{ id: `query:${name}:${broken.id}`, title: `${name}=${broken.value}`, when: "invalid-parameter", weight: 1 },
        ...{ draft: { ...draft, query: { ...draft.query, [name]: broken.value } }, targets: [broken.target] },
      };
    }
  }
}

function* methods(operation: Operation, drafting: Drafting): Generator<Negative> {
  const documented = new Set(
    drafting.contract.operations.filter(({ path }) => path === operation.path).map(({ method }) => method),
  );
  const first = drafting.contract.operations.find(({ path }) => path === operation.path);
  const method = (["PATCH", "PUT", "POST"] as Method[]).find((one) => !documented.has(one));
  if (first !== operation || method === undefined) return;
  const draft = drafting.sampleDraft(operation);
  const { "content-type": _, ...headers } = draft.headers;
  const path = Object.fromEntries(
    operation.parameters
      .filter((parameter) => parameter.in === "path")
      .map((parameter) => [parameter.name, unknownId(drafting.parameterValue(parameter), drafting.run)]),
  );
  yield {
    ...{ id: "wrong-method", title: `${method}, which is not documented`, when: "wrong-method", weight: 3 },
    ...{ draft: { ...draft, method, headers, path, body: { kind: "none" } }, targets: [] },
  };
}
