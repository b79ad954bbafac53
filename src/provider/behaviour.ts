/**
 * A value with expressions in it: text that starts with `$` is replaced by what it names, `{$…}` inside a text by its
 * text, an object with one `$operator` by what that makes; all else stands for itself. What names nothing is left out.
 */
export type Template = unknown;

/** A condition on the request or the state; all that are given must hold. */
export interface Condition {
  readonly present?: Template;
  readonly absent?: Template;
  readonly equals?: readonly [Template, Template];
}

/** What an operation answers with. Without a body, none is sent. */
export interface Answer {
  readonly status: number;
  readonly headers?: { readonly [name: string]: Template };
  /** The body's media type; JSON unless said otherwise. A text body of another type is sent as it is. */
  readonly media?: string;
  readonly body?: Template;
}

/** Why a request can be refused. */
export type RefusalKind =
  | "unknown-path"
  | "unknown-method"
  | "no-credentials"
  | "wrong-credentials"
  | "forbidden"
  | "anti-forgery"
  | "wrong-media-type"
  | "body-too-large"
  | "missing-body"
  | "malformed-body"
  | "invalid-body"
  | "undeclared-member"
  | "invalid-parameter"
  | "invalid-cursor"
  | "unknown-resource"
  | "unknown-reference"
  | "duplicate";

/** One answer, or several of which the first whose condition holds is given. */
export type Refusal = Answer | readonly (Answer & { readonly when?: Condition })[];

/** What a kind of thing is: how it is told from its like, and what there is of it from the start. */
export interface Resource {
  /** The member that identifies it. */
  readonly key: string;
  /** Members no two may share, by pointer; `fold` ignores letter case. Absent and null values are not compared. */
  readonly unique?: readonly { readonly member: string; readonly at?: string; readonly fold?: boolean }[];
  /** How it is shown, where that is not just as it is kept. */
  readonly view?: Template;
  readonly records?: readonly { readonly [member: string]: unknown }[];
}

/** Which part of a list is shown. */
export interface Paging {
  readonly limit: Template;
  readonly default: number;
  readonly cursor: Template;
}

/** Adds a value to a list in a stored resource. */
export interface Append {
  readonly to: string;
  readonly key: Template;
  readonly at: string;
  readonly value: Template;
}

/** How one operation behaves: at most one of creates, updates, retrieves, lists and deletes. */
export interface OperationBehaviour {
  readonly creates?: string;
  readonly updates?: string;
  readonly retrieves?: string;
  readonly lists?: string;
  readonly deletes?: string;
  /** Which resource: for updates, retrieves and deletes. */
  readonly key?: Template;
  /** Values to work with, in this order; an unknown reference among them refuses the request. */
  readonly let?: { readonly [name: string]: Template };
  /** What is kept of a new resource, or changed in one that exists. */
  readonly record?: Template;
  readonly then?: readonly { readonly append: Append }[];
  readonly page?: Paging;
  /** `refused`: members that no schema declares are refused; otherwise they are passed over. */
  readonly undeclared?: "refused" | "ignored";
  readonly answer: Answer;
  readonly refusals?: { readonly [kind in RefusalKind]?: Refusal };
}

/** Calls that carry no credentials but a session that an earlier call opened. */
export interface SessionBehaviour {
  /** The security scheme of the document that names the session's cookie. */
  readonly scheme: string;
  /** The token that such calls must return, both as a cookie and in a header. */
  readonly antiForgery?: { readonly cookie: string; readonly header: string };
}

/** What a pact's provider state stands for: each begins with the records that there are from the start. */
export interface PactState {
  /** What is put in beyond those, by resource. */
  readonly records?: { readonly [resource: string]: readonly { readonly [member: string]: unknown }[] };
  /** A documented status with which everything is answered: a circumstance that no request brings about. */
  readonly answer?: number;
}

/** How an embedded provider behaves, as `specs/<provider>.provider.yaml` says. */
export interface Behaviour {
  readonly resources: { readonly [name: string]: Resource };
  readonly session?: SessionBehaviour;
  /** What an objection to a value is worded as, by keyword; `default` for the others. */
  readonly messages: { readonly [keyword: string]: Template };
  readonly refusals: { readonly [kind in RefusalKind]?: Refusal };
  readonly operations: { readonly [id: string]: OperationBehaviour };
  /** What the provider states of pacts stand for, by their names. */
  readonly states?: { readonly [name: string]: PactState };
}

/** Where the words for a refusal are taken from if it has none of its own. */
export const FALLBACK: Readonly<Record<RefusalKind, RefusalKind | null>> = {
  "unknown-path": null,
  "unknown-method": "unknown-path",
  "no-credentials": null,
  "wrong-credentials": "no-credentials",
  forbidden: "no-credentials",
  "anti-forgery": "no-credentials",
  "wrong-media-type": "malformed-body",
  "body-too-large": "malformed-body",
  "missing-body": "malformed-body",
  "malformed-body": "invalid-body",
  "invalid-body": null,
  "undeclared-member": "invalid-body",
  "invalid-parameter": "invalid-body",
  "invalid-cursor": "invalid-parameter",
  "unknown-resource": "unknown-path",
  "unknown-reference": "invalid-body",
  duplicate: "invalid-body",
};
