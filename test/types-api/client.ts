// Compiled, never run: what users may type, and what is refused.
import type { Bodies, BodyRef, Contract, Finding, Report } from "../../src/index.ts";
import { checkExchange, createClient, loadContract, validate } from "../../src/index.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <_T extends true>(): void => undefined;

export const client = async (): Promise<void> => {
  const mattr = createClient("mattr", { baseUrl: "https://manage.mattr.global", auth: "bearer:token" });
  const created = await mattr.POST("/v1/tenants", { body: { subdomain: "a", environmentId: "b" } });
  if (created.data !== undefined) {
    holds<Equal<typeof created.data.client.clientSecret, string>>();
    holds<Equal<typeof created.data.name, string | undefined>>();
  } else if (typeof created.error === "object") holds<Equal<typeof created.error.code, string>>();
  // @ts-expect-error environmentId is required
  await mattr.POST("/v1/tenants", { body: { subdomain: "a" } });
  // @ts-expect-error there is no such path
  await mattr.GET("/v1/tenant");
  // @ts-expect-error limit is a number
  await mattr.GET("/v1/tenants", { params: { query: { limit: "2" } } });
  // @ts-expect-error mattr takes no Basic credentials
  createClient("mattr", { baseUrl: "", auth: "basic:me:secret" });
  // @ts-expect-error only citrix has sessions
  createClient("mattr", { baseUrl: "", keepSession: true });
  // @ts-expect-error there is no such provider
  createClient("matr", { baseUrl: "" });

  const cxengage = createClient("cxengage", { baseUrl: "", auth: () => "token:a.b.c" as const });
  const user = await cxengage.POST("/v1/users", { body: { email: "a@b.c", roleId: "d", status: "enabled" } });
  holds<Equal<NonNullable<typeof user.data>["result"]["externalId"], string | null>>();
  // @ts-expect-error status is one of a few words
  await cxengage.POST("/v1/users", { body: { email: "a@b.c", roleId: "d", status: "gone" } });

  const citrix = createClient("citrix", { baseUrl: "", auth: "session:id:token", keepSession: true });
  await citrix.POST("/cam/api/Tenants", { body: { Name: "a", LocationUserGroups: [{ UserGroupName: "D\\g" }] } });
};

export const judging = async (): Promise<void> => {
  const contract: Contract = await loadContract("mattr");
  const report: Report = await validate({}, "mattr.createTenant/request", { contract });
  const findings: readonly Finding[] = report.findings;
  const ref: BodyRef = "own.list/response";
  await validate({}, ref);
  await validate({}, { type: "object" });
  // @ts-expect-error a report has no such verdict
  if (report.verdict === "perhaps") return;
  // @ts-expect-error findings cannot be changed
  findings.push(findings[0]!);
  holds<Equal<Bodies["mattr.createTenant/request"]["subdomain"], string>>();
  await checkExchange(
    contract,
    { request: { method: "GET", url: "/" }, response: { status: 200 } },
    { failOn: "warning" },
  );
  // @ts-expect-error a response has a status
  await checkExchange(contract, { request: { method: "GET", url: "/" }, response: {} });
};
