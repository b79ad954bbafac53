import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import zlib from "node:zlib";
import { expect } from "chai";
import { loadBundled } from "../../src/contract/bundled.ts";
import type { Report } from "../../src/model/finding.ts";
import { folderWith } from "../cli/cli.ts";
import { endAll, proxy, send, upstream } from "./harness.ts";

const operation = (await loadBundled("mattr"))!.operations.find(({ id }) => id === "createTenant")!;
const SENT = JSON.stringify(operation.requestBody!.content[0]!.examples.sample);
const ANSWER = JSON.stringify(operation.responses.find(({ status }) => status === "201")!.content[0]!.examples.sample);
const JSON_TYPE = { "content-type": "application/json" };
const POST = { method: "POST", headers: { ...JSON_TYPE, authorization: "Bearer secret-token-1" }, body: SENT };

const recordedIn = (file: string): { request: Record<string, unknown>; response: Record<string, unknown> }[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as ReturnType<typeof recordedIn>[number]);

const rulesOf = ({ findings }: Report): string[] => findings.map(({ rule, instance }) => `${rule} ${instance.pointer}`);

describe("proxy", () => {
  afterEach(endAll);

  it("passes a documented exchange on byte for byte, records it redacted and finds nothing", async () => {
    const seen: { url: string | undefined; body: string; headers: unknown }[] = [];
    const provider = await upstream((incoming, outgoing) => {
      let body = "";
      incoming.on("data", (chunk: Buffer) => {
        body += String(chunk);
      });
      incoming.on("end", () => {
        seen.push({ url: incoming.url, body, headers: incoming.headers });
        outgoing.writeHead(201, { ...JSON_TYPE, "content-length": Buffer.byteLength(ANSWER) }).end(ANSWER);
      });
    });
    const folder = folderWith({});
    const running = await proxy(
      ["mattr", "--target", provider.url, "--record", "t.ndjson", "--format", "json", "--seed", "1"],
      folder,
    );
    const answer = await send(`${running.url}/v1/tenants?a=1`, POST);
    expect(answer.status).to.equal(201);
    expect(answer.bytes.toString()).to.equal(ANSWER);
    const { code, stdout } = await running.stop();
    expect(seen[0]).to.deep.include({ url: "/v1/tenants?a=1", body: SENT });
    expect(seen[0]?.headers).to.deep.include({ authorization: "Bearer secret-token-1", host: provider.url.slice(7) });
    const report = JSON.parse(stdout) as Report;
    expect(rulesOf(report)).to.deep.equal(["parameter-undocumented /request/query/a"]);
    expect(report.summary.checked).to.equal(1);
    expect(code).to.equal(0);
    const [recorded] = recordedIn(join(folder, "t.ndjson"));
    expect(recorded?.request).to.deep.include({ method: "POST", url: `${provider.url}/v1/tenants?a=1`, body: SENT });
    expect(recorded?.request.headers)
      .to.have.property("authorization")
      .that.matches(/^Bearer redacted[0-9a-f]{16}$/);
    const tenant = JSON.parse(String(recorded?.response.body)) as { id: string; client: { clientSecret: string } };
    expect(tenant.client.clientSecret).to.match(/^redacted[0-9a-f]{16}$/);
    expect(tenant.id).to.equal((JSON.parse(ANSWER) as { id: string }).id);
    await provider.close();
  });

  it("answers with upstream's bytes where they are malformed or empty, and says what is wrong with them", async () => {
    const provider = await upstream((incoming, outgoing) => {
      incoming.resume();
      if (incoming.url === "/v1/environments") outgoing.writeHead(200, JSON_TYPE).end('{"data": [}');
      else outgoing.writeHead(200, { ...JSON_TYPE, "content-length": 0 }).end();
    });
    const running = await proxy(["mattr", "--target", provider.url, "--format", "json"], folderWith({}));
    const headers = { authorization: "Bearer demo" };
    const malformed = await send(`${running.url}/v1/environments`, { headers });
    const empty = await send(`${running.url}/v1/tenants`, { headers });
    expect([malformed.status, malformed.bytes.toString(), empty.status, empty.bytes.length]).to.deep.equal([
      200,
      '{"data": [}',
      200,
      0,
    ]);
    const { code, stdout } = await running.stop();
    expect(rulesOf(JSON.parse(stdout) as Report)).to.deep.equal([
      "body-malformed /response/body",
      "response-body-empty /response/body",
    ]);
    expect(code).to.equal(1);
    await provider.close();
  });

  it("decodes gzip, br, deflate and zstd to judge, and forwards them untouched", async () => {
    const text = Buffer.from(JSON.stringify({ data: [], surprise: true }));
    const { zstdCompressSync } = zlib as unknown as { zstdCompressSync?: (bytes: Buffer) => Buffer };
    const encoded: Record<string, Buffer> = {
      gzip: zlib.gzipSync(text),
      br: zlib.brotliCompressSync(text),
      deflate: zlib.deflateSync(text),
      ...(zstdCompressSync === undefined ? {} : { zstd: zstdCompressSync(text) }),
    };
    const provider = await upstream((incoming, outgoing) => {
      const encoding = String(incoming.headers["x-wanted"]);
      outgoing.writeHead(200, { ...JSON_TYPE, "content-encoding": encoding }).end(encoded[encoding]);
    });
    const folder = folderWith({});
    const running = await proxy(
      ["mattr", "--target", provider.url, "--record", "t.ndjson", "--format", "json"],
      folder,
    );
    for (const [encoding, bytes] of Object.entries(encoded)) {
      const answer = await send(`${running.url}/v1/environments`, {
        headers: { authorization: "Bearer demo", "x-wanted": encoding },
      });
      expect(answer.bytes.equals(bytes), encoding).to.equal(true);
      expect(answer.headers["content-encoding"]).to.equal(encoding);
    }
    const { stdout } = await running.stop();
    const { findings } = JSON.parse(stdout) as Report;
    expect(findings.find(({ instance }) => instance.pointer === "/response/body/surprise")?.count).to.equal(
      Object.keys(encoded).length,
    );
    expect(recordedIn(join(folder, "t.ndjson")).map(({ response }) => response.body)).to.deep.equal(
      Object.keys(encoded).map(() => text.toString()),
    );
    await provider.close();
  });

  it("streams: the client has the first part before upstream sends the second", async () => {
    let proceed: () => void = () => {};
    const provider = await upstream((_, outgoing) => {
      outgoing.writeHead(200, JSON_TYPE);
      outgoing.write('{"data":');
      proceed = () => outgoing.end("[]}");
    });
    const running = await proxy(["mattr", "--target", provider.url], folderWith({}));
    const parts: string[] = [];
    await new Promise<void>((done, failed) => {
      request(`${running.url}/v1/environments`, { headers: { authorization: "Bearer demo" } }, (incoming) => {
        incoming.on("data", (chunk: Buffer) => {
          parts.push(String(chunk));
          if (parts.length === 1) proceed();
        });
        incoming.on("end", done);
      })
        .on("error", failed)
        .end();
    });
    expect(parts).to.deep.equal(['{"data":', "[]}"]);
    await running.stop();
    await provider.close();
  });

  it("keeps connections on both sides", async () => {
    const sockets = new Set<unknown>();
    const provider = await upstream((incoming, outgoing) => {
      sockets.add(incoming.socket);
      outgoing.writeHead(200, JSON_TYPE).end('{"data":[]}');
    });
    const running = await proxy(["mattr", "--target", provider.url], folderWith({}));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let i = 0; i < 5; i++)
      await send(`${running.url}/v1/environments`, { headers: { authorization: "Bearer demo" }, agent });
    expect(sockets.size).to.equal(1);
    agent.destroy();
    await running.stop();
    await provider.close();
  });

  it("passes a body above the cap whole, does not judge it, and says so", async () => {
    const large = `{"data":[],"filling":"${"x".repeat(3 * 1024 * 1024)}"}`;
    const provider = await upstream((incoming, outgoing) => {
      incoming.resume();
      incoming.on("end", () => outgoing.writeHead(200, { ...JSON_TYPE, "content-length": large.length }).end(large));
    });
    const folder = folderWith({});
    const running = await proxy(
      ["mattr", "--target", provider.url, "--record", "t.ndjson", "--max-body", "1", "--format", "json"],
      folder,
    );
    const answer = await send(`${running.url}/v1/environments`, { headers: { authorization: "Bearer demo" } });
    expect(answer.bytes.length).to.equal(large.length);
    const { stdout } = await running.stop();
    expect(rulesOf(JSON.parse(stdout) as Report)).to.deep.equal(["body-unjudged /response/body"]);
    expect(recordedIn(join(folder, "t.ndjson"))[0]?.response).to.deep.include({
      body: null,
      bodyOmitted: "too large",
      bodyOctets: large.length,
    });
    await provider.close();
  });

  it("--enforce answers 502 with the finding, unless a waiver accepts it", async () => {
    const provider = await upstream((_, outgoing) => {
      outgoing.writeHead(202, JSON_TYPE).end('{"data":[]}');
    });
    const waiver =
      "- rule: response-status-undocumented\n  operation: mattr.retrieveEnvironments\n  at: /response/status\n  reason: announced\n  owner: us\n  until: 2999-01-01\n";
    const call = async (folder: string) => {
      const running = await proxy(["mattr", "--target", provider.url, "--enforce"], folder);
      const answer = await send(`${running.url}/v1/environments`, { headers: { authorization: "Bearer demo" } });
      await running.stop();
      return answer;
    };
    const refused = await call(folderWith({}));
    expect(refused.status).to.equal(502);
    const { findings } = JSON.parse(refused.bytes.toString()) as { findings: Report["findings"] };
    expect(findings.map(({ rule }) => rule)).to.deep.equal(["response-status-undocumented"]);
    const accepted = await call(folderWith({ "contracts/waivers.yaml": waiver }));
    expect([accepted.status, accepted.bytes.toString()]).to.deep.equal([202, '{"data":[]}']);
    await provider.close();
  });

  it("says that the target cannot be reached, to the client with 502 and by exit code 4", async () => {
    const provider = await upstream(() => {});
    await provider.close();
    const running = await proxy(["mattr", "--target", provider.url], folderWith({}));
    const answer = await send(`${running.url}/v1/environments`);
    expect(answer.status).to.equal(502);
    expect(answer.bytes.toString()).to.match(/^tenant-contracts proxy: the target cannot be reached: /);
    expect((await running.stop()).code).to.equal(4);
  });

  it("lets the client see that upstream broke off, and records no such exchange", async () => {
    const provider = await upstream((_, outgoing) => {
      outgoing.writeHead(200, { ...JSON_TYPE, "content-length": 100 });
      outgoing.write('{"data":');
      setTimeout(() => outgoing.destroy(), 50);
    });
    const folder = folderWith({});
    const running = await proxy(["mattr", "--target", provider.url, "--record", "t.ndjson"], folder);
    const broken = await send(`${running.url}/v1/environments`).then(
      () => "complete",
      () => "broken",
    );
    expect(broken).to.equal("broken");
    expect((await running.stop()).code).to.equal(1);
    expect(readFileSync(join(folder, "t.ndjson"), "utf8")).to.equal("");
    await provider.close();
  });

  it("reaches a target over HTTPS whose certificate Node trusts", async () => {
    const folder = folderWith({});
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        key,
        "-out",
        cert,
        "-days",
        "1",
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost",
      ],
      { stdio: "ignore" },
    );
    const server = createSecureServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, outgoing) => {
      outgoing.writeHead(200, JSON_TYPE).end('{"data":[]}');
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const target = `https://localhost:${(server.address() as AddressInfo).port}`;
    const trusting = await proxy(["mattr", "--target", target], folder, { NODE_EXTRA_CA_CERTS: cert });
    const call = { headers: { authorization: "Bearer demo" } };
    expect((await send(`${trusting.url}/v1/environments`, call)).bytes.toString()).to.equal('{"data":[]}');
    await trusting.stop();
    const wary = await proxy(["mattr", "--target", target], folder);
    expect((await send(`${wary.url}/v1/environments`, call)).status).to.equal(502);
    expect((await wary.stop()).code).to.equal(4);
    server.closeAllConnections();
    server.close();
  }).timeout(40_000);

  it("records HAR that is whole at any time, and refuses to add to one", async () => {
    const provider = await upstream((_, outgoing) => {
      outgoing.writeHead(200, JSON_TYPE).end('{"data":[]}');
    });
    const folder = folderWith({});
    const args = ["mattr", "--target", provider.url, "--record", "t.har"];
    const running = await proxy(args, folder);
    const entries = () =>
      (JSON.parse(readFileSync(join(folder, "t.har"), "utf8")) as { log: { entries: unknown[] } }).log.entries.length;
    expect(entries()).to.equal(0);
    await send(`${running.url}/v1/environments`);
    await send(`${running.url}/v1/environments`);
    expect(entries()).to.equal(2);
    await running.kill();
    expect(entries()).to.equal(2);
    const again = await proxy(args, folder).then(
      () => "started",
      (error: Error) => error.message,
    );
    expect(again).to.match(/ended with 2: .*t\.har is not empty/);
    await provider.close();
  });

  it("adds to an NDJSON recording on a line of its own, also after one that was cut off", async () => {
    const provider = await upstream((_, outgoing) => {
      outgoing.writeHead(200, JSON_TYPE).end('{"data":[],"more":1}');
    });
    const folder = folderWith({ "t.ndjson": '{"request":{}\n{"requ' });
    const running = await proxy(
      ["mattr", "--target", provider.url, "--record", "t.ndjson", "--format", "json"],
      folder,
    );
    await send(`${running.url}/v1/environments`, { headers: { authorization: "Bearer demo" } });
    const { stdout } = await running.stop();
    const lines = readFileSync(join(folder, "t.ndjson"), "utf8").split("\n");
    expect(lines.slice(0, 2)).to.deep.equal(['{"request":{}', '{"requ']);
    expect(lines).to.have.length(4);
    expect((JSON.parse(stdout) as Report).findings[0]?.instance).to.deep.include({ source: "t.ndjson", line: 3 });
    await provider.close();
  });

  it("has every exchange that a client saw complete in the recording when it is killed under load", async () => {
    const provider = await upstream((incoming, outgoing) => {
      incoming.resume();
      incoming.on("end", () => {
        const text = JSON.stringify({ data: [], id: incoming.headers["x-number"] });
        // Both ways in which a client knows that an answer is whole.
        const length = Number(incoming.headers["x-number"]) % 2 === 0 ? { "content-length": String(text.length) } : {};
        outgoing.writeHead(200, { ...JSON_TYPE, ...length }).end(text);
      });
    });
    for (const record of ["t.ndjson", "t.har"]) {
      const folder = folderWith({});
      const running = await proxy(["mattr", "--target", provider.url, "--record", record, "--quiet"], folder);
      const agent = new Agent({ keepAlive: true, maxSockets: 16 });
      const completed: string[] = [];
      let number = 0;
      let killed = false;
      const worker = async () => {
        while (!killed) {
          const own = String(number++);
          const answer = await send(`${running.url}/v1/environments`, {
            headers: { authorization: "Bearer demo", "x-number": own },
            agent,
          }).catch(() => null);
          if (answer === null) return;
          completed.push(own);
        }
      };
      const workers = Array.from({ length: 16 }, worker);
      await new Promise((done) => setTimeout(done, 1500));
      await running.kill();
      killed = true;
      await Promise.all(workers);
      agent.destroy();
      expect(completed.length, "exchanges").to.be.greaterThan(50);
      const recorded = new Set(
        [...readFileSync(join(folder, record), "utf8").matchAll(/\\"id\\":\\"(\d+)\\"/g)].map(([, id]) => id),
      );
      expect(completed.filter((id) => !recorded.has(id))).to.deep.equal([]);
    }
    await provider.close();
  }).timeout(60_000);

  it("tells wrong command lines how they should be, with exit code 2", async () => {
    const folder = folderWith({});
    const told = (args: readonly string[]) =>
      proxy(args, folder).then(
        () => "started",
        (error: Error) => error.message,
      );
    expect(await told(["mattr"])).to.match(/ended with 2: .*proxy needs a target/);
    expect(await told(["matr", "--target", "http://127.0.0.1:1"])).to.match(/ended with 2: .*\n.*Did you mean "mattr"/);
    expect(await told(["mattr", "--target", "ftp://x"])).to.match(/ended with 2: .*is not a URL/);
    expect(await told(["mattr", "--target", "http://127.0.0.1:1", "--record", "no/such/folder.ndjson"])).to.match(
      /ended with 2: .*cannot record/,
    );
    expect(existsSync(join(folder, "no"))).to.equal(false);
  });
});
