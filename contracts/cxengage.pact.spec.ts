import type { ProviderClient } from "../src/index.ts";
import { consumerTests, type Interaction } from "../test/pact/consumer.ts";

type Client = ProviderClient<"cxengage">;
type Asked = Omit<Interaction<"cxengage">, "status" | "given" | "asks">;

const TENANT = "91675efb-719e-4ca2-b342-e9c1738ece63";
const REGION = "46d74400-3328-11e6-8dd4-c88eee4d9f61";
const auth = "token:demo";
const params = { path: { tenantId: TENANT } };
const wrong = { path: { tenantId: "91675efb" } };

const tenant = { name: "Tenant A", regionId: REGION, parentId: "57e2f960-3328-11e6-8dd4-c88eee4d9f61", active: true };
const change = { name: "Tenant A", timezone: "US/Eastern", active: true };
const user = {
  email: "bjones@email.com",
  roleId: "d68381b0-c8fa-11e5-b38c-5347eb4882ad",
  firstName: "Bob",
  lastName: "Jones",
  status: "enabled" as const,
};

const createTenant: Asked = {
  operation: "createTenant",
  auth,
  body: tenant,
  call: (client: Client) => client.POST("/v1/tenants", { body: tenant }),
};
const retrieveTenant: Asked = {
  operation: "retrieveTenant",
  auth,
  path: `/v1/tenants/${TENANT}`,
  call: (client: Client) => client.GET("/v1/tenants/{tenantId}", { params }),
};
const updateTenant: Asked = {
  operation: "updateTenant",
  auth,
  path: `/v1/tenants/${TENANT}`,
  body: change,
  call: (client: Client) => client.PUT("/v1/tenants/{tenantId}", { params, body: change }),
};
const createUser: Asked = {
  operation: "createUser",
  auth,
  body: user,
  call: (client: Client) => client.POST("/v1/users", { body: user }),
};

const READY = "nothing but the platform is there";
const EXISTS = `the tenant ${TENANT} is there`;
const ABSENT = `the tenant ${TENANT} is not there`;

/** The answers that every operation has, whatever it is asked. */
const anyway = (asked: Asked): Interaction<"cxengage">[] => {
  const { auth: _, ...anonymous } = asked;
  return [
    { ...anonymous, status: 401, given: READY, asks: "without credentials" },
    { ...asked, status: 403, given: "the caller lacks the permission", asks: "by a caller that may not" },
    { ...asked, status: 500, given: "the provider meets an unexpected error", asks: "at a bad time" },
    { ...asked, status: 502, given: "a gateway gets no usable answer", asks: "through a gateway without luck" },
    { ...asked, status: 503, given: "the provider is unavailable for now", asks: "while it is away" },
    { ...asked, status: 504, given: "a gateway gets no answer in time", asks: "through a gateway that waits in vain" },
  ];
};

const nameless = { ...tenant, name: "" };
const unnamed = { name: "" };
const unreachable = { ...user, email: "bjones" };

consumerTests("cxengage", [
  { ...createTenant, status: 201, given: READY, asks: "with a free name" },
  {
    ...createTenant,
    status: 400,
    given: READY,
    asks: "with a blank name",
    body: nameless,
    exact: true,
    call: (client) => client.POST("/v1/tenants", { body: nameless }),
  },
  ...anyway(createTenant),
  { ...retrieveTenant, status: 200, given: EXISTS, asks: "by its id" },
  { ...retrieveTenant, status: 404, given: ABSENT, asks: "by an id that none has" },
  {
    ...retrieveTenant,
    status: 400,
    given: READY,
    asks: "by what is no id",
    path: "/v1/tenants/91675efb",
    call: (client) => client.GET("/v1/tenants/{tenantId}", { params: wrong }),
  },
  ...anyway(retrieveTenant),
  { ...updateTenant, status: 200, given: EXISTS, asks: "of some members" },
  { ...updateTenant, status: 404, given: ABSENT, asks: "of a tenant that is not there" },
  {
    ...updateTenant,
    status: 400,
    given: EXISTS,
    asks: "to a blank name",
    body: unnamed,
    exact: true,
    call: (client) => client.PUT("/v1/tenants/{tenantId}", { params, body: unnamed }),
  },
  ...anyway(updateTenant),
  { ...createUser, status: 201, given: READY, asks: "with a free address" },
  {
    ...createUser,
    status: 400,
    given: READY,
    asks: "with an address that is none",
    body: unreachable,
    exact: true,
    call: (client) => client.POST("/v1/users", { body: unreachable }),
  },
  ...anyway(createUser),
]);
