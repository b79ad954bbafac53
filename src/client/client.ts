import createFetchClient, { type Client, type Middleware } from "openapi-fetch";
import type { paths as CitrixPaths } from "../generated/types/citrix.ts";
import type { paths as CxengagePaths } from "../generated/types/cxengage.ts";
import type { paths as MattrPaths } from "../generated/types/mattr.ts";
import { unknownName } from "../library/judges.ts";
import { fieldsOf, type Session, sessionFields, sessionOf } from "./auth.ts";
import { judging, type OnExchange } from "./judging.ts";

export type { JudgedExchange } from "./judging.ts";

/** The documented paths of each provider, as `openapi-typescript` types. */
interface Paths {
  readonly citrix: CitrixPaths;
  readonly cxengage: CxengagePaths;
  readonly mattr: MattrPaths;
}

/** The documented credentials of each provider. */
interface Auth {
  readonly citrix: `basic:${string}:${string}` | `session:${string}:${string}`;
  readonly cxengage: `token:${string}` | `basic:${string}:${string}`;
  readonly mattr: `bearer:${string}`;
}

/** A provider that there is a client for. */
export type Provider = keyof Paths;

/** The documented paths of a provider. */
export type PathsOf<P extends Provider> = Paths[P];

/** The forms in which a provider takes credentials. */
export type AuthOf<P extends Provider> = Auth[P];

/** A typed client: `GET`, `POST`, `PUT` and `DELETE` take a documented path and what it needs. */
export type ProviderClient<P extends Provider> = Client<PathsOf<P>>;

/** What a client is to know. */
export interface ClientOptions<P extends Provider> {
  /** Where the provider is served; the documented paths come after it. */
  readonly baseUrl: string;
  /** Credentials, or what gives them for each call; none are sent if left out. */
  readonly auth?: AuthOf<P> | (() => AuthOf<P> | Promise<AuthOf<P>>);
  /**
   * citrix only: go on in the session that the first authenticated call opens, with the anti-forgery token in its
   * cookie and its header field, in place of credentials in every call. A refusal with 400 or 401 ends the session.
   */
  readonly keepSession?: P extends "citrix" ? boolean : never;
  /** In place of the global fetch. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /**
   * Is told every exchange as it happens, judged by the contract. The call waits for it, and fails with what it throws.
   */
  readonly onExchange?: OnExchange;
}

const SCHEMES: { readonly [P in Provider]: readonly string[] } = {
  citrix: ["basic", "session"],
  cxengage: ["token", "basic"],
  mattr: ["bearer"],
};

/**
 * A client for one provider, typed by its contract and built on `openapi-fetch`: every call resolves to `data` or
 * `error` and `response`, and rejects only where no answer came. Throws for a provider that there is no contract for,
 * and rejects calls whose credentials are of a kind that the provider does not document.
 */
export const createClient = <P extends Provider>(provider: P, options: ClientOptions<P>): ProviderClient<P> => {
  if (!Object.hasOwn(SCHEMES, provider)) throw new RangeError(unknownName("provider", provider, Object.keys(SCHEMES)));
  const { baseUrl, auth, fetch, onExchange, keepSession } = options;
  const client = createFetchClient<PathsOf<P>>({ baseUrl, ...(fetch === undefined ? {} : { fetch }) });
  if (auth !== undefined) client.use(authenticating(provider, auth, keepSession === true));
  if (onExchange !== undefined) client.use(judging(provider, baseUrl, onExchange));
  return client;
};

/** Puts credentials on each request, and goes on in the provider's session where that is wanted. */
const authenticating = <P extends Provider>(
  provider: P,
  auth: NonNullable<ClientOptions<P>["auth"]>,
  keepSession: boolean,
): Middleware => {
  let session: Session | null = null;
  return {
    onRequest: async ({ request }) => {
      const given = typeof auth === "function" ? await auth() : auth;
      const scheme = given.split(":")[0]!;
      if (!SCHEMES[provider].includes(scheme))
        throw new TypeError(
          `${provider} documents credentials of the form ${SCHEMES[provider].join(" or ")}, not this one`,
        );
      const fields = session === null ? fieldsOf(given) : sessionFields(session);
      for (const [name, value] of Object.entries(fields)) request.headers.set(name, value);
      return request;
    },
    onResponse: ({ response }) => {
      if (!keepSession) return;
      if (response.status === 400 || response.status === 401) session = null;
      else session = sessionOf(response) ?? session;
    },
  };
};
