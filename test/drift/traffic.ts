import { loadBundled, loadGates } from "../../src/contract/bundled.ts";
import { Examination } from "../../src/drift/examination.ts";
import type { Portion } from "../../src/drift/portion.ts";
import { Scope } from "../../src/drift/scope.ts";
import { Judge } from "../../src/engine/judge.ts";
import type { Contract } from "../../src/model/contract.ts";
import type { Exchange } from "../../src/model/exchange.ts";
import type { Entry } from "../../src/readers/traffic/recorded.ts";

/** A body of `mattr.createTenant` as documented. */
export const tenant = {
  id: "86cb97a9-5e80-4ed7-af13-a170752bb1ea",
  name: "My Tenant",
  subdomain: "my-tenant.vii.au01.mattr.global",
  environment: {
    id: "84ca6f53-5405-4413-a6ad-848b781807e7",
    name: "MATTR Public Sydney, Australia",
    domain: "vii.au01.mattr.global",
    authorizationServerDomain: "manage.auth.auth0.com",
    deploymentModel: "public",
    region: { id: "70bb433a-f0ec-4297-ad76-3b09c71311f3", name: "AU01", displayName: "Sydney, Australia" },
  },
  membership: { roles: ["dts-provider", "issuer"] },
  client: {
    clientId: "suC7IhmDIawnlqBlEOuIqBWoqppcdI5",
    clientSecret: "QmtShBH3mkO05ra91dNO-YyPwPbfs1iokh57IgqhzVWTAZlolCd",
  },
};

type Changes<T> = { -readonly [K in keyof T]?: T[K] };

/** An exchange in which a tenant is created as documented, but for the changes. */
export const creation = (
  response: Changes<Exchange["response"]> = {},
  request: Changes<Exchange["request"]> = {},
): Exchange => ({
  request: {
    method: "POST",
    url: "https://manage.mattr.global/v1/tenants",
    headers: { "content-type": "application/json", authorization: "Bearer one.two.three" },
    body: JSON.stringify({ subdomain: "my-tenant", environmentId: tenant.environment.id }),
    ...request,
  },
  response: {
    status: 201,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...tenant, name: undefined }),
    ...response,
  },
});

/** One exchange as a line of NDJSON. */
export const lineOf = (exchange: Exchange): string => JSON.stringify(exchange);

/** The bundled contract, compiled gates and all. */
export const bundledJudge = async (provider = "mattr"): Promise<Judge> => {
  const contract = (await loadBundled(provider)) as Contract;
  return new Judge(contract, await loadGates(provider));
};

/** What judging these entries in order gives, without any file. */
export const judged = (judge: Judge, entries: readonly (Entry | Exchange)[], server: string | null = null): Portion => {
  const scope = new Scope(judge.contract, server);
  const own = scope.bases === undefined ? judge : new Judge(judge.contract, [], scope.bases);
  const examination = new Examination(own, scope);
  for (const [index, entry] of entries.entries()) {
    const recorded = typeof entry === "string" || "exchange" in entry ? entry : { exchange: entry, unrecorded: 0 };
    examination.entry(recorded, { block: 0, line: index + 1, column: 1 });
  }
  return examination.told(({ line, column }) => ({ source: "traffic.ndjson", line, column }));
};

/** Findings as `rule severity pointer ×count`, in the order of their groups. */
export const told = (portion: Portion): string[] =>
  portion.findings.map(({ rule, severity, instance, count }) => `${severity} ${rule} ${instance.pointer} ×${count}`);
