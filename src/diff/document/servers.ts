import { stepInto } from "../schema/source.ts";
import { list, object, text } from "./part.ts";

/** A server as a client knows it: every URL it stands for. */
export interface ApiServer {
  /** As it is written. */
  readonly url: string;
  /** One for each combination of its variables' values; `{}` stands for a variable that may have any value. */
  readonly urls: readonly string[];
  /** The URL that its variables' defaults give. */
  readonly usual: string;
  readonly at: string;
}

/** The most URLs that servers' variables are written out as, all together. */
const MOST_URLS = 2000;

/** A URL in one spelling: scheme and host in lower case, no default port, no slash at the end. */
const plain = (url: string): string => {
  const match = /^([a-z][a-z0-9+.-]*:\/\/)([^/]*)(.*)$/i.exec(url);
  const [, scheme = "", host = "", path = ""] = match ?? [null, "", "", url.replace(/^\.\//, "")];
  const port = /^https:/i.test(scheme) ? ":443" : ":80";
  const bare = host.toLowerCase();
  return `${scheme.toLowerCase()}${bare.endsWith(port) ? bare.slice(0, -port.length) : bare}${path}`.replace(
    /\/+$/,
    "",
  );
};

const filled = (url: string, fill: (name: string) => string): string =>
  plain(url.replaceAll(/\{([^}]*)\}/g, (_, name: string) => fill(name)));

/** The servers that a document, a path or an operation names; null where it names none. */
export const readServers = (value: unknown, at: string): ApiServer[] | null => {
  const entries = list(value);
  if (entries.length === 0) return null;
  let left = MOST_URLS;
  return entries.map((entry, index) => {
    const server = object(entry);
    const url = text(server.url, "/");
    const variables = object(server.variables);
    const defaults = (name: string): string => text(object(variables[name]).default, "{}");
    let urls = [url];
    for (const [, name = ""] of url.matchAll(/\{([^}]*)\}/g)) {
      const values = list(object(variables[name]).enum).map(String);
      const choices = values.length === 0 || urls.length * values.length > left ? ["{}"] : values;
      urls = urls.flatMap((one) => choices.map((value) => one.replace(`{${name}}`, () => value)));
    }
    left -= urls.length;
    return { url, urls: [...new Set(urls.map(plain))], usual: filled(url, defaults), at: stepInto(at, index) };
  });
};

/** The path that a server's URL puts before every operation's. */
export const basePathOf = (url: string): string => {
  const path = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, "");
  return path === "" || path.startsWith("/") ? path : `/${path}`;
};

/** The servers by their hosts alone. */
export const withoutPaths = (servers: readonly ApiServer[]): ApiServer[] =>
  servers.map((server) => {
    const host = (url: string): string => url.slice(0, url.length - (/^[a-z]/i.test(url) ? basePathOf(url).length : 0));
    return { ...server, urls: [...new Set(server.urls.map(host))], usual: host(server.usual) };
  });

/** Whether a URL is one of those that servers stand for; a variable without a set of values takes any value. */
export const isServed = (url: string, servers: readonly ApiServer[]): boolean =>
  servers.some(({ urls }) => urls.some((one) => covers(one, url)));

/** Whether two sets of texts have one in common; `{}` in a text stands for anything. */
export const overlap = (some: readonly string[], others: readonly string[]): boolean =>
  some.some((one) => others.some((other) => covers(one, other) || covers(other, one)));

const covers = (pattern: string, url: string): boolean => {
  if (pattern === url) return true;
  if (!pattern.includes("{}")) return false;
  const parts = pattern.split("{}");
  let from = 0;
  for (const [index, part] of parts.entries()) {
    const at = index === 0 ? (url.startsWith(part) ? 0 : -1) : url.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return parts.at(-1) === "" || url.endsWith(parts.at(-1) ?? "");
};
