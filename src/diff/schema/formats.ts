/** Formats whose texts all have another format as well (RFC 3986 and 3987, RFC 5321, RFC 1123). */
const IMPLIED: Readonly<Record<string, readonly string[]>> = {
  uri: ["uri-reference", "iri", "iri-reference"],
  "uri-reference": ["iri-reference"],
  iri: ["iri-reference"],
  email: ["idn-email"],
  hostname: ["idn-hostname"],
  "relative-json-pointer": [],
};

/** Whether every text of one format has the other. */
export const formatImplies = (format: string, other: string): boolean =>
  format === other || (IMPLIED[format]?.includes(other) ?? false);

/** Texts of each format, the plainest first. */
export const FORMAT_SAMPLES: Readonly<Record<string, readonly string[]>> = {
  date: ["2024-01-31", "1985-04-12"],
  time: ["12:00:00Z", "23:59:59.123+02:00"],
  "date-time": ["2024-01-31T12:00:00Z", "1985-04-12T23:20:50.52+02:00"],
  duration: ["P1D", "PT1H30M"],
  email: ["a@example.com"],
  "idn-email": ["a@example.com"],
  hostname: ["example.com", "localhost"],
  "idn-hostname": ["example.com"],
  ipv4: ["192.0.2.1"],
  ipv6: ["2001:db8::1", "::1"],
  uri: ["https://example.com/a", "urn:example:a"],
  "uri-reference": ["/a", "https://example.com/a"],
  iri: ["https://example.com/a"],
  "iri-reference": ["/a"],
  "uri-template": ["/a/{b}"],
  uuid: ["84ca6f53-5405-4413-a6ad-848b781807e7", "00000000-0000-0000-0000-000000000000"],
  "json-pointer": ["/a", ""],
  "relative-json-pointer": ["0", "1/a"],
  regex: ["a+"],
  byte: ["YWJj", ""],
  e164: ["+14162221122"],
  timezone: ["Europe/Berlin", "US/Eastern"],
};

/** Patterns that every text of a format matches, so that a format can be shown to exclude a text. */
export const FORMAT_ENVELOPES: Readonly<Record<string, string>> = {
  date: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
  "date-time": "^[0-9]{4}-[0-9]{2}-[0-9]{2}[^0-9][0-9]{2}:[0-9]{2}:[0-9]{2}",
  uuid: "^(?:urn:uuid:)?[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$",
  ipv4: "^[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}$",
  email: "^[^@]+@.+$",
  e164: "^\\+[0-9]+$",
};
