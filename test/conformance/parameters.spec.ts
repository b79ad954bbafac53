import { expect } from "chai";
import fc from "fast-check";
import { Conformance } from "../../src/conformance/conformance.ts";
import { formTexts, formValue, parameterTexts, parameterValue } from "../../src/conformance/parameters.ts";
import { TextualSchemas } from "../../src/conformance/textual.ts";
import { contractOf } from "../../src/contract/contract.ts";
import { Judge } from "../../src/engine/judge.ts";
import type { Schema } from "../../src/model/contract.ts";
import type { ExchangeRequest, ExchangeResponse } from "../../src/model/exchange.ts";

const ITEM = fc.string({ minLength: 1, maxLength: 5 }).filter((text) => !/[,|\s;.=]/.test(text));
const LIST: Schema = { type: "array", items: { type: "string" } };
const OBJECT: Schema = { type: "object", properties: { a: { type: "string" }, b: { type: "integer" } } };
const STYLES = [
  ["form", true],
  ["form", false],
  ["spaceDelimited", false],
  ["pipeDelimited", false],
  ["simple", false],
  ["label", false],
  ["matrix", false],
] as const;

const travelled = (style: string, explode: boolean, value: unknown, schema: Schema): unknown => {
  const parameter = { name: "p", style, explode };
  const pairs = parameterTexts(parameter, value);
  if (pairs === null) return undefined;
  const own = pairs.filter(([name]) => name === "p").map(([, text]) => text);
  return parameterValue(parameter, own, schema, pairs);
};

describe("values that travel as text", () => {
  it("are read as they were sent, lists in every style", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...STYLES),
        fc.array(ITEM, { minLength: 1, maxLength: 4 }),
        ([style, explode], list) => {
          expect(travelled(style, explode, list, LIST)).to.deep.equal(list);
        },
      ),
    );
  });

  it("are read as they were sent, objects as well", () => {
    fc.assert(
      fc.property(ITEM, fc.integer(), (a, b) => {
        for (const [style, explode] of [
          ["deepObject", true],
          ["form", true],
          ["form", false],
          ["simple", true],
        ] as const)
          expect(travelled(style, explode, { a, b }, OBJECT), `${style} ${explode}`).to.deep.equal({ a, b });
      }),
    );
  });

  it("have no text where the style has none for them", () => {
    for (const [style, value] of [
      ["form", []],
      ["form", [[1]]],
      ["simple", [""]],
      ["deepObject", [1]],
      ["deepObject", "text"],
      ["deepObject", { a: { b: 1 } }],
    ] as const)
      expect(
        parameterTexts({ name: "p", style, explode: style === "deepObject" }, value),
        JSON.stringify(value),
      ).to.equal(null);
  });

  it("make forms, whose members have styles of their own", () => {
    const encoding = { tags: { style: "form", explode: false }, where: { style: "deepObject", explode: true } };
    const value = { name: "Ä & b", count: 3, tags: ["x", "y"], where: { a: "1", b: 2 } };
    const pairs = formTexts(value, encoding)!;
    expect(pairs.map((pair) => pair.join("="))).to.deep.equal([
      "name=Ä & b",
      "count=3",
      "tags=x,y",
      "where[a]=1",
      "where[b]=2",
    ]);
    const schema: Schema = {
      properties: { name: { type: "string" }, count: { type: "integer" }, tags: LIST, where: OBJECT },
    };
    const text = new URLSearchParams(pairs.map(([name, one]) => [name, one])).toString();
    expect(formValue(`${text}&more=1`, schema, encoding)).to.deep.equal({ ...value, more: "1" });
  });

  it("are read from forms of any length, whatever is encoded badly", () => {
    const schema: Schema = { properties: { a: { type: "string" } } };
    expect(formValue("a&".repeat(2_000_000), schema)).to.deep.equal({ a: "" });
    expect(formValue("a=x+y%21&b=%zz&&=c", schema)).to.deep.equal({ a: "x y!", b: "%zz", "": "c" });
    expect(Object.keys(formValue("__proto__=p", {}) as object)).to.deep.equal(["__proto__"]);
  });

  it("are read by all that references and alternatives say together", () => {
    const document = {
      root: { anyOf: [{ $ref: "#/count" }, { type: "null" }], allOf: [{ properties: { n: { $ref: "#/count" } } }] },
      count: { enum: [1, 2] },
    };
    const schema = new TextualSchemas(new Conformance(new Map([["d", document]])).schemas).at("d#/root") as {
      type: unknown;
      properties: { n: { type: unknown } };
    };
    expect(schema.type).to.deep.equal(["null", "integer"]);
    expect(schema.properties.n.type).to.deep.equal(["integer"]);
  });
});

const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "Things", version: "1" },
  paths: {
    "/things": {
      post: {
        operationId: "add",
        requestBody: {
          required: true,
          content: {
            "application/json": { schema: { $ref: "#/components/schemas/Thing" } },
            "application/x-www-form-urlencoded": { schema: { $ref: "#/components/schemas/Thing" } },
          },
        },
        responses: {
          "200": {
            description: "Added",
            content: {
              "application/json": { schema: { $ref: "#/components/schemas/Thing" } },
              "application/xml": { schema: { $ref: "#/components/schemas/Thing" } },
              "image/png": { schema: { type: "string", format: "binary" } },
              "text/plain": { schema: { type: "integer", minimum: 5 } },
            },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      Thing: {
        type: "object",
        required: ["id", "key", "size"],
        properties: {
          id: { type: "string", readOnly: true },
          key: { type: "string", writeOnly: true },
          size: { type: "integer" },
          colour: { type: "string", format: "colour" },
        },
      },
    },
  },
};

describe("bodies that are not JSON", () => {
  const judge = new Judge(contractOf("things", "things.yaml", new Map([["things.yaml", DOCUMENT]])));
  const findings = (
    request: Partial<ExchangeRequest>,
    type = "application/json",
    body: ExchangeResponse["body"] = '{"id":"1","size":1}',
  ): string[] =>
    judge
      .exchange(
        {
          request: {
            ...{ method: "POST", url: "/things", headers: { "content-type": "application/json" } },
            ...{ body: '{"key":"k","size":1}', ...request },
          },
          response: { status: 200, headers: { "content-type": type }, body },
        },
        (pointer) => ({ source: "", line: null, column: null, pointer }),
      )
      .map(({ rule, instance }) => `${rule} ${instance.pointer}`);
  const form = (body: string) => findings({ headers: { "content-type": "application/x-www-form-urlencoded" }, body });

  it("are judged as forms", () => {
    expect(form("key=k&size=1")).to.deep.equal([]);
    expect(form("key=k&size=big")).to.deep.equal(["type-mismatch /request/body/size"]);
    expect(form("size=1")).to.deep.equal(["member-missing /request/body/key"]);
  });

  it("are not held against a schema for objects where they are XML, nor called malformed where they are images", () => {
    expect(findings({}, "application/xml", "<thing><size>1</size></thing>")).to.deep.equal([]);
    expect(findings({}, "image/png", new Uint8Array([137, 80, 78, 71, 255]))).to.deep.equal([]);
  });

  it("are read as the number that plain text stands for", () => {
    expect(findings({}, "text/plain", "5")).to.deep.equal([]);
    expect(findings({}, "text/plain", "4")).to.deep.equal(["number-out-of-bounds /response/body"]);
    expect(findings({}, "text/plain", "five")).to.deep.equal(["type-mismatch /response/body"]);
  });

  it("need only the members that travel in their direction", () => {
    expect(findings({ body: '{"size":1}' })).to.deep.equal(["member-missing /request/body/key"]);
    expect(findings({}, "application/json", '{"size":1}')).to.deep.equal(["member-missing /response/body/id"]);
  });

  it("may have formats that nobody knows in an OpenAPI document", () => {
    expect(findings({}, "application/json", '{"id":"1","size":1,"colour":"red"}')).to.deep.equal([]);
  });
});
