import axios from "axios";
import * as chai from "chai";
import request from "supertest";
import { ASSERTED_PROVIDERS } from "../../src/chai/bundled.ts";
import { contracts, withContracts } from "../../src/chai/index.ts";
import { loadContract, PROVIDERS } from "../../src/index.ts";
import { served } from "./served.ts";

const { expect } = chai;

const body = { subdomain: "my-tenant", environmentId: "84ca6f53-5405-4413-a6ad-848b781807e7" };
const authorization = "Bearer demo";

const failure = async (assert: () => unknown): Promise<string> => {
  try {
    await assert();
  } catch (error) {
    expect(error).to.be.instanceOf(chai.AssertionError);
    return (error as Error).message;
  }
  throw new Error("the assertion passed");
};

describe("conformTo", () => {
  let url: string;
  let close: () => Promise<void>;
  let reset: () => void;
  before(async () => {
    chai.use(contracts);
    const { provider, ...server } = await served("mattr");
    ({ url, close } = server);
    reset = () => provider.reset();
  });
  beforeEach(() => reset());
  after(() => close());

  it("knows the contracts that come with the package", () => {
    expect(ASSERTED_PROVIDERS).to.deep.equal(PROVIDERS);
  });

  it("judges a response of fetch, which can still be read", async () => {
    const response = await fetch(`${url}/v1/tenants`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    await expect(response).to.conformTo("mattr.createTenant");
    expect(await response.json()).to.have.property("id");
  });

  it("judges a response of axios", async () => {
    const response = await axios.post(`${url}/v1/tenants`, body, { headers: { authorization } });
    expect(response).to.conformTo("mattr.createTenant");
    delete response.data.client;
    expect(await failure(() => expect(response).to.conformTo("mattr.createTenant"))).to.include(
      'the required member "client" is missing',
    );
  });

  it("judges a response of supertest", async () => {
    const response = await request(url).post("/v1/tenants").set("authorization", authorization).send(body);
    expect(response).to.conformTo("mattr.createTenant");
    expect(response).to.not.conformTo("mattr.retrieveTenants");
  });

  it("judges documented refusals, text and all", async () => {
    const bySupertest = await request(url).get("/v1/tenants");
    expect(bySupertest.status).to.equal(401);
    expect(bySupertest).to.conformTo("mattr.retrieveTenants");
    const byAxios = await axios.get(`${url}/v1/tenants`, { validateStatus: () => true });
    expect(byAxios).to.conformTo("mattr.retrieveTenants");
    await expect(await fetch(`${url}/v1/tenants`)).to.conformTo("mattr.retrieveTenants");
  });

  it("judges plain objects, with what they know of the request", async () => {
    const response = await axios.post(`${url}/v1/tenants`, body, { headers: { authorization } });
    const plain = { status: 201, headers: { "Content-Type": "application/json" }, body: response.data };
    expect(plain).to.conformTo("mattr.createTenant");
    const asked = {
      ...plain,
      request: { method: "POST", url: "/v1/tenants", body: { ...body, subdomain: "another" } },
    };
    expect(await failure(() => expect(asked).to.conformTo("mattr.createTenant"))).to.include("invariant-broken");
  });

  it("judges a payload by a documented body", async () => {
    expect(body).to.conformTo("mattr.createTenant/request");
    const why = await failure(() => expect({ ...body, subdomain: "UPPER" }).to.conformTo("mattr.createTenant/request"));
    expect(why)
      .to.include("expected the payload to conform to mattr.createTenant/request")
      .and.include("pattern-mismatch");
  });

  it("fails with what the command line would say, clause and remedy", async () => {
    const response = { status: 202, headers: { "content-type": "application/json" }, body: {} };
    const why = await failure(() => expect(response).to.conformTo("mattr.createTenant"));
    expect(why).to.include("expected the response to conform to mattr.createTenant");
    expect(why).to.include("error  response-status-undocumented").and.include("  fix   ");
  });

  it("rejects for a response of fetch that does not conform", async () => {
    const response = new Response("{}", { status: 200, headers: { "content-type": "application/json" } });
    const why = await failure(() => expect(response).to.conformTo("mattr.retrieveTenants"));
    expect(why).to.include("member-missing");
    await expect(response).to.not.conformTo("mattr.retrieveTenants");
  });

  it("fails on milder findings where it is told to", async () => {
    const response = { status: 200, headers: { "content-type": "application/json" }, body: { data: [], more: 1 } };
    expect(response).to.conformTo("mattr.retrieveTenants");
    const why = await failure(() => expect(response).to.conformTo("mattr.retrieveTenants", { failOn: "warning" }));
    expect(why).to.include("member-undocumented");
  });

  it("throws for names that it does not know and for what is no response", () => {
    expect(() => expect({}).to.conformTo("matr.createTenant")).to.throw(RangeError, 'did you mean "mattr"?');
    expect(() => expect({}).to.conformTo("mattr.createTenat")).to.throw(
      RangeError,
      'did you mean "mattr.createTenant"?',
    );
    expect(() => expect("text").to.conformTo("mattr.createTenant")).to.throw(TypeError, "needs a response");
  });

  it("says so where a body of fetch has been read before", async () => {
    const response = Response.json({});
    await response.text();
    const error = await Promise.resolve(expect(response).to.conformTo("mattr.retrieveTenants")).catch(
      (caught: unknown) => caught,
    );
    expect(String(error)).to.include("has been read already");
  });

  it("judges by contracts of the user's own", async () => {
    const notes = await loadContract(
      {
        openapi: "3.1.0",
        info: { title: "Notes", version: "1" },
        paths: {
          "/notes": {
            get: {
              operationId: "list",
              responses: {
                200: { description: "notes", content: { "application/json": { schema: { type: "array" } } } },
              },
            },
          },
        },
      },
      { name: "notes" },
    );
    chai.use(withContracts(notes));
    expect({ status: 200, headers: { "content-type": "application/json" }, body: [] }).to.conformTo("notes.list");
    expect({ status: 200, headers: { "content-type": "application/json" }, body: {} }).to.not.conformTo("notes.list");
    expect({}).to.not.conformTo("notes.list/response");
  });
});
