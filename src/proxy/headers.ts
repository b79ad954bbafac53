import type { Headers } from "../model/exchange.ts";

/** Fields that concern one connection only and are never passed on (RFC 9110, 7.6.1). */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  ...["connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization"],
  ...["te", "transfer-encoding", "upgrade", "http2-settings", "expect"],
]);

const namedByConnection = (raw: readonly string[]): ReadonlySet<string> | null => {
  let names: Set<string> | null = null;
  for (let i = 0; i < raw.length; i += 2)
    if (raw[i]!.length === 10 && raw[i]!.toLowerCase() === "connection")
      for (const name of raw[i + 1]!.split(",")) {
        const lower = name.trim().toLowerCase();
        if (lower === "close" || lower === "keep-alive") continue;
        names ??= new Set();
        names.add(lower);
      }
  return names;
};

/** The fields to pass on, as Node lists them: names and values in turn, in their order and spelling. `host` replaces the field of that name. */
export const passedOn = (raw: readonly string[], host: string | null): string[] => {
  const named = namedByConnection(raw);
  const fields: string[] = host === null ? [] : ["Host", host];
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i]!;
    const lower = name.toLowerCase();
    if (HOP_BY_HOP.has(lower) || named?.has(lower) === true || (host !== null && lower === "host")) continue;
    fields.push(name, raw[i + 1]!);
  }
  return fields;
};

/** The fields by name in lower case; several of one name are a list. */
export const observed = (raw: readonly string[]): Headers => {
  const headers: Record<string, string | string[]> = {};
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase();
    const value = raw[i + 1]!;
    const known = Object.hasOwn(headers, name) ? headers[name] : undefined;
    if (typeof known === "string") headers[name] = [known, value];
    else if (known !== undefined) known.push(value);
    // Else it would not become a member of its own.
    else if (name === "__proto__")
      Object.defineProperty(headers, name, { value, enumerable: true, writable: true, configurable: true });
    else headers[name] = value;
  }
  return headers;
};
