import type { Contract, Server } from "../model/contract.ts";
import type { Route } from "../model/route.ts";

/** Which of the contract's servers an exchange was with. */
export type Whereabouts =
  /** One of them, or a path alone, which names no server. */
  | "inside"
  /** A host that any host would be: only a documented path shows that it is one of them. */
  | "possible"
  | "outside";

interface Pattern {
  readonly host: RegExp;
  readonly certain: boolean;
}

const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, "\\$&");

const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i;

/** A URL's host and port in lower case, without credentials and default ports; null for a path alone. */
export const hostOf = (url: string): string | null => {
  const authority = ORIGIN.exec(url)?.[1];
  return authority === undefined
    ? null
    : authority
        .replace(/^.*@/, "")
        .toLowerCase()
        .replace(/:(80|443)$/, "");
};

const patternsOf = ({ template, url }: Server): Pattern[] => {
  const host = hostOf(template);
  if (host === null) return [];
  const known = hostOf(url);
  const source = host
    .split(/\{[^}]*\}/)
    .map(literal)
    .join("[^/]+");
  const open = /^(\[\^\/\]\+)+$/.test(source);
  const exact: Pattern[] =
    known === null || known === "" ? [] : [{ host: new RegExp(`^${literal(known)}$`), certain: true }];
  return [...exact, { host: new RegExp(`^${source}$`), certain: !open }];
};

/** Tells exchanges with a contract's servers from others, by host and base path. */
export class Scope {
  readonly #patterns: readonly Pattern[];
  readonly #bases: readonly string[];
  /** Base paths that replace the contract's own where its server is given; for pairing with operations. */
  readonly bases: readonly string[] | undefined;
  readonly #hosts = new Map<string, Whereabouts>();

  /** `server` is the URL at which traffic was captured, in place of the contract's servers; a path alone fits any host. */
  constructor(contract: Contract, server: string | null) {
    if (server === null) {
      this.#patterns = contract.servers.flatMap(patternsOf);
      this.#bases = contract.servers.map(({ basePath }) => basePath);
      this.bases = undefined;
    } else {
      const host = hostOf(server);
      this.#patterns = host === null ? [] : [{ host: new RegExp(`^${literal(host)}$`), certain: true }];
      const path = server
        .replace(ORIGIN, "")
        .replace(/[?#].*$/, "")
        .replace(/\/+$/, "");
      this.#bases = [path];
      this.bases = [path];
    }
  }

  #byHost(host: string): Whereabouts {
    // A contract that names no host leaves it open.
    if (this.#patterns.length === 0) return "inside";
    let known = this.#hosts.get(host);
    if (known === undefined) {
      const fitting = this.#patterns.filter((pattern) => pattern.host.test(host));
      known = fitting.some(({ certain }) => certain) ? "inside" : fitting.length > 0 ? "possible" : "outside";
      if (this.#hosts.size > 10_000) this.#hosts.clear();
      this.#hosts.set(host, known);
    }
    return known;
  }

  /** Whether an exchange is the contract's, given where its request leads. */
  includes(url: string, route: Route): boolean {
    const host = hostOf(url);
    if (host === null && !url.startsWith("/")) return false;
    const whereabouts = host === null ? "inside" : this.#byHost(host);
    if (whereabouts === "outside") return false;
    if (route.operation !== null || route.reason === "method") return true;
    if (whereabouts === "possible") return false;
    const path = url.replace(ORIGIN, "").replace(/[?#].*$/, "");
    return this.#bases.length === 0 || this.#bases.some((base) => path === base || path.startsWith(`${base}/`));
  }
}
