import type { Operation, Parameter } from "../model/contract.ts";
import type { Draft } from "./case.ts";
import { cookieText, headerText } from "./serialization.ts";

/** Whether a path parameter names what a request would change or delete, and not what that is part of. */
export const isTarget = ({ path, method }: Operation, name: string): boolean => {
  const end = path.lastIndexOf(`{${name}}`);
  return method === "POST" ? path.endsWith(`{${name}}`) : !path.slice(end + 1).includes("{");
};

const IGNORED = new Set(["accept", "content-type", "authorization"]);

/** Whether a parameter says nothing, because other parts of the document speak of that header (OpenAPI 3.1, 4.8.12). */
export const isIgnored = (parameter: Parameter): boolean =>
  parameter.in === "header" && IGNORED.has(parameter.name.toLowerCase());

/** Header fields with one more parameter in them, a header or a cookie; null where its style cannot say the value. */
export const withHeader = (
  headers: Draft["headers"],
  parameter: Parameter,
  value: unknown,
): Record<string, string> | null => {
  if (parameter.in !== "cookie") return { ...headers, [parameter.name]: headerText(parameter, value) };
  const text = cookieText(parameter, value);
  if (text === null) return null;
  const others = (headers.cookie ?? "")
    .split("; ")
    .filter((one) => one !== "" && !one.startsWith(`${parameter.name}=`));
  return { ...headers, cookie: [...others, text].join("; ") };
};

/** A request with a parameter set, whatever it was before. */
export const withParameter = (draft: Draft, parameter: Parameter, value: unknown): Draft =>
  parameter.in === "query"
    ? { ...draft, query: { ...draft.query, [parameter.name]: value } }
    : { ...draft, headers: withHeader(draft.headers, parameter, value) ?? draft.headers };

/** A request without a parameter. */
export const withoutParameter = (draft: Draft, { in: where, name }: Parameter): Draft => {
  if (where === "query") {
    const { [name]: _, ...query } = draft.query;
    return { ...draft, query };
  }
  const { [where === "cookie" ? "cookie" : name]: cookies, ...headers } = draft.headers;
  const others = where === "cookie" ? (cookies ?? "").split("; ").filter((one) => !one.startsWith(`${name}=`)) : [];
  return { ...draft, headers: others.length === 0 ? headers : { ...headers, cookie: others.join("; ") } };
};
