import { expect } from "chai";
import { createClient, type JudgedExchange } from "../../src/index.ts";
import { served } from "./served.ts";

const ENVIRONMENT = "84ca6f53-5405-4413-a6ad-848b781807e7";
const REGION = "c98f5fc0-f91a-11e4-a64e-7f6e9992be1f";

/** A fetch that answers as told and keeps what it was sent. */
const recording = (answer: () => Response) => {
  const requests: Request[] = [];
  return {
    requests,
    fetch: async (request: Request) => {
      requests.push(request);
      return answer();
    },
  };
};

describe("createClient", () => {
  const closing: (() => Promise<void>)[] = [];
  const start = async (name: string): Promise<string> => {
    const { url, close } = await served(name);
    closing.push(close);
    return url;
  };
  afterEach(async () => {
    await Promise.all(closing.splice(0).map((close) => close()));
  });

  it("goes through a tenant's life with mattr by Bearer", async () => {
    const client = createClient("mattr", { baseUrl: await start("mattr"), auth: "bearer:demo" });
    const created = await client.POST("/v1/tenants", { body: { subdomain: "my-tenant", environmentId: ENVIRONMENT } });
    expect(created.response.status).to.equal(201);
    expect(created.data?.client.clientSecret).to.be.a("string");
    const params = { path: { tenantId: created.data!.id } };
    expect((await client.GET("/v1/tenants/{tenantId}", { params })).data?.subdomain).to.match(/^my-tenant\./);
    expect((await client.DELETE("/v1/tenants/{tenantId}", { params })).response.status).to.equal(204);
    expect((await client.GET("/v1/tenants/{tenantId}", { params })).response.status).to.equal(404);
  });

  it("creates a tenant with cxengage by Token and by Basic", async () => {
    const baseUrl = await start("cxengage");
    for (const auth of ["token:demo", "basic:demo:demo"] as const) {
      const client = createClient("cxengage", { baseUrl, auth });
      const { data, response } = await client.POST("/v1/tenants", {
        body: { name: `Tenant ${auth}`, regionId: REGION },
      });
      expect(response.status).to.equal(201);
      expect(data?.result.name).to.equal(`Tenant ${auth}`);
    }
  });

  it("gives the error's body where the provider refuses, and does not reject", async () => {
    const client = createClient("mattr", { baseUrl: await start("mattr"), auth: "bearer:demo" });
    const { data, error, response } = await client.POST("/v1/tenants", {
      body: { subdomain: "UPPER", environmentId: ENVIRONMENT },
    });
    expect(data).to.equal(undefined);
    expect(response.status).to.equal(400);
    expect(error).to.have.property("code", "BadRequest");
  });

  it("asks for credentials anew for each call where it is given a function", async () => {
    const { requests, fetch } = recording(() => new Response(null, { status: 204 }));
    let count = 0;
    const client = createClient("mattr", {
      baseUrl: "https://mattr.test",
      fetch,
      auth: async () => `bearer:token-${++count}` as const,
    });
    const params = { path: { tenantId: ENVIRONMENT } };
    await client.DELETE("/v1/tenants/{tenantId}", { params });
    await client.DELETE("/v1/tenants/{tenantId}", { params });
    expect(requests.map(({ headers }) => headers.get("authorization"))).to.deep.equal([
      "Bearer token-1",
      "Bearer token-2",
    ]);
  });

  it("writes each documented form of credentials as its page has it", async () => {
    const { requests, fetch } = recording(() => new Response(null, { status: 400 }));
    const body = {} as never;
    await createClient("cxengage", { baseUrl: "https://a.test", fetch, auth: "token:a.b.c" }).POST("/v1/tenants", {
      body,
    });
    await createClient("cxengage", { baseUrl: "https://a.test", fetch, auth: "basic:zoë:a:b" }).POST("/v1/tenants", {
      body,
    });
    await createClient("citrix", { baseUrl: "https://a.test", fetch, auth: "session:id:tok" }).POST(
      "/cam/api/Tenants",
      { body },
    );
    const [token, basic, session] = requests.map(({ headers }) => headers);
    expect(token!.get("authorization")).to.equal("Token a.b.c");
    expect(basic!.get("authorization")).to.equal(`Basic ${Buffer.from("zoë:a:b").toString("base64")}`);
    expect(session!.get("authorization")).to.equal(null);
    expect(session!.get("cookie")).to.equal("CamApiSessionId=id; XSRF-TOKEN=tok");
    expect(session!.get("x-xsrf-token")).to.equal("tok");
  });

  it("goes on in citrix's session with the anti-forgery token, until the session is refused", async () => {
    const answers = [
      new Response("{}", {
        headers: [
          ["set-cookie", "CamApiSessionId=s1; Max-Age=1800; Path=/cam/api/; HttpOnly; Secure"],
          ["set-cookie", "XSRF-TOKEN=t1; Path=/; Secure"],
        ],
      }),
      new Response("{}"),
      new Response("Missing or invalid CSRF Anti-Forgery Token", { status: 400 }),
      new Response("{}"),
    ];
    const { requests, fetch } = recording(() => answers.shift()!);
    const client = createClient("citrix", { baseUrl: "https://c.test", fetch, auth: "basic:a:b", keepSession: true });
    for (let i = 0; i < 4; i++) await client.POST("/cam/api/Tenants", { body: {} as never });
    const sent = requests.map(({ headers }) => headers.get("x-xsrf-token") ?? headers.get("authorization"));
    expect(sent).to.deep.equal(["Basic YTpi", "t1", "t1", "Basic YTpi"]);
  });

  it("imports several tenants in one session of the provider", async () => {
    const baseUrl = await start("citrix");
    const seen: JudgedExchange[] = [];
    const client = createClient("citrix", {
      baseUrl,
      auth: "basic:demo:demo",
      keepSession: true,
      onExchange: (one) => void seen.push(one),
    });
    for (const name of ["one", "two"]) {
      const { response } = await client.POST("/cam/api/Tenants", {
        body: {
          Name: name,
          LocationUserGroups: [{ UserGroupName: "DOMAIN\\users" }],
          TenantDataCenters: [{ Id: "af1fc9c4-dee5-4b0d-836c-9e1c5b57a88a" }],
        } as never,
      });
      expect(response.status).to.equal(200);
    }
    expect(seen.map(({ exchange }) => Object.keys(exchange.request.headers).includes("authorization"))).to.deep.equal([
      true,
      false,
    ]);
  });

  it("rejects credentials of a kind that the provider does not document, without repeating them", async () => {
    const { requests, fetch } = recording(() => new Response());
    const client = createClient("mattr", { baseUrl: "https://a.test", fetch, auth: "basic:me:hunter22" as never });
    const failure = await client.GET("/v1/tenants").catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(TypeError);
    expect(String(failure)).to.include("bearer").and.not.include("hunter22");
    expect(requests).to.have.length(0);
  });

  it("throws for a provider that it does not know", () => {
    expect(() => createClient("matr" as never, { baseUrl: "https://a.test" })).to.throw(
      RangeError,
      'did you mean "mattr"?',
    );
  });

  it("tells every exchange as it happens, judged and without its secrets", async () => {
    const seen: JudgedExchange[] = [];
    const client = createClient("mattr", {
      baseUrl: await start("mattr"),
      auth: "bearer:demo",
      onExchange: (judged) => {
        seen.push(judged);
      },
    });
    const { data } = await client.POST("/v1/tenants", { body: { subdomain: "judged", environmentId: ENVIRONMENT } });
    expect(seen).to.have.length(1);
    const [{ operation, findings, exchange }] = seen as [JudgedExchange];
    expect(operation).to.equal("mattr.createTenant");
    expect(findings).to.deep.equal([]);
    expect(exchange.request.headers.authorization).to.equal("Bearer [redacted]");
    expect(JSON.parse(String(exchange.request.body))).to.deep.equal({
      subdomain: "judged",
      environmentId: ENVIRONMENT,
    });
    expect(JSON.stringify(exchange)).to.not.include(data!.client.clientSecret);
  });

  it("judges below a base path of its own", async () => {
    const seen: JudgedExchange[] = [];
    const client = createClient("mattr", {
      baseUrl: "https://gateway.test/vendors/mattr/",
      fetch: async () => Response.json({ data: [{}] }),
      onExchange: (judged) => {
        seen.push(judged);
      },
    });
    await client.GET("/v1/environments");
    expect(seen[0]!.operation).to.equal("mattr.retrieveEnvironments");
    const rules = new Set(seen[0]!.findings.map(({ rule }) => rule));
    expect([...rules])
      .to.include("member-missing")
      .and.include("credentials-missing");
  });

  it("fails the call with what onExchange throws", async () => {
    const client = createClient("mattr", {
      baseUrl: "https://a.test",
      fetch: async () => Response.json({}, { status: 418 }),
      onExchange: ({ findings }) => {
        if (findings.length > 0) throw new Error(findings[0]!.rule);
      },
    });
    const failure = await client.GET("/v1/environments").catch((error: unknown) => error);
    expect(String(failure)).to.equal("Error: response-status-undocumented");
  });
});
