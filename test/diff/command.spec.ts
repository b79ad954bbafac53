import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parseArguments } from "../../src/cli/arguments.ts";
import { COMMON_OPTIONS } from "../../src/cli/command.ts";
import command from "../../src/cli/commands/diff.ts";
import { requesting, text } from "./documents.ts";

const run = async (...argv: string[]): Promise<{ code: number; out: string }> => {
  let out = "";
  const code = await command.run(parseArguments(command, { ...COMMON_OPTIONS, ...command.options }, argv), {
    out: async (chunk) => {
      out += chunk;
    },
    note: () => undefined,
    stdin: process.stdin,
    env: {},
    color: false,
    interactive: false,
    onInterrupt: () => undefined,
  });
  return { code, out };
};

describe("The diff command", () => {
  const home = process.cwd();
  let folder = "";
  const write = (name: string, value: unknown): void =>
    writeFileSync(join(folder, name), JSON.stringify(value, null, 2));

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "diff-"));
    write("a.json", requesting(text));
    write("b.json", requesting({ type: "string", maxLength: 2 }));
  });
  after(() => rmSync(folder, { recursive: true }));
  afterEach(() => process.chdir(home));

  it("shows operation, both places, proof and remedy, and fails on errors", async () => {
    process.chdir(folder);
    const { code, out } = await run("a.json", "b.json");
    expect(code).to.equal(1);
    expect(out).to.equal(`createTenant
  error  request-length-narrowed
    In the request body, the length was any number of characters and is now at most 2 characters.
    was    a.json:14:25  /paths/~1tenants~1{id}/post/requestBody/content/application~1json/schema
    is     b.json:14:25  /paths/~1tenants~1{id}/post/requestBody/content/application~1json/schema
    hurts  Clients that send what was accepted before are refused.
    proof  this body is valid in the baseline and not in the revision:
           "abc"
    fix    Keep accepting the old values, or announce the change and publish it as a new major version.

fail: 1 error; 1 compared
`);
  });

  it("writes a changelog and a report at once", async () => {
    process.chdir(folder);
    const { out } = await run("a.json", "b.json", "--format", "markdown:CHANGES.md", "--format", "json");
    const changes = readFileSync(join(folder, "CHANGES.md"), "utf8");
    expect(changes).to.contain("## Breaking changes\n\n### createTenant\n");
    expect(changes).to.contain('- Proof: this body is valid in the baseline and not in the revision: `"abc"`');
    expect(changes).to.contain("Next version by Semantic Versioning: **2.0.0**");
    expect(JSON.parse(out)).to.have.property("command", "diff");
  });

  it("prints the next version and nothing else", async () => {
    process.chdir(folder);
    expect(await run("a.json", "b.json", "--next-version")).to.deep.equal({ code: 0, out: "2.0.0\n" });
    expect(await run("b.json", "a.json", "--next-version")).to.deep.equal({ code: 0, out: "1.3.0\n" });
  });

  it("passes where nothing breaks, unless told to fail on less", async () => {
    process.chdir(folder);
    expect((await run("b.json", "a.json")).code).to.equal(0);
    expect((await run("b.json", "a.json", "--fail-on", "info")).code).to.equal(1);
    expect(await run("a.json", "a.json", "--fail-on", "info")).to.deep.equal({
      code: 0,
      out: "pass: no difference in meaning; 1 compared\n",
    });
  });

  it("reads a file of a git revision, with the files it refers to", async () => {
    const git = (...args: string[]): void =>
      void execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
        cwd: folder,
        stdio: "ignore",
      });
    mkdirSync(join(folder, "specs"));
    const yaml =
      "openapi: 3.1.0\ninfo: { title: T, version: 1.0.0 }\npaths:\n  /a:\n    post:\n      operationId: a\n      requestBody: { content: { application/json: { schema: { $ref: ../name.json } } } }\n      responses: {}\n";
    writeFileSync(join(folder, "specs/x.openapi.yaml"), yaml);
    write("name.json", { type: "object", properties: { name: text } });
    git("init", "-q");
    git("add", ".");
    git("commit", "-q", "-m", "one");
    write("name.json", { type: "object", properties: { name: text }, required: ["name"] });
    git("commit", "-q", "-a", "-m", "two");
    process.chdir(folder);
    const { code, out } = await run("HEAD~1:specs/x.openapi.yaml", "specs/x.openapi.yaml");
    expect(code).to.equal(1);
    expect(out).to.contain("was    HEAD~1:name.json:4:13  /properties/name");
    expect(out).to.contain("is     name.json:4:13  /properties/name");
  });

  const yamlOf = (schema: string, more = ""): string =>
    `openapi: 3.1.0\ninfo: { title: T, version: 1.0.0 }\n${more}paths:\n  /a:\n    post:\n      operationId: a\n      requestBody:\n        content:\n          application/json:\n            schema:\n              ${schema}\n      responses: {}\n`;

  it("tells both places in a file that both sides refer to", async () => {
    const holding = (n: object): object => ({ type: "object", properties: { n } });
    write("both.json", { A: holding(text), B: holding({ type: "string", maxLength: 2 }) });
    writeFileSync(join(folder, "old.yaml"), yamlOf("$ref: both.json#/A"));
    writeFileSync(join(folder, "new.yaml"), yamlOf("$ref: both.json#/B"));
    process.chdir(folder);
    const { code, out } = await run("old.yaml", "new.yaml");
    expect(code).to.equal(1);
    expect(out).to.contain("was    both.json:5:12  /A/properties/n\n    is     both.json:13:12  /B/properties/n\n");
  });

  it("tells the places in YAML of any size", async () => {
    const filler = `x-filler: |\n${"  a line of text that says nothing\n".repeat(70_000)}`;
    expect(filler.length).to.be.above(2 * 1024 * 1024);
    writeFileSync(join(folder, "old.yaml"), yamlOf("type: string", filler));
    writeFileSync(join(folder, "new.yaml"), yamlOf("type: string # short\n              maxLength: 2", filler));
    process.chdir(folder);
    const at = "/paths/~1a/post/requestBody/content/application~1json/schema";
    const { code, out } = await run("old.yaml", "new.yaml");
    expect(code).to.equal(1);
    expect(out).to.contain(`was    old.yaml:70012:15  ${at}\n    is     new.yaml:70012:15  ${at}\n`);
  });

  it("finds nothing between a document and its copy under another name", async () => {
    process.chdir(folder);
    write("copy.json", requesting(text));
    writeFileSync("one.yaml", yamlOf("type: string"));
    writeFileSync("copy.yaml", yamlOf("type: string"));
    for (const name of ["a.json", "one.yaml"]) {
      const copy = name.endsWith("json") ? "copy.json" : "copy.yaml";
      const passed = { code: 0, out: "pass: no difference in meaning; 1 compared\n" };
      expect(await run(name, copy, "--fail-on", "info"), name).to.deep.equal(passed);
    }
  });

  it("compares plain JSON Schemas in either direction", async () => {
    write("old.schema.json", { type: "object", properties: { n: { type: "integer" } } });
    write("new.schema.json", { type: "object", properties: { n: { type: "number" } } });
    process.chdir(folder);
    expect((await run("old.schema.json", "new.schema.json")).code).to.equal(0);
    const { code, out } = await run("old.schema.json", "new.schema.json", "--direction", "response");
    expect(code).to.equal(1);
    expect(out).to.contain('{"n":0.5}');
  });

  it("upgrades OpenAPI 2.0", async () => {
    const old = (type: string): object => ({
      swagger: "2.0",
      info: { title: "T", version: "1.0.0" },
      paths: {
        "/a": {
          post: {
            operationId: "a",
            consumes: ["application/json"],
            parameters: [{ in: "body", name: "body", schema: { type: "object", properties: { n: { type } } } }],
            responses: { "200": { description: "" } },
          },
        },
      },
    });
    write("old.json", old("number"));
    write("new.json", old("integer"));
    process.chdir(folder);
    expect((await run("old.json", "new.json")).out).to.contain('{"n":0.5}');
  });

  it("refuses command lines it does not understand", async () => {
    for (const argv of [
      ["a.json"],
      ["a.json", "b.json", "c.json"],
      ["a", "b", "--direction", "up"],
      ["a", "b", "--severity", "x=loud"],
      ["a", "b", "--severity", "request-length-narowed=info"],
      ["a", "b", "--on", "soon"],
    ]) {
      const failure = await run(...argv).then(
        () => null,
        (error: unknown) => error,
      );
      expect(failure, argv.join(" ")).to.have.property("name", "UsageError");
    }
  });
});
