import { expect } from "chai";
import { loadBundled } from "../../src/contract/bundled.ts";
import { Judge } from "../../src/engine/judge.ts";
import { REDACTED } from "../../src/redaction/pseudonym.ts";
import { Redactor } from "../../src/redaction/redactor.ts";

const SECRET = "s3cr3t/with+odd=chars";

describe("redaction", () => {
  it("removes a secret that it was told, in each form in which it may be written", () => {
    const redactor = new Redactor([SECRET]);
    for (const form of [
      SECRET,
      encodeURIComponent(SECRET),
      Buffer.from(SECRET).toString("base64"),
      JSON.stringify({ a: SECRET }),
    ])
      expect(redactor.text(`before ${form} after`))
        .to.contain(REDACTED)
        .and.not.contain("s3cr3t")
        .and.not.contain(Buffer.from(SECRET).toString("base64"));
  });

  it("removes what a contract marks as secret, wherever else it stands", async () => {
    const contract = (await loadBundled("citrix"))!;
    const redactor = new Redactor();
    const password = Buffer.from("correct horse").toString("base64");
    const body = JSON.stringify({ Name: "a", LocationUserGroups: [], UserDomainPasswordBase64: password });
    const request = {
      method: "POST",
      url: "http://localhost/cam/api/Tenants",
      headers: { "content-type": "application/json" },
      body,
    };
    redactor.learnFrom({ request, response: { status: 400, headers: {}, body: null } }, new Judge(contract, [], [""]));
    expect(redactor.text(`it said ${password}`)).to.equal(`it said ${REDACTED}`);
    expect(redactor.body(body)).to.equal(
      `{"Name":"a","LocationUserGroups":[],"UserDomainPasswordBase64":"${REDACTED}"}`,
    );
  });

  it("removes header fields that carry credentials, and keeps the scheme and the names of cookies", () => {
    const redactor = new Redactor();
    expect(
      redactor.headers({
        authorization: "Bearer abc",
        cookie: "CamApiSessionId=1; a=2",
        "x-api-key": "k",
        accept: "*/*",
      }),
    ).to.deep.equal({
      authorization: `Bearer ${REDACTED}`,
      cookie: `CamApiSessionId=${REDACTED}; a=${REDACTED}`,
      "x-api-key": REDACTED,
      accept: "*/*",
    });
    expect(redactor.headers({ "set-cookie": ["XSRF-TOKEN=abc; Path=/; HttpOnly"] })).to.deep.equal({
      "set-cookie": [`XSRF-TOKEN=${REDACTED}; Path=/; HttpOnly`],
    });
  });

  it("removes what has the shape of a token, and leaves prose alone", () => {
    const redactor = new Redactor();
    const token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
    expect(redactor.text(`sent ${token} and Bearer abc123def456`)).to.equal(`sent ${REDACTED} and Bearer ${REDACTED}`);
    expect(redactor.text("https://example.com/?access_token=abc&x=1")).to.equal(
      `https://example.com/?access_token=${REDACTED}&x=1`,
    );
    expect(redactor.text("Bearer credentials are required; Token authentication too")).to.equal(
      "Bearer credentials are required; Token authentication too",
    );
  });

  it("removes members that are called like a secret, and no others", () => {
    const redactor = new Redactor();
    const value = {
      password: "a",
      clientSecret: "b",
      id_token: "c",
      authorizationServerDomain: "d",
      resetPasswordExpiryDate: "e",
      nested: [{ apiKey: "f" }],
    };
    expect(redactor.value(value)).to.deep.equal({
      ...{ password: REDACTED, clientSecret: REDACTED, id_token: REDACTED },
      ...{ authorizationServerDomain: "d", resetPasswordExpiryDate: "e", nested: [{ apiKey: REDACTED }] },
    });
  });
});
