import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { isPublicAddress } from "../../src/docs/addresses.ts";
import { DEFAULT_FETCH, FetchError, type FetchLimits, fetchPage } from "../../src/docs/fetch.ts";

const LIMITS: FetchLimits = { ...DEFAULT_FETCH, timeout: 2000, largest: 10_000, allowPrivate: true };

/** What became of a fetch: the text, or the error's kind and message. */
const fetched = async (url: string, limits: FetchLimits = LIMITS): Promise<string> => {
  try {
    return await fetchPage(url, limits);
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    return `${error.kind}: ${error.message}`;
  }
};

describe("the fetching of a page", () => {
  const servers: Server[] = [];
  const serve = async (listener: RequestListener): Promise<string> => {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  it("reads a page in its character set and encoding", async () => {
    const latin = await serve((_, response) =>
      response.setHeader("content-type", "text/html; charset=iso-8859-1").end(Buffer.from("caf\u00e9", "latin1")),
    );
    expect(await fetched(latin)).to.equal("café");
    const zipped = await serve((_, response) =>
      response.setHeader("content-encoding", "gzip").end(gzipSync("<p>one</p>")),
    );
    expect(await fetched(zipped)).to.equal("<p>one</p>");
  });

  it("follows redirects, relative ones too, and not forever", async () => {
    const base = await serve((request, response) => {
      const hops = Number(request.url?.slice(1));
      if (hops === 0) response.setHeader("content-type", "text/plain").end("there");
      else response.writeHead(302, { location: `./${hops - 1}` }).end();
    });
    expect(await fetched(`${base}/5`)).to.equal("there");
    expect(await fetched(`${base}/6`)).to.equal(`unreachable: ${base}/6 is redirected more than 5 times`);
  });

  it("asks no address that is not public unless it may, however it is written or come by", async () => {
    const closed = { ...LIMITS, allowPrivate: false };
    for (const host of [
      "127.0.0.1",
      "127.1",
      "0x7f000001",
      "2130706433",
      "[::1]",
      "[::ffff:10.0.0.1]",
      "169.254.169.254",
      "[fe80::1]",
    ])
      expect(await fetched(`http://${host}/`, closed), host).to.match(/^refused: .* which is not a public address$/);
    const resolve = async (host: string) =>
      host === "mixed.example"
        ? [
            { address: "93.184.216.34", family: 4 },
            { address: "10.0.0.8", family: 4 },
          ]
        : [{ address: "::1", family: 6 }];
    expect(await fetched("https://mixed.example/", { ...closed, resolve })).to.equal(
      "refused: mixed.example is at 10.0.0.8, which is not a public address",
    );
    expect(await fetched("https://inside.example/", { ...closed, resolve })).to.contain(
      "refused: inside.example is at ::1",
    );
  });

  it("asks the address that was checked, whatever the name stands for a moment later", async () => {
    const base = await serve((request, response) => {
      if (request.url === "/start")
        response.writeHead(301, { location: `http://other.example:${new URL(base).port}/end` }).end();
      else response.setHeader("content-type", "text/plain").end(`${request.headers.host}`);
    });
    const { port } = new URL(base);
    const asked: string[] = [];
    const resolve = async (host: string) => {
      asked.push(host);
      return [{ address: asked.length > 2 ? "192.0.2.1" : "127.0.0.1", family: 4 }];
    };
    expect(await fetched(`http://docs.example:${port}/start`, { ...LIMITS, resolve })).to.equal(
      `other.example:${port}`,
    );
    expect(asked).to.deep.equal(["docs.example", "other.example"]);
  });

  it("refuses a redirect to where it may not go", async () => {
    const base = await serve((_, response) => response.writeHead(302, { location: "file:///etc/passwd" }).end());
    expect(await fetched(base)).to.equal("refused: file:///etc/passwd is neither http nor https");
    const resolve = async (host: string) => [
      { address: host === "inside.example" ? "10.0.0.1" : "127.0.0.1", family: 4 },
    ];
    const away = await serve((_, response) =>
      response.writeHead(302, { location: "http://user:secret@inside.example/" }).end(),
    );
    expect(await fetched(away, { ...LIMITS, resolve })).to.equal(
      "refused: inside.example: a URL with credentials is not fetched",
    );
  });

  it("takes no more than the limits of size and time, packed or not", async () => {
    const long = await serve((_, response) => response.setHeader("content-type", "text/html").end("x".repeat(10_001)));
    expect(await fetched(long)).to.equal("unreachable: the page is larger than 10000 bytes");
    const bomb = await serve((_, response) =>
      response.setHeader("content-encoding", "gzip").end(gzipSync("x".repeat(1_000_000))),
    );
    expect(await fetched(bomb)).to.equal("unreachable: the page is larger than 10000 bytes");
    const endless = await serve((_, response) => {
      response.setHeader("content-type", "text/html").write("<p>");
    });
    expect(await fetched(endless, { ...LIMITS, timeout: 200 })).to.equal(
      "unreachable: the page was not there after 200 ms",
    );
    const silent = async () => new Promise<never>(() => {});
    expect(await fetched("http://slow.example/", { ...LIMITS, timeout: 200, resolve: silent })).to.contain(
      "after 200 ms",
    );
  });

  it("says why a page is not there", async () => {
    const missing = await serve((_, response) => response.writeHead(404).end());
    expect(await fetched(`${missing}/page`)).to.equal(`unreachable: ${missing}/page is answered with 404`);
    const image = await serve((_, response) => response.setHeader("content-type", "image/png").end("x"));
    expect(await fetched(image)).to.equal(`unreachable: ${image}/ is "image/png", not a text`);
    const reset = await serve((request) => request.socket.destroy());
    expect(await fetched(reset)).to.match(/^unreachable: 127\.0\.0\.1:\d+ does not answer/);
    const broken = await serve((_, response) => {
      response.writeHead(200, { "content-length": "100", "content-type": "text/plain" });
      response.write("half");
      setTimeout(() => response.destroy(), 20);
    });
    expect(await fetched(broken)).to.match(/^unreachable: .* (?:breaks off|does not answer)/);
    const nowhere = await serve((_, response) => response.setHeader("content-encoding", "zstd").end("x"));
    expect(await fetched(nowhere)).to.equal('unreachable: the page is encoded as "zstd", which was not asked for');
    expect(await fetched("no url")).to.equal("refused: no url is not a URL");
  });
});

describe("a public address", () => {
  it("is one that anybody can reach", () => {
    for (const address of ["93.184.216.34", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111"])
      expect(isPublicAddress(address), address).to.equal(true);
    const others = [
      "0.0.0.0",
      "10.1.2.3",
      "100.64.0.1",
      "127.0.0.1",
      "169.254.0.1",
      "172.16.0.1",
      "192.168.1.1",
      "198.18.0.1",
      "224.0.0.1",
      "255.255.255.255",
    ];
    const others6 = [
      "::",
      "::1",
      "::ffff:8.8.8.8",
      "64:ff9b::808:808",
      "fc00::1",
      "fe80::1",
      "fe80::1%eth0",
      "ff02::1",
      "2001:db8::1",
      "2002:a00:1::",
      "2001::1",
      "x",
    ];
    for (const address of [...others, ...others6]) expect(isPublicAddress(address), address).to.equal(false);
  });
});
