import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { createHash as portableHash } from "../../scripts/build/sha256.ts";
import * as browser from "../../src/browser.ts";
import * as library from "../../src/index.ts";
import { served } from "./served.ts";

const { checkExchange, diff, DocumentError, loadContract, PROVIDERS, validate, validateText } = library;

const PAYLOAD = { subdomain: "my-tenant", environmentId: "84ca6f53-5405-4413-a6ad-848b781807e7" };
const rulesOf = ({ findings }: library.Report): string[] => findings.map(({ rule }) => rule);

const NOTES = {
  openapi: "3.0.3",
  info: { title: "Notes", version: "1" },
  paths: {
    "/notes": {
      get: {
        operationId: "list",
        responses: {
          200: { description: "notes", content: { "application/json": { schema: { type: "array", nullable: true } } } },
        },
      },
    },
  },
} as const;

describe("the library", () => {
  it("exports what is documented and nothing else", () => {
    expect(Object.keys(library).sort()).to.deep.equal(
      [
        "DocumentError",
        "PROVIDERS",
        "VERSION",
        "checkExchange",
        "createClient",
        "diff",
        "loadContract",
        "validate",
        "validateText",
      ].sort(),
    );
    expect(Object.keys(browser)).to.have.members(
      Object.keys(library).filter((name) => name !== "createClient" && name !== "diff"),
    );
  });

  it("does nothing when it is imported", () => {
    const program = `
      const before = Reflect.ownKeys(globalThis).length;
      const prototypes = Object.keys(Object.prototype).length + Object.keys(Array.prototype).length;
      for (const entry of ["index", "browser", "chai/index"]) await import(new URL("src/" + entry + ".ts", "file://" + process.cwd() + "/"));
      const after = Object.keys(Object.prototype).length + Object.keys(Array.prototype).length;
      if (Reflect.ownKeys(globalThis).length !== before || prototypes !== after) throw new Error("globals were changed");
      const { expect } = await import("chai");
      if ("conformTo" in expect(1)) throw new Error("chai was changed");
      if (process.getActiveResourcesInfo().some((one) => /Socket|Timer|Server/.test(one))) throw new Error("something was started");
    `;
    const flags = ["--permission", "--allow-fs-read=*", "--input-type=module", "--eval"];
    const { status, stderr } = spawnSync(process.execPath, [...flags, program], { encoding: "utf8" });
    expect(stderr).to.equal("");
    expect(status).to.equal(0);
  });

  it("has the package's version", () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(library.VERSION).to.equal(version);
  });
});

describe("loadContract", () => {
  it("loads every bundled contract by name, once", async () => {
    for (const name of PROVIDERS) {
      const contract = await loadContract(name);
      expect(contract.provider).to.equal(name);
      expect(await loadContract(name)).to.equal(contract);
    }
  });

  it("loads a document by path, by URL and as an object, of version 3.0 as well", async () => {
    const folder = mkdtempSync(join(tmpdir(), "library-"));
    try {
      const path = join(folder, "notes.openapi.json");
      writeFileSync(path, JSON.stringify(NOTES));
      for (const source of [path, pathToFileURL(path), pathToFileURL(path).href]) {
        const contract = await loadContract(source);
        expect(contract.operations.map(({ ref }) => ref)).to.deep.equal(["notes.list"]);
        expect(rulesOf(await validate(null, "notes.list/response", { contract }))).to.deep.equal([]);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
    const contract = await loadContract(NOTES, { name: "mine" });
    expect(rulesOf(await validate({}, "mine.list/response", { contract }))).to.deep.equal(["type-mismatch"]);
    expect(NOTES.openapi).to.equal("3.0.3");
  });

  it("rejects with a DocumentError for what is no document", async () => {
    for (const source of ["./package.json", "./missing.yaml", {} as library.OpenApiDocument]) {
      const error = await loadContract(source).catch((caught: unknown) => caught);
      expect(error).to.be.instanceOf(DocumentError);
      expect((error as library.DocumentError & { remedy: string }).remedy).to.be.a("string");
    }
    expect(await browser.loadContract("nobody").catch((caught: unknown) => caught)).to.be.instanceOf(RangeError);
  });
});

describe("validate", () => {
  it("passes a payload that conforms and fails one that does not", async () => {
    expect(await validate(PAYLOAD, "mattr.createTenant/request")).to.include({ verdict: "pass", command: "validate" });
    const report = await validate({ ...PAYLOAD, subdomain: "My-tenant" }, "mattr.createTenant/request");
    expect(report.verdict).to.equal("fail");
    expect(rulesOf(report)).to.deep.equal(["pattern-mismatch"]);
    expect(report.findings[0]!.instance).to.deep.equal({
      source: "payload",
      line: null,
      column: null,
      pointer: "/subdomain",
    });
  });

  it("fails from the severity on that is asked for", async () => {
    const payload = { ...PAYLOAD, nickname: "x" };
    expect((await validate(payload, "mattr.createTenant/request")).verdict).to.equal("pass");
    expect((await validate(payload, "mattr.createTenant/request", { failOn: "warning" })).verdict).to.equal("fail");
  });

  it("tells line and column of a text, and what is malformed or doubled in it", async () => {
    const text = `{\n  "subdomain": "My-tenant",\n  "environmentId": "${PAYLOAD.environmentId}"\n}`;
    const report = await validateText(text, "mattr.createTenant/request", { source: "a.json" });
    expect(report.findings.map(({ instance }) => instance)).to.deep.equal([
      { source: "a.json", line: 2, column: 16, pointer: "/subdomain" },
    ]);
    expect(rulesOf(await validateText("{", "mattr.createTenant/request"))).to.deep.equal(["body-malformed"]);
    expect(rulesOf(await validateText('{"a":1,"a":1}', { type: "object", additionalProperties: true }))).to.deep.equal([
      "member-duplicated",
    ]);
  });

  it("judges by a schema of the user's own", async () => {
    expect((await validate(1, { type: "integer" })).verdict).to.equal("pass");
    expect(rulesOf(await validate("a", { type: "integer" }))).to.deep.equal(["type-mismatch"]);
    expect((await validate("a", true)).verdict).to.equal("pass");
  });

  it("rejects for refs that nothing documents and suggests one", async () => {
    const error = await validate({}, "mattr.createTenant/reqest").catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(RangeError);
    expect((error as Error).message).to.include('did you mean "mattr.createTenant/request"?');
    expect(await validate({}, "constructor.x/request").catch((caught: unknown) => caught)).to.be.instanceOf(RangeError);
  });
});

describe("checkExchange", () => {
  const exchange = {
    request: {
      method: "post",
      url: "https://manage.mattr.global/v1/tenants",
      headers: { Authorization: "Bearer x" },
      body: PAYLOAD,
    },
    response: { status: 201, headers: new Headers({ "content-type": "application/json" }), body: {} as unknown },
  };

  it("passes an exchange as the embedded provider has it", async () => {
    const { provider, close } = await served("mattr");
    await close();
    const request = {
      method: "POST",
      url: "/v1/tenants",
      headers: { authorization: "Bearer demo", "content-type": "application/json" },
      body: JSON.stringify(PAYLOAD),
    };
    const report = await checkExchange("mattr", { request, response: provider.handle(request) });
    expect(report).to.include({ verdict: "pass", command: "check" });
    expect(report.findings).to.deep.equal([]);
  });

  it("takes values as JSON, headers in any case, bytes and buffers as bodies", async () => {
    expect(new Set(rulesOf(await checkExchange("mattr", exchange)))).to.deep.equal(new Set(["member-missing"]));
    for (const body of [Buffer.from("{}"), new TextEncoder().encode("{}").buffer])
      expect(
        rulesOf(await checkExchange("mattr", { ...exchange, response: { ...exchange.response, body } })),
      ).to.deep.equal(rulesOf(await checkExchange("mattr", exchange)));
  });

  it("judges below a base path of its own", async () => {
    const request = { ...exchange.request, url: "/gateway/v1/tenants" };
    expect(rulesOf(await checkExchange("mattr", { ...exchange, request }))).to.include("operation-undocumented");
    expect(rulesOf(await checkExchange("mattr", { ...exchange, request }, { basePath: "/gateway/" }))).to.not.include(
      "operation-undocumented",
    );
  });
});

describe("diff", () => {
  it("proves a break between two schemas", async () => {
    const report = await diff({ type: "string" }, { type: "string", maxLength: 3 });
    expect(report).to.include({ verdict: "fail", command: "diff" });
    const { witness } = report.findings[0]!;
    expect(witness).to.include({ validIn: "baseline", invalidIn: "revision" });
    expect(witness!.instance).to.be.a("string").with.length.above(3);
    const response = await diff({ type: "string" }, { type: "string", maxLength: 3 }, { schemaDirection: "response" });
    expect(response.verdict).to.equal("pass");
  });

  it("finds no difference between a contract and itself, however it is given", async () => {
    const contract = await loadContract("mattr");
    for (const source of ["mattr", contract] as const) {
      const report = await diff(source, contract);
      expect(report.findings).to.deep.equal([]);
      expect(report.verdict).to.equal("pass");
    }
  });

  it("compares documents, of version 3.0 with 3.1 as well", async () => {
    const revision = structuredClone(NOTES) as unknown as { paths: Record<string, unknown> };
    expect((await diff(NOTES, { ...NOTES, openapi: "3.0.0" })).findings).to.deep.equal([]);
    delete revision.paths["/notes"];
    expect((await diff(NOTES, revision)).verdict).to.equal("fail");
    expect(await diff("./missing.yaml", "mattr").catch((error: unknown) => error)).to.be.instanceOf(DocumentError);
  });
});

describe("the portable hash of built code", () => {
  it("gives what Node's gives, for texts around every block boundary", () => {
    for (const length of [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 1000])
      for (const text of ["a".repeat(length), "é€😀".repeat(length)])
        expect(portableHash("sha256").update(text).digest("hex")).to.equal(
          createHash("sha256").update(text).digest("hex"),
        );
  });
});
