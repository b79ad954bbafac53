import { expect } from "chai";
import { type Embedded, embedded } from "./embedded.ts";

const SYDNEY = "84ca6f53-5405-4413-a6ad-848b781807e7";
const AUCKLAND = "3b1f2c64-6b1e-4d0b-9c39-0d7c4f6c2a11";
const NOBODY = "00000000-0000-4000-8000-000000000000";

describe("the embedded MATTR provider", () => {
  let mattr: Embedded;
  beforeEach(async () => {
    mattr = await embedded("mattr");
  });
  const create = (body: unknown) => mattr.call("POST", "/v1/tenants", { body });

  describe("creates tenants", () => {
    it("as the documented sample asks", () => {
      const { status, json } = create(mattr.sample("createTenant"));
      expect(status).to.equal(201);
      expect(json).to.have.all.keys("id", "subdomain", "environment", "membership", "client");
      expect(json.subdomain).to.equal("my-tenant.vii.au01.mattr.global");
      expect(json.environment!.id).to.equal(SYDNEY);
      expect(json.client!.clientId).to.match(/^[A-Za-z0-9]{31}$/);
      expect(json.client!.clientSecret).to.match(/^[A-Za-z0-9]{61}$/);
    });

    it("with every documented member, and passes over members nobody documents", () => {
      const { status, json } = create({ name: "Łódź 🚀", subdomain: "a-1", environmentId: AUCKLAND, colour: "blue" });
      expect(status).to.equal(201);
      expect(json.name).to.equal("Łódź 🚀");
      expect(json.subdomain).to.equal("a-1.vii.nz01.mattr.global");
      expect(json).not.to.have.property("colour");
    });

    it("gives each an id of its own", () => {
      const ids = ["a", "b", "c"].map((subdomain) => create({ subdomain, environmentId: SYDNEY }).json.id);
      expect(new Set(ids).size).to.equal(3);
    });
  });

  describe("refuses", () => {
    const details = (body: unknown) => {
      const { status, json } = create(body);
      expect(status).to.equal(400);
      return json.details;
    };

    it("requests without credentials or with wrong ones, in plain text", () => {
      for (const authorization of [undefined, "Bearer wrong", "Basic ZGVtbzpkZW1v", "Bearer", "demo", ""])
        for (const [method, url] of [
          ["POST", "/v1/tenants"],
          ["GET", "/v1/tenants"],
          ["GET", "/v1/environments"],
          ["DELETE", `/v1/tenants/${NOBODY}`],
        ] as const) {
          const reply = mattr.call(method, url, { headers: { authorization } });
          expect(reply).to.deep.include({ status: 401, body: "Unauthorized" });
          expect(reply.headers).to.deep.equal({ "content-type": "text/plain", "www-authenticate": "Bearer" });
        }
    });

    it("a body with each value it objects to, one entry a value", () => {
      expect(details({ name: null, subdomain: "My_Tenant" })).to.have.deep.members([
        { msg: "Missing value", param: "environmentId", location: "body" },
        { msg: "must be a string", param: "name", location: "body", value: "null" },
        { msg: "Invalid value", param: "subdomain", location: "body", value: "My_Tenant" },
      ]);
    });

    it("an environment that does not exist", () => {
      const { status, json } = create({ subdomain: "a", environmentId: NOBODY });
      expect(status).to.equal(400);
      expect(json).to.deep.equal({
        code: "BadRequest",
        message: "Resource Not Found",
        details: [{ value: NOBODY, msg: "not found", param: "environmentId", location: "body" }],
      });
    });

    it("a subdomain that is in use in the same environment, and takes it in another", () => {
      expect(create({ subdomain: "a", environmentId: SYDNEY }).status).to.equal(201);
      expect(details({ subdomain: "a", environmentId: SYDNEY })).to.deep.equal([
        { value: "a", msg: "already in use", param: "subdomain", location: "body" },
      ]);
      expect(create({ subdomain: "a", environmentId: AUCKLAND }).status).to.equal(201);
    });

    it("what is not JSON, not labelled as JSON, or not there at all", () => {
      expect(details("{")).to.deep.equal([{ msg: "must be valid JSON", param: "", location: "body" }]);
      expect(details("[]")).to.deep.equal([{ value: "[]", msg: "must be a object", param: "", location: "body" }]);
      for (const headers of [{ "content-type": "text/plain" }, { "content-type": undefined }]) {
        const body = mattr.sample("createTenant");
        expect(mattr.call("POST", "/v1/tenants", { headers, body }).json.details).to.deep.equal([
          { msg: "must be application/json", param: "", location: "body" },
        ]);
      }
      expect(mattr.call("POST", "/v1/tenants").json.details).to.deep.equal([
        { msg: "Missing value", param: "", location: "body" },
      ]);
    });

    it("an id that is no UUID with 400, and one that no tenant has with 404", () => {
      for (const method of ["GET", "DELETE"]) {
        expect(mattr.call(method, "/v1/tenants/7").status).to.equal(400);
        const { status, json } = mattr.call(method, `/v1/tenants/${NOBODY}`);
        expect(status).to.equal(404);
        expect(json.code).to.equal("NotFound");
      }
    });

    it("paths and methods that nobody documents", () => {
      expect(mattr.call("GET", "/v2/tenants").status).to.equal(404);
      expect(mattr.call("PUT", "/v1/tenants")).to.deep.include({ status: 405 });
      expect(mattr.call("PUT", "/v1/tenants").headers.allow).to.equal("GET, POST");
    });
  });

  describe("keeps what it creates", () => {
    it("shows a tenant again without its client, alone and in the list", () => {
      const { client, ...tenant } = create({ name: "A", subdomain: "a", environmentId: SYDNEY }).json;
      expect(client).to.have.all.keys("clientId", "clientSecret");
      expect(mattr.call("GET", `/v1/tenants/${String(tenant.id)}`).json).to.deep.equal(tenant);
      expect(mattr.call("GET", "/v1/tenants").json).to.deep.equal({ data: [tenant] });
    });

    it("forgets a tenant that is deleted, frees its subdomain, and gives its successor another id", () => {
      const body = { subdomain: "a", environmentId: SYDNEY };
      const first = create(body).json.id;
      const reply = mattr.call("DELETE", `/v1/tenants/${String(first)}`);
      expect(reply).to.deep.include({ status: 204, body: null, headers: {} });
      expect(mattr.call("GET", `/v1/tenants/${String(first)}`).status).to.equal(404);
      expect(mattr.call("DELETE", `/v1/tenants/${String(first)}`).status).to.equal(404);
      expect(mattr.call("GET", "/v1/tenants").json).to.deep.equal({ data: [] });
      const again = create(body);
      expect(again.status).to.equal(201);
      expect(again.json.id).not.to.equal(first);
    });

    it("keeps nothing of a request it refuses", () => {
      create({ subdomain: "a", environmentId: NOBODY });
      create({ subdomain: "A", environmentId: SYDNEY });
      expect(mattr.call("GET", "/v1/tenants").json).to.deep.equal({ data: [] });
    });

    it("starts anew after a reset, and takes resources that were put in", () => {
      create({ subdomain: "a", environmentId: SYDNEY });
      mattr.provider.reset();
      expect(mattr.call("GET", "/v1/tenants").json).to.deep.equal({ data: [] });
      const [environment] = mattr.behaviour.resources.environments!.records!;
      mattr.provider.put("tenants", { id: NOBODY, subdomain: "b.vii.au01.mattr.global", environment });
      expect(mattr.call("GET", `/v1/tenants/${NOBODY}`).status).to.equal(200);
      expect(() => mattr.provider.put("things", {})).to.throw('the provider has no resource called "things"');
    });
  });

  describe("pages through lists", () => {
    const walk = (limit: number) => {
      const pages: string[][] = [];
      let cursor = "";
      do {
        const { json } = mattr.call("GET", `/v1/tenants?limit=${limit}${cursor}`);
        pages.push(
          [...(json.data as unknown as { subdomain: string }[])].map(({ subdomain }) => subdomain.split(".")[0]!),
        );
        cursor = json.nextCursor === undefined ? "" : `&cursor=${String(json.nextCursor)}`;
      } while (cursor !== "");
      return pages;
    };

    it("in the order of creation, each entry once, without a cursor on the last page", () => {
      for (const subdomain of ["e", "d", "c", "b", "a"]) create({ subdomain, environmentId: SYDNEY });
      expect(walk(2)).to.deep.equal([["e", "d"], ["c", "b"], ["a"]]);
      expect(walk(5)).to.deep.equal([["e", "d", "c", "b", "a"]]);
      expect(walk(1000)).to.deep.equal([["e", "d", "c", "b", "a"]]);
    });

    it("100 at a time unless told otherwise", () => {
      for (let index = 0; index < 101; index++) create({ subdomain: `t${index}`, environmentId: SYDNEY });
      const { json } = mattr.call("GET", "/v1/tenants");
      expect(json.data).to.have.length(100);
      expect(json.nextCursor).to.be.a("string");
    });

    it("goes on where it was although an entry has gone, and past the end with an empty page", () => {
      const ids = ["a", "b", "c"].map((subdomain) => create({ subdomain, environmentId: SYDNEY }).json.id);
      const { json } = mattr.call("GET", "/v1/tenants?limit=2");
      mattr.call("DELETE", `/v1/tenants/${String(ids[1])}`);
      const next = `/v1/tenants?cursor=${String(json.nextCursor)}`;
      expect((mattr.call("GET", next).json.data as unknown as { id: string }[]).map(({ id }) => id)).to.deep.equal([
        ids[2],
      ]);
      mattr.call("DELETE", `/v1/tenants/${String(ids[2])}`);
      expect(mattr.call("GET", next).json).to.deep.equal({ data: [] });
    });

    it("takes the documented cursor, and refuses one that it cannot have given", () => {
      const documented = mattr.contract.operations.find(({ id }) => id === "retrieveTenants")!.parameters[1]!.example;
      expect(mattr.call("GET", `/v1/tenants?cursor=${String(documented)}`).status).to.equal(200);
      for (const cursor of ["!", "bm9uc2Vuc2U", ""]) {
        const { status, json } = mattr.call("GET", `/v1/tenants?cursor=${cursor}`);
        expect(status).to.equal(400);
        expect(json.details).to.deep.equal([
          { value: cursor, msg: "Invalid value", param: "cursor", location: "query" },
        ]);
      }
    });

    it("refuses limits outside 1 to 1000 and those that are no whole numbers", () => {
      for (const limit of ["0", "1001", "-1", "1.5", "many", ""])
        for (const list of ["tenants", "environments"])
          expect(mattr.call("GET", `/v1/${list}?limit=${limit}`).status, limit).to.equal(400);
    });

    it("lists the environments that tenants can be created in", () => {
      const { json } = mattr.call("GET", "/v1/environments?limit=2");
      const rest = mattr.call("GET", `/v1/environments?limit=2&cursor=${String(json.nextCursor)}`).json;
      expect(rest).not.to.have.property("nextCursor");
      const ids = [...(json.data as unknown as { id: string }[]), ...(rest.data as unknown as { id: string }[])].map(
        ({ id }) => id,
      );
      expect(ids).to.have.length(3);
      for (const environmentId of ids)
        expect(create({ subdomain: `x${environmentId.slice(0, 4)}`, environmentId }).status).to.equal(201);
    });
  });
});
