import { type Pointer, pointerOf } from "../../src/model/pointer.ts";
import { isObject } from "./keywords.ts";
import { elementKey, type Obligation, parameterKey, readingKey, serverKey } from "./obligation.ts";
import type {
  Elements,
  MediaElement,
  OperationElement,
  ParameterElement,
  ResponseElement,
} from "./openapi-elements.ts";
import { openapiFile } from "./provider-files.ts";
import { obligationsOfSchema } from "./schema-obligations.ts";

/** What the OpenAPI document of a provider obliges its clauses to bind. */
export function* obligationsOfDocument(provider: string, elements: Elements): Generator<Obligation> {
  const file = openapiFile(provider);
  for (const operation of elements.operations) yield* ofOperation(file, operation);
  for (const { url, expansions, at } of elements.servers) {
    for (const expansion of expansions) {
      const binding = `{ server: "${expansion}" }`;
      const what = `the server ${expansion}.`;
      yield { key: serverKey(expansion), orBy: [serverKey(url)], orBelow: "nothing", file, at, what, binding };
    }
  }
}

/** A part of an operation: the words that bind it, and what else binds it. */
interface Part {
  readonly file: string;
  readonly key: string;
  readonly orBy: readonly string[];
  /** What stands between the braces of its binding. */
  readonly words: string;
  readonly what: string;
}

const obligationOf = ({ file, key, orBy, words, what }: Part, at: Pointer): Obligation => {
  return { key, orBy, orBelow: "nothing", file, at, what, binding: `{ ${words} }` };
};

function* ofOperation(file: string, operation: OperationElement): Generator<Obligation> {
  const { id, at } = operation;
  const part = { file, orBy: [] };
  yield obligationOf({ ...part, key: elementKey(id), words: `operation: ${id}`, what: `the operation ${id}.` }, at);
  for (const name of operation.security) {
    const words = `operation: ${id}, security: ${name}`;
    const what = `the security scheme ${name} of ${id}.`;
    yield obligationOf({ ...part, key: elementKey(id, "security", name), words, what }, at);
  }
  for (const parameter of operation.parameters) {
    const name = `${parameter.in}.${parameter.name}`;
    const words = `operation: ${id}, parameter: ${name}`;
    const what = `the parameter ${name} of ${id}.`;
    yield* ofParameter({ ...part, key: parameterKey(id, name), words, what }, parameter);
  }
  for (const media of operation.request) {
    const words = `operation: ${id}, request: ${media.name}`;
    const what = `the request media type ${media.name} of ${id}.`;
    yield* ofMedia({ ...part, key: elementKey(id, "request", media.name), words, what }, media);
  }
  for (const response of operation.responses) yield* ofResponse(file, id, response);
}

function* ofResponse(file: string, operation: string, response: ResponseElement): Generator<Obligation> {
  const { status, content, headers, readingOf, at } = response;
  const part = { file, orBy: readingOf === null ? [] : [readingKey(readingOf)] };
  const head = `operation: ${operation}, status: "${status}"`;
  const what = `the status ${status} of ${operation}.`;
  yield obligationOf({ ...part, key: elementKey(operation, status), words: head, what }, at);
  for (const media of content) {
    const key = elementKey(operation, status, "media", media.name);
    const name = `the media type ${media.name} of ${operation} ${status}.`;
    yield* ofMedia({ ...part, key, words: `${head}, media: ${media.name}`, what: name }, media);
  }
  for (const header of headers) {
    const key = elementKey(operation, status, "header", header.name.toLowerCase());
    const name = `the header ${header.name} of ${operation} ${status}.`;
    yield* ofParameter({ ...part, key, words: `${head}, header: ${header.name}`, what: name }, header);
  }
}

function* ofMedia(part: Part, media: MediaElement): Generator<Obligation> {
  const orBy = media.readingOf === null ? part.orBy : [...part.orBy, readingKey(media.readingOf)];
  yield obligationOf({ ...part, orBy }, media.at);
  yield* ofInline({ ...part, orBy }, media.schema, media.at);
}

function* ofParameter(part: Part, parameter: ParameterElement): Generator<Obligation> {
  yield obligationOf(part, parameter.at);
  if (parameter.required && parameter.in !== "path") {
    const words = `${part.words}, keywords: [required]`;
    const required = { ...part, key: `${part.key} /required`, words, what: `that it is required: ${part.what}` };
    yield obligationOf(required, `${parameter.at}/required`);
  }
  yield* ofInline(part, parameter.schema, parameter.at);
}

/** The keywords of a schema that stands in the document itself. */
function* ofInline(part: Part, schema: unknown, at: Pointer): Generator<Obligation> {
  if (!isObject(schema) || typeof schema.$ref === "string") return;
  const place = { file: part.file, at: `${at}/schema` };
  const bindingOf = (below: Pointer, keyword: string | null) =>
    `{ ${part.words}, keywords: [${`${below}${keyword === null ? "" : pointerOf([keyword])}`.slice(1)}] }`;
  for (const obligation of obligationsOfSchema(schema, `${part.key} `, place, bindingOf)) {
    yield { ...obligation, orBy: [...obligation.orBy, ...part.orBy] };
  }
}
