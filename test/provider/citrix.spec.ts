import { expect } from "chai";
import { type Call, type Embedded, embedded } from "./embedded.ts";

const SHARED = "00000000-0000-0000-0000-000000000002";
const NOBODY = "00000000-0000-4000-8000-000000000000";
const GROUPS = [{ UserGroupName: "DOMAIN\\users" }];

describe("the embedded Citrix provider", () => {
  let citrix: Embedded;
  beforeEach(async () => {
    citrix = await embedded("citrix");
  });
  const send = (body: unknown, call: Call = {}) => citrix.call("POST", "/cam/api/Tenants", { body, ...call });

  describe("imports tenants", () => {
    it("as the documented sample asks", () => {
      const sample = citrix.sample("importTenant");
      const { status, json, headers } = send(sample);
      expect(status).to.equal(200);
      expect(headers).to.deep.include({
        "content-type": "application/json; charset=utf-8",
        "cache-control": "private",
      });
      for (const name of [
        "Name",
        "ShortName",
        "Description",
        "Tags",
        "CustomProperties",
        "StoreFrontIsolationMode",
        "AacFarmName",
      ])
        expect(json[name], name).to.deep.equal(sample[name]);
      expect(json.Href).to.equal(`[api:Tenants(${String(json.Id)})]`);
      expect(json.ResourceDomain).to.deep.equal({
        Href: "[api:Domains(241b45cc-261d-47d0-81d7-a0a41c54c760)]",
        Name: "domain1.local",
        Id: "241b45cc-261d-47d0-81d7-a0a41c54c760",
      });
      expect(json.TenantDataCenters![0]!.DataCenter!.Name).to.equal("datacenter1");
      expect(json.LocationUserGroups![0]).not.to.have.property("BackupDataCenter");
      expect(JSON.stringify(json)).not.to.include("cGFzc3dvcmQ=");
    });

    it("with the deployment's defaults for what a minimal request leaves out, and null counts as left out", () => {
      for (const more of [
        {},
        { Description: null, ShortName: null, Tags: null, ResourceDomainId: null, StoreFrontIsolationMode: null },
      ]) {
        const { json } = send({ Name: `t${Object.keys(more).length}`, LocationUserGroups: GROUPS, ...more });
        expect(json).to.deep.include({
          StoreFrontIsolationMode: "PrivateSite",
          NetScalerGatewayIsolationMode: "Shared",
          NumSubscriptions: 0,
        });
        expect(json.ResourceDomain!.Id).to.equal(SHARED);
        expect(json.UserDomain!.Id).to.equal(SHARED);
        expect(json.LocationUserGroups![0]!.PrimaryDataCenter!.Name).to.equal("datacenter1");
        expect(json).not.to.have.any.keys("ShortName", "Description", "AacFarmName", "TenantDataCenters");
      }
    });

    it("with repeated tags and properties once, and several values of one property", () => {
      const property = (Name: string, Value: string | null) => ({ Name, Value });
      const { json } = send({
        Name: "t",
        LocationUserGroups: [{ UserGroupName: "D\\a b", BackupDataCenterId: "5D0C6E1B-7F0D-4B55-9C6E-3F1A2B4C5D6E" }],
        Tags: ["a", "b", "a"],
        CustomProperties: [property("p", "1"), property("p", "2"), property("p", "1"), property("p", null)],
      });
      expect(json.Tags).to.deep.equal(["a", "b"]);
      expect(json.CustomProperties).to.deep.equal([property("p", "1"), property("p", "2"), property("p", null)]);
      expect(json.LocationUserGroups![0]!.BackupDataCenter!.Name).to.equal("datacenter2");
    });

    it("from text/json too", () => {
      expect(
        send({ Name: "t", LocationUserGroups: GROUPS }, { headers: { "content-type": "text/json; charset=utf-8" } })
          .status,
      ).to.equal(200);
    });
  });

  it("refuses with 400 and nothing else what breaks the rules, is taken, or refers to nothing", () => {
    const tenant = { Name: "t", ShortName: "s", LocationUserGroups: GROUPS };
    expect(send(tenant).status).to.equal(200);
    for (const body of [
      {},
      "{",
      { ...tenant, Name: "u", LocationUserGroups: [] },
      { ...tenant, Name: "u" },
      { ...tenant, ShortName: "u" },
      { ...tenant, Name: "u", ShortName: "u", ResourceDomainId: NOBODY },
      {
        ...tenant,
        Name: "u",
        ShortName: "u",
        LocationUserGroups: [...GROUPS, { ...GROUPS[0], BackupDataCenterId: NOBODY }],
      },
      { ...tenant, Name: "u", ShortName: "u", TenantDataCenters: [{ Id: NOBODY }] },
    ])
      expect(send(body), JSON.stringify(body)).to.deep.include({ status: 400, body: null, headers: {} });
    expect(send(tenant, { headers: { "content-type": "application/xml" } }).status).to.equal(400);
    expect(citrix.call("GET", "/cam/api/Tenants").status).to.equal(405);
    expect(citrix.call("GET", "/cam/api").status).to.equal(404);
  });

  it("challenges who comes without credentials by each scheme, or as the custom challenge asks", () => {
    const plain = send({}, { headers: { authorization: undefined } });
    expect(plain).to.deep.include({ status: 401, body: null });
    expect(plain.headers).to.deep.equal({ "www-authenticate": ["Negotiate", "NTLM", 'Basic realm="citrix"'] });
    const custom = send({}, { headers: { authorization: undefined, "x-custom-auth-challenge": "true" } });
    expect(custom).to.deep.include({
      status: 400,
      body: null,
      headers: { "x-www-authenticate": 'Basic realm="citrix"' },
    });
    for (const authorization of ["Negotiate abc", "Bearer demo", "Basic bm9ib2R5Om5vYm9keQ=="])
      expect(send({}, { headers: { authorization } }).status).to.equal(401);
  });

  describe("keeps sessions", () => {
    const opened = () => {
      const { headers } = send({ Name: "first", LocationUserGroups: GROUPS });
      const cookies = (headers["set-cookie"] as string[]).map((cookie) => cookie.split(";")[0]!);
      return { cookies, token: cookies[1]!.split("=")[1]! };
    };
    const body = { Name: "second", LocationUserGroups: GROUPS };
    const without = { authorization: undefined };

    it("that stand for credentials if the anti-forgery token comes back as cookie and header", () => {
      const { cookies, token } = opened();
      expect(cookies[0]).to.match(/^CamApiSessionId=[A-Za-z0-9]{32}$/);
      expect(
        send(body, { headers: { ...without, cookie: cookies.join("; "), "x-xsrf-token": token } }).status,
      ).to.equal(200);
    });

    it("and refuses a missing or wrong token by name", () => {
      const { cookies, token } = opened();
      for (const headers of [
        { cookie: cookies.join("; ") },
        { cookie: cookies[0]!, "x-xsrf-token": token },
        { cookie: cookies.join("; "), "x-xsrf-token": `${token}x` },
      ]) {
        const reply = send(body, { headers: { ...without, ...headers }, findings: ["response-body-undocumented"] });
        expect(reply).to.deep.include({ status: 400, body: "Missing or invalid CSRF Anti-Forgery Token" });
      }
    });

    it("but not those it has not opened, and needs no token beside credentials", () => {
      expect(send(body, { headers: { ...without, cookie: "CamApiSessionId=made-up" } }).status).to.equal(401);
      expect(send(body, { headers: { cookie: opened().cookies.join("; ") } }).status).to.equal(200);
    });
  });
});
