import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { loadBundled } from "../../src/contract/bundled.ts";
import { secretNamesOf } from "../../src/redaction/marks.ts";
import { Redactor } from "../../src/redaction/redactor.ts";
import { leaksIn } from "../../src/redaction/scan.ts";
import { cli, folderWith } from "../cli/cli.ts";
import { endAll, proxy, send, upstream } from "../proxy/harness.ts";

/** Secrets that occur nowhere else; some short, some with characters that need escaping. */
const canaryOf = (index: number): string => `cnry${index}x${["Qz7", "+/=", "a.b", "p@s"][index % 4]}y`;

const jwt = (canary: string): string =>
  [`{"alg":"none"}`, `{"sub":"${canary}"}`, canary].map((part) => Buffer.from(part).toString("base64url")).join(".");

interface Planted {
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What the provider answers. */
  readonly answer: { readonly headers: Readonly<Record<string, string>>; readonly body: string };
}

const JSON_TYPE = { "content-type": "application/json" };
const TEXT_TYPE = { "content-type": "text/plain" };

/** One exchange with ten secrets in it, in headers, cookies, query and one kind of body each way. */
const planted = (round: number): { exchange: Planted; canaries: string[] } => {
  const canaries = Array.from({ length: 10 }, (_, index) => canaryOf(round * 10 + index));
  const [a, b, c, d, e, f, g, h, i, j] = canaries as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const kinds: readonly [Readonly<Record<string, string>>, string][] = [
    [
      JSON_TYPE,
      JSON.stringify({ subdomain: "x", clientSecret: e, nested: { list: [{ password: f }] }, note: `again ${a}` }),
    ],
    [
      { "content-type": "application/x-www-form-urlencoded" },
      new URLSearchParams({ grant_type: "client_credentials", client_secret: e, password: f }).toString(),
    ],
    [TEXT_TYPE, `Authorization: Bearer ${e}7890123\npassword: ${f}\nand again ${a}`],
    [
      { "content-type": "multipart/form-data; boundary=zz" },
      `--zz\r\nContent-Disposition: form-data; name="password"\r\n\r\n${e}\r\n--zz\r\nContent-Disposition: form-data; name="api_key"\r\n\r\n${f}\r\n--zz--\r\n`,
    ],
    [JSON_TYPE, `{"clientSecret": "${e}", "password": "${f}`],
  ];
  const [requestHeaders, body] = kinds[round % kinds.length]!;
  const [answerHeaders, answer] = [
    [
      JSON_TYPE,
      JSON.stringify({
        id: "84ca6f53-5405-4413-a6ad-848b781807e7",
        client: { clientSecret: g },
        text: JSON.stringify({ access_token: h }),
      }),
    ],
    [TEXT_TYPE, `token=${g} ${jwt(h)}`],
    [{ "content-type": "text/html" }, `<html><input><password>${g}</password> secret: ${h}</html>`],
  ][round % 3] as [Record<string, string>, string];
  return {
    canaries,
    exchange: {
      method: "POST",
      path: `/v1/${round % 2 === 0 ? "tenants" : "elsewhere"}?limit=1&access_token=${encodeURIComponent(b)}`,
      headers: {
        ...requestHeaders,
        authorization: round % 2 === 0 ? `Bearer ${a}` : `Basic ${Buffer.from(`me:${a}`).toString("base64")}`,
        cookie: `sid=${c}; theme=dark`,
        "x-api-key": d,
      },
      body,
      answer: {
        headers: {
          ...answerHeaders,
          "set-cookie": `session=${i}; Path=/; HttpOnly`,
          location: `https://a.example/cb?code=${encodeURIComponent(`${j}0123456789`)}`,
        },
        body: answer,
      },
    },
  };
};

/** Every way in which a canary may be written. */
const forms = (canary: string): string[] => [
  canary,
  encodeURIComponent(canary),
  JSON.stringify(canary).slice(1, -1),
  Buffer.from(canary).toString("base64").replace(/=+$/, "").slice(0, -1),
  Buffer.from(`me:${canary}`).toString("base64").replace(/=+$/, "").slice(0, -1),
];

const filesBelow = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) =>
    statSync(join(folder, name)).isDirectory() ? filesBelow(join(folder, name)) : [join(folder, name)],
  );

describe("secrets", () => {
  afterEach(endAll);

  it("are in no artefact of proxy, 200 of them planted in headers, cookies, query and bodies of every kind, and scan agrees", async () => {
    const rounds = Array.from({ length: 20 }, (_, round) => planted(round));
    let next: Planted | null = null;
    const provider = await upstream((incoming, outgoing) => {
      incoming.resume();
      incoming.on("end", () => outgoing.writeHead(201, next!.answer.headers).end(next!.answer.body));
    });
    const folder = folderWith({});
    const formats = [
      "json:report.json",
      "html:report.html",
      "markdown:report.md",
      "junit:report.xml",
      "sarif:report.sarif",
      "ndjson:report.ndjson",
      "github:report.txt",
      "pretty",
    ];
    for (const record of ["t.ndjson", "t.har"]) {
      const running = await proxy(
        [
          "mattr",
          "--target",
          provider.url,
          "--record",
          record,
          "--write-waivers",
          "proposed.yaml",
          ...formats.flatMap((format) => ["--format", format]),
        ],
        folder,
      );
      for (const { exchange } of rounds) {
        next = exchange;
        await send(running.url + exchange.path, exchange);
      }
      const { stdout, stderr } = await running.stop();
      const artefacts = [
        ...filesBelow(folder).map((file) => [file, readFileSync(file, "utf8")] as const),
        ["stdout", stdout] as const,
        ["stderr", stderr] as const,
      ];
      expect(artefacts).to.have.length.greaterThan(9);
      for (const [name, text] of artefacts)
        for (const { canaries } of rounds)
          expect(
            canaries.filter((canary) => forms(canary).some((form) => text.includes(form))),
            name,
          ).to.deep.equal([]);
    }
    const scan = await cli(["scan", ...filesBelow(folder)], { cwd: folder });
    expect(scan.stdout).to.match(/^pass: nothing found; \d+ checked\n$/);
    expect(scan.code).to.equal(0);
    await provider.close();
  }).timeout(60_000);

  it("are found by scan in a recording that was made without redaction, each with its place, and never shown", async () => {
    const { exchange, canaries } = planted(0);
    const line = JSON.stringify({
      request: {
        method: exchange.method,
        url: `http://127.0.0.1${exchange.path}`,
        headers: exchange.headers,
        body: exchange.body,
      },
      response: { status: 201, headers: exchange.answer.headers, body: exchange.answer.body },
    });
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
    for (const canary of canaries) expect(stdout.includes(canary)).to.equal(false);
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
