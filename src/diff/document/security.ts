import type { SchemaSource } from "../schema/source.ts";
import { stepInto } from "../schema/source.ts";
import type { JsonObject } from "../schema/value.ts";
import { list, object, partOf, text } from "./part.ts";

/** One way to get a token: its addresses by name (`tokenUrl`), and the scopes it offers. */
export interface ApiFlow {
  readonly kind: string;
  readonly urls: ReadonlyMap<string, string>;
  readonly scopes: readonly string[];
  readonly at: string;
}

/** A security scheme that hands out tokens: `oauth2` or `openIdConnect`. */
export interface ApiScheme {
  readonly name: string;
  readonly type: string;
  readonly flows: readonly ApiFlow[];
  /** Where the provider describes itself (`openIdConnectUrl`); null where it does not. */
  readonly discovery: string | null;
  readonly at: string;
}

const ADDRESSES = ["authorizationUrl", "deviceAuthorizationUrl", "tokenUrl", "refreshUrl"];

/** Reads what operations ask for, and the schemes that are asked for. */
export class SecurityReader {
  readonly #source: SchemaSource;
  readonly #schemes: JsonObject;
  readonly #at: string;
  readonly #used = new Set<string>();

  constructor(document: string, root: JsonObject, source: SchemaSource) {
    this.#source = source;
    this.#schemes = object(object(root.components).securitySchemes);
    this.#at = `${document}#/components/securitySchemes`;
  }

  /** The alternatives of `security`, in words that do not depend on the names of schemes. */
  requirements(value: unknown): ReadonlySet<string>[] {
    return list(value).map((entry) => {
      const parts = new Set<string>();
      for (const [name, scopes] of Object.entries(object(entry))) {
        this.#used.add(name);
        const { value: scheme } = partOf(this.#source, this.#schemes[name], stepInto(this.#at, name));
        const kind = [scheme.type, scheme.scheme, scheme.in, scheme.name].filter((word) => typeof word === "string");
        const what = kind.length === 0 ? name : kind.join(" ").toLowerCase();
        parts.add(what);
        for (const scope of list(scopes)) parts.add(`${what} with scope ${String(scope)}`);
      }
      return parts;
    });
  }

  /** The schemes that requirements read so far name, in the order of the document. */
  schemes(): ApiScheme[] {
    return Object.keys(this.#schemes)
      .filter((name) => this.#used.has(name))
      .map((name) => {
        const { value, at } = partOf(this.#source, this.#schemes[name], stepInto(this.#at, name));
        const flows = Object.entries(object(value.flows)).map(([kind, entry]): ApiFlow => {
          const flow = object(entry);
          return {
            kind,
            urls: new Map(ADDRESSES.map((key) => [key, text(flow[key], "")] as const).filter(([, url]) => url !== "")),
            scopes: Object.keys(object(flow.scopes)),
            at: stepInto(at, "flows", kind),
          };
        });
        const discovery = typeof value.openIdConnectUrl === "string" ? value.openIdConnectUrl : null;
        return { name, type: text(value.type, ""), flows, discovery, at };
      });
  }
}
