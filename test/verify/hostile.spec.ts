import { type AddressInfo, createServer, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { loadBundled } from "../../src/contract/bundled.ts";
import { credentialsOf } from "../../src/verify/credentials.ts";
import { planOf } from "../../src/verify/plan.ts";
import { verify } from "../../src/verify/verification.ts";

const TIMEOUT = 400;

/** Answers every request with what `answer` writes to the socket. */
const hostile = async (answer: (socket: Socket) => void): Promise<{ url: string; close(): void }> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      if (text.includes("\r\n\r\n")) {
        text = "";
        answer(socket);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
};

const head = (lines: readonly string[]): string =>
  `HTTP/1.1 200 OK\r\n${lines.map((line) => `${line}\r\n`).join("")}\r\n`;
const JSON_TYPE = "Content-Type: application/json";

/** Writes the same bytes again and again until nobody listens. */
const endlessly = (socket: Socket, chunk: Buffer): void => {
  const more = (): void => {
    while (!socket.destroyed && socket.write(chunk));
    if (!socket.destroyed) socket.once("drain", more);
  };
  more();
};

const trickle = (socket: Socket, text: string): void => {
  let at = 0;
  const timer = setInterval(() => {
    if (socket.destroyed || at >= text.length) return clearInterval(timer);
    socket.write(text[at++]!);
  }, 50);
};

interface Behaviour {
  readonly does: string;
  readonly rules: readonly string[];
  answer(socket: Socket): void;
}

const body =
  (text: string | Buffer, ...lines: string[]) =>
  (socket: Socket): void => {
    socket.write(head([JSON_TYPE, `Content-Length: ${Buffer.byteLength(text)}`, ...lines]));
    socket.write(text);
  };

const BEHAVIOURS: readonly Behaviour[] = [
  {
    does: "announces more than it sends",
    rules: ["exchange-failed"],
    answer: (socket) => socket.end(`${head([JSON_TYPE, "Content-Length: 1000"])}{"data":[`),
  },
  {
    does: "announces less than it sends",
    rules: ["body-malformed", "response-not-http", "exchange-failed"],
    answer: (socket) => void socket.write(`${head([JSON_TYPE, "Content-Length: 5"])}{"data":[]}`),
  },
  {
    does: "sends its answer a byte at a time",
    rules: ["response-too-slow"],
    answer: (socket) => trickle(socket, `${head([JSON_TYPE, "Content-Length: 1000"])}${" ".repeat(1000)}`),
  },
  { does: "never answers", rules: ["response-too-slow"], answer: () => undefined },
  {
    does: "stops amid the header fields",
    rules: ["response-too-slow"],
    answer: (socket) => void socket.write("HTTP/1.1 200 OK\r\nContent-Ty"),
  },
  { does: "resets the connection", rules: ["exchange-failed"], answer: (socket) => socket.resetAndDestroy() },
  { does: "closes the connection without a word", rules: ["exchange-failed"], answer: (socket) => socket.end() },
  {
    does: "sends bytes that are not UTF-8",
    rules: ["body-malformed"],
    answer: body(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])),
  },
  { does: "gives a member twice", rules: ["member-duplicated"], answer: body('{"data":[],"data":[]}') },
  {
    does: "sends a gzip bomb",
    rules: ["response-too-large"],
    answer: body(gzipSync(Buffer.alloc(64 * 1024 * 1024)), "Content-Encoding: gzip"),
  },
  {
    does: "calls plain text gzip",
    rules: ["response-encoding-broken"],
    answer: body('{"data":[]}', "Content-Encoding: gzip"),
  },
  {
    does: "uses an encoding nobody asked for",
    rules: ["response-encoding-broken"],
    answer: body("x", "Content-Encoding: compress"),
  },
  {
    does: "redirects to itself for ever",
    rules: ["request-refused"],
    answer: (socket) =>
      void socket.write("HTTP/1.1 302 Found\r\nLocation: /v1/environments\r\nContent-Length: 0\r\n\r\n"),
  },
  {
    does: "floods the header fields",
    rules: ["response-not-http"],
    answer: (socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      endlessly(socket, Buffer.from(`X-Flood: ${"a".repeat(1000)}\r\n`));
    },
  },
  {
    does: "does not speak HTTP",
    rules: ["response-not-http"],
    answer: (socket) => socket.end("220 mail.example.com ESMTP\r\n"),
  },
  {
    does: "sends chunks without end",
    rules: ["response-too-large", "response-too-slow"],
    answer: (socket) => {
      socket.write(head([JSON_TYPE, "Transfer-Encoding: chunked"]));
      endlessly(socket, Buffer.from(`10000\r\n${"a".repeat(65536)}\r\n`));
    },
  },
  {
    does: "sends a chunk with a malformed length",
    rules: ["response-not-http"],
    answer: (socket) => socket.end(`${head([JSON_TYPE, "Transfer-Encoding: chunked"])}zz\r\n{}\r\n`),
  },
  {
    does: "nests a hundred thousand levels",
    rules: ["nesting-too-deep", "type-mismatch"],
    answer: body(`{"data":${"[".repeat(100_000)}${"]".repeat(100_000)}}`),
  },
  {
    does: "switches protocols",
    rules: ["exchange-failed", "response-not-http", "response-too-slow", "request-refused"],
    answer: (socket) => socket.end("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"),
  },
  {
    does: "informs for ever",
    rules: ["response-too-slow"],
    answer: (socket) => endlessly(socket, Buffer.from("HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n")),
  },
];

describe("verify, against hostile providers", function () {
  this.timeout(10_000);

  for (const { does, rules, answer } of BEHAVIOURS)
    it(`ends with a finding when the provider ${does}`, async () => {
      const contract = (await loadBundled("mattr"))!;
      const { url, close } = await hostile(answer);
      const started = Date.now();
      try {
        const target = { baseUrl: url, credentials: credentialsOf("bearer:demo"), allowWrites: false };
        const { findings, results } = await verify(planOf(contract, "0"), target, {
          budget: 2,
          limits: { timeout: TIMEOUT },
        });
        const found = new Set(findings.map(({ rule }) => rule));
        expect(
          [...found].filter((rule) => rules.includes(rule)),
          [...found].join(),
        ).to.have.length.greaterThan(0);
        expect(results.filter(({ state }) => state === "held")).to.have.length(0);
      } finally {
        close();
      }
      expect(Date.now() - started).to.be.lessThan(2 * TIMEOUT + 2000);
    });

  it("reads no more than the cap of a body without end", async () => {
    const contract = (await loadBundled("mattr"))!;
    const before = process.memoryUsage().rss;
    const { url, close } = await hostile((socket) => {
      socket.write(head([JSON_TYPE, "Transfer-Encoding: chunked"]));
      endlessly(socket, Buffer.from(`10000\r\n${"a".repeat(65536)}\r\n`));
    });
    try {
      const target = { baseUrl: url, credentials: credentialsOf("bearer:demo"), allowWrites: false };
      const { findings } = await verify(planOf(contract, "0"), target, { budget: 5, limits: { timeout: 5000 } });
      expect(findings.map(({ rule, message }) => `${rule}: ${message}`)).to.deep.include(
        "response-too-large: the body has more than 8388608 bytes",
      );
    } finally {
      close();
    }
    expect(process.memoryUsage().rss - before).to.be.lessThan(300 * 1024 * 1024);
  });
});
