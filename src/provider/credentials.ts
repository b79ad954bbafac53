import type { Contract, Operation, SecurityScheme } from "../model/contract.ts";
import { type ExchangeRequest, headerOf } from "../model/exchange.ts";
import type { SessionBehaviour } from "./behaviour.ts";
import { Entropy } from "./entropy.ts";

/** The credentials that an embedded provider accepts unless it is told others. */
export const DEMO_CREDENTIALS: readonly string[] = ["bearer:demo", "token:demo", "basic:demo:demo"];

/** The credentials of a caller that an embedded provider knows, and that may do nothing that can be forbidden. */
export const FORBIDDEN_CREDENTIALS: readonly string[] = [
  "bearer:forbidden",
  "token:forbidden",
  "basic:forbidden:forbidden",
];

/** Credentials as the user writes them: `bearer:TOKEN`, `token:JWT`, `basic:USER:PASSWORD`, `header:NAME:VALUE`. */
export interface Credentials {
  /** `bearer`, `token`, `basic`, or null for a header of its own. */
  readonly scheme: string | null;
  /** In lower case. */
  readonly header: string;
  readonly value: string;
}

/** Reads credentials; null where the text has none of the known forms. */
export const credentialsOf = (text: string): Credentials | null => {
  const colon = text.indexOf(":");
  const scheme = text.slice(0, colon).toLowerCase();
  const rest = text.slice(colon + 1);
  if (colon < 1 || rest === "") return null;
  if (scheme === "bearer" || scheme === "token") return { scheme, header: "authorization", value: rest };
  if (scheme === "basic") {
    if (!rest.includes(":")) return null;
    return { scheme, header: "authorization", value: Buffer.from(rest, "utf8").toString("base64") };
  }
  const end = rest.indexOf(":");
  if (scheme !== "header" || end < 1) return null;
  return { scheme: null, header: rest.slice(0, end).toLowerCase(), value: rest.slice(end + 1) };
};

const schemesOf = (contract: Contract): SecurityScheme[] =>
  contract.operations.flatMap(({ security }) => security.flat());

/** Whether a provider's documentation has a security scheme that takes these credentials. */
export const fits = (contract: Contract, { scheme, header }: Credentials): boolean =>
  schemesOf(contract).some((documented) =>
    scheme === null
      ? documented.in === "header" && documented.parameter?.toLowerCase() === header
      : documented.scheme === scheme || (documented.type === "oauth2" && scheme === "bearer"),
  );

/** What came of looking at a request's credentials. */
export type Admission = "admitted" | "no-credentials" | "wrong-credentials" | "forbidden" | "anti-forgery";

/** A session, as its cookies carry it. */
export interface Session {
  readonly id: string;
  readonly token: string;
}

/** Decides whom to let in: by accepted credentials, or by the session that such a call opened. */
export class Doorkeeper {
  readonly #accepted: readonly Credentials[] | null;
  readonly #forbidden: readonly Credentials[];
  readonly #sessions = new Map<string, Session>();
  readonly #behaviour: SessionBehaviour | undefined;
  readonly #cookie: string | null;
  readonly #seed: string;

  /** `accepted` is null where any credentials will do. */
  constructor(
    contract: Contract,
    accepted: readonly Credentials[] | null,
    behaviour: SessionBehaviour | undefined,
    seed: string,
  ) {
    this.#accepted = accepted?.filter((credentials) => fits(contract, credentials)) ?? null;
    this.#forbidden = FORBIDDEN_CREDENTIALS.map(credentialsOf)
      .filter((one): one is Credentials => one !== null)
      .filter((one) => fits(contract, one));
    this.#behaviour = behaviour;
    this.#cookie = schemesOf(contract).find(({ name }) => name === behaviour?.scheme)?.parameter ?? null;
    this.#seed = seed;
  }

  /** Lets a request in or says why not. `session` is the one it belongs to, where the provider keeps sessions. */
  admit(operation: Operation, request: ExchangeRequest): { admission: Admission; session?: Session } {
    if (operation.security.length === 0 || operation.security.some((all) => all.length === 0))
      return { admission: "admitted" };
    const given = this.#accepted === null ? shown(request) : this.#accepted.find((one) => carries(request, one));
    if (given !== undefined) return { admission: "admitted", ...this.#open(given) };
    if (this.#forbidden.some((one) => carries(request, one)) && documents(operation, "403"))
      return { admission: "forbidden" };
    if (headerOf(request.headers, "authorization") !== undefined) return { admission: "wrong-credentials" };
    const session = this.#sessionOf(request);
    if (session === undefined) return { admission: "no-credentials" };
    return { admission: this.#forged(request, session) ? "anti-forgery" : "admitted", session };
  }

  /** One session for each accepted credentials: it follows from them and the seed, so that nothing grows. */
  #open({ header, value }: Credentials): { session?: Session } {
    if (this.#behaviour === undefined) return {};
    const entropy = new Entropy(`${this.#seed}\nsession\n${header}\n${value}`);
    const session = { id: entropy.text(32), token: entropy.text(32) };
    this.#sessions.set(session.id, session);
    return { session };
  }

  #sessionOf(request: ExchangeRequest): Session | undefined {
    if (this.#cookie === null) return undefined;
    return this.#sessions.get(cookieOf(request, this.#cookie) ?? "");
  }

  #forged(request: ExchangeRequest, { token }: Session): boolean {
    const rule = this.#behaviour?.antiForgery;
    if (rule === undefined) return false;
    return cookieOf(request, rule.cookie) !== token || headerOf(request.headers, rule.header.toLowerCase()) !== token;
  }
}

const documents = ({ responses }: Operation, status: string): boolean =>
  responses.some((response) => response.status === status);

const carries = (request: ExchangeRequest, { scheme, header, value }: Credentials): boolean => {
  const sent = headerOf(request.headers, header);
  if (sent === undefined || scheme === null) return sent === value;
  if (!sent.endsWith(value)) return false;
  if (sent.length === scheme.length + 1 + value.length && sent[scheme.length] === " ")
    return sent.slice(0, scheme.length).toLowerCase() === scheme;
  const [word, ...rest] = sent.trim().split(/ +/);
  return word?.toLowerCase() === scheme && rest.join(" ") === value;
};

/** Whatever credentials a request shows. */
const shown = (request: ExchangeRequest): Credentials | undefined => {
  const value = headerOf(request.headers, "authorization");
  return value === undefined ? undefined : { scheme: null, header: "authorization", value };
};

const cookieOf = (request: ExchangeRequest, name: string): string | undefined => {
  for (const pair of (headerOf(request.headers, "cookie") ?? "").split(";")) {
    const equals = pair.indexOf("=");
    if (pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
};
