import type { Severity } from "../model/finding.ts";

/** A rule that only a run against a provider can check, in the words of the catalogue. */
export interface VerifyRule {
  /** Kebab-case; never changes once published. */
  readonly id: string;
  readonly summary: string;
  readonly why: string;
  readonly fix: string;
  /** What a violation is graded where no clause is behind it. */
  readonly severity: Severity;
}

const define = (id: string, summary: string, why: string, fix: string, severity: Severity = "error"): VerifyRule => ({
  ...{ id, summary, why, fix, severity },
});

/** The rules of `verify`, in the order in which they are documented. */
export const VERIFY_RULES = {
  requestRefused: define(
    "request-refused",
    "The provider refused a request that the documentation allows.",
    "Whoever follows the documentation cannot use the operation.",
    "Accept what is documented, or document what else is needed.",
  ),
  requestNotRefused: define(
    "request-not-refused",
    "The provider accepted a request that the documentation does not allow.",
    "Mistakes of consumers stay unseen until something else breaks.",
    "Refuse it as documented, or document that it is allowed.",
    "warning",
  ),
  refusalStatusDiffers: define(
    "refusal-status-differs",
    "A request was refused with another status than the documentation names for it.",
    "Consumers tell refusals apart by their status.",
    "Answer with the documented status, or document the other one.",
  ),
  providerFailed: define(
    "provider-failed",
    "The provider answered a request with a server error.",
    "The request should have been served or refused; consumers can only try again.",
    "Find the cause in the provider's log; refuse bad requests with a client error.",
  ),
  valueNotUnique: define(
    "value-not-unique",
    "The provider accepted a value twice that the documentation calls unique.",
    "Two resources can no longer be told apart by it.",
    "Refuse the second request.",
  ),
  valueNotEchoed: define(
    "value-not-echoed",
    "A value that was sent does not come back where the documentation says that it does.",
    "The consumer cannot see whether it was taken.",
    "Show the value that was sent.",
  ),
  updateNotMerged: define(
    "update-not-merged",
    "An update changed something that its request left out.",
    "Data that the caller never mentioned is lost.",
    "Leave alone what the request does not mention.",
  ),
  notReadBack: define(
    "not-read-back",
    "What was created is retrieved with other values.",
    "The consumer cannot rely on what it was told on creation.",
    "Answer every request for the resource with the same values.",
  ),
  notListed: define(
    "not-listed",
    "What was created is missing from the list.",
    "Consumers that look for it there create it again.",
    "List it, or document when it appears.",
  ),
  notGone: define(
    "not-gone",
    "What was deleted can still be retrieved.",
    "The deletion was announced and did not take place.",
    "Answer as for an id that nothing has.",
  ),
  shownAgain: define(
    "shown-again",
    "Something that is shown once only was shown again.",
    "A secret that can be read later is no secret.",
    "Leave it out of every answer but the first.",
  ),
  paginationBroken: define(
    "pagination-broken",
    "Walking through the pages does not give every entry of the list once.",
    "Consumers miss entries, see them twice or never come to an end.",
    "Make limit and cursor walk through the whole list once.",
  ),
  notRepeatable: define(
    "not-repeatable",
    "The same read gave two different answers.",
    "Reading must not change anything.",
    "Answer the same while nothing changes.",
  ),
  exchangeFailed: define(
    "exchange-failed",
    "The connection broke before an answer was complete.",
    "The consumer cannot know whether its request was carried out.",
    "Answer completely and with the length that is announced.",
  ),
  responseNotHttp: define(
    "response-not-http",
    "What came back is not HTTP.",
    "No client can read it.",
    "Answer with a well-formed status line and header fields.",
  ),
  responseTooSlow: define(
    "response-too-slow",
    "The answer was not complete within the time allowed.",
    "Consumers wait, and give up without knowing what happened.",
    "Answer faster, or allow more time with --timeout.",
  ),
  responseTooLarge: define(
    "response-too-large",
    "The answer is larger than any documented one could be.",
    "Reading it would exhaust the consumer's memory.",
    "Answer with pages, and announce lengths that are true.",
  ),
  responseEncodingBroken: define(
    "response-encoding-broken",
    "The body is not encoded as its Content-Encoding says.",
    "It cannot be read.",
    "Encode the body as announced, or announce nothing.",
  ),
  pactNotKept: define(
    "pact-not-kept",
    "The provider does not answer as a consumer's pact expects.",
    "The consumer relies on that answer, and breaks without it.",
    "Answer as the pact expects, or agree with the consumer on another pact.",
  ),
} as const;
