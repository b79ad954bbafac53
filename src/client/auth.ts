import type { AuthOf, Provider } from "./client.ts";

/** Header fields that carry credentials, by name in lower case. */
export type CredentialFields = Readonly<Record<string, string>>;

/** UTF-8 as Base64 (RFC 7617), without Node's Buffer. */
const base64 = (text: string): string =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));

/** The text after the first colon, which no user name can have (RFC 7617). */
const split = (text: string): [string, string] => {
  const colon = text.indexOf(":");
  return colon < 0 ? [text, ""] : [text.slice(0, colon), text.slice(colon + 1)];
};

/**
 * The header fields that credentials travel in, as each provider documents them: `bearer:TOKEN`, `token:JWT` for
 * `Authorization: Token`, `basic:USER:PASSWORD`, `session:ID:TOKEN` for an open session and its anti-forgery token.
 * Throws a TypeError for any other form; the message does not repeat the credentials.
 */
export const fieldsOf = (auth: AuthOf<Provider>): CredentialFields => {
  const [scheme, value] = split(auth);
  if (value !== "" && scheme === "bearer") return { authorization: `Bearer ${value}` };
  if (value !== "" && scheme === "token") return { authorization: `Token ${value}` };
  if (scheme === "basic" && value.includes(":")) return { authorization: `Basic ${base64(value)}` };
  if (scheme === "session" && value.includes(":")) {
    const [id, token] = split(value);
    return sessionFields({ id, token });
  }
  throw new TypeError(
    "the credentials have none of the forms bearer:TOKEN, token:JWT, basic:USER:PASSWORD and session:ID:TOKEN",
  );
};

/** A session that the provider keeps for its caller. */
export interface Session {
  readonly id: string;
  /** The anti-forgery token. */
  readonly token: string;
}

const SESSION_COOKIE = "CamApiSessionId";
const TOKEN_COOKIE = "XSRF-TOKEN";

/** The fields of a call within a session: its two cookies, and the anti-forgery token once more as a header field. */
export const sessionFields = ({ id, token }: Session): CredentialFields => ({
  cookie: `${SESSION_COOKIE}=${id}; ${TOKEN_COOKIE}=${token}`,
  "x-xsrf-token": token,
});

/** The session that a response opens by its cookies, or null. */
export const sessionOf = (response: Response): Session | null => {
  const cookies = new Map(
    response.headers.getSetCookie().map((cookie) => {
      const pair = cookie.split(";")[0]!;
      const equals = pair.indexOf("=");
      return [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()] as const;
    }),
  );
  const id = cookies.get(SESSION_COOKIE);
  const token = cookies.get(TOKEN_COOKIE);
  return id === undefined || token === undefined ? null : { id, token };
};
