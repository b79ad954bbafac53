import type { Severity } from "../../model/finding.ts";
import type { DiffRule } from "./rule.ts";

const REQUESTS_ONLY = { none: "Only requests have it." };
const RESPONSES_ONLY = { none: "Only responses have it." };
const BOTH = { none: "It is about the operation, not about one direction." };

const NEW_MAJOR = "Keep it beside the new one, deprecated, or publish the change as a new major version.";
const NOTHING = "Nothing to do.";
const NOBODY = "Nobody.";

const rule = (
  id: string,
  severity: Severity,
  summary: string,
  hurts: string,
  migration: string,
  mirror: DiffRule["mirror"],
  ...oasdiff: string[]
): DiffRule => ({ id, severity, summary, hurts, migration, oasdiff, mirror });

/** The rules about operations, parameters, bodies, responses, headers, media types, security and annotations. */
export const DOCUMENT_RULES: readonly DiffRule[] = [
  rule("operation-removed", "error", "An operation is gone.", "Every client that calls it.", "Deprecate it with a sunset date and remove it after that date.", "operation-added", "api-removed-without-deprecation", "api-path-removed-without-deprecation", "api-removed-before-sunset", "api-path-removed-before-sunset"),
  rule("operation-added", "info", "An operation is new.", NOBODY, NOTHING, "operation-removed", "endpoint-added"),
  rule("operation-removed-after-deprecation", "warning", "An operation that was deprecated with a sunset date is gone.", "Clients that still call it.", "Remove it only after the announced date.", { none: "Nothing is added after a deprecation." }, "api-removed-with-deprecation", "api-path-removed-with-deprecation"),
  rule("operation-deprecated", "info", "An operation is deprecated.", NOBODY, "Give it a sunset date in x-sunset.", "operation-reactivated", "endpoint-deprecated", "endpoint-deprecated-with-sunset"),
  rule("operation-reactivated", "info", "An operation is no longer deprecated.", NOBODY, NOTHING, "operation-deprecated", "endpoint-reactivated"),
  rule("operation-sunset-moved", "warning", "The sunset date of a deprecated operation was taken back or moved to an earlier day.", "Clients that planned for the announced date.", "Keep the announced date, or a later one.", { none: "A later date is no concern." }, "sunset-deleted", "api-sunset-date-changed-too-small"),
  rule("operation-stability-decreased", "error", "An operation promises less stability than before.", "Clients that relied on its being stable.", "Keep the stability level.", "operation-stability-increased", "api-stability-decreased"),
  rule("operation-stability-increased", "info", "An operation promises more stability than before.", NOBODY, NOTHING, "operation-stability-decreased", "api-stability-increased"),
  rule("server-removed", "warning", "A server is no longer listed.", "Clients that call it, if it is switched off.", "Keep it until no client calls it.", "server-added"),
  rule("server-added", "info", "A server is new.", NOBODY, NOTHING, "server-removed"),
  rule("request-parameter-added-required", "error", "A request must carry a parameter that was not there before.", "Clients that do not send it are refused.", "Make the parameter optional.", { none: "Responses have headers, with rules of their own." }, "new-required-request-parameter", "new-request-path-parameter"),
  rule("request-parameter-added-optional", "info", "A request may carry a new parameter.", NOBODY, NOTHING, { none: "Responses have headers, with rules of their own." }, "new-optional-request-parameter"),
  rule("request-parameter-removed", "warning", "A parameter is no longer declared.", "Clients that rely on it having an effect.", NEW_MAJOR, "response-header-removed-optional", "request-parameter-removed", "request-parameter-removed-with-deprecation"),
  rule("request-parameter-required", "error", "A parameter that was optional is required.", "Clients that do not send it are refused.", "Keep it optional, with a default.", "request-parameter-optional", "request-parameter-became-required"),
  rule("request-parameter-optional", "info", "A parameter that was required is optional.", NOBODY, NOTHING, "request-parameter-required", "request-parameter-became-optional"),
  rule("request-parameter-serialisation-changed", "error", "A parameter is written in another way.", "Clients that write it as before are misunderstood.", NEW_MAJOR, "response-header-serialisation-changed"),
  rule("request-parameter-deprecated", "info", "A parameter is deprecated.", NOBODY, NOTHING, REQUESTS_ONLY, "request-parameter-deprecated"),
  rule("request-body-added-required", "error", "A request must have a body that it could not have before.", "Clients that send none are refused.", "Make the body optional.", REQUESTS_ONLY, "request-body-added-required"),
  rule("request-body-added-optional", "info", "A request may have a body.", NOBODY, NOTHING, REQUESTS_ONLY, "request-body-added-optional"),
  rule("request-body-removed", "warning", "A request has no documented body any more.", "Clients that rely on the body having an effect.", NEW_MAJOR, REQUESTS_ONLY, "request-body-removed"),
  rule("request-body-required", "error", "A request's body that was optional is required.", "Clients that send none are refused.", "Keep it optional.", "request-body-optional", "request-body-became-required"),
  rule("request-body-optional", "info", "A request's body that was required is optional.", NOBODY, NOTHING, "request-body-required", "request-body-became-optional"),
  rule("request-media-type-removed", "error", "A media type is no longer accepted.", "Clients that send it are refused.", NEW_MAJOR, "response-media-type-removed", "request-body-media-type-removed"),
  rule("request-media-type-added", "info", "A media type is accepted that was not before.", NOBODY, NOTHING, "response-media-type-added", "request-body-media-type-added"),
  rule("response-success-status-removed", "error", "A success status is no longer documented.", "Clients that wait for it.", NEW_MAJOR, "response-success-status-added", "response-success-status-removed"),
  rule("response-success-status-added", "error", "A success status is documented that was not before.", "Clients meet a status they were not written for.", "Keep answering the documented status.", "response-success-status-removed", "response-success-status-added"),
  rule("response-error-status-removed", "warning", "An error status is no longer documented.", "Clients that tell it from others.", "Keep documenting what is answered.", "response-error-status-added", "response-non-success-status-removed"),
  rule("response-error-status-added", "warning", "An error status is documented that was not before.", "Clients that do not expect it.", "Make sure that clients treat an unknown error as a failure.", "response-error-status-removed", "response-non-success-status-added"),
  rule("response-media-type-removed", "error", "A media type is no longer answered.", "Clients that ask for it.", NEW_MAJOR, "request-media-type-removed", "response-media-type-removed"),
  rule("response-media-type-added", "info", "A media type can be answered that was not before.", "Nobody who names what is wanted in Accept.", NOTHING, "request-media-type-added", "response-media-type-added"),
  rule("response-body-undocumented", "warning", "A response's body is no longer described.", "Clients that rely on what it was.", "Describe the body.", RESPONSES_ONLY),
  rule("request-body-undocumented", "warning", "A request's body is no longer described.", "Clients that rely on what it was.", "Describe the body.", { none: "It is the request's form of response-body-undocumented." }),
  rule("response-header-removed-required", "error", "A header that responses always carried is no longer declared.", "Clients that read it find nothing.", NEW_MAJOR, { none: "A required parameter that is removed is request-parameter-removed." }, "required-response-header-removed"),
  rule("response-header-removed-optional", "warning", "A header that responses could carry is no longer declared.", "Clients that used it where it was there.", NEW_MAJOR, "request-parameter-removed", "optional-response-header-removed"),
  rule("response-header-added", "info", "A response header is new.", NOBODY, NOTHING, { none: "A new parameter is request-parameter-added-optional or -required." }),
  rule("response-header-optional", "error", "A header that responses always carried may be missing.", "Clients that read it may find nothing.", "Keep sending it.", "response-header-required", "response-header-became-optional"),
  rule("response-header-required", "info", "A header that could be missing is always there.", NOBODY, NOTHING, "response-header-optional", "response-header-became-required"),
  rule("response-header-serialisation-changed", "error", "A response header is written in another way.", "Clients that read it as before misunderstand it.", NEW_MAJOR, "request-parameter-serialisation-changed"),
  rule("security-strengthened", "error", "Credentials that were enough are not any more.", "Clients that present them are refused.", "Accept the old credentials beside the new ones for a while.", "security-weakened", "api-security-added", "api-security-removed", "api-security-scope-added", "api-global-security-added"),
  rule("security-weakened", "info", "An operation takes credentials that it did not, or needs none.", NOBODY, "Make sure that this is meant.", "security-strengthened", "api-security-removed", "api-security-scope-removed", "api-global-security-removed"),
  rule("default-changed", "warning", "A default value changed.", "Clients that left the value out get another.", "Keep the default.", BOTH, "request-property-default-value-changed", "request-body-default-value-changed", "request-parameter-default-value-changed", "response-property-default-value-changed"),
  rule("member-deprecated", "info", "A schema or member is deprecated.", NOBODY, "Tell clients what to use instead.", "member-reactivated", "request-property-deprecated", "response-property-deprecated"),
  rule("member-reactivated", "info", "A schema or member is no longer deprecated.", NOBODY, NOTHING, "member-deprecated", "request-property-reactivated", "response-property-reactivated"),
  rule("request-extensible-values-removed", "warning", "A value of x-extensible-enum is gone.", "Clients that send it may be refused.", "Keep accepting the value.", { none: "Clients must take any value of an extensible set in responses." }, "request-property-x-extensible-enum-value-removed", "request-parameter-x-extensible-enum-value-removed"),
  rule("clause-added", "info", "A clause of the vendor's documentation is new.", NOBODY, NOTHING, "clause-removed"),
  rule("clause-removed", "info", "A clause of the vendor's documentation is gone.", "Whoever relied on it, if the behaviour went with it.", "Make sure that the page does not say so any more.", "clause-added"),
  rule("clause-changed", "info", "A clause says something else, or is checked by something else.", NOBODY, NOTHING, { none: "A change has no opposite." }),
  rule("clause-standing-moved", "info", "The documentation stands behind a clause more or less firmly than before.", NOBODY, NOTHING, { none: "It covers both ways." }),
];
