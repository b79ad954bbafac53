import { type ClientRequest, type Agent as HttpAgent, request as httpRequest, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";

/** The path and query of a request target, also where a client sends the whole URL (RFC 9112, 3.2.2). */
const pathOf = (target: string): string => {
  if (target.startsWith("/") || target === "*") return target;
  const path = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "");
  return path.startsWith("/") ? path : `/${path}`;
};

/** Where requests go, worked out once. */
export class Destination {
  readonly origin: string;
  /** As `Host` names it. */
  readonly host: string;
  readonly #base: string;
  readonly #options: RequestOptions;
  readonly #request: typeof httpRequest;

  constructor(target: URL, agent: HttpAgent) {
    const secure = target.protocol === "https:";
    this.origin = target.origin;
    this.host = target.host;
    this.#base = target.pathname.replace(/\/+$/, "");
    this.#request = secure ? (httpsRequest as typeof httpRequest) : httpRequest;
    this.#options = {
      agent,
      hostname: target.hostname.replace(/^\[|\]$/g, ""),
      port: target.port === "" ? (secure ? 443 : 80) : Number(target.port),
      ...(secure && !/^[\d.]+$|:/.test(target.hostname) ? { servername: target.hostname } : {}),
      maxHeaderSize: 64 * 1024,
    };
  }

  /** The path and query that a request is sent on with. */
  path(target: string): string {
    return this.#base + pathOf(target);
  }

  /** Starts a request; `headers` are names and values in turn. */
  request(method: string, path: string, headers: readonly string[]): ClientRequest {
    return this.#request({ ...this.#options, method, path, headers: headers as unknown as Record<string, string> });
  }
}
