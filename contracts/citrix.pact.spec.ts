import type { ProviderClient } from "../src/index.ts";
import { consumerTests, type Interaction } from "../test/pact/consumer.ts";

type Client = ProviderClient<"citrix">;

const DATA_CENTER = "af1fc9c4-dee5-4b0d-836c-9e1c5b57a88a";
const auth = "basic:demo:demo";

const body = {
  Name: "tenant 1",
  ShortName: "tenant1",
  Description: "my first tenant",
  LocationUserGroups: [{ UserGroupName: "DOMAIN\\tenant1 datacenter1 users", PrimaryDataCenterId: DATA_CENTER }],
  TenantDataCenters: [{ Id: DATA_CENTER, NetScalerGatewayAddress: "https://ag.tenant1.datacenter1.mydomain.com" }],
};

const importTenant = {
  operation: "importTenant",
  body,
  call: (client: Client) => client.POST("/cam/api/Tenants", { body }),
} satisfies Partial<Interaction<"citrix">>;

const READY = "no tenant is imported yet";

consumerTests("citrix", [
  { ...importTenant, auth, status: 200, given: READY, asks: "with a free name" },
  {
    ...importTenant,
    status: 400,
    given: READY,
    asks: "without credentials, and to be challenged in the custom way",
    headers: { "X-Custom-Auth-Challenge": "true" },
    call: (client) =>
      client.POST("/cam/api/Tenants", { body, params: { header: { "X-Custom-Auth-Challenge": "true" } } }),
  },
  { ...importTenant, status: 401, given: READY, asks: "without credentials" },
  { ...importTenant, auth, status: 403, given: "the caller lacks the permission", asks: "by a caller that may not" },
]);
