import type { VerifyCase } from "../model/clause.ts";
import type { MediaType, Method, Operation, SchemaLocation } from "../model/contract.ts";
import type { ExchangeRequest, ExchangeResponse } from "../model/exchange.ts";
import { below } from "../model/pointer.ts";

/** Where a value comes from that only an earlier answer knows: a case, a step of it, an OpenAPI runtime expression. */
export interface Source {
  readonly case: string;
  readonly step: number;
  readonly expression: string;
}

/** A value that is not known until the run: the first source that has one gives it, else the documented one serves. */
export class Reference {
  /** What it is, for people: `tenantId`. */
  readonly name: string;
  readonly sources: readonly Source[];
  /** A documented value; undefined where none is documented. */
  readonly documented: unknown;

  constructor(name: string, sources: readonly Source[], documented: unknown = undefined) {
    this.name = name;
    this.sources = sources;
    this.documented = documented;
  }
}

/** Which credentials a request carries; `forbidden`: those of a caller that may not. */
export type Credentials = "given" | "none" | "malformed" | "other-scheme" | "forbidden";

/** The session that an earlier answer opened: its cookies, and the token against forgery that goes with them. */
export interface DraftSession {
  readonly case: string;
  readonly step: number;
  /** The cookie that carries the token and the header that repeats it; null where none is documented. */
  readonly token: { readonly cookie: string; readonly header: string } | null;
  readonly sends: "the token" | "no token" | "a wrong token";
}

/** A body to send: nothing, a value (references in it are filled in), or a text as it is. */
export type DraftBody =
  | { readonly kind: "none" }
  /** Written as JSON, or as `media` has it. */
  | { readonly kind: "json"; readonly value: unknown; readonly media?: MediaType }
  | { readonly kind: "text"; readonly text: string };

/** A request before its references are filled in. */
export interface Draft {
  readonly operation: Operation;
  readonly method: Method;
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: DraftBody;
  readonly credentials: Credentials;
  /** In place of credentials. */
  readonly session?: DraftSession;
}

/** What the documentation has the provider do with a request. */
export type Expectation =
  | { readonly outcome: "accepted" }
  /** `status` is the documented one, or null where any client error will do. */
  | { readonly outcome: "refused"; readonly status: string | null }
  /** Nothing is documented: whatever comes is judged by itself. */
  | { readonly outcome: "any" };

/** One request of a case and what is expected of it. */
export interface Step {
  readonly draft: Draft;
  readonly expects: Expectation;
}

/** What a case is for. */
export type CaseKind = "positive" | "negative" | "relation";

/** Something to try: one request, or several that belong together. */
export interface Case {
  /** `createTenant/missing:/name`; unique in a plan and the same every time. */
  readonly id: string;
  readonly operation: Operation;
  readonly kind: CaseKind;
  /** What is tried, in a few words. */
  readonly title: string;
  /** The clauses it exercises, by id. */
  readonly clauses: readonly string[];
  /** The clauses that are to blame, by id, when it does not come out as expected; none means the operation itself. */
  readonly blames: readonly string[];
  /** The keywords that a negative case breaks on purpose. */
  readonly targets: readonly SchemaLocation[];
  /** The kind of refusal a negative case provokes: `no-credentials`, `invalid-body`, … */
  readonly when: string | null;
  readonly steps: readonly Step[];
  /** The case that has to be accepted for this one to say anything; null for none. */
  readonly presumes: string | null;
  /** For a relation: the statement that is tried, and the clause that makes it. */
  readonly relation: { readonly statement: VerifyCase; readonly clause: string } | null;
  /** Cases of lower weight go first when a budget does not allow for all. */
  readonly weight: number;
}

/** An exchange that took place, and what its bodies mean. */
export interface Answer {
  readonly request: ExchangeRequest;
  readonly response: ExchangeResponse;
  readonly path: Readonly<Record<string, string>>;
  readonly requestBody: unknown;
  readonly responseBody: unknown;
}

/** The name under which the answer to a step is kept. */
export const answerKey = (id: string, step: number): string => `${id}#${step}`;

/** Whether a request may change something at the provider (RFC 9110, 9.2.1). */
export const writes = (draft: Draft): boolean => !["GET", "HEAD", "OPTIONS", "TRACE"].includes(draft.method);

/** Every reference in a value, wherever it stands. */
export function* referencesIn(value: unknown): Generator<Reference> {
  if (value instanceof Reference) yield value;
  else if (value !== null && typeof value === "object")
    for (const part of Object.values(value)) yield* referencesIn(part);
}

/** A copy of a value with its references replaced. */
export const filled = (value: unknown, fill: (reference: Reference) => unknown): unknown => {
  if (value instanceof Reference) return fill(value);
  if (Array.isArray(value)) return value.map((item) => filled(item, fill));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, filled(part, fill)]));
};

/** A copy of a JSON value with the value at one pointer set, or removed where `value` is undefined. */
export const withValueAt = (root: unknown, segments: readonly string[], value: unknown): unknown => {
  const [first, ...rest] = segments;
  if (first === undefined) return value;
  if (Array.isArray(root)) {
    const copy = [...(root as unknown[])];
    if (rest.length === 0 && value === undefined) copy.splice(Number(first), 1);
    else copy[Number(first)] = withValueAt(copy[Number(first)], rest, value);
    return copy;
  }
  const members = root !== null && typeof root === "object" && !(root instanceof Reference) ? root : {};
  const entries = Object.entries(members).filter(([name]) => name !== first);
  if (rest.length === 0 && value === undefined) return Object.fromEntries(entries);
  const inner = withValueAt((members as Record<string, unknown>)[first], rest, value);
  const place = Object.keys(members).indexOf(first);
  entries.splice(place < 0 ? entries.length : place, 0, [first, inner]);
  return Object.fromEntries(entries);
};

/** The location of a member of an operation's part: `specs/mattr.openapi.yaml#/paths/…/security`. */
export const elementOf = (source: string, operation: Operation, ...segments: string[]): SchemaLocation =>
  `${source}#${segments.reduce<string>(below, operation.at)}`;
