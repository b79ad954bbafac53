import type { Operation } from "../model/contract.ts";
import type { Credentials, DraftSession } from "./case.ts";

/** What `--auth` said: a header and its value, and the word before it, if any. */
export interface GivenCredentials {
  readonly header: string;
  /** `Bearer`, `Token`, `Basic`; null for a header of the user's own. */
  readonly word: string | null;
  readonly value: string;
  /** Every text in it that must never be shown. */
  readonly secrets: readonly string[];
}

/** Credentials that cannot be understood; the message says how they are written. */
export class CredentialsError extends Error {
  override name = "UsageError";
  readonly remedy = "Write bearer:TOKEN, token:JWT, basic:USER:PASSWORD or header:NAME:VALUE.";
}

/** Reads `SCHEME:VALUE`. Throws {@link CredentialsError} without repeating what was given. */
export const credentialsOf = (text: string): GivenCredentials => {
  const [scheme = "", first = "", ...rest] = text.split(":");
  const value = [first, ...rest].join(":");
  const authorization = (word: string, encoded: string, secrets: string[]): GivenCredentials => ({
    ...{ header: "authorization", word, value: `${word} ${encoded}`, secrets: [encoded, ...secrets] },
  });
  if (/[\r\n]/.test(text)) throw new CredentialsError("the credentials contain a line break");
  if (value === "") throw new CredentialsError("the credentials have no value");
  if (scheme === "bearer") return authorization("Bearer", value, []);
  if (scheme === "token") return authorization("Token", value, []);
  if (scheme === "basic" && rest.length > 0)
    return authorization("Basic", Buffer.from(value).toString("base64"), [rest.join(":")]);
  if (scheme === "header" && /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(first) && rest.length > 0) {
    const own = rest.join(":");
    return { header: first.toLowerCase(), word: null, value: own, secrets: [own] };
  }
  throw new CredentialsError("the credentials are not of a known scheme");
};

/** Why a refusal for lack of permission was not tried. */
export const NEEDS_FORBIDDEN = "it takes credentials that lack the permission: --auth-forbidden";

const NOBODY = "tc-not-a-credential";

/** The header fields that carry credentials of a kind; none where no credentials were given. */
export const credentialHeaders = (
  kind: Credentials,
  given: GivenCredentials | null,
  forbidden: GivenCredentials | null = null,
): Record<string, string> => {
  if (kind === "forbidden") return forbidden === null ? {} : { [forbidden.header]: forbidden.value };
  if (kind === "none" || given === null) return {};
  if (kind === "given") return { [given.header]: given.value };
  if (kind === "other-scheme") return { authorization: `Hawk id="${NOBODY}"` };
  if (given.word === "Basic")
    return { authorization: `Basic ${Buffer.from(`tc-nobody:${NOBODY}`).toString("base64")}` };
  return { [given.header]: given.word === null ? NOBODY : `${given.word} ${NOBODY}` };
};

/** The header fields of a call within a session, from the cookies that an earlier answer set (RFC 6265, 4). */
export const sessionHeaders = (
  setCookies: readonly string[],
  { token, sends }: Pick<DraftSession, "token" | "sends">,
): Record<string, string> => {
  const cookies = setCookies.map((text) => text.split(";")[0]!.trim());
  const carriesToken = (cookie: string): boolean => token !== null && cookie.startsWith(`${token.cookie}=`);
  const sent = sends === "no token" ? cookies.filter((cookie) => !carriesToken(cookie)) : cookies;
  const value = cookies.find(carriesToken)?.slice((token?.cookie.length ?? 0) + 1);
  return {
    ...(sent.length === 0 ? {} : { cookie: sent.join("; ") }),
    ...(token === null || sends === "no token" || value === undefined
      ? {}
      : { [token.header.toLowerCase()]: sends === "the token" ? value : NOBODY }),
  };
};

/** Whether credentials are all that one alternative of an operation's security asks for. */
export const areFor = ({ header, value }: GivenCredentials, { security }: Operation): boolean =>
  security.some((all) =>
    all.every(({ scheme, in: where, parameter }) => {
      if (where === "query") return false;
      if (where === "cookie") return header === "cookie" && value.includes(`${parameter}=`);
      if (header !== (parameter ?? "authorization").toLowerCase()) return false;
      return scheme === null || scheme === "" || value.toLowerCase().startsWith(`${scheme} `);
    }),
  );

/** Whether an operation cannot be called without credentials. */
export const isProtected = (operation: Operation): boolean =>
  operation.security.length > 0 && operation.security.every((all) => all.length > 0);

/** The credentials of the caller that the embedded provider of a contract knows by default: `bearer:demo`, `basic:demo:demo`. */
export const demoCredentials = (
  operations: readonly Operation[],
  name: "demo" | "forbidden" = "demo",
): string | null => {
  for (const operation of operations)
    for (const all of operation.security)
      for (const { scheme, in: where, parameter } of all) {
        if (scheme === "bearer" || scheme === "token") return `${scheme}:${name}`;
        if (scheme === "basic") return `basic:${name}:${name}`;
        if (where === "header" && parameter !== null && scheme === null) return `header:${parameter}:${name}`;
      }
  return null;
};
