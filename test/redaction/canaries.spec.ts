import { expect } from "chai";
import fc from "fast-check";
import { loadBundled } from "../../src/contract/bundled.ts";
import { secretNamesOf } from "../../src/redaction/marks.ts";
import { Redactor } from "../../src/redaction/redactor.ts";
import { leaksIn } from "../../src/redaction/scan.ts";
import { cli, folderWith } from "../cli/cli.ts";
import { endAll, proxy, send, started, upstream } from "../proxy/harness.ts";
import { running, type Tamper, withBody } from "../verify/harness.ts";
import { artefactsOf, EVERY_FORMAT, expectNone, filesBelow, harEntry, jwt, PLANTED, recordedLine } from "./planting.ts";

const JSON_TYPE = { "content-type": "application/json" };

const CANARIES = PLANTED.flatMap(({ canaries }) => canaries);

describe("secrets", () => {
  let close = async (): Promise<void> => {};
  afterEach(async () => {
    await Promise.all([close(), endAll()]);
    close = async () => {};
  });

  it("are in no artefact of proxy, 200 of them planted in headers, cookies, query and bodies of every kind, and scan agrees", async () => {
    let next = PLANTED[0]!;
    const provider = await upstream((incoming, outgoing) => {
      incoming.resume();
      const { status, headers, body } = next.response;
      incoming.on("end", () => outgoing.writeHead(status, headers).end(body));
    });
    const folder = folderWith({});
    for (const record of ["t.ndjson", "t.har"]) {
      const running = await proxy(
        [
          ...["mattr", "--target", provider.url, "--record", record],
          ...["--write-waivers", "proposed.yaml", ...EVERY_FORMAT],
        ],
        folder,
      );
      for (const one of PLANTED) {
        next = one;
        await send(running.url + one.path, { method: one.method, ...one.request });
      }
      const artefacts = artefactsOf(folder, [], await running.stop());
      expect(artefacts).to.have.length.greaterThan(9);
      expectNone(artefacts, CANARIES);
    }
    const scan = await cli(["scan", ...filesBelow(folder)], { cwd: folder });
    expect(scan.stdout).to.match(/^pass: nothing found; \d+ checked\n$/);
    expect(scan.code).to.equal(0);
    await provider.close();
  }).timeout(60_000);

  it("are in no artefact of drift, whose recordings are full of them, whatever it is asked to write", async () => {
    const elsewhere = `https://me:${CANARIES[0]}@other.example`;
    const lines = [
      ...PLANTED.map((one) => recordedLine(one, "https://manage.mattr.global")),
      ...PLANTED.slice(0, 3).map((one) => recordedLine(one, elsewhere)),
      `{"request": "${CANARIES[1]}`,
    ];
    const entries = PLANTED.map((one) => harEntry(one, "https://manage.mattr.global"));
    const given = {
      "t.ndjson": `${lines.join("\n")}\n`,
      "t.har": JSON.stringify({ log: { version: "1.2", entries } }),
    };
    const folder = folderWith(given);
    for (const [index, workers] of ["1", "2"].entries()) {
      const ran = await cli(
        [
          ...["drift", "mattr", "t.ndjson", "t.har", "--coverage", "--workers", workers],
          ...["--suggest", "suggestions.json", "--write-waivers", `proposed-${index}.yaml`, ...EVERY_FORMAT],
        ],
        { cwd: folder },
      );
      expect(ran.code, ran.stderr).to.equal(1);
      const artefacts = artefactsOf(folder, Object.keys(given), ran);
      expect(artefacts).to.have.length.greaterThan(10);
      expectNone(artefacts, CANARIES);
    }
    await cli(["drift", "mattr", "t.ndjson", "--part", "1/2", "--format", "json:1.json"], { cwd: folder });
    await cli(["drift", "mattr", "t.ndjson", "--part", "2/2", "--format", "json:2.json"], { cwd: folder });
    const merged = await cli(["merge", "1.json", "2.json", ...EVERY_FORMAT], { cwd: folder });
    expectNone(artefactsOf(folder, Object.keys(given), merged), CANARIES);
  }).timeout(60_000);

  for (const [name, scheme] of [
    ["mattr", "bearer"],
    ["cxengage", "token"],
    ["citrix", "basic"],
  ] as const)
    it(`are in no artefact of verify, though ${name} repeats its credentials and leaks others in headers, bodies and errors`, async () => {
      const [token, ...others] = CANARIES;
      let count = 0;
      const next = (): string => others[count++ % others.length]!;
      const auth = `${scheme}:${scheme === "basic" ? "me:" : ""}${token}`;
      const leaking: Tamper = (request, answer) => {
        const sent = String(request.headers.authorization);
        const response = answer();
        const headers = {
          ...response.headers,
          "set-cookie": `session=${next()}; Path=/`,
          "x-api-key": next(),
          "x-echo": sent,
          location: `https://a.example/cb?code=${encodeURIComponent(`${next()}0123456789`)}`,
        };
        if (request.method === "DELETE") return { status: 500, headers: {}, body: `password=${next()} for ${sent}` };
        if (response.status === 401 && count % 3 === 0)
          return { status: 302, headers: { location: `/login?token=${encodeURIComponent(next())}` }, body: null };
        if (response.status >= 400)
          return {
            status: response.status,
            headers,
            body: `${request.url} secret: ${next()}, ${jwt(next())}, ${sent}`,
          };
        const plain = Buffer.from(sent.replace(/^\S+ /, ""), "base64").toString();
        return {
          ...withBody(response, (body) => ({
            ...body,
            password: next(),
            nested: [{ access_token: next() }],
            debug: `Authorization: ${sent}`,
            name: sent,
            [sent]: scheme === "basic" ? plain : Buffer.from(sent).toString("base64"),
          })),
          headers,
        };
      };
      const target = await running(name, leaking, { auth: [auth] });
      close = target.close;
      const folder = folderWith({});
      const run = (...args: string[]) =>
        cli(["verify", name, ...args], { cwd: folder, env: { TENANT_CONTRACTS_AUTH: auth } });
      const against = ["--base-url", target.url, "--allow-writes", "--ledger", "run.ledger"];
      const ran = await run(...against, "--certificate", "certificate.json", ...EVERY_FORMAT);
      expect(ran.code, ran.stderr).to.equal(1);
      expectNone(artefactsOf(folder, [], ran), CANARIES);
      expect(filesBelow(folder).map((file) => file.slice(folder.length + 1))).to.include.members([
        ...["certificate.json", "report.json", ...(name === "citrix" ? [] : ["run.ledger"])],
      ]);
      for (const again of [
        await run("--plan"),
        await run("--plan", "--format", "json"),
        ...(name === "citrix" ? [] : [await run("--cleanup", "run.ledger")]),
        await run("--base-url", target.url, ...EVERY_FORMAT),
      ])
        expectNone(artefactsOf(folder, [], again), CANARIES);
    }).timeout(120_000);

  it("are in nothing that mock prints, and in no answer with which it refuses a request", async () => {
    for (const [name, path] of [
      ["mattr", "/v1/tenants"],
      ["cxengage", "/v1/users"],
      ["citrix", "/cam/api/Tenants"],
    ] as const)
      for (const accepted of [false, true]) {
        const auth = ["bearer:", "token:", "basic:me:"][["mattr", "cxengage", "citrix"].indexOf(name)]!;
        const folder = folderWith({});
        const own = accepted ? CANARIES[0]! : "other";
        const mock = await started(["mock", name, "--auth", auth + own, "--port", "0"], folder);
        const answers: [string, string][] = [];
        const word = { bearer: "Bearer", token: "Token", basic: "Basic" }[auth.split(":")[0]!]!;
        const credentials = auth === "basic:me:" ? Buffer.from(`me:${own}`).toString("base64") : own;
        for (const one of PLANTED)
          for (const to of [one.path, path]) {
            const headers = {
              ...one.request.headers,
              ...(accepted ? { authorization: `${word} ${credentials}` } : {}),
            };
            const {
              status,
              headers: fields,
              bytes,
            } = await send(mock.url + to, { method: "POST", headers, body: one.request.body });
            if (status >= 400) answers.push([`${status} ${JSON.stringify(fields)}`, bytes.toString()]);
          }
        expect(answers).to.have.length.greaterThan(30);
        // Without its own credentials, an exchange's first secret is a value like any other, and may be repeated.
        const secret = accepted ? CANARIES.filter((canary, index) => canary === own || index % 10 > 0) : CANARIES;
        expectNone([...answers, ...artefactsOf(folder, [], await mock.stop())], secret);
      }
  }).timeout(60_000);

  it("are found by scan in a recording that was made without redaction, each with its place, and never shown", async () => {
    const [exchange] = PLANTED;
    const { canaries } = exchange!;
    const line = recordedLine(exchange!, "http://127.0.0.1");
    const har = {
      log: {
        entries: [
          {
            request: {
              headers: [{ value: `sid=${canaries[0]}`, name: "Cookie" }],
              queryString: [{ name: "api_key", value: canaries[1] }],
            },
          },
        ],
      },
    };
    const folder = folderWith({ "t.ndjson": `{"clean":1}\n${line}\n`, "t.har": JSON.stringify(har) });
    const { stdout, code } = await cli(["scan", "t.ndjson", "t.har", "--format", "json"], { cwd: folder });
    const { findings } = JSON.parse(stdout) as {
      findings: { instance: { source: string; line: number; pointer: string } }[];
    };
    expect(
      findings.map(({ instance: { source, line: at, pointer } }) => `${source}:${at} ${pointer}`),
    ).to.include.members([
      "t.ndjson:2 /request/url",
      "t.ndjson:2 /request/headers/authorization",
      "t.ndjson:2 /request/headers/cookie",
      "t.ndjson:2 /request/headers/x-api-key",
      "t.ndjson:2 /request/body",
      "t.ndjson:2 /response/headers/set-cookie",
      "t.ndjson:2 /response/headers/location",
      "t.ndjson:2 /response/body",
      "t.har:1 /log/entries/0/request/headers/0/value",
      "t.har:1 /log/entries/0/request/queryString/0/value",
    ]);
    expectNone([["stdout", stdout]], canaries);
    expect(code).to.equal(1);
  });

  it("keep one name each under one key, so that flows correlate, and another under another key", () => {
    const exchange = (token: string) => ({
      request: { method: "GET", url: "/", headers: { authorization: `Bearer ${token}` }, body: null },
      response: { status: 200, headers: JSON_TYPE, body: `{"echo":"${token}"}` },
    });
    const nameOf = (redactor: Redactor, token: string): string =>
      String(redactor.exchange(exchange(token)).request.headers.authorization);
    const [one, again, other] = [
      new Redactor([], { key: "1" }),
      new Redactor([], { key: "1" }),
      new Redactor([], { key: "2" }),
    ];
    expect(nameOf(one, "first-token")).to.equal(nameOf(one, "first-token")).and.to.equal(nameOf(again, "first-token"));
    expect(nameOf(one, "first-token")).to.not.equal(nameOf(one, "other-token"));
    expect(nameOf(one, "first-token")).to.not.equal(nameOf(other, "first-token"));
    const { request, response } = one.exchange(exchange("first-token"));
    expect(response.body).to.equal(`{"echo":"${String(request.headers.authorization).slice("Bearer ".length)}"}`);
  });

  it("stay known for a while in later exchanges that do not call them so, however many came before", () => {
    const redactor = new Redactor([], { key: "1" });
    const tokenOf = (index: number): string => `first${index}-token`;
    const later = (index: number, body: string) =>
      redactor.exchange({
        request: { method: "GET", url: "/", headers: { authorization: `Bearer ${tokenOf(index)}` }, body: null },
        response: { status: 200, headers: {}, body },
      }).response.body;
    for (let index = 0; index < 3000; index++) {
      const recent = [index, index - 1, index - 20].filter((one) => one >= 0).map(tokenOf);
      expect(later(index, recent.join(" "))).to.match(/^redacted[0-9a-f]{16}(?: redacted[0-9a-f]{16}){0,2}$/);
    }
    expect(later(3000, tokenOf(0))).to.equal(tokenOf(0));
  });

  it("are told by their names and shapes alone where header fields come again", () => {
    const redactor = new Redactor([], { key: "1" });
    const headers = { authorization: "Bearer first-token", "x-note": "first-token", accept: "*/*" };
    for (let round = 0; round < 3; round++) {
      const { request, response } = redactor.exchange({
        request: { method: "GET", url: "/", headers, body: null },
        response: { status: 200, headers: { "x-note": "first-token" }, body: "first-token" },
      });
      const name = response.body!;
      expect(name).to.match(/^redacted[0-9a-f]{16}$/);
      expect(request.headers).to.deep.equal({ authorization: `Bearer ${name}`, "x-note": name, accept: "*/*" });
    }
  });

  it("leave everything else as it was: spaces, numbers, order, duplicates, escapes, malformed texts", () => {
    const redactor = new Redactor([], { key: "1" });
    for (const body of [
      '{ "n": 1.0,"n":1e400, "id":"84ca6f53-5405-4413-a6ad-848b781807e7", "u": "\\u00e9\\/" }',
      '{"a": [1, 2,]}',
      "{'a': 1",
      '"text"',
      "plain text, 2026-11-22T09:00:00Z, tenant my-tenant.vii.au01.mattr.global",
      "a=1&b=two%20words",
      '{"nextPageToken":"84ca6f53","tokenType":"Bearer","environment":"MATTR Public Sydney, Australia"}',
    ])
      expect(redactor.body(body)).to.equal(body);
    expect(redactor.body('{ "n": 1.0, "password" : "p", "x":[1 ,2]}')).to.match(
      /^\{ "n": 1\.0, "password" : "redacted[0-9a-f]{16}", "x":\[1 ,2\]\}$/,
    );
  });

  it("take the names that a contract marks from its schemas, parameters and security schemes", async () => {
    const names = async (provider: string) => secretNamesOf((await loadBundled(provider))!);
    expect([...(await names("mattr")).members]).to.deep.equal(["clientSecret"]);
    expect([...(await names("citrix")).members].sort()).to.deep.equal([
      "ResourceDomainPasswordBase64",
      "UserDomainPasswordBase64",
      "XSRF-TOKEN",
    ]);
    expect([...(await names("citrix")).headers]).to.include("x-xsrf-token");
  });

  it("do not survive redaction whatever the JSON around them, and what is redacted scans clean", () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9+/=_.~-]{6,40}$/).map((text) => `S3cr${text}`);
    const member = fc.constantFrom("password", "clientSecret", "access_token", "apiKey", "UserDomainPasswordBase64");
    const around = fc.jsonValue({ maxDepth: 2 });
    const names = { members: new Set<string>(), headers: new Set<string>(), queries: new Set<string>() };
    fc.assert(
      fc.property(secret, member, around, fc.boolean(), (value, name, other, cut) => {
        const redactor = new Redactor([], { key: "k" });
        const text = JSON.stringify({ other, inner: [{ [name]: value, echo: value }] });
        const body = cut ? text.slice(0, -3) : text;
        const clean = redactor.exchange({
          request: { method: "POST", url: "/", headers: {}, body },
          response: { status: 200, headers: {}, body: `again ${value}` },
        });
        if (JSON.stringify(other).includes(value)) return;
        expect(clean.request.body).to.not.include(value);
        expect(clean.response.body).to.not.include(value);
        expect(leaksIn(JSON.stringify(clean), names)).to.deep.equal([]);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it("are looked for in time proportional to the text, however hostile", () => {
    const redactor = new Redactor([], { key: "1" });
    for (const unit of [
      "eyJ-",
      "-----BEGIN A-----",
      "Bearer ",
      "&a=",
      "://a:",
      '{"password":[',
      "aB3",
      "token token= ",
      '"\\',
    ])
      for (const text of [
        unit.repeat(200_000 / unit.length),
        `{"a":"${unit.replaceAll('"', "").repeat(200_000 / unit.length)}"}`,
      ]) {
        const start = performance.now();
        redactor.body(text);
        expect(performance.now() - start, JSON.stringify(unit)).to.be.lessThan(3000);
      }
  }).timeout(120_000);
});
