import { below } from "../../model/pointer.ts";
import type { Observation, Witness } from "../finding.ts";
import type { ApiFlow, ApiScheme } from "./security.ts";

/** What a client asks an authorisation server for, by flow (RFC 6749, sections 4.1 to 4.4; RFC 8628). */
const GRANTS: Readonly<Record<string, readonly [address: string, ask: string]>> = {
  implicit: ["authorizationUrl", "response_type=token"],
  authorizationCode: ["authorizationUrl", "response_type=code"],
  password: ["tokenUrl", "grant_type=password"],
  clientCredentials: ["tokenUrl", "grant_type=client_credentials"],
  deviceAuthorization: ["deviceAuthorizationUrl", ""],
};

const visits = (address: string): boolean => address === "authorizationUrl";

/** The request by which a client begins a flow; it is what breaks. */
const askFor = ({ kind, urls }: ApiFlow, more: { address?: string; scope?: string } = {}): Witness => {
  const [usual, ask] = GRANTS[kind] ?? ["tokenUrl", ""];
  const address = more.address ?? usual;
  const grant =
    address === "refreshUrl" ? "grant_type=refresh_token" : address === usual ? ask : "grant_type=authorization_code";
  const scope = more.scope === undefined ? "" : `scope=${encodeURIComponent(more.scope)}`;
  const asked = [grant, scope].filter((part) => part !== "").join("&");
  const url = urls.get(address) ?? "";
  const request = visits(address)
    ? { method: "GET", url: `${url}${url.includes("?") ? "&" : "?"}${asked}` }
    : { method: "POST", url, ...(asked === "" ? {} : { body: asked }) };
  return {
    direction: "request",
    of: "exchange",
    instance: { request },
    validIn: "baseline",
    invalidIn: "revision",
  };
};

/** Compares how clients come by the tokens that operations ask for, scheme by scheme: one finding for all operations. */
export const compareSchemes = (
  before: readonly ApiScheme[],
  after: readonly ApiScheme[],
  tellOf: (observation: Observation) => void,
): void => {
  const left = after.filter(({ name, type }) => !before.some((one) => one.name === name && one.type === type));
  for (const scheme of before) {
    const byName = after.find(({ name, type }) => name === scheme.name && type === scheme.type);
    const index = left.findIndex(({ type }) => type === scheme.type);
    const other = byName ?? (index < 0 ? undefined : left.splice(index, 1)[0]);
    if (other !== undefined) compareScheme(scheme, other, tellOf);
  }
};

const compareScheme = (scheme: ApiScheme, other: ApiScheme, tellOf: (observation: Observation) => void): void => {
  const root = below("/security", scheme.name);
  const told = (
    rule: string,
    message: string,
    [at, base, revision]: readonly [string, string, string],
    witness: Witness | null = null,
  ): void =>
    tellOf({ rule, message, at, base, revision, operation: null, direction: "request", status: null, witness });
  if (scheme.discovery !== null && scheme.discovery !== other.discovery)
    told(
      "oauth-url-changed",
      `The openIdConnectUrl of ${scheme.name} was ${scheme.discovery} and is now ${other.discovery ?? "not given"}.`,
      [root, scheme.at, other.at],
      {
        direction: "request",
        of: "exchange",
        instance: { request: { method: "GET", url: scheme.discovery } },
        validIn: "baseline",
        invalidIn: "revision",
      },
    );
  for (const flow of scheme.flows) {
    const at = below(root, flow.kind);
    const after = other.flows.find(({ kind }) => kind === flow.kind);
    const name = `the ${flow.kind} flow of ${scheme.name}`;
    if (after === undefined) {
      told(
        "oauth-flow-removed",
        `There is no ${flow.kind} flow of ${scheme.name} any more.`,
        [at, flow.at, other.at],
        askFor(flow),
      );
      continue;
    }
    for (const [address, url] of flow.urls) {
      // Without an address of its own, tokens are refreshed where they are got.
      const now = after.urls.get(address) ?? (address === "refreshUrl" ? after.urls.get("tokenUrl") : undefined);
      if (now !== url)
        told(
          "oauth-url-changed",
          `The ${address} of ${name} was ${url} and is now ${now ?? "not given"}.`,
          [below(at, address), flow.at, after.at],
          askFor(flow, { address }),
        );
    }
    const lost = flow.scopes.filter((scope) => !after.scopes.includes(scope));
    const gained = after.scopes.filter((scope) => !flow.scopes.includes(scope));
    for (const scope of lost)
      told(
        "oauth-scope-removed",
        `The scope ${scope} of ${name} is gone.`,
        [below(below(at, "scopes"), scope), flow.at, after.at],
        askFor(flow, { scope }),
      );
    for (const scope of gained)
      told("oauth-scope-added", `The scope ${scope} of ${name} is new.`, [
        below(below(at, "scopes"), scope),
        flow.at,
        after.at,
      ]);
  }
  for (const flow of other.flows)
    if (!scheme.flows.some(({ kind }) => kind === flow.kind))
      told("oauth-flow-added", `The ${flow.kind} flow of ${scheme.name} is new.`, [
        below(root, flow.kind),
        scheme.at,
        flow.at,
      ]);
};
