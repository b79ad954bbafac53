import { expect } from "chai";
import { type Call, type Embedded, embedded } from "./embedded.ts";

const PLATFORM = "57e2f960-3328-11e6-8dd4-c88eee4d9f61";
const REGION = "c98f5fc0-f91a-11e4-a64e-7f6e9992be1f";
const CALLER = "192338d0-3cc6-11e8-a90c-e5d2e6c2ff0d";
const NOBODY = "00000000-0000-4000-8000-000000000000";

describe("the embedded CxEngage provider", () => {
  let cxengage: Embedded;
  beforeEach(async () => {
    cxengage = await embedded("cxengage");
  });
  const create = (body: unknown) => cxengage.call("POST", "/v1/tenants", { body });
  const update = (id: string, body: unknown) => cxengage.call("PUT", `/v1/tenants/${id}`, { body });
  const retrieve = (id: string) => cxengage.call("GET", `/v1/tenants/${id}`);
  const createUser = (body: unknown, call: Call = {}) => cxengage.call("POST", "/v1/users", { body, ...call });

  it("takes Basic credentials and tokens alike", () => {
    for (const authorization of ["Token demo", "token demo", `Basic ${Buffer.from("demo:demo").toString("base64")}`])
      expect(cxengage.call("GET", `/v1/tenants/${PLATFORM}`, { headers: { authorization } }).status).to.equal(200);
    for (const authorization of [undefined, "Bearer demo", "Token demo2", "Basic demo:demo", "Token"]) {
      const { status, json } = cxengage.call("GET", `/v1/tenants/${PLATFORM}`, { headers: { authorization } });
      expect(status).to.equal(401);
      expect(json).to.deep.equal({ error: "Invalid username and password." });
    }
  });

  describe("creates tenants", () => {
    it("as the documented sample asks", () => {
      const sample = cxengage.sample("createTenant");
      const { status, json } = create(sample);
      expect(status).to.equal(201);
      expect(json.result).to.deep.include(sample);
      expect(json.result).to.deep.include({
        parentIds: [PLATFORM],
        parent: { id: PLATFORM, name: "Platform" },
        timezone: "US/Eastern",
        createdBy: CALLER,
        cxengageIdentityProvider: "enabled",
        childIds: [],
      });
    });

    it("with the documented defaults for what a minimal request leaves out", () => {
      const { json } = create({ name: "A", regionId: REGION });
      expect(json.result).to.deep.include({
        description: null,
        active: true,
        parentId: PLATFORM,
        adminUserId: CALLER,
        timezone: "US/Eastern",
        defaultIdentityProvider: null,
      });
      expect(json.result!.created).to.equal(json.result!.updated);
    });

    it("with all that a maximal request says", () => {
      const body = {
        name: "O'Neill & Søn",
        description: "",
        parentId: PLATFORM,
        regionId: REGION,
        adminUserId: NOBODY,
        active: false,
        timezone: "Asia/Kolkata",
      };
      expect(create(body).json.result).to.deep.include(body);
    });

    it("under another tenant, which then has a child", () => {
      const parent = create({ name: "A", regionId: REGION }).json.result!;
      const child = create({ name: "B", regionId: REGION, parentId: parent.id }).json.result!;
      expect(child.parent).to.deep.equal({ id: parent.id, name: "A" });
      expect(child.parentIds).to.deep.equal([PLATFORM, parent.id]);
      expect(retrieve(String(parent.id)).json.result!.childIds).to.deep.equal([child.id]);
      expect(retrieve(PLATFORM).json.result!.childIds).to.deep.equal([parent.id]);
      update(String(parent.id), { name: "A2" });
      expect(retrieve(String(child.id)).json.result!.parent).to.deep.equal({ id: parent.id, name: "A2" });
    });
  });

  describe("refuses", () => {
    const refused = (body: unknown) => {
      const { status, json } = create(body);
      expect(status).to.equal(400);
      return json.error!.attribute;
    };

    it("values, each by its member", () => {
      expect(refused({ name: " ", active: "yes", timezone: "Mars/Olympus" })).to.deep.equal({
        regionId: "required",
        name: "must be a non-blank string",
        active: "must be a boolean",
        timezone: "must be a valid timezone",
      });
    });

    it("members that are set by an update only, and any other it does not know", () => {
      expect(refused({ name: "A", regionId: REGION, cxengageIdentityProvider: "enabled", colour: 1 })).to.deep.equal({
        cxengageIdentityProvider: "not allowed",
        colour: "not allowed",
      });
    });

    it("a region or a parent that does not exist, and a name that is taken", () => {
      expect(refused({ name: "A", regionId: NOBODY })).to.deep.equal({ regionId: "not found" });
      expect(refused({ name: "A", regionId: REGION, parentId: NOBODY })).to.deep.equal({ parentId: "not found" });
      expect(refused({ name: "Platform", regionId: REGION })).to.deep.equal({ name: "already exists" });
    });

    it("bodies that are no JSON objects, each in words of its own", () => {
      const message = (call: Call) => {
        const { status, json } = cxengage.call("POST", "/v1/tenants", call);
        expect(status).to.equal(400);
        return json.error;
      };
      expect(message({ body: '{"name": "A" "regionId": 1}' })).to.deep.equal({
        message: "The request is not a JSON object.",
      });
      expect(message({})).to.deep.equal({ message: "The request is not a JSON object." });
      expect(message({ body: "{}", headers: { "content-type": "text/plain" } })).to.deep.equal({
        message: "The request must be application/json.",
      });
      expect(message({ body: "[]" })).to.deep.equal({ message: "The request is not valid.", attribute: {} });
    });

    it("ids that are no UUIDs with 400, and those that no tenant has with 404", () => {
      expect(retrieve("7").status).to.equal(400);
      expect(update("7", {}).status).to.equal(400);
      expect(retrieve(NOBODY)).to.deep.include({ status: 404, body: '{"error":{"message":"Not found"}}' });
      expect(update(NOBODY, { active: true }).status).to.equal(404);
      expect(cxengage.call("DELETE", `/v1/tenants/${PLATFORM}`)).to.deep.include({ status: 405 });
      expect(cxengage.call("GET", "/v1/roles").status).to.equal(404);
    });
  });

  describe("updates tenants", () => {
    it("as the documented sample asks", () => {
      const { id } = create({ name: "A", regionId: REGION }).json.result!;
      const sample = cxengage.sample("updateTenant");
      const { status, json } = update(String(id), sample);
      expect(status).to.equal(200);
      expect(json.result).to.deep.include({ id, ...sample });
    });

    it("and leaves alone what the request leaves out", () => {
      const before = create({ name: "A", description: "a", regionId: REGION }).json.result!;
      const id = String(before.id);
      const { json } = update(id, { active: false });
      expect(json.result).to.deep.equal({ ...before, active: false, updated: json.result!.updated });
      expect(Date.parse(String(json.result!.updated))).to.be.greaterThan(Date.parse(String(before.updated)));
      expect(retrieve(id).json).to.deep.equal(json);
    });

    it("sets to null what may be null, passes over what cannot be changed, and takes an empty update", () => {
      const { id } = create({ name: "A", regionId: REGION }).json.result!;
      update(String(id), { defaultIdentityProvider: NOBODY, outboundIntegrationId: NOBODY });
      expect(
        update(String(id), { defaultIdentityProvider: null, regionId: NOBODY, id: NOBODY }).json.result,
      ).to.deep.include({
        id,
        defaultIdentityProvider: null,
        outboundIntegrationId: NOBODY,
        regionId: REGION,
      });
      expect(update(String(id), {}).status).to.equal(200);
    });

    it("to no name that another tenant has, while its own may stay", () => {
      const { id } = create({ name: "A", regionId: REGION }).json.result!;
      expect(update(String(id), { name: "Platform" }).json.error!.attribute).to.deep.equal({ name: "already exists" });
      expect(update(String(id), { name: "A" }).status).to.equal(200);
      expect(update(String(id), { name: "B" }).status).to.equal(200);
      expect(create({ name: "A", regionId: REGION }).status).to.equal(201);
    });
  });

  describe("creates users", () => {
    it("as the documented sample asks", () => {
      const sample = cxengage.sample("createUser");
      const { status, json } = createUser(sample);
      expect(status).to.equal(201);
      expect(json.result).to.deep.include(sample);
      expect(json.result!.aliasPlatformUserId).to.match(/^[1-9]\d{5}$/);
      expect(json.result!.resetPasswordExpiryDate).to.equal("2024-01-02T00:00:04Z");
    });

    it("with null for what a minimal request leaves out", () => {
      expect(createUser({ email: "a@example.com", roleId: NOBODY }).json.result).to.deep.include({
        firstName: null,
        externalId: null,
        personalTelephone: null,
        status: "pending",
        additionalRoleIds: [],
        hasPassword: false,
      });
    });

    it("once for each e-mail address, whatever the case of its letters", () => {
      expect(createUser({ email: "a@example.com", roleId: NOBODY }).status).to.equal(201);
      expect(createUser({ email: "A@Example.com", roleId: NOBODY }).json.error!.attribute).to.deep.equal({
        email: "already exists",
      });
    });

    it("as enabled where an invitation's status is asked for, which the documentation cannot have both ways", () => {
      const reply = createUser({ email: "a@example.com", roleId: NOBODY, status: "accepted" });
      expect(reply.json.result!.status).to.equal("enabled");
    });
  });
});
