import { mediaFor } from "../engine/subject.ts";
import type { Method, Operation, SchemaLocation } from "../model/contract.ts";
import { type Draft, elementOf } from "./case.ts";
import type { Drafting } from "./drafting.ts";
import { parametersRefused, pathsRefused, unknownId } from "./parameter-cases.ts";
import { isJson } from "./serialization.ts";
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
  yield* pathsRefused(operation, drafting);
  yield* parametersRefused(operation, drafting);
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
  if (operation.responses.some(({ status }) => status === "403"))
    yield { ...of("forbidden", "with credentials that lack the permission", "forbidden", "forbidden"), targets: [] };
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
      if (known.has(broken.id) || !remains(broken, drafting.asRead(operation, broken.value), schema, drafting))
        continue;
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

/** Whether a value breaks its keyword still once it has travelled. */
const remains = ({ value, target }: Broken, read: unknown, schema: SchemaLocation, drafting: Drafting): boolean =>
  read === value || (read !== undefined && drafting.violator.breaks(schema, read, target));

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
  const sample = drafting.sampleOf(operation);
  const text = JSON.stringify(sample !== null && typeof sample === "object" ? sample : {});
  const of = (id: string, title: string, when: string, change: Partial<Draft>, target: string): Negative => ({
    ...{ id, title, when, weight: 2, targets: [`${drafting.contract.source}#${target}`] },
    draft: { ...draft, ...change },
  });
  const { at, required, content } = operation.requestBody;
  const cut = { kind: "text", text: text.slice(0, -1) } as const;
  if (isJson(media)) yield of("malformed-body", "a body that breaks off", "malformed-body", { body: cut }, media.at);
  const nothing = typeof sample === "object" ? {} : "";
  const told = isJson(media) || media.schema === null || !drafting.instances.conforms(media.schema, nothing);
  if (required && told) yield of("empty-body", "no body", "malformed-body", { body: { kind: "none" } }, at);
  const other = UNLIKELY.find((type) => mediaFor(content, type) === null);
  if (other !== undefined) {
    const headers = { ...draft.headers, "content-type": other };
    yield of("wrong-media-type", `a body labelled ${other}`, "wrong-media-type", { headers }, `${at}/content`);
  }
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

/** Media types that few operations document. */
const UNLIKELY = ["text/plain", "application/xml", "application/x-tc-unknown"];

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
