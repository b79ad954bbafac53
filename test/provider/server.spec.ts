import { connect } from "node:net";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import type { ExchangeRequest } from "../../src/model/exchange.ts";
import type { Provider } from "../../src/provider/provider.ts";
import { type ServedProvider, type ServerOptions, serve } from "../../src/provider/server.ts";
import { unrulyWire, type WireKind } from "../../src/provider/unruly-wire.ts";
import { embedded } from "./embedded.ts";

const HEAD = "Host: x\r\nAuthorization: Bearer demo\r\n";
const GET = `GET /v1/environments?limit=1 HTTP/1.1\r\n${HEAD}\r\n`;

describe("a served provider", () => {
  const served: ServedProvider[] = [];
  afterEach(async () => {
    await Promise.all(served.splice(0).map((one) => one.close()));
  });

  const serving = async (options: ServerOptions = {}, provider?: Provider): Promise<string> => {
    const one = await serve(provider ?? (await embedded("mattr")).provider, options);
    served.push(one);
    return one.url;
  };

  /** Sends bytes as they are and collects what comes back until the other side closes, or for so long. */
  /** An answer of so many octets is endless. */
  const ENOUGH = 4_000_000;

  const talk = (
    url: string,
    bytes: string | Buffer,
    milliseconds = 5000,
  ): Promise<{ text: string; bytes: Buffer; closed: boolean }> =>
    new Promise((resolve) => {
      const chunks: Buffer[] = [];
      const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.write(bytes));
      const finish = (closed: boolean) => {
        clearTimeout(timer);
        socket.destroy();
        const all = Buffer.concat(chunks);
        resolve({ text: all.toString("latin1"), bytes: all, closed });
      };
      const timer = setTimeout(() => finish(false), milliseconds);
      let received = 0;
      socket.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        received += chunk.length;
        if (received > ENOUGH) finish(false);
      });
      socket.on("close", () => finish(true));
      socket.on("error", () => undefined);
    });

  const alive = async (url: string) => {
    const response = await fetch(`${url}/v1/environments`, { headers: { authorization: "Bearer demo" } });
    expect(response.status).to.equal(200);
    await response.arrayBuffer();
  };

  const closing = (request: string) => request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");

  it("answers over HTTP what the provider answers, and tells no time of its own", async () => {
    const url = await serving();
    expect(url).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
    const { text } = await talk(url, closing(GET));
    expect(text).to.match(
      /^HTTP\/1\.1 200 OK\r\ncontent-type: application\/json\r\ncontent-length: \d+\r\nConnection: close\r\n\r\n\{"data":/,
    );
  });

  it("keeps several values of one header apart", async () => {
    const { provider } = await embedded("citrix");
    const url = await serving({}, provider);
    const { text } = await talk(
      url,
      "POST /cam/api/Tenants HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
    );
    expect(text.match(/www-authenticate: .*/g)).to.deep.equal(
      ["Negotiate", "NTLM", 'Basic realm="citrix"'].map((value) => `www-authenticate: ${value}`),
    );
  });

  it("answers requests that come at once on one connection, in their order", async () => {
    const url = await serving();
    const { text } = await talk(url, GET + GET + closing(GET.replace("environments", "tenants")));
    expect(text.match(/HTTP\/1\.1 200 OK/g)).to.have.length(3);
    expect(text.endsWith('{"data":[]}')).to.equal(true);
  });

  it("answers a HEAD, a DELETE and an absolute target as HTTP has it", async () => {
    const url = await serving();
    const head = await talk(url, closing(GET.replace("GET", "HEAD")));
    expect(head.text).to.match(/^HTTP\/1\.1 405 /);
    expect(head.text.endsWith("\r\n\r\n")).to.equal(true);
    const absolute = await talk(url, closing(GET.replace("/v1", "http://manage.mattr.global/v1")));
    expect(absolute.text).to.match(/^HTTP\/1\.1 200 /);
    expect((await talk(url, `OPTIONS * HTTP/1.1\r\n${HEAD}Connection: close\r\n\r\n`)).text).to.match(
      /^HTTP\/1\.1 404 /,
    );
  });

  describe("survives", () => {
    for (const [what, bytes, answer] of [
      [
        "what is not HTTP",
        "\u0016\u0003\u0001 hello\r\n\r\n",
        /^HTTP\/1\.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n$/,
      ],
      ["an unknown method", `FETCH / HTTP/1.1\r\n${HEAD}\r\n`, /^HTTP\/1\.1 400 /],
      ["an unknown version", `GET / HTTP/9.9\r\n${HEAD}\r\n`, /^HTTP\/1\.1 400 /],
      ["a header that is none", "GET / HTTP/1.1\r\nHost: x\r\nno colon here\r\n\r\n", /^HTTP\/1\.1 400 /],
      ["headers without end", `GET / HTTP/1.1\r\nX: ${"a".repeat(100_000)}`, /^HTTP\/1\.1 431 /],
      [
        "a length that is no number",
        `POST /v1/tenants HTTP/1.1\r\n${HEAD}Content-Length: many\r\n\r\n`,
        /^HTTP\/1\.1 400 /,
      ],
      [
        "two lengths",
        `POST /v1/tenants HTTP/1.1\r\n${HEAD}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`,
        /^HTTP\/1\.1 400 /,
      ],
      [
        "chunks whose length is no number",
        `POST /v1/tenants HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
        /HTTP\/1\.1 400 /,
      ],
      [
        "garbage after a request",
        `${GET}\u0000\u0001garbage\r\n\r\n`,
        /^HTTP\/1\.1 200 OK[\s\S]*HTTP\/1\.1 400 Bad Request/,
      ],
    ] as const)
      it(what, async () => {
        const url = await serving();
        const { text, closed } = await talk(url, Buffer.from(bytes, "latin1"));
        expect(text).to.match(answer);
        expect(closed).to.equal(true);
        await alive(url);
      });

    it("a client that goes away in the middle of its request", async () => {
      const url = await serving();
      await talk(url, `POST /v1/tenants HTTP/1.1\r\n${HEAD}Content-Length: 100\r\n\r\n{`, 50);
      await alive(url);
    });

    it("a client that is too slow, and lets go of it", async () => {
      const url = await serving({ requestTimeout: 200 });
      for (const part of [
        "GET / HTTP/1.1\r\nHost",
        `POST /v1/tenants HTTP/1.1\r\n${HEAD}Content-Length: 100\r\n\r\n{`,
      ]) {
        const { text, closed } = await talk(url, part);
        expect(text).to.match(/^HTTP\/1\.1 408 Request Timeout/);
        expect(closed).to.equal(true);
      }
      await alive(url);
    });

    it("a body of 50 megabytes, which it refuses as documented", async () => {
      const url = await serving();
      const headers = { authorization: "Bearer demo", "content-type": "application/json" };
      const response = await fetch(`${url}/v1/tenants`, {
        method: "POST",
        headers,
        body: Buffer.alloc(50 * 1024 * 1024, "x"),
      });
      expect(response.status).to.equal(400);
      expect(((await response.json()) as { details: unknown }).details).to.deep.equal([
        { msg: "Invalid value", param: "", location: "body" },
      ]);
      await alive(url);
    });

    it("bodies that are nested without end, huge, binary, or hostile to objects", async () => {
      const { provider } = await embedded("mattr");
      const url = await serving({}, provider);
      const headers = { authorization: "Bearer demo", "content-type": "application/json" };
      const post = async (body: string | Uint8Array<ArrayBuffer>) => {
        const response = await fetch(`${url}/v1/tenants`, { method: "POST", headers, body });
        await response.arrayBuffer();
        return response.status;
      };
      expect(await post("[".repeat(100_000))).to.equal(400);
      expect(await post("[".repeat(100_000) + "]".repeat(100_000))).to.equal(400);
      expect(await post(`{"name":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`)).to.equal(400);
      expect(await post(new Uint8Array([0xff, 0xfe, 0x7b]))).to.equal(400);
      expect(await post(`"${"a".repeat(5_000_000)}"`)).to.equal(400);
      const sample = '"subdomain":"proto","environmentId":"84ca6f53-5405-4413-a6ad-848b781807e7"';
      expect(await post(`{"__proto__":{"name":1},"constructor":1,"toString":null,${sample}}`)).to.equal(201);
      expect(({} as { name?: unknown }).name).to.equal(undefined);
    });

    it("paths that are hostile", async () => {
      const url = await serving();
      for (const path of [
        "/%",
        "/%ff",
        "//",
        "/v1/tenants/%00",
        `/v1/tenants/${"a".repeat(10_000)}`,
        "/v1/tenants/../..",
        "/__proto__",
        "/v1/tenants?limit=%",
      ]) {
        const { text } = await talk(url, `GET ${path} HTTP/1.1\r\n${HEAD}Connection: close\r\n\r\n`);
        expect(text, path).to.match(/^HTTP\/1\.1 (200|400|404) /);
      }
    });

    it("a defect of the provider, which it reports", async () => {
      const { provider } = await embedded("mattr");
      const defects: unknown[] = [];
      const broken = {
        ...provider,
        handle: (): never => {
          throw new Error("a defect");
        },
      };
      const url = await serving({ onDefect: (error) => defects.push(error) }, broken as unknown as Provider);
      expect((await talk(url, closing(GET))).text).to.match(/^HTTP\/1\.1 500 /);
      expect(defects).to.have.length(1);
    });
  });

  describe("ends", () => {
    it("at once when nothing is going on, idle connections included", async () => {
      const one = await serve((await embedded("mattr")).provider);
      const idle = talk(one.url, GET);
      await alive(one.url);
      const started = performance.now();
      await one.close();
      expect(performance.now() - started).to.be.below(400);
      expect((await idle).closed).to.equal(true);
    });

    it("soon even if a client does not", async () => {
      const one = await serve((await embedded("mattr")).provider);
      const stuck = talk(one.url, "GET / HTTP/1.1\r\nHost");
      await alive(one.url);
      const started = performance.now();
      await one.close();
      expect(performance.now() - started).to.be.below(2000);
      expect((await stuck).closed).to.equal(true);
    });

    it("and cannot begin where another one is", async () => {
      const url = await serving();
      const again = await serve((await embedded("mattr")).provider, { port: Number(new URL(url).port) }).catch(
        (error: NodeJS.ErrnoException) => error.code,
      );
      expect(again).to.equal("EADDRINUSE");
    });
  });

  describe("can write its answers", () => {
    const BODY = '{"data":["a","é"]}';
    const answering: Pick<Provider, "handle"> = {
      handle: (_: ExchangeRequest) => ({
        status: 200,
        headers: { "content-type": "application/json", "x-id": "1" },
        body: BODY,
      }),
    };
    const written = async (kind: WireKind, milliseconds = 3000, request = closing(GET)) => {
      const { provider } = await embedded("mattr");
      const url = await serving({ wire: unrulyWire(kind) }, { ...provider, ...answering } as Provider);
      return talk(url, request, milliseconds);
    };
    const read = async (kind: WireKind) => {
      const { provider } = await embedded("mattr");
      const url = await serving({ wire: unrulyWire(kind) }, { ...provider, ...answering } as Provider);
      const response = await fetch(url);
      return { body: await response.text(), headers: response.headers };
    };

    for (const kind of ["chunked", "gzip", "header-case", "closing", "unhurried"] as const)
      it(`${kind}, and nothing is lost`, async () => {
        const { body, headers } = await read(kind);
        expect(body).to.equal(BODY);
        expect(headers.get("x-id")).to.equal("1");
      });

    it("chunked, in chunks", async () => {
      expect((await written("chunked")).text).to.match(/transfer-encoding: chunked/i);
    });
    it("compressed, for those who take that only", async () => {
      const packed = await written("gzip", 3000, closing(GET.replace("Host", "Accept-Encoding: gzip\r\nHost")));
      const at = packed.bytes.indexOf("\r\n\r\n");
      expect(gunzipSync(packed.bytes.subarray(at + 4)).toString()).to.equal(BODY);
      expect((await written("gzip")).text).not.to.match(/gzip/);
    });
    it("with other capitals in header names", async () => {
      expect((await written("header-case")).text).to.match(/Content-Type: application\/json\r\nX-ID: 1/);
    });
    it("truncated, and then close", async () => {
      const { text, closed } = await written("truncated");
      const length = Number(/Content-Length: (\d+)/.exec(text)![1]);
      expect(text.split("\r\n\r\n")[1]!.length).to.be.below(length);
      expect(closed).to.equal(true);
    });
    it("longer than they say", async () => {
      const { text } = await written("excess");
      expect(text.split("\r\n\r\n")[1]!.length).to.be.above(Number(/Content-Length: (\d+)/.exec(text)![1]));
    });
    it("not at all, with and without letting go", async () => {
      expect(await written("reset")).to.deep.include({ text: "", closed: true });
      expect(await written("silent", 100)).to.deep.include({ text: "", closed: false });
    });
    it("and stop half way", async () => {
      const { text, closed } = await written("stalled", 100);
      expect(text).to.match(/X-Half$/);
      expect(closed).to.equal(false);
    });
    it("byte by byte", async () => {
      const { text, closed } = await written("trickle", 300);
      expect(text.split("\r\n\r\n")[1]!.length).to.be.within(1, 12);
      expect(closed).to.equal(false);
    });
    it("without end", async () => {
      const { bytes, closed } = await written("endless");
      expect(bytes.length).to.be.above(1_000_000);
      expect(closed).to.equal(false);
    });
    it("at once where there is no body that could go on", async () => {
      const { provider } = await embedded("mattr");
      const empty = { handle: () => ({ status: 204, headers: {}, body: null }) };
      const url = await serving({ wire: unrulyWire("endless") }, { ...provider, ...empty } as Provider);
      const { text, closed } = await talk(url, closing(GET), 3000);
      expect(text).to.match(/^HTTP\/1\.1 204 /);
      expect(closed).to.equal(true);
    });
    it("as something else than HTTP", async () => {
      expect((await written("not-http")).text).to.match(/^SSH-2\.0/);
    });
    it("with thousands of headers", async () => {
      expect((await written("header-flood")).text.match(/X-Flood-/g)).to.have.length(20_000);
    });
    it("as compressed though they are not, and as very much compressed", async () => {
      const { text } = await written("not-gzip");
      expect(text).to.match(/content-encoding: gzip/);
      const bomb = await written("gzip-bomb");
      expect(bomb.bytes.length).to.be.below(1_000_000);
    });
    it("as redirections to the same place, and in chunks without lengths", async () => {
      expect((await written("redirect-loop")).text).to.match(
        /^HTTP\/1\.1 307 [\s\S]*location: \/v1\/environments\?limit=1/,
      );
      expect((await written("broken-chunks")).text).to.match(/\r\n\r\nzz\r\n/);
    });
  });
});
