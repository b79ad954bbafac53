import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as chai from "chai";
import { stringify } from "yaml";
import chaiResponseValidator from "../../src/chai/index.ts";
import { openapi3, swagger2 } from "./api-documents.ts";

const { expect, AssertionError } = chai;

const get = (path: string, status: number, body?: unknown) => ({ status, req: { method: "GET", path }, body });

const message = (assertion: () => unknown): string => {
  try {
    assertion();
  } catch (error) {
    expect(error).to.be.instanceOf(AssertionError);
    return (error as Error).message;
  }
  throw new Error("the assertion passed");
};

const DOCUMENTS = [
  ["2.0", swagger2()],
  ["3.0", openapi3("3.0.3")],
  ["3.1", openapi3("3.1.0")],
] as const;

for (const [version, document] of DOCUMENTS)
  describe(`satisfyApiSpec with a document of OpenAPI ${version}`, () => {
    before(() => {
      chai.use(chaiResponseValidator(document));
    });

    const satisfying: [string, ReturnType<typeof get>][] = [
      ["a text", get("/text", 200, "hello")],
      ["a body by reference", get("/text-by-reference", 200, "hello")],
      ["an empty body", get("/nothing", 204)],
      ["false, which is a body", get("/boolean", 200, false)],
      ["an object three deep", get("/deep", 200, { a: { b: { c: "d" } } })],
      ["a response by reference", get("/shared", 200, "hello")],
      ["the first of several statuses", get("/several", 200, "hello")],
      ["the second of several statuses", get("/several", 201, 123456)],
      ["a status that documents no body", get("/several", 203)],
      ["a query", get("/nothing?a=b", 204)],
      ["several query parameters", get("/nothing?a=b&c=d", 204)],
      ["a path parameter", get("/people/ann", 204)],
      ["several path parameters", get("/people/ann/pets/rex", 204)],
      ["a path parameter and a query", get("/people/ann?a=b", 204)],
      ["a concrete path before a template", get("/people/me", 200, "hello")],
      ["the more concrete of two templates", get("/people/you", 204)],
      ["another method", { status: 204, req: { method: "POST", path: "/shared" }, body: undefined }],
    ];
    for (const [what, response] of satisfying)
      it(`accepts ${what}`, () => {
        expect(response).to.satisfyApiSpec;
        expect(message(() => expect(response).to.not.satisfyApiSpec)).to.include(
          "expected res not to satisfy API spec",
        );
      });

    const refused: [string, ReturnType<typeof get>, string][] = [
      [
        "a status that is not documented",
        get("/several", 418),
        "Response statuses found for endpoint 'GET /several' in API spec: 200, 201, 203",
      ],
      [
        "a body of another type",
        get("/text", 200, 1),
        "expected res to satisfy the '200' response defined for endpoint 'GET /text'",
      ],
      ["a member of another type", get("/pair", 200, { first: "a", second: 2 }), "second: "],
      [
        "a path that is not documented",
        get("/elsewhere", 200),
        "res had request path '/elsewhere', but your API spec has no matching path",
      ],
      [
        "a method that is not documented",
        { status: 204, req: { method: "HEAD", path: "/text" }, body: undefined },
        "no 'HEAD' operation",
      ],
    ];
    for (const [what, response, why] of refused)
      it(`refuses ${what} and says why`, () => {
        expect(message(() => expect(response).to.satisfyApiSpec))
          .to.include("expected res to satisfy API spec")
          .and.include(why);
        expect(response).to.not.satisfyApiSpec;
      });

    it("tells every member that is wrong", () => {
      const why = message(() => expect(get("/pair", 200, { first: 1, second: 2 })).to.satisfyApiSpec);
      expect(why)
        .to.match(/first: .*\nsecond: /)
        .and.include("res contained: { body: { first: 1, second: 2 } }");
    });

    it("throws a TypeError for what is no response, with and without not", () => {
      const value = { status: 204, body: "no request" };
      expect(() => expect(value).to.satisfyApiSpec).to.throw(TypeError);
      expect(() => expect(value).to.not.satisfyApiSpec).to.throw(TypeError);
    });

    const members: [string, unknown, unknown][] = [
      ["Text", "a", 1],
      ["Count", 1, "a"],
      ["Named", { name: "a" }, { name: 1 }],
      ["Referring", { name: "a" }, { name: 1 }],
      ["Both", { name: "a", count: 1 }, { name: "a", count: "b" }],
      ...(version === "2.0"
        ? []
        : ([
            ["Any", { first: 1, second: "a" }, { first: 1, second: 1 }],
            ["One", { first: 1, second: "a" }, { first: "a", second: "a" }],
            ["Nullable", null, 1],
          ] as [string, unknown, unknown][])),
    ];
    for (const [name, valid, invalid] of members)
      it(`satisfySchemaInApiSpec tells what satisfies ${name} from what does not`, () => {
        expect(valid).to.satisfySchemaInApiSpec(name);
        expect(invalid).to.not.satisfySchemaInApiSpec(name);
        expect(message(() => expect(valid).to.not.satisfySchemaInApiSpec(name))).to.include(
          `The '${name}' schema in API spec: {`,
        );
        expect(message(() => expect(invalid).to.satisfySchemaInApiSpec(name))).to.include(
          "object did not satisfy it because: ",
        );
      });

    it("satisfySchemaInApiSpec refuses a name that no schema has, with and without not", () => {
      const why = "The argument to satisfySchemaInApiSpec must match a schema in your API spec";
      expect(message(() => expect("a").to.satisfySchemaInApiSpec("Missing"))).to.equal(why);
      expect(message(() => expect("a").to.not.satisfySchemaInApiSpec("Missing"))).to.equal(why);
    });
  });

describe("satisfyApiSpec and servers", () => {
  const serving = (servers: unknown): void => {
    const document = { ...openapi3("3.1.0"), ...(servers === undefined ? {} : { servers }) };
    chai.use(chaiResponseValidator(document));
  };

  it("takes paths as they are where no server is given", () => {
    for (const servers of [undefined, []]) {
      serving(servers);
      expect(get("/text", 200, "a")).to.satisfyApiSpec;
      expect(get("/base/text", 200, "a")).to.not.satisfyApiSpec;
    }
  });

  it("finds the base path of relative and absolute servers", () => {
    serving([
      { url: "/relative" },
      { url: "https://api.example.com:8443/absolute" },
      { url: "wss://10.0.0.1/socket/" },
    ]);
    for (const base of ["/relative", "/absolute", "/socket"]) expect(get(`${base}/text`, 200, "a")).to.satisfyApiSpec;
    expect(message(() => expect(get("/absolute/elsewhere", 200)).to.satisfyApiSpec)).to.include(
      "'/absolute/elsewhere' matches servers [ 'https://api.example.com:8443/absolute' ] but no <server/endpointPath> combinations",
    );
    expect(message(() => expect(get("/text", 200)).to.satisfyApiSpec)).to.include(
      "'/text', but your API spec has no matching servers\n\nServers found in API spec: /relative, https://api.example.com:8443/absolute, wss://10.0.0.1/socket/",
    );
  });

  it("fills variables with every value that they may have", () => {
    const variables = { host: { default: "a.example" }, version: { default: "v1", enum: ["v1", "v2"] } };
    serving([{ url: "https://{host}/{version}", variables }]);
    expect(get("/v1/text", 200, "a")).to.satisfyApiSpec;
    expect(get("/v2/text", 200, "a")).to.satisfyApiSpec;
    expect(get("/v3/text", 200, "a")).to.not.satisfyApiSpec;
  });

  it("finds the base path of version 2.0", () => {
    for (const own of [{ basePath: "/base" }, { host: "api.example", schemes: ["https"], basePath: "/base" }]) {
      chai.use(chaiResponseValidator({ ...swagger2(), ...own }));
      expect(get("/base/text", 200, "a")).to.satisfyApiSpec;
      expect(get("/text", 200, "a")).to.not.satisfyApiSpec;
    }
  });
});

describe("satisfyApiSpec beyond the original", () => {
  it("reads webhooks-only and 2020-12 keywords of 3.1", () => {
    const document = openapi3("3.1.0") as { components: { schemas: Record<string, unknown> } };
    document.components.schemas.Tuple = {
      type: "array",
      prefixItems: [{ const: 1 }, { type: "string" }],
      items: false,
    };
    chai.use(chaiResponseValidator(document));
    expect([1, "a"]).to.satisfySchemaInApiSpec("Tuple");
    expect([1, "a", 2]).to.not.satisfySchemaInApiSpec("Tuple");
    expect(() =>
      chaiResponseValidator({ openapi: "3.1.0", info: { title: "t", version: "1" }, webhooks: {} }),
    ).to.not.throw();
  });

  it("tells null from a body that is not there", () => {
    const content = { "application/json": { schema: { type: ["string", "null"] } } };
    const paths = { "/maybe": { get: { responses: { 200: { description: "a text or null", content } } } } };
    chai.use(chaiResponseValidator({ openapi: "3.1.0", info: { title: "t", version: "1" }, paths }));
    expect(get("/maybe", 200, null)).to.satisfyApiSpec;
    expect(get("/maybe", 200)).to.not.satisfyApiSpec;
  });

  it("lets undeclared members pass, unless it is to be strict", () => {
    chai.use(chaiResponseValidator(openapi3("3.1.0")));
    expect({ name: "a", more: 1 }).to.satisfySchemaInApiSpec("Named");
    chai.use(chaiResponseValidator(openapi3("3.1.0"), { strict: true }));
    expect(message(() => expect({ name: "a", more: 1 }).to.satisfySchemaInApiSpec("Named"))).to.include("more");
  });
});

describe("chaiResponseValidator's argument", () => {
  let folder: string;
  const file = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "api-spec-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const start =
    "The provided argument must be either an absolute filepath or an object representing an OpenAPI specification.\nError details: ";

  it("may be an absolute path to YAML or JSON, or an object", () => {
    expect(chaiResponseValidator(file("a.yml", stringify(openapi3("3.0.3"))))).to.be.a("function");
    expect(chaiResponseValidator(file("a.json", JSON.stringify(swagger2())))).to.be.a("function");
    expect(chaiResponseValidator(openapi3("3.1.0"))).to.be.a("function");
  });

  it("is refused with a reason where it is nothing of the kind", () => {
    expect(() => chaiResponseValidator(123 as unknown as string)).to.throw(`${start}Received type 'number'`);
    expect(() => chaiResponseValidator([])).to.throw(`${start}Received type 'array'`);
    expect(() => chaiResponseValidator("./")).to.throw(`${start}'./' is not an absolute filepath`);
    expect(() => chaiResponseValidator("/no/such/file.yml")).to.throw(`${start}ENOENT: no such file or directory`);
  });

  it("is refused where the file is not well-formed", () => {
    expect(() => chaiResponseValidator(file("b.yml", "a: 1\na: 2\n"))).to.throw(`${start}Invalid YAML or JSON:\n`);
    expect(() => chaiResponseValidator(file("b.json", '{"a": 1, "a": 2}'))).to.throw(`${start}Invalid YAML or JSON:\n`);
    expect(() => chaiResponseValidator(file("b.js", "const a = { b: ["))).to.throw(/Invalid/);
  });

  it("is refused where the document is not an OpenAPI document", () => {
    expect(() => chaiResponseValidator(file("c.yml", ""))).to.throw("Invalid OpenAPI spec: ");
    expect(() => chaiResponseValidator({ foo: "foo" })).to.throw("Invalid OpenAPI spec: ");
    expect(() => chaiResponseValidator({ openapi: "3.0.0", info: {}, paths: [] })).to.throw(
      "Invalid OpenAPI spec: info",
    );
    expect(() => chaiResponseValidator({ swagger: "2.0", info: { title: "t", version: "1" } })).to.throw(
      "Invalid OpenAPI spec: ",
    );
  });

  it("is not changed", () => {
    const document = openapi3("3.0.3");
    chaiResponseValidator(document);
    expect(document).to.deep.equal(openapi3("3.0.3"));
  });
});
