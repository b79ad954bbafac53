import { expect } from "chai";
import { embedded } from "./embedded.ts";

const CALLERS: Readonly<Record<string, readonly [authorization: string, method: string, url: string]>> = {
  citrix: [`Basic ${btoa("forbidden:forbidden")}`, "POST", "/cam/api/Tenants"],
  cxengage: ["Token forbidden", "POST", "/v1/tenants"],
  mattr: ["Bearer forbidden", "GET", "/v1/environments"],
};

describe("a caller that an embedded provider knows and that may do nothing", () => {
  for (const [name, [authorization, method, url]] of Object.entries(CALLERS)) {
    it(`is refused by ${name} with 403, whatever it sends`, async () => {
      const { call } = await embedded(name);
      for (const body of method === "GET" ? [undefined] : [{}, "{"])
        expect(call(method, url, { headers: { authorization }, body }).status).to.equal(403);
    });

    it(`may do all that it asks of ${name}, if that is what it is told`, async () => {
      const [, value] = authorization.split(" ");
      const auth = { citrix: "basic:forbidden:forbidden", cxengage: "token:forbidden" }[name] ?? `bearer:${value}`;
      const { call } = await embedded(name, { auth: [auth] });
      expect(call(method, url, { headers: { authorization } }).status).not.to.equal(403);
    });
  }

  it("is nobody where no 403 is documented, or its scheme is not", async () => {
    const mattr = await embedded("mattr");
    expect(mattr.call("GET", "/v1/environments", { headers: { authorization: "Token forbidden" } }).status).to.equal(
      401,
    );
    const cxengage = await embedded("cxengage");
    const answer = cxengage.call("POST", "/v1/tenants", { headers: { authorization: "Token forbidden" } });
    expect(answer.json).to.deep.equal({ error: { message: "Forbidden" } });
  });
});
