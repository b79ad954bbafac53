import type { Contract, Operation } from "../model/contract.ts";
import type { Route } from "../model/route.ts";

interface Template {
  readonly operation: Operation;
  readonly expression: RegExp;
  readonly names: readonly string[];
  readonly concrete: number;
}

const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&");

/** Undoes percent-encoding of what may stand unencoded, so that equal paths are spelled equally. */
const normalised = (path: string): string =>
  path.replaceAll(/%[0-9a-f]{2}/gi, (encoded) => {
    const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
    return /[A-Za-z0-9._~()!$&'*+,;=:@-]/.test(character) ? character : encoded.toUpperCase();
  });

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** So many targets are remembered, each of at most so many characters. */
const RECURRING = 1000;
const LONGEST = 500;

/**
 * Finds the operation a request calls: the path below any server's base path, matched by template, the more concrete
 * template first (OpenAPI 3.1, 4.8.8.2). A trailing slash is forgiven; percent-encoding is undone where it does not
 * matter. Answers in time proportional to the path's length.
 */
export class Router {
  readonly #bases: readonly string[];
  readonly #templates: readonly Template[];
  readonly #exact = new Map<string, Template[]>();
  /** Where requests lead whose target has neither parameters nor a query: most traffic is such, again and again. */
  readonly #recurring = new Map<string, Route>();

  constructor(contract: Contract, bases: readonly string[] = contract.servers.map((server) => server.basePath)) {
    this.#bases = [...new Set(bases.length > 0 ? bases : [""])].sort((a, b) => b.length - a.length);
    const templates = contract.operations.map((operation): Template => {
      const names: string[] = [];
      const source = normalised(operation.path)
        .split(/(\{[^}]+\})/)
        .map((part) => {
          if (!part.startsWith("{")) return literal(part);
          names.push(part.slice(1, -1));
          return "([^/]+)";
        })
        .join("");
      return { operation, names, expression: new RegExp(`^${source}$`), concrete: concreteness(operation.path) };
    });
    for (const template of templates)
      if (template.names.length === 0) {
        const path = normalised(template.operation.path);
        this.#exact.set(path, [...(this.#exact.get(path) ?? []), template]);
      }
    this.#templates = templates.filter(({ names }) => names.length > 0).sort((a, b) => b.concrete - a.concrete);
  }

  /** `target` is an absolute URL or a path with its query. */
  find(method: string, target: string): Route {
    const key = `${method} ${target}`;
    const known = this.#recurring.get(key);
    if (known !== undefined) return known;
    const route = this.#find(method, target);
    if (route.operation !== null && key.length <= LONGEST && !/[?{]/.test(target + route.operation.path)) {
      if (this.#recurring.size >= RECURRING) this.#recurring.clear();
      this.#recurring.set(key, route);
    }
    return route;
  }

  #find(method: string, target: string): Route {
    const { path, query } = partsOf(target);
    const allowed = new Set<string>();
    for (const base of this.#bases) {
      if (!path.startsWith(base)) continue;
      const rest = path.slice(base.length);
      const variants = rest.length > 1 && rest.endsWith("/") ? [rest, rest.replace(/\/+$/, "")] : [rest];
      for (const variant of variants) {
        let level = -1;
        for (const template of this.#candidates(variant)) {
          if (allowed.size > 0 && template.concrete < level) break;
          const match = template.names.length === 0 ? [variant] : template.expression.exec(variant);
          if (match === null) continue;
          if (template.operation.method === method.toUpperCase())
            return {
              operation: template.operation,
              path: Object.fromEntries(template.names.map((name, index) => [name, decoded(match[index + 1] ?? "")])),
              query,
            };
          allowed.add(template.operation.method);
          level = template.concrete;
        }
      }
    }
    return { operation: null, reason: allowed.size > 0 ? "method" : "path", allowed: [...allowed].sort() };
  }

  *#candidates(path: string): Generator<Template> {
    yield* this.#exact.get(path) ?? [];
    yield* this.#templates;
  }
}

/** Templates are ordered by their first difference: a literal segment before a parameter. */
const concreteness = (path: string): number => {
  let rank = 0;
  for (const segment of path.split("/").slice(1, 25)) rank = rank * 2 + (segment.includes("{") ? 0 : 1);
  return rank / 2 ** Math.min(24, path.split("/").length - 1);
};

const partsOf = (target: string): { path: string; query: string } => {
  const withoutOrigin = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "").replace(/#.*$/, "");
  const mark = withoutOrigin.indexOf("?");
  const path = mark < 0 ? withoutOrigin : withoutOrigin.slice(0, mark);
  return { path: normalised(path === "" ? "/" : path), query: mark < 0 ? "" : withoutOrigin.slice(mark + 1) };
};
