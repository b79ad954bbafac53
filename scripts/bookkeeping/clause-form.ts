import { readFileSync } from "node:fs";
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import { type Pointer, pointerOf, segmentsOf, valueAt } from "../../src/model/pointer.ts";
import type { ClauseFile } from "./clause-file.ts";
import { isObject } from "./keywords.ts";
import type { Elements } from "./openapi-elements.ts";
import type { Problem } from "./problem.ts";
import { clausePageFile, clausesFile, openapiFile } from "./provider-files.ts";

const schema: unknown = JSON.parse(readFileSync(new URL("../../schemas/clauses.schema.json", import.meta.url), "utf8"));
const validate = new Ajv2020({
  allErrors: true,
  strict: true,
  strictTypes: false,
  strictRequired: false,
}).compile<ClauseFile>(schema as object);

/** Keywords that only sum up failures that are reported by themselves. */
const SUMMARIES = new Set(["if", "allOf"]);

const REMEDIES: Readonly<Record<string, string>> = {
  additionalProperties: "Correct the name, or remove it.",
  required: "Add it.",
  enum: "Use one of those.",
  pattern: "Correct it.",
  type: "Correct it; quote it if it has to be text.",
  "false schema": "Remove it; docs/contract-format.md says where it belongs.",
};

const wording = (error: ErrorObject): string => {
  const params: Readonly<Record<string, unknown>> = error.params;
  if (error.keyword === "additionalProperties") return `"${params.additionalProperty}" is not a member known here.`;
  if (error.keyword === "required") return `"${params.missingProperty}" is missing.`;
  if (error.keyword === "enum") return `It must be one of ${JSON.stringify(params.allowedValues)}.`;
  if (error.keyword === "false schema") return `"${segmentsOf(error.instancePath).at(-1)}" may not stand here.`;
  if (error.keyword === "contains") return "Exactly one reading must be `chosen: true`.";
  if (error.keyword === "anyOf" && /^\/clauses\/\d+\/binds\/\d+$/.test(error.instancePath)) {
    return "The binding is none of `schema`, `operation`, `server`, `rule`, `invariant`, `verify` and `not-checkable`.";
  }
  if (error.schemaPath.endsWith("/else/then/oneOf"))
    return "A reading that is not chosen has an `example` or is `narrower: true`.";
  return `It ${error.message}.`;
};

const clauseAt = (clauses: unknown, at: Pointer): string | undefined => {
  const [list, index] = segmentsOf(at);
  const id = list === "clauses" && index !== undefined ? valueAt(clauses, pointerOf([list, index, "id"])) : undefined;
  return typeof id === "string" ? id : undefined;
};

/** What a register has that `schemas/clauses.schema.json` does not allow. */
export function* clauseFormProblems(provider: string, clauses: unknown): Generator<Problem> {
  if (validate(clauses)) return;
  for (const error of validate.errors ?? []) {
    if (SUMMARIES.has(error.keyword)) continue;
    // A `oneOf` of two `required`s reports both of them and itself; itself says it.
    if (error.keyword === "required" && /\/(?:oneOf|anyOf)\/\d+\/required$/.test(error.schemaPath)) continue;
    if (error.schemaPath.includes("/contains/")) continue;
    const at = error.instancePath;
    const clause = clauseAt(clauses, at);
    const remedy = REMEDIES[error.keyword] ?? "See schemas/clauses.schema.json.";
    yield {
      file: clausesFile(provider),
      at,
      ...(clause === undefined ? {} : { clause }),
      message: wording(error),
      remedy,
    };
  }
}

/** What is wrong with a register's own names: the provider, the ids and the operations they are about. */
export function* clauseNameProblems(provider: string, register: ClauseFile, elements: Elements): Generator<Problem> {
  const file = clausesFile(provider);
  if (register.provider !== provider) {
    const message = `It says "${register.provider}" and the file is named for "${provider}".`;
    yield { file, at: "/provider", message, remedy: "Make them the same." };
  }
  const known = new Set(elements.operations.map((operation) => operation.id));
  const unknown = function* (
    operations: readonly string[] | undefined,
    at: Pointer,
    clause?: string,
  ): Generator<Problem> {
    for (const name of operations ?? []) {
      if (known.has(name)) continue;
      const message = `It is about the operation "${name}", which ${openapiFile(provider)} does not have.`;
      const remedy = `Operations: ${[...known].join(", ")}.`;
      yield { file, at, ...(clause === undefined ? {} : { clause }), message, remedy };
    }
  };
  for (const [index, page] of register.pages.entries()) {
    yield* unknown(page.operations, pointerOf(["pages", index, "operations"]));
  }
  const ids = new Set<string>();
  for (const [index, clause] of register.clauses.entries()) {
    const at = pointerOf(["clauses", index, "id"]);
    if (!clause.id.startsWith(`${provider}-`)) {
      const message = "Its id does not start with the provider's name.";
      yield { file, at, clause: clause.id, message, remedy: `Name it ${provider}-….` };
    }
    if (ids.has(clause.id)) {
      yield { file, at, clause: clause.id, message: "Another clause has the same id.", remedy: "Rename one of them." };
    }
    ids.add(clause.id);
    const narrowed = pointerOf(["clauses", index, "operations"]);
    yield* unknown(clause.operations, narrowed, clause.id);
    const page = register.pages.find((candidate) => candidate.id === clause.page);
    for (const name of clause.operations ?? []) {
      if (page?.operations === undefined || page.operations.includes(name)) continue;
      const message = `It is about ${name}, and its page "${clause.page}" is not.`;
      yield { file, at: narrowed, clause: clause.id, message, remedy: "Narrow it to operations of its page." };
    }
  }
  for (const operation of elements.operations) {
    const marks = operation.responses.flatMap((response) => [
      { status: response.status, of: response.readingOf, at: response.at },
      ...response.content.map((media) => ({ status: null, of: media.readingOf, at: media.at })),
    ]);
    for (const { status, of, at } of marks) {
      if (of === null) continue;
      const clause = register.clauses.find((candidate) => candidate.id === of);
      const rejected = clause?.readings?.filter((reading) => reading.chosen !== true) ?? [];
      const place = { file: openapiFile(provider), at };
      if (clause === undefined) {
        yield { ...place, message: `\`x-reading-of\` names "${of}", which is no clause.`, remedy: "Correct the id." };
      } else if (rejected.length === 0) {
        yield {
          ...place,
          clause: of,
          message: "`x-reading-of` names a clause without readings.",
          remedy: "Give it readings.",
        };
      } else if (status !== null && !rejected.some((reading) => reading.status === status)) {
        const message = `\`x-reading-of\` stands on ${status}, and no rejected reading of the clause says \`status: "${status}"\`.`;
        yield { ...place, clause: of, message, remedy: "Add the reading, or remove the mark." };
      }
    }
  }
  for (const [index, clause] of register.clauses.entries()) {
    for (const [number, reading] of (clause.readings ?? []).entries()) {
      if (reading.status === undefined || reading.chosen === true) continue;
      const marked = elements.operations.some((operation) =>
        operation.responses.some((response) => response.status === reading.status && response.readingOf === clause.id),
      );
      if (marked) continue;
      const at = pointerOf(["clauses", index, "readings", number, "status"]);
      const message = `No response with the status ${reading.status} says \`x-reading-of: ${clause.id}\`.`;
      yield { file, at, clause: clause.id, message, remedy: `Mark it in ${openapiFile(provider)}.` };
    }
  }
}

/** Clauses that the published page does not tell of, and clauses it tells of that are gone: ids are for good. */
export function* publishedProblems(
  provider: string,
  register: ClauseFile,
  published: ReadonlySet<string>,
): Generator<Problem> {
  const page = clausePageFile(provider);
  const ids = new Set(register.clauses.map((clause) => clause.id));
  for (const id of published) {
    if (ids.has(id)) continue;
    const remedy = "Restore it; or, if it goes on purpose, run: node scripts/generate-clause-docs.ts";
    yield {
      file: clausesFile(provider),
      at: "/clauses",
      clause: id,
      message: `${page} tells of a clause that is gone.`,
      remedy,
    };
  }
  for (const [index, { id }] of register.clauses.entries()) {
    if (published.has(id)) continue;
    const at = pointerOf(["clauses", index, "id"]);
    const message = `${page} does not tell of it.`;
    yield { file: clausesFile(provider), at, clause: id, message, remedy: "Run: node scripts/generate-clause-docs.ts" };
  }
}

/** Whether a parsed register may be read as one. */
export const isClauseFile = (clauses: unknown): clauses is ClauseFile => isObject(clauses) && validate(clauses);
