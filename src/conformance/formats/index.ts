import { isDate, isDateTime, isDuration, isTime } from "./date-time.ts";
import { isEmail, isIdnEmail } from "./email.ts";
import { isBase64Url, isByte, isChar } from "./encoding.ts";
import { isHostname, isIdnHostname } from "./hostname.ts";
import { isIpv4, isIpv6 } from "./ip.ts";
import { isE164 } from "./phone.ts";
import { isJsonPointer, isRegex, isRelativeJsonPointer } from "./pointers.ts";
import { isTimezone } from "./timezone.ts";
import { isIri, isIriReference, isUri, isUriReference, isUriTemplate } from "./uri.ts";
import { isUuid } from "./uuid.ts";

export { isDate, isDateTime, isDuration, isTime } from "./date-time.ts";
export { isEmail, isIdnEmail } from "./email.ts";
export { isBase64Url, isByte, isChar } from "./encoding.ts";
export { isHostname, isIdnHostname } from "./hostname.ts";
export { isIpv4, isIpv6 } from "./ip.ts";
export { ANNOTATION_FORMATS, NUMBER_FORMATS } from "./numbers.ts";
export { isE164 } from "./phone.ts";
export { isJsonPointer, isRegex, isRelativeJsonPointer } from "./pointers.ts";
export { isTimezone } from "./timezone.ts";
export { isIri, isIriReference, isUri, isUriReference, isUriTemplate } from "./uri.ts";
export { isUuid } from "./uuid.ts";

const formats: Record<string, (text: string) => boolean> = {
  base64url: isBase64Url,
  byte: isByte,
  char: isChar,
  date: isDate,
  "date-time": isDateTime,
  duration: isDuration,
  e164: isE164,
  email: isEmail,
  hostname: isHostname,
  "idn-email": isIdnEmail,
  "idn-hostname": isIdnHostname,
  ipv4: isIpv4,
  ipv6: isIpv6,
  iri: isIri,
  "iri-reference": isIriReference,
  "json-pointer": isJsonPointer,
  regex: isRegex,
  "relative-json-pointer": isRelativeJsonPointer,
  time: isTime,
  timezone: isTimezone,
  uri: isUri,
  "uri-reference": isUriReference,
  "uri-template": isUriTemplate,
  uuid: isUuid,
};

/**
 * The formats that are asserted on strings, by name: those of JSON Schema 2020-12, of the OpenAPI registry, and the
 * contracts' own (`e164`, `timezone`). Each is true for a text of that format and takes time linear in its length.
 */
export const FORMATS: Readonly<Record<string, (text: string) => boolean>> = Object.freeze(
  Object.assign(Object.create(null) as typeof formats, formats),
);
