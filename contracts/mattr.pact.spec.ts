import type { ProviderClient } from "../src/index.ts";
import { consumerTests, type Interaction } from "../test/pact/consumer.ts";

type Client = ProviderClient<"mattr">;
type Asked = Omit<Interaction<"mattr">, "status" | "given" | "asks">;

const ENVIRONMENT = "84ca6f53-5405-4413-a6ad-848b781807e7";
const TENANT = "86cb97a9-5e80-4ed7-af13-a170752bb1ea";
const auth = "bearer:demo";
const body = { name: "My Tenant", subdomain: "my-tenant", environmentId: ENVIRONMENT };
const params = { path: { tenantId: TENANT } };
const wrong = { path: { tenantId: "86cb97a9" } };

const createTenant: Asked = {
  operation: "createTenant",
  auth,
  body,
  call: (client: Client) => client.POST("/v1/tenants", { body }),
};
const retrieveTenants: Asked = {
  operation: "retrieveTenants",
  auth,
  call: (client: Client) => client.GET("/v1/tenants"),
};
const retrieveEnvironments: Asked = {
  operation: "retrieveEnvironments",
  auth,
  call: (client: Client) => client.GET("/v1/environments"),
};
const retrieveTenant: Asked = {
  operation: "retrieveTenant",
  auth,
  path: `/v1/tenants/${TENANT}`,
  call: (client: Client) => client.GET("/v1/tenants/{tenantId}", { params }),
};
const deleteTenant: Asked = {
  operation: "deleteTenant",
  auth,
  path: `/v1/tenants/${TENANT}`,
  call: (client: Client) => client.DELETE("/v1/tenants/{tenantId}", { params }),
};

const READY = `the environment ${ENVIRONMENT} is there and holds no tenant`;
const EXISTS = `the tenant ${TENANT} is there`;
const ABSENT = `the tenant ${TENANT} is not there`;
const FORBIDDEN = "the caller lacks the permission";
const FAILING = "the provider meets an unexpected error";

/** The answers that every operation has, whatever it is asked. */
const anyway = (asked: Asked): Interaction<"mattr">[] => {
  const { auth: _, ...anonymous } = asked;
  return [
    { ...anonymous, status: 401, given: READY, asks: "without credentials" },
    { ...asked, status: 403, given: FORBIDDEN, asks: "by a caller that may not" },
    { ...asked, status: 500, given: FAILING, asks: "at a bad time" },
  ];
};

const invalid = { ...body, subdomain: "My Tenant" };
const zero = { query: { limit: 0 } };
const malformed = { path: "/v1/tenants/86cb97a9" };

consumerTests("mattr", [
  { ...createTenant, status: 201, given: READY, asks: "with a free subdomain" },
  {
    ...createTenant,
    status: 400,
    given: READY,
    asks: "with a subdomain that is none",
    body: invalid,
    exact: true,
    call: (client) => client.POST("/v1/tenants", { body: invalid }),
  },
  { ...createTenant, status: 503, given: "the provider is unavailable for now", asks: "while it is away" },
  ...anyway(createTenant),
  { ...retrieveTenants, status: 200, given: EXISTS, asks: "for all" },
  {
    ...retrieveTenants,
    status: 400,
    given: READY,
    asks: "for a page of none",
    query: { limit: "0" },
    call: (client) => client.GET("/v1/tenants", { params: zero }),
  },
  ...anyway(retrieveTenants),
  { ...retrieveEnvironments, status: 200, given: READY, asks: "for all" },
  {
    ...retrieveEnvironments,
    status: 400,
    given: READY,
    asks: "for a page of none",
    query: { limit: "0" },
    call: (client) => client.GET("/v1/environments", { params: zero }),
  },
  ...anyway(retrieveEnvironments),
  { ...retrieveTenant, status: 200, given: EXISTS, asks: "by its id" },
  { ...retrieveTenant, status: 404, given: ABSENT, asks: "by an id that none has" },
  {
    ...retrieveTenant,
    ...malformed,
    status: 400,
    given: READY,
    asks: "by what is no id",
    call: (client) => client.GET("/v1/tenants/{tenantId}", { params: wrong }),
  },
  ...anyway(retrieveTenant),
  { ...deleteTenant, status: 204, given: EXISTS, asks: "by its id" },
  { ...deleteTenant, status: 404, given: ABSENT, asks: "by an id that none has" },
  {
    ...deleteTenant,
    ...malformed,
    status: 400,
    given: READY,
    asks: "by what is no id",
    call: (client) => client.DELETE("/v1/tenants/{tenantId}", { params: wrong }),
  },
  ...anyway(deleteTenant),
]);
