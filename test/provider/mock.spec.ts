import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { expect } from "chai";
import { PROGRAM } from "../cli/program.ts";

/** A run of the command; `first` resolves with its first output, or with its error if there is none. */
interface Run {
  readonly child: ChildProcess;
  readonly first: Promise<string>;
  readonly ended: Promise<{ code: number | null; out: string; err: string }>;
}

const started = (...args: string[]): Run => {
  const child = spawn(process.execPath, [PROGRAM, "mock", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const texts = { out: "", err: "" };
  const first = new Promise<string>((resolve) => {
    child.stdout.on("data", (chunk) => {
      texts.out += String(chunk);
      resolve(texts.out);
    });
    child.on("close", () => resolve(texts.out || texts.err));
  });
  child.stderr.on("data", (chunk) => {
    texts.err += String(chunk);
  });
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, ...texts }));
  });
  return { child, first, ended };
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });

/** The first of two free ports below those that systems give to connections, as other tests make them meanwhile. */
const twoPorts = async (): Promise<number> => {
  for (let port = 20_000 + (process.pid % 5_000) * 2; port < 32_000; port += 2)
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  throw new Error("no two ports are free");
};

const urlsOf = (text: string): string[] =>
  text
    .trim()
    .split("\n")
    .map((line) => line.split(" ")[1]!);

describe("tenant-contracts mock", () => {
  const running: ChildProcess[] = [];
  afterEach(() => {
    for (const child of running.splice(0)) child.kill("SIGKILL");
  });
  const run = (...args: string[]): Run => {
    const one = started(...args);
    running.push(one.child);
    return one;
  };

  it("prints where each provider is, and ends with 0 when it is told to", async () => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      const { child, first, ended } = run("--port", "0");
      const text = await first;
      expect(text).to.match(
        /^citrix http:\/\/127\.0\.0\.1:\d+\ncxengage http:\/\/127\.0\.0\.1:\d+\nmattr http:\/\/127\.0\.0\.1:\d+\n$/,
      );
      for (const url of urlsOf(text)) expect((await fetch(`${url}/v1/tenants`)).status).to.be.oneOf([401, 404, 405]);
      child.kill(signal);
      expect(await ended).to.deep.equal({ code: 0, out: text, err: "" });
    }
  });

  it("serves the providers it is given on ports that follow each other, with the credentials it is given", async () => {
    const port = await twoPorts();
    const { first } = run("mattr", "cxengage", "--port", String(port), "--auth", "bearer:secret", "--seed", "7");
    expect(await first).to.equal(`mattr http://127.0.0.1:${port}\ncxengage http://127.0.0.1:${port + 1}\n`);
    const status = async (authorization: string) =>
      (await fetch(`http://127.0.0.1:${port}/v1/tenants`, { headers: { authorization } })).status;
    expect([await status("Bearer secret"), await status("Bearer demo")]).to.deep.equal([200, 401]);
  });

  it("misbehaves as it is told, in what it says and how", async () => {
    const shape = urlsOf(await run("mattr", "--port", "0", "--fault", "mattr-tenants-a-bare-list").first)[0]!;
    const headers = { authorization: "Bearer demo" };
    expect(await (await fetch(`${shape}/v1/tenants`, { headers })).json()).to.deep.equal([]);
    const wire = urlsOf(await run("mattr", "--port", "0", "--fault", "mattr-truncated").first)[0]!;
    const failed = await fetch(`${wire}/v1/tenants`, { headers })
      .then((response) => response.text())
      .catch(() => "cut off");
    expect(failed).to.equal("cut off");
  });

  it("lists the faults it knows with the clause each breaks", async () => {
    const { code, out } = await run("mattr", "--list-faults").ended;
    expect(code).to.equal(0);
    expect(out.split("\n")).to.include(
      "mattr\tmattr-status-200\tmattr-create-tenant-201\tA created tenant is answered with 200.",
    );
    expect(out.split("\n")).to.include("mattr\tmattr-pretty\tharmless\tJSON is indented.");
  });

  it("says what is wrong with its command line, and exits with 2", async () => {
    for (const [args, text] of [
      [["matr"], 'there is no provider "matr"\nDid you mean mattr?'],
      [["--port", "http"], '--port "http" is not a port'],
      [["--port", "70000"], '--port "70000" is not a port'],
      [["--port", "65534"], "--port 65534 leaves no room for 3 providers\nGive at most 65533."],
      [["mattr", "--auth", "bearer"], "has none of the known forms"],
      [["mattr", "--auth", "basic:a:b"], 'mattr does not document credentials of the kind "basic"'],
      [
        ["mattr", "--fault", "mattr-status-20"],
        'mattr can be given no fault "mattr-status-20"\nDid you mean mattr-status-200?',
      ],
    ] as const) {
      const { code, out, err } = await run(...args).ended;
      expect(err).to.include(text);
      expect(err).not.to.include("secret");
      expect({ code, out }).to.deep.equal({ code: 2, out: "" });
    }
  });

  it("exits with 4 where it cannot listen, and leaves nothing running", async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) =>
      other.listen(0, "127.0.0.1", () => resolve((other.address() as { port: number }).port)),
    );
    const busy = await run("mattr", "--port", String(port)).ended;
    expect(busy).to.deep.equal({
      code: 4,
      out: "",
      err: `tenant-contracts: 127.0.0.1:${port} is in use\nGive another --port, or 0 for any free one.\n`,
    });
    await new Promise((resolve) => other.close(resolve));
    const nowhere = await run("mattr", "--port", "0", "--host", "203.0.113.1").ended;
    expect(nowhere.code).to.equal(4);
    expect(nowhere.err).to.include("cannot listen on 203.0.113.1:0");
  });

  it("does not keep bodies that are too large", async function () {
    this.timeout(60_000);
    const [url] = urlsOf(await run("mattr", "--port", "0").first);
    const { pid } = running[0]!;
    const piece = Buffer.alloc(1024 * 1024, "x");
    let left = 300;
    const body = new ReadableStream({
      pull: (controller) => {
        if (left-- > 0) controller.enqueue(piece);
        else controller.close();
      },
    });
    const headers = { authorization: "Bearer demo", "content-type": "application/json" };
    const response = await fetch(`${url!}/v1/tenants`, {
      method: "POST",
      headers,
      body,
      duplex: "half",
    } as RequestInit);
    expect(response.status).to.equal(400);
    const status = `/proc/${pid}/status`;
    if (!existsSync(status)) return;
    const peak = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(status, "utf8"))![1]) / 1024;
    expect(peak).to.be.below(250);
  });
});
