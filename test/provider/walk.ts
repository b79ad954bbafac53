import { readdirSync, readFileSync } from "node:fs";
import type { Contract } from "../../src/model/contract.ts";
import type { ExchangeRequest } from "../../src/model/exchange.ts";
import type { Provider } from "../../src/provider/provider.ts";
import { type Call, requestOf } from "./embedded.ts";

/** One step of a walk: a request, made from the answers before it. */
type Step = readonly [method: string, url: string, call?: Call];

const NOBODY = "00000000-0000-4000-8000-000000000000";

/** The bodies of a schema's own tests. */
const testedBodies = (provider: string, name: string, valid: boolean): unknown[] => {
  const folder = new URL(`../../schemas/${provider}/`, import.meta.url);
  if (!readdirSync(folder).includes(`${name}.tests.json`)) return [];
  const groups = JSON.parse(readFileSync(new URL(`${name}.tests.json`, folder), "utf8")) as {
    tests: { data: unknown; valid: boolean }[];
  }[];
  return groups.flatMap(({ tests }) => tests.filter((test) => test.valid === valid).map(({ data }) => data));
};

/** Requests that cover what is documented about bodies: all that the schema's tests accept and refuse. */
const bodies = (provider: string, schema: string, method: string, url: string): Step[] =>
  [true, false].flatMap((valid) =>
    testedBodies(provider, schema, valid).map(
      (body, index): Step => [method, url, { body: unlike(body, `${valid}${index}`) }],
    ),
  );

/** The body with a name of its own where it has the sample's, so that it is not refused for that. */
const unlike = (body: unknown, mark: string): unknown => {
  if (body === null || typeof body !== "object" || Array.isArray(body)) return body;
  const { Name, ShortName } = body as { Name?: unknown; ShortName?: unknown };
  return {
    ...body,
    ...(typeof Name === "string" && Name.length < 50 ? { Name: `${Name} ${mark}` } : {}),
    ...(ShortName === "tenant1" ? { ShortName: mark } : {}),
  };
};

const protection = (method: string, url: string, body?: unknown): Step[] => [
  [method, url, { body, headers: { authorization: undefined } }],
  [method, url, { body, headers: { authorization: "Bearer nobody" } }],
  [method, url, { body, headers: { authorization: "Token nobody" } }],
  ...["Bearer forbidden", "Token forbidden", `Basic ${btoa("forbidden:forbidden")}`].map(
    (authorization): Step => [method, url, { body, headers: { authorization } }],
  ),
];

const misfits = (method: string, url: string, body: unknown): Step[] => [
  [method, url, { body: "{" }],
  [method, url],
  [method, url, { body, headers: { "content-type": "text/plain" } }],
  [method, url, { body, headers: { "content-type": undefined } }],
];

const MATTR = { subdomain: "a", environmentId: "84ca6f53-5405-4413-a6ad-848b781807e7" };
const CXENGAGE = { name: "A", regionId: "c98f5fc0-f91a-11e4-a64e-7f6e9992be1f" };
const PLATFORM = "/v1/tenants/57e2f960-3328-11e6-8dd4-c88eee4d9f61";
const CITRIX = { Name: "a", LocationUserGroups: [{ UserGroupName: "D\\u" }] };

/** `created` is the id of what was created first, `session` the session that the first answer opened. */
type Walk = (created: () => string, session: () => string) => readonly (Step | (() => Step))[];

const WALKS: Readonly<Record<string, Walk>> = {
  mattr: (created) => [
    ["GET", "/v1/environments"],
    ["GET", "/v1/environments"],
    ["GET", "/v1/environments?limit=0"],
    ["GET", "/v1/environments?limit=2"],
    [
      "GET",
      "/v1/environments?limit=2&cursor=Y3JlYXRlZEF0PTIwMjQtMDEtMDFUMDA6MDA6MDEuMDAwWiZpZD04NGNhNmY1My01NDA1LTQ0MTMtYTZhZC04NDhiNzgxODA3ZTc",
    ],
    ["GET", "/v1/tenants"],
    ["POST", "/v1/tenants", { body: MATTR }],
    () => ["GET", `/v1/tenants/${created()}`],
    ["GET", "/v1/tenants"],
    ["GET", "/v1/tenants"],
    ["POST", "/v1/tenants", { body: MATTR }],
    ["POST", "/v1/tenants", { body: { ...MATTR, subdomain: "b", name: "B" } }],
    ["GET", "/v1/tenants?limit=1"],
    ["GET", "/v1/tenants?limit=1001"],
    ["GET", "/v1/tenants?cursor=!"],
    () => ["DELETE", `/v1/tenants/${created()}`],
    () => ["GET", `/v1/tenants/${created()}`],
    ["GET", `/v1/tenants/${NOBODY}`],
    ["DELETE", `/v1/tenants/${NOBODY}`],
    ["GET", "/v1/tenants/7"],
    ["GET", "/v2"],
    ["PATCH", "/v1/tenants"],
    ...protection("POST", "/v1/tenants", { ...MATTR, subdomain: "p" }),
    ...protection("DELETE", `/v1/tenants/${NOBODY}`),
    ...protection("GET", "/v1/environments"),
    ...misfits("POST", "/v1/tenants", { ...MATTR, subdomain: "m" }),
    ...bodies("mattr", "create-tenant-request", "POST", "/v1/tenants"),
  ],
  cxengage: (created) => [
    ["POST", "/v1/tenants", { body: CXENGAGE }],
    () => ["GET", `/v1/tenants/${created()}`],
    ["POST", "/v1/tenants", { body: CXENGAGE }],
    [
      "POST",
      "/v1/tenants",
      {
        body: { ...CXENGAGE, name: "B", active: false, description: "b", adminUserId: NOBODY, timezone: "Asia/Tokyo" },
      },
    ],
    () => ["PUT", `/v1/tenants/${created()}`, { body: { description: "d", active: false } }],
    () => ["PUT", `/v1/tenants/${created()}`, { body: { defaultIdentityProvider: null } }],
    () => ["POST", "/v1/tenants", { body: { ...CXENGAGE, name: "C", parentId: created() } }],
    () => ["GET", `/v1/tenants/${created()}`],
    ["GET", PLATFORM],
    ["PUT", PLATFORM, { body: { name: "A" } }],
    ["GET", `/v1/tenants/${NOBODY}`],
    ["PUT", `/v1/tenants/${NOBODY}`, { body: {} }],
    ["GET", "/v1/tenants/7"],
    ["POST", "/v1/tenants", { body: { ...CXENGAGE, regionId: NOBODY } }],
    ["POST", "/v1/users", { body: { email: "a@example.com", roleId: NOBODY, firstName: "A", lastName: "B" } }],
    ["POST", "/v1/users", { body: { email: "a@example.com", roleId: NOBODY } }],
    ["GET", "/v2"],
    ["DELETE", PLATFORM],
    ...protection("POST", "/v1/tenants", { ...CXENGAGE, name: "P" }),
    ...protection("POST", "/v1/users", { email: "p@example.com", roleId: NOBODY }),
    ...misfits("POST", "/v1/tenants", { ...CXENGAGE, name: "M" }),
    ...misfits("POST", "/v1/users", { email: "m@example.com", roleId: NOBODY }),
    ...bodies("cxengage", "create-tenant-request", "POST", "/v1/tenants"),
    ...bodies("cxengage", "update-tenant-request", "PUT", PLATFORM),
    ...bodies("cxengage", "create-user-request", "POST", "/v1/users"),
  ],
  citrix: (_, session) => [
    ["POST", "/cam/api/Tenants", { body: CITRIX }],
    ["POST", "/cam/api/Tenants", { body: CITRIX }],
    [
      "POST",
      "/cam/api/Tenants",
      {
        body: {
          ...CITRIX,
          Name: "b",
          ShortName: "b",
          Description: "b",
          Tags: ["t", "t", "u"],
          CustomProperties: [
            { Name: "p", Value: "v" },
            { Name: "p", Value: "v" },
            { Name: "p", Value: null },
          ],
          ResourceDomainId: "241b45cc-261d-47d0-81d7-a0a41c54c760",
        },
      },
    ],
    ["POST", "/cam/api/Tenants", { body: { ...CITRIX, Name: "c", ShortName: "b" } }],
    ["POST", "/cam/api/Tenants", { body: { ...CITRIX, Name: "d", UserDomainId: NOBODY } }],
    ["POST", "/cam/api/Tenants", { body: { ...CITRIX, Name: "l", ShortName: "abcdefghijklm" } }],
    ["POST", "/cam/api/Tenants", { body: { ...CITRIX, Name: "e" }, headers: { "content-type": "text/json" } }],
    ["POST", "/cam/api/Tenants", { headers: { authorization: undefined, "x-custom-auth-challenge": "true" } }],
    () => ["POST", "/cam/api/Tenants", { headers: { authorization: undefined, cookie: session() } }],
    ["GET", "/cam/api/Tenants"],
    ...protection("POST", "/cam/api/Tenants", { ...CITRIX, Name: "p" }),
    ...misfits("POST", "/cam/api/Tenants", { ...CITRIX, Name: "m" }),
    ...bodies("citrix", "import-tenant-request", "POST", "/cam/api/Tenants"),
  ],
};

/** An answer as a walk saw it. */
export interface Seen {
  readonly request: ExchangeRequest;
  readonly response: ReturnType<Provider["handle"]>;
}

/** Calls a provider in all documented ways, right and wrong, always the same. */
export const walk = ({ provider: name }: Contract, provider: Pick<Provider, "handle">): Seen[] => {
  const seen: Seen[] = [];
  const first = () => {
    const body = seen.find(({ response }) => response.status === 201)?.response.body;
    if (typeof body !== "string") return NOBODY;
    return /"id":"([^"]+)"/.exec(body)?.[1] ?? NOBODY;
  };
  const session = () => {
    const cookies = Object.entries(seen[0]!.response.headers).find(([header]) => header.toLowerCase() === "set-cookie");
    return String([cookies?.[1] ?? ""].flat()[0]).split(";")[0]!;
  };
  for (const step of WALKS[name]!(first, session)) {
    const [method, url, call] = typeof step === "function" ? step() : step;
    const request = requestOf(name, method, url, call ?? {});
    seen.push({ request, response: provider.handle(request) });
  }
  return seen;
};
