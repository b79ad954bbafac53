import { below } from "../../model/pointer.ts";
import type { ApiLink, ApiResponse } from "./api.ts";
import { compareContent } from "./compare-content.ts";
import { compareFields } from "./compare-fields.ts";
import { type Context, type ExchangeParts, missing, of, refused, tell, undocumented } from "./context.ts";
import { counterpartOf, exampleStatus, isSuccess } from "./statuses.ts";

/** Compares the responses of an operation: what the provider answers, or in a callback what it is answered. */
export const compareResponses = (context: Context): void => {
  const { base, revision } = context;
  for (const before of base.responses) {
    const after = counterpartOf(before.status, revision.responses);
    if (after !== null) compareResponse(context, before, after);
    else if (before.status !== "default") tellRemoved(context, before);
  }
  for (const after of revision.responses)
    if (after.status !== "default" && counterpartOf(after.status, base.responses) === null) tellAdded(context, after);
};

const ruleOf = (context: Context, status: string, what: "added" | "removed"): string =>
  context.outbound === null
    ? `response-${isSuccess(status) ? "success" : "error"}-status-${what}`
    : `callback-status-${what}`;

const tellRemoved = (context: Context, { status, at }: ApiResponse): void => {
  const { base, revision, outbound } = context;
  const success = isSuccess(status);
  const parts = { response: { status: exampleStatus(status) } };
  tell(context, {
    rule: ruleOf(context, status, "removed"),
    message: `${of(context, `The status ${status}`)} is no longer documented.`,
    at: "/status",
    base: at,
    revision: revision.at,
    direction: outbound === null ? "response" : "request",
    status,
    ...(success
      ? { witness: outbound === null ? missing(base, parts) : refused(base, parts) }
      : { severity: "warning" as const }),
  });
};

const tellAdded = (context: Context, { status, at }: ApiResponse): void => {
  const { base, outbound } = context;
  const breaks = outbound === null && isSuccess(status);
  tell(context, {
    rule: ruleOf(context, status, "added"),
    message: `${of(context, `The status ${status}`)} is documented that was not before.`,
    at: "/status",
    base: base.at,
    revision: at,
    direction: outbound === null ? "response" : "request",
    status,
    ...(breaks ? { witness: undocumented(base, { response: { status: exampleStatus(status) } }) } : {}),
  });
};

const compareResponse = (context: Context, before: ApiResponse, after: ApiResponse): void => {
  const { status } = before;
  const inbound = context.outbound === null;
  const common = {
    direction: inbound ? ("response" as const) : ("request" as const),
    status,
    evidence: (said: object): ExchangeParts => ({ response: { status: exampleStatus(status), ...said } }),
  };
  compareContent(context, before.content, after.content, {
    ...common,
    family: inbound ? "response" : "callback-response",
    words: `the body of the ${status} response`,
    chosen: inbound,
  });
  compareFields(context, before.headers, after.headers, {
    ...common,
    family: inbound ? "response-header" : "callback-response-header",
    at: "",
    base: before.at,
    revision: after.at,
    words: ({ name }) => of(context, `the header ${name} of the ${status} response`),
  });
  compareLinks(context, before, after);
};

/** Links are hints: nothing that travels depends on them. */
const compareLinks = (context: Context, before: ApiResponse, after: ApiResponse): void => {
  const { status } = before;
  const told = (link: ApiLink, what: "added" | "removed" | "changed", places: { base: string; revision: string }) =>
    tell(context, {
      rule: `response-link-${what}`,
      message: `${of(context, `The link ${link.name} of the ${status} response`)} is ${{ added: "new", removed: "no longer declared", changed: "to something else" }[what]}.`,
      at: below("/links", link.name),
      ...places,
      direction: "response",
      status,
    });
  for (const link of before.links) {
    const other = after.links.find(({ name }) => name === link.name);
    if (other === undefined) told(link, "removed", { base: link.at, revision: after.at });
    else if (other.leadsTo !== link.leadsTo) told(link, "changed", { base: link.at, revision: other.at });
  }
  for (const link of after.links)
    if (!before.links.some(({ name }) => name === link.name))
      told(link, "added", { base: before.at, revision: link.at });
};
