import { expect } from "chai";
import { loadBehaviour, loadBundled, PROVIDERS } from "../../src/contract/bundled.ts";
import type { Behaviour } from "../../src/provider/behaviour.ts";
import { createProvider } from "../../src/provider/provider.ts";
import { embedded } from "./embedded.ts";
import { walk } from "./walk.ts";

describe("an embedded provider", () => {
  for (const name of PROVIDERS)
    it(`answers the same requests with the same bytes under the same seed, and with other ids under another: ${name}`, async () => {
      const contract = (await loadBundled(name))!;
      const behaviour = (await loadBehaviour(name))!.behaviour as Behaviour;
      const answers = (seed?: string) =>
        walk(contract, createProvider(contract, behaviour, seed === undefined ? {} : { seed })).map(
          ({ response }) => response,
        );
      expect(answers()).to.deep.equal(answers("0"));
      expect(answers("7")).to.deep.equal(answers("7"));
      expect(answers("7")).not.to.deep.equal(answers("8"));
      expect(answers("7").map(({ status }) => status)).to.deep.equal(answers("8").map(({ status }) => status));
    });

  it("gives a resource the same id whatever was created before it", async () => {
    const body = { subdomain: "a", environmentId: "84ca6f53-5405-4413-a6ad-848b781807e7" };
    const [first, second] = [await embedded("mattr"), await embedded("mattr")];
    second.call("POST", "/v1/tenants", { body: { ...body, subdomain: "b" } });
    const created = [first, second].map(({ call }) => call("POST", "/v1/tenants", { body }).body);
    expect(created[0]).to.equal(created[1]);
  });

  it("takes the credentials it is told to take and no others", async () => {
    const { call } = await embedded("cxengage", { auth: ["basic:me:se:cret"] });
    const path = "/v1/tenants/57e2f960-3328-11e6-8dd4-c88eee4d9f61";
    const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
    expect(call("GET", path, { headers: { authorization: basic("me:se:cret") } }).status).to.equal(200);
    for (const authorization of ["Token demo", basic("demo:demo"), basic("me:se"), undefined])
      expect(call("GET", path, { headers: { authorization } }).status).to.equal(401);
  });
});
