const REMEMBERED = 4000;

/** Names recur, so what was found out about the last few thousand is remembered. */
const remembering = (decide: (name: string) => boolean): ((name: string) => boolean) => {
  const known = new Map<string, boolean>();
  return (name) => {
    let answer = known.get(name);
    if (answer === undefined) {
      answer = decide(name);
      if (known.size >= REMEMBERED) known.clear();
      known.set(name, answer);
    }
    return answer;
  };
};

const WORDS =
  "pass(?:word|wd|phrase|code)|pwd|secret|token|jwt|api[-_]?key|access[-_]?key|private[-_]?key|signing[-_]?key|credentials?|assertion|authorization|otp|cvv";
const MEMBER = new RegExp(`(?:${WORDS})(?:[-_]?(?:base64|b64|hash|value|text|string|[0-9]{1,3}))?$`, "i");

/** Names that end like a secret and are none. */
const INNOCENT =
  /(?:^|[-_a-z])(?:next|prev|previous|page|continuation|sync|cancel|token[-_]?type)[-_]?token$|^token_?type$/i;

/** Whether a member, form field or cookie is a secret by its name: `clientSecret`, `access_token`, `UserDomainPasswordBase64`. */
export const isSecretMember = remembering((name) => MEMBER.test(name) && !INNOCENT.test(name));

const HEADER =
  /^(?:authorization|proxy-authorization|cookie2?|set-cookie2?|authentication-info|proxy-authentication-info|dpop)$|(?:^|[-_])(?:auth|authorization|token|secret|api[-_]?key|apikey|access[-_]?key|private[-_]?key|subscription[-_]?key|functions[-_]?key|goog[-_]?api[-_]?key|password|passwd|credentials?|session|session[-_]?id|sessionid|jwt|signature|cookie|assertion)$/i;

/** Whether a header field carries credentials by its name. */
export const isSecretHeader = remembering((name) => HEADER.test(name) || isSecretMember(name));

const QUERY =
  /^(?:key|sig|signature|auth|code|session|session_?id|sid|x-amz-(?:signature|credential|security-token)|x-goog-(?:signature|credential))$/i;

/** Whether a query parameter is a secret by its name. */
export const isSecretQuery = remembering((name) => QUERY.test(name) || isSecretMember(name));

const DIGEST =
  /(?:hash|sha-?\d*|md5|digest|etag|fingerprint|checksum|commit|revision|integrity|(?:request|correlation|trace|span)-?_?id|traceparent|tracestate|if-none-match|if-match)$/i;

/** Whether values of that name look like tokens and are meant to be seen: digests, trace ids. */
export const isPublicDigest = remembering((name) => DIGEST.test(name) && !isSecretMember(name));

/** What a contract adds to the names that are secrets anywhere. Header names are in lower case. */
export interface SecretNames {
  readonly members: ReadonlySet<string>;
  readonly headers: ReadonlySet<string>;
  readonly queries: ReadonlySet<string>;
}

/** No further names. */
export const NO_NAMES: SecretNames = { members: new Set(), headers: new Set(), queries: new Set() };
