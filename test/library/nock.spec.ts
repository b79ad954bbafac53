import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import axios from "axios";
import { expect } from "chai";
import nock from "nock";
import { checkExchange, createClient, loadContract } from "../../src/index.ts";
import {
  exchangesOf,
  type Guard,
  GuardError,
  type GuardOptions,
  guard,
  mockProvider,
  type Recorded,
} from "../../src/nock/index.ts";
import { served } from "./served.ts";

const REGION = "c98f5fc0-f91a-11e4-a64e-7f6e9992be1f";
const MATTR = "https://manage.mattr.global";

// Importing nock puts it between every test and the network; it is to be there for these tests only.
nock.restore();

/** Has nock in place for the tests of a suite. */
const withNock = (): void => {
  before(() => nock.activate());
  after(() => nock.restore());
};

const rejection = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("mockProvider", () => {
  withNock();
  afterEach(() => nock.cleanAll());

  it("answers in a provider's place, and remembers what was created", async () => {
    const { baseUrl } = await mockProvider("cxengage");
    expect(baseUrl).to.equal("https://api.cxengage.net");
    const client = createClient("cxengage", { baseUrl, auth: "token:demo" });
    const { data } = await client.POST("/v1/tenants", { body: { name: "Tenant A", regionId: REGION } });
    const tenantId = data!.result.id;
    const found = await client.GET("/v1/tenants/{tenantId}", { params: { path: { tenantId } } });
    expect(found.data?.result).to.deep.equal(data!.result);
  });

  it("answers axios as well as fetch", async () => {
    const { baseUrl } = await mockProvider("mattr");
    const { data } = await axios.get(`${baseUrl}/v1/environments?limit=1`, {
      headers: { authorization: "Bearer demo" },
    });
    expect(data.data).to.have.length(1);
  });

  it("refuses what the provider would refuse", async () => {
    const { baseUrl } = await mockProvider("mattr", { baseUrl: "http://gateway.test/mattr", auth: ["bearer:secret"] });
    const get = (token: string) => fetch(`${baseUrl}/v1/tenants`, { headers: { authorization: `Bearer ${token}` } });
    expect((await get("demo")).status).to.equal(401);
    expect((await get("secret")).status).to.equal(200);
    const client = createClient("mattr", { baseUrl, auth: "bearer:secret" });
    const { response } = await client.POST("/v1/tenants", { body: { subdomain: "UPPER", environmentId: REGION } });
    expect(response.status).to.equal(400);
  });

  it("covers every documented operation", async () => {
    for (const name of ["citrix", "cxengage", "mattr"]) {
      const { baseUrl } = await mockProvider(name);
      const contract = await loadContract(name);
      for (const { method, path } of contract.operations) {
        const url = baseUrl + path.replace(/\{[^}]+\}/, REGION);
        expect((await fetch(url, { method })).status, `${method} ${url}`).to.be.oneOf([400, 401]);
      }
      nock.cleanAll();
    }
  });

  it("gives a chosen documented answer", async () => {
    const { baseUrl } = await mockProvider("mattr", {
      answers: { createTenant: 503, retrieveTenants: { status: 400 }, retrieveTenant: { example: "sample" } },
    });
    const client = createClient("mattr", { baseUrl });
    expect((await client.GET("/v1/tenants")).error).to.have.property("code");
    expect((await client.POST("/v1/tenants", { body: {} as never })).response.status).to.equal(503);
    const params = { path: { tenantId: REGION } };
    expect((await client.GET("/v1/tenants/{tenantId}", { params })).data).to.have.property("name", "My Tenant");
  });

  it("rejects for names, operations, statuses and examples that are not documented", async () => {
    const failing: [string, object, string][] = [
      ["matr", {}, 'did you mean "mattr"?'],
      ["mattr", { answers: { createTenat: 201 } }, 'did you mean "createTenant"?'],
      ["mattr", { answers: { createTenant: 418 } }, '"418"'],
      ["mattr", { answers: { createTenant: { example: "smple" } } }, 'did you mean "sample"?'],
    ];
    for (const [name, options, why] of failing) {
      const error = await rejection(mockProvider(name, options));
      expect(error).to.be.instanceOf(RangeError).with.property("message").that.includes(why);
    }
  });

  it("forgets, and goes away without taking others along", async () => {
    const other = nock("https://other.test").persist().get("/").reply(200);
    const mocked = await mockProvider("mattr");
    const headers = { authorization: "Bearer demo" };
    mocked.put("tenants", { id: REGION, subdomain: "a.example", environment: {} });
    const count = async () =>
      ((await (await fetch(`${MATTR}/v1/tenants`, { headers })).json()) as { data: [] }).data.length;
    expect(await count()).to.equal(1);
    mocked.reset();
    expect(await count()).to.equal(0);
    mocked.remove();
    expect(nock.activeMocks()).to.deep.equal(["GET https://other.test:443/"]);
    other.persist(false);
  });
});

describe("guard", () => {
  withNock();
  let guarding: Guard | null = null;
  /** A guard without the hooks of the suite that it would otherwise add to while it runs. */
  const guarded = (provider = "mattr", options: GuardOptions = {}): Guard => {
    const { afterEach: each, after: all } = globalThis;
    Object.assign(globalThis, { afterEach: undefined, after: undefined });
    try {
      guarding = guard(provider, options);
      return guarding;
    } finally {
      Object.assign(globalThis, { afterEach: each, after: all });
    }
  };
  afterEach(() => {
    guarding?.stop();
    nock.cleanAll();
  });

  const environments = () => nock(MATTR).get("/v1/environments");
  const replies: [string, (interceptor: nock.Interceptor) => unknown, boolean][] = [
    ["a value", (one) => one.reply(200, { data: [] }), true],
    ["a text with its type", (one) => one.reply(200, '{"data":[]}', { "Content-Type": "application/json" }), true],
    ["a text without a type", (one) => one.reply(200, "data"), false],
    ["a value that departs", (one) => one.reply(200, { data: [{}] }), false],
    ["a documented status without a body", (one) => one.reply(500), true],
    ["an undocumented status", (one) => one.reply(404), false],
    ["a function of the body", (one) => one.reply(200, () => ({ data: [] })), true],
    ["a function of the body that departs", (one) => one.reply(200, async () => ({ data: 1 })), false],
    [
      "a callback",
      (one) =>
        one.reply(200, ((_: unknown, done: (error: null, body: unknown) => void) => done(null, { data: 1 })) as never),
      false,
    ],
    ["a function of everything", (one) => one.reply(() => [200, { data: [] }]), true],
    ["a function of everything that departs", (one) => one.reply(() => [202, { data: [] }]), false],
    ["a file", (one) => one.replyWithFile(200, "package.json", { "content-type": "application/json" }), false],
    [
      "compressed bytes that depart",
      (one) =>
        one.reply(200, [gzipSync('{"data":1}').toString("hex")], {
          "content-encoding": "gzip",
          "content-type": "application/json",
        }),
      false,
    ],
  ];
  for (const [what, reply, conforms] of replies)
    it(`${conforms ? "lets through" : "refuses"} ${what}`, async () => {
      const watching = guarded();
      reply(environments());
      const error = await rejection(fetch(`${MATTR}/v1/environments`).then((response) => response.text()));
      if (conforms) {
        expect(error).to.equal(undefined);
        watching.check();
      } else {
        expect((error as Error).cause).to.be.instanceOf(GuardError);
        expect(() => watching.check()).to.throw(
          GuardError,
          "the reply to GET /v1/environments departs from the contract",
        );
        expect(watching.findings).to.not.be.empty;
        watching.check();
      }
    });

  it("sees bytes that arrive unharmed", async () => {
    guarded();
    environments().reply(200, [gzipSync('{"data":[]}').toString("hex")], {
      "content-encoding": "gzip",
      "content-type": "application/json",
    });
    const { data } = await axios.get(`${MATTR}/v1/environments`);
    expect(data).to.deep.equal({ data: [] });
  });

  it("compares a reply with the request that it answers", async () => {
    guarded();
    const tenant = { id: REGION, subdomain: "b.example.com", environment: { id: REGION, domain: "example.com" } };
    nock(MATTR).post("/v1/tenants").reply(201, tenant);
    const body = { subdomain: "a", environmentId: REGION };
    const error = await rejection(axios.post(`${MATTR}/v1/tenants`, body));
    expect(String((error as Error).message)).to.include("invariant-broken");
  });

  it("refuses replies where nothing is documented, on the provider's host only", async () => {
    guarded();
    nock(MATTR).get("/v2/tenants").reply(200);
    nock("https://other.test").get("/v2/tenants").reply(200);
    expect(await rejection(fetch(`${MATTR}/v2/tenants`))).to.be.an("error");
    expect(await rejection(fetch("https://other.test/v2/tenants"))).to.equal(undefined);
  });

  it("guards another place, more strictly, until it is stopped", async () => {
    const watching = guarded("mattr", { baseUrl: "http://gateway.test/mattr/", failOn: "warning" });
    nock("http://gateway.test").persist().get("/mattr/v1/environments").reply(200, { data: [], more: 1 });
    expect(await rejection(fetch("http://gateway.test/mattr/v1/environments"))).to.be.an("error");
    watching.stop();
    expect(await rejection(fetch("http://gateway.test/mattr/v1/environments"))).to.equal(undefined);
  });

  it("lets what mockProvider answers through", async () => {
    guarded();
    const { baseUrl } = await mockProvider("mattr");
    expect(
      await rejection(fetch(`${baseUrl}/v1/environments`, { headers: { authorization: "Bearer demo" } })),
    ).to.equal(undefined);
  });

  it("fails the test that used the reply, and no other", () => {
    const { stdout } = spawnSync(
      process.execPath,
      ["node_modules/mocha/bin/mocha.js", "--reporter", "json", "test/library/fixtures/guarded.ts"],
      { encoding: "utf8" },
    );
    const { passes, failures } = JSON.parse(stdout) as {
      [state: string]: { title: string; err: { message: string } }[];
    };
    expect(passes!.map(({ title }) => title)).to.include.members(["conforms", "conforms again"]);
    expect(failures!.map(({ title }) => title)).to.deep.equal([
      "departs",
      '"after each" hook for "departs and hides it"',
    ]);
  });
});

describe("exchangesOf", () => {
  withNock();
  it("reads what nock.back records, compressed bodies included", async () => {
    const { provider, close } = await served("mattr");
    await close();
    const request = { method: "GET", url: "/v1/environments", headers: { authorization: "Bearer demo" }, body: null };
    const { body } = provider.handle(request);
    const recorded: Recorded[] = [
      {
        scope: `${MATTR}:443`,
        path: "/v1/environments",
        method: "GET",
        body: "",
        status: 200,
        response: JSON.parse(String(body)),
        rawHeaders: { "content-type": "application/json" },
      },
      {
        scope: `${MATTR}:443`,
        path: "/v1/environments",
        method: "GET",
        response: [gzipSync('{"data":1}').toString("hex")],
        rawHeaders: ["Content-Type", "application/json", "Content-Encoding", "gzip"],
      },
    ];
    const reports = await Promise.all(exchangesOf(recorded).map((exchange) => checkExchange("mattr", exchange)));
    expect(
      reports.map(({ findings }) => findings.map(({ rule }) => rule).filter((rule) => rule !== "credentials-missing")),
    ).to.deep.equal([[], ["type-mismatch"]]);
  });

  it("reads a recording that nock has just made", async () => {
    const { url, close } = await served("mattr");
    const folder = mkdtempSync(join(tmpdir(), "recording-"));
    try {
      nock.back.fixtures = folder;
      nock.back.setMode("record");
      const { nockDone } = await nock.back("environments.json");
      await fetch(`${url}/v1/environments`, { headers: { authorization: "Bearer demo" } });
      nockDone();
      const path = join(folder, "environments.json");
      expect(existsSync(path)).to.equal(true);
      const [exchange] = exchangesOf(JSON.parse(readFileSync(path, "utf8")) as Recorded[]);
      const { findings } = await checkExchange("mattr", exchange!);
      expect(findings.filter(({ direction }) => direction === "response")).to.deep.equal([]);
    } finally {
      nock.back.setMode("wild");
      rmSync(folder, { recursive: true });
      await close();
    }
  });
});
