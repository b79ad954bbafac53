import { tzNames } from "./tz-names.ts";

let runtimeNames: ReadonlySet<string> | undefined;

/** Zones that the runtime's own tz data knows; newer than our list where a zone was added since. */
const knownToRuntime = (text: string): boolean => {
  runtimeNames ??= new Set(Intl.supportedValuesOf("timeZone"));
  return runtimeNames.has(text);
};

/**
 * Whether the text is the name of a time zone in the IANA tz database, links such as `US/Eastern` included, in exactly
 * the database's spelling. Offsets (`+01:00`) and the pattern "continent/city" alone are not names.
 */
export const isTimezone = (text: string): boolean => {
  if (text === last) return true;
  if (!tzNames().has(text) && !knownToRuntime(text)) return false;
  last = text;
  return true;
};

/** The last text that was found to be one: most of a provider's tenants share a zone. */
let last: string | null = null;
